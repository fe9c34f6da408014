"""`python -m tests.benchmarks`: measure the portal beside the same SQL by hand, COPY and Datasette.

    python -m tests.benchmarks --rows 10000 1000000 --json results.json

docs/performance.md says what the figures mean.
"""

import argparse
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks import cases, datasette, files, loading, report, servers
from tests.benchmarks.asking import Client
from tests.benchmarks.cases import Sides

_ROWS = (10_000, 100_000, 1_000_000)
_PUBLISHED = 100_000
_PUBLISHING = "tests.benchmarks.publishing"
_MEASURE_PUBLISHING = f"""
import json, sys
from {_PUBLISHING} import _django, measure
with _django():
    print(json.dumps(measure(int(sys.argv[1]))))
"""
_FEWEST = 2000  # rows: with fewer some words stand nowhere and there is no second page


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each size, write the report and, where it is asked for, the same as JSON."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that every server is stopped
    servers.FOLDER.mkdir(parents=True, exist_ok=True)
    python = datasette.interpreter(options.datasette) if not options.without_datasette else None
    results: dict[str, Any] = {"date": datetime.now(UTC).date().isoformat(), "machine": _machine(), "sizes": {}}
    try:
        for count in sorted(options.rows):
            sys.stderr.write(f"{count:,} rows\n")
            results["sizes"][str(count)] = _measure(count, options, python)
            _keep(results, options.json)
        if options.publish:
            results["publish"] = _publishing(options.publish)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; what was started is stopped too.\n")
    except servers.BenchmarkError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    finally:
        _keep(results, options.json)
        if results["sizes"]:
            sys.stdout.write(report.written(results))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=_rows, nargs="+", default=_ROWS, help="how many grants (default: %(default)s)")
    parser.add_argument("--asks", type=int, default=100, help="how often each page is asked (default: %(default)s)")
    parser.add_argument(
        "--patience", type=float, default=120,
        help="seconds that one side may take in one case; then it is asked no more in it (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--files", type=int, default=3, help="how often the whole file is read (default: %(default)s)")
    parser.add_argument("--file-limit", type=float, default=300, help="seconds for one file (default: %(default)s)")
    parser.add_argument("--rate", type=int, default=500, help="requests a second of the load (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=30, help="how long the load lasts; 0 = none (default: 30)")
    parser.add_argument("--datasette", type=Path, help=f"a Python that has Datasette {datasette.VERSION}")
    parser.add_argument("--without-datasette", action="store_true", help="leave its column empty")
    parser.add_argument(
        "--publish", type=int, nargs="?", const=_PUBLISHED, default=0, help="measure publication too, of as many grants"
    )
    parser.add_argument("--fresh", action="store_true", help="make the rows anew")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args(arguments)


def _rows(text: str) -> int:
    count = int(text)
    if count < _FEWEST:
        message = f"at least {_FEWEST} rows"
        raise argparse.ArgumentTypeError(message)
    return count


def _measure(count: int, options: argparse.Namespace, python: Path | None) -> dict[str, Any]:
    """Start everything for one size, ask, stop everything."""
    folder = servers.FOLDER / str(count)
    with ExitStack() as stack:
        made = stack.enter_context(servers.database_with(count, fresh=options.fresh))
        other = stack.enter_context(datasette.served(python, made, folder, fresh=options.fresh))
        web = stack.enter_context(servers.portal(made))
        hand = stack.enter_context(psycopg.connect(made.url, autocommit=True, prepare_threshold=None))
        sides = Sides(Client(web.port), hand, Client(other.port) if other else None)
        asked = cases.made(count)
        cases.measure(asked, sides, asks=options.asks, patience=options.patience)
        asked += cases.again(sides, asks=options.asks)
        found: dict[str, Any] = {
            "made_seconds": made.seconds,
            "database_mb": _size(hand),
            "pages": report.summaries(asked),
            "failures": [failure for case in asked for failure in case.failures.values()],
        }
        peaks = {"portal, pages": web.peak()}
        if options.files:
            found["files"] = files.measure(sides, web, times=options.files, limit=options.file_limit)
            found["failures"] += found["files"]["failures"]
            peaks["portal, CSV"] = found["files"]["portal_peak_mb"]
        if options.seconds:
            found["load"] = _load(made, options, count, found["failures"])
            peaks["portal, load"] = max((run["peak_mb"] for run in found["load"] if run["peak_mb"]), default=None)
        peaks["Datasette"] = other.peak() if other else None
        return {**found, "peaks_mb": peaks}


def _load(made: servers.Made, options: argparse.Namespace, count: int, failures: list[str]) -> list[dict[str, Any]]:
    try:
        return loading.measure(made, rate=options.rate, seconds=options.seconds, rows=count)
    except servers.BenchmarkError as error:
        failures.append(f"load: {error}")
        return []


def _size(connection: psycopg.Connection) -> float:
    found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(found[0]) / 1e6 if found else 0.0


def _publishing(count: int) -> dict[str, float]:
    """Measure publication in a process of its own; nothing where its module isn't there."""
    if importlib.util.find_spec(_PUBLISHING) is None:
        sys.stderr.write("Publication isn't measured: there is no module for it.\n")
        return {}
    command = [sys.executable, "-c", _MEASURE_PUBLISHING, str(count)]
    done = subprocess.run(command, cwd=servers.ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 -- our own words
    if done.returncode:
        sys.stderr.write("Publication could not be measured.\n")
        return {}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "grants": count}


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def _keep(results: dict[str, Any], file: Path | None) -> None:
    if file and results["sizes"]:
        bounds = [one.as_row() for one in report.bounds(results)]
        file.write_text(json.dumps({**results, "bounds": bounds}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
