"""A pytest plugin: `pytest -p tests.mutation.plugin -n 0 --mutate funding/register/facts.py[:LINE] TESTS`.

First it runs the tests as they are and notes which lines each reaches; then it forks once for each change.
"""

import ast
import difflib
import importlib
import os
import signal
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest
from django.db import connections
from hypothesis import Phase

from tests.mutation.changes import Change, changes
from tests.mutation.swapping import swap

SECONDS = 300  # a change that makes an endless loop is noticed by then
SURVIVED, KILLED = 0, 1
_BEGINNING = 5  # letters: tests of `withdrawing.py` stand in `test_withdraw.py`


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the modules to change, and how many tests are tried on a change."""
    parser.addoption("--mutate", action="append", default=[], help="A module's file, or FILE:LINE; as often as wanted.")
    parser.addoption("--tests-each", type=int, default=100, help="The most tests that are tried on one change.")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests once, then some of them on each change."""
    places = [one.partition(":") for one in session.config.getoption("mutate")]
    modules = list(dict.fromkeys(module for module, _, _ in places))
    wanted = {module: {int(line) for one, _, line in places if one == module and line} for module in modules}
    hypothesis.settings.register_profile("mutation", deadline=None, phases=[Phase.explicit, Phase.generate])
    hypothesis.settings.load_profile("mutation")
    reached = Reached(modules)
    reached.run(session)
    if session.testsfailed:
        message = "The tests fail as they are."
        raise session.Failed(message)
    for module in modules:
        _try_all(module, session, reached, wanted[module])
    session._setupstate.teardown_exact(None)
    return True


class Reached:
    """Which tests reach which lines, and how long each takes."""

    def __init__(self, modules: list[str]) -> None:
        """Measure the modules."""
        self.lines: dict[str, dict[int, list[str]]] = {}
        self.seconds: dict[str, float] = {}
        self._measuring = coverage.Coverage(data_file=None, include=modules, config_file=False)

    def run(self, session: pytest.Session) -> None:
        """Run all tests; what they share stays set up."""
        self._measuring.start()
        for item, following in zip(session.items, [*session.items[1:], session.items[0]], strict=True):
            self._measuring.switch_context(item.nodeid)
            start = time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.seconds[item.nodeid] = time.monotonic() - start
        self._measuring.stop()
        data = self._measuring.get_data()
        self.lines = {os.path.relpath(file): data.contexts_by_lineno(file) for file in data.measured_files()}

    def tests_of(self, module: str, change: Change) -> list[str]:
        """Give the tests of a change: those that reach its statement first, and of those the ones of its module."""
        lines = self.lines[module]
        statement, function = _around(Path(module).read_text(encoding="utf-8"), change.line)
        exact = {test for line in statement for test in lines.get(line, ())} - {""}
        others = {test for line in function for test in lines.get(line, ())} - exact - {""}
        if not exact | others:  # it is done once, when the module is imported
            others = {test for tests in lines.values() for test in tests} - {""}

        own = f"test_{Path(module).stem[:_BEGINNING]}"

        def order(test: str) -> tuple[bool, bool, float]:
            return test not in exact, not Path(test.partition("::")[0]).stem.startswith(own), self.seconds[test]

        return sorted(exact | others, key=order)


def _around(source: str, line: int) -> tuple[range, range]:
    """Give the lines of the smallest statement around a line, and of the function around it."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt) and _holds(node, line)]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return tuple(  # type: ignore[return-value]  # two ranges
        range(_first(found[-1]), (found[-1].end_lineno or 0) + 1) if found else range(0)
        for found in (sorted(nodes, key=_first), sorted(functions, key=_first))
    )


def _first(node: Any) -> int:
    lines: list[int] = [node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]
    return min(lines)


def _holds(node: ast.stmt, line: int) -> bool:
    return _first(node) <= line <= (node.end_lineno or 0)


def _try_all(module: str, session: pytest.Session, reached: Reached, wanted: set[int]) -> None:
    """Try the changes of a module, or of the lines that are wanted of it, and say which nobody noticed."""
    most: int = session.config.getoption("tests_each")
    counts: defaultdict[int, int] = defaultdict(int)
    source = Path(module).read_text(encoding="utf-8")
    items = {item.nodeid: item for item in session.items}
    for change in changes(source):
        if wanted and change.line not in wanted:
            continue
        tests = [items[test] for test in reached.tests_of(module, change)][:most]
        outcome = _try(module, change, tests)
        counts[outcome] += 1
        if outcome == SURVIVED:
            _say(session, f"{module}:{change.line} {change.kind}", *_difference(source, change.source))
    _say(session, f"{module}: {counts[KILLED]} of {sum(counts.values())} changes noticed")


def _say(session: pytest.Session, *lines: str) -> None:
    writer = session.config.get_terminal_writer()
    for line in ("", *lines):
        writer.line(line)
    writer.flush()


def _try(module: str, change: Change, tests: list[pytest.Item]) -> int:
    """Fork, make the change, and run tests until one fails."""
    if not tests:
        return SURVIVED
    connections.close_all()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return SURVIVED if os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED else KILLED
    outcome = KILLED
    try:
        signal.alarm(SECONDS)
        _be_silent(tests[0].config)
        swap(importlib.import_module(module.removesuffix(".py").replace("/", ".")), change.source)
        outcome = _run(tests)
    finally:
        os._exit(outcome)


def _be_silent(config: pytest.Config) -> None:
    config.pluginmanager.unregister(name="terminalreporter")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _run(tests: list[pytest.Item]) -> int:
    session = tests[0].session
    for item, following in zip(tests, [*tests[1:], tests[0]], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return KILLED
    return SURVIVED


def _difference(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [f"    {line}" for line in lines if not line.startswith(("+++", "---", "@@"))]
