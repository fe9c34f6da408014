"""The cases: the same question to the portal, by hand and to Datasette, in turn, every answer's count compared.

The portal may keep pages, so a case that isn't about kept pages asks another address each time; the other sides get
the same values.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import psycopg

from tests.benchmarks import by_hand, datasette, words
from tests.benchmarks.asking import FAILURES, Answer, Client
from tests.benchmarks.by_hand import Question
from tests.benchmarks.grants_sql import SECTORS, YEARS
from tests.benchmarks.servers import BenchmarkError

PORTAL, HAND, DATASETTE = "portal", "by hand", "datasette"
LIST = "/grants/"
NO_FILTER, SECTOR_YEAR, SEARCH = "no filter", "sector and year", "search, middling word"
RARE, COMMON_WORD, DEEP = "search, rare word", "search, common word", "page 10,000"
AGAIN, CONDITIONAL = "the same page again", "the same page again (304)"
_DEEP_PAGE, _PER_PAGE, _SIZES = 10_000, 25, 20
_CHECKED_SIZE = 24  # rows on the pages that are compared before the time is kept: no other page has as many


@dataclass
class Sides:
    """Who is asked."""

    portal: Client
    hand: psycopg.Connection
    datasette: Client | None


@dataclass
class Case:
    """A case, and how long each side's answers took, in seconds."""

    name: str
    questions: Iterator[Question]
    sides: tuple[str, ...] = (PORTAL, HAND, DATASETTE)
    times: dict[str, list[float]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)  # by side; one that failed is asked no more

    def add(self, side: str, seconds: float) -> None:
        """Note one answer's time."""
        self.times.setdefault(side, []).append(seconds)

    def fail(self, side: str, why: str) -> None:
        """Note that a side has no figure in this case."""
        self.failures[side] = f"{self.name}, {side}: {why}"
        sys.stderr.write(f"  FAILED: {self.failures[side]}\n")

    def still_asks(self, side: str, patience: float) -> bool:
        """Say whether a side is asked again: it neither failed nor used up its time in this case."""
        return side not in self.failures and sum(self.times.get(side, [])) <= patience


def made(count: int) -> list[Case]:
    """Make the cases for `count` rows."""
    return [
        Case(NO_FILTER, _pages()),
        Case(SECTOR_YEAR, _sectors_and_years()),
        Case(SEARCH, _words(words.MIDDLING)),
        Case(RARE, _words(words.rare(count))),
        Case(COMMON_WORD, _words(words.COMMON)),
        Case(DEEP, _deep_pages(count), (PORTAL,)),
    ]


def address(question: Question) -> str:
    """Write the portal's address of a question."""
    values: dict[str, str | int] = {}
    if question.word:
        values["q"] = question.word
    if question.sector:
        values["sector"] = question.sector
    if question.year:
        values["year"] = question.year
    if question.page > 1:
        values["page"] = question.page
    if question.per_page != _PER_PAGE:
        values["per_page"] = question.per_page
    return LIST + ("?" + urlencode(values) if values else "")


def measure(cases: list[Case], sides: Sides, *, asks: int, patience: float) -> None:
    """Ask each case `asks` times, all sides in turn; a side that used up its patience is asked no more in a case."""
    for case in cases:
        _compare(case, sides)
    for turn in range(asks):
        for case in cases:
            _ask_in_turn(case, sides, patience)
        if turn % 10 == 0:
            sys.stderr.write(f"  {turn + 1} of {asks} rounds of pages\n")


def again(sides: Sides, *, asks: int) -> list[Case]:
    """Ask one page again and again: as it is, and with its ETag, which must be answered 304."""
    same = sides.portal.page(LIST)
    kept, conditional = Case(AGAIN, iter([])), Case(CONDITIONAL, iter([]))
    for _ in range(asks):
        kept.add(PORTAL, sides.portal.page(LIST).seconds)
        if same.etag:
            answer = sides.portal.ask(LIST, {"If-None-Match": same.etag})
            if answer.status != 304:
                sys.stderr.write(f"  {LIST} with its ETag was answered {answer.status}, not 304\n")
                return [kept, Case(CONDITIONAL, iter([]))]
            conditional.add(PORTAL, answer.seconds)
    return [kept, conditional]


def _ask_in_turn(case: Case, sides: Sides, patience: float) -> None:
    question = next(case.questions)
    counted: dict[str, set[int]] = {}
    for side, ask in _askers(case, sides).items():
        if not case.still_asks(side, patience):
            continue
        try:
            seconds, counted[side] = ask(question)
        except FAILURES as error:
            case.fail(side, f"{type(error).__name__} {error}")
        else:
            case.add(side, seconds)
    _require_same(case, question, counted)


def _askers(case: Case, sides: Sides) -> dict[str, Callable[[Question], tuple[float, set[int]]]]:
    def portal(question: Question) -> tuple[float, set[int]]:
        answer = sides.portal.page(address(question))
        return answer.seconds, answer.counts()

    def hand(question: Question) -> tuple[float, set[int]]:
        found = by_hand.ask(sides.hand, question)
        return found.seconds, {found.count}

    def other(question: Question) -> tuple[float, set[int]]:
        answer = _datasette_page(sides, question)
        return answer.seconds, {answer.datasette_count() or 0}

    askers = {PORTAL: portal, HAND: hand, DATASETTE: other}
    return {side: askers[side] for side in case.sides if side != DATASETTE or sides.datasette}


def _datasette_page(sides: Sides, question: Question) -> Answer:
    if sides.datasette is None:
        message = "Datasette isn't there."
        raise BenchmarkError(message)
    return sides.datasette.page(datasette.address(question))


def _require_same(case: Case, question: Question, counted: dict[str, set[int]]) -> None:
    """Let a side fail whose count isn't the one by hand; a page may name more counts than one."""
    right = counted.get(HAND)
    for side, counts in counted.items():
        if right and not right & counts:
            case.fail(side, f"{question} is counted {sorted(counts)}, by hand {sorted(right)}")


def _compare(case: Case, sides: Sides) -> None:
    """Ask every side the case's first question for a page of another size, and compare the counts."""
    first = next(case.questions)
    question = replace(first, page=1, per_page=_CHECKED_SIZE)
    case.questions = itertools.chain([first], case.questions)
    counted = {HAND: {by_hand.count(sides.hand, question)}}
    for side, ask in _askers(case, sides).items():
        try:
            counted.setdefault(side, ask(question)[1])
        except FAILURES as error:
            case.fail(side, f"{type(error).__name__} {error}")
    _require_same(case, question, counted)


def _sizes() -> Iterator[tuple[int, int]]:
    """Give sizes and numbers of pages near the first, no pair twice."""
    for page in itertools.count(1):
        for more in range(_SIZES):
            yield _PER_PAGE + more + (page == 1), page  # the plain address is left for the pages asked again


def _pages() -> Iterator[Question]:
    for per_page, page in _sizes():
        yield Question(per_page=per_page, page=page)


def _deep_pages(count: int) -> Iterator[Question]:
    last = min(_DEEP_PAGE, count // (_PER_PAGE + _SIZES) - 1)
    for per_page, page in _sizes():
        yield Question(per_page=per_page, page=max(1, last - page + 1))


def _sectors_and_years() -> Iterator[Question]:
    pairs = [(sector, year) for year in YEARS for sector in SECTORS]
    for more in itertools.count():
        for number in range(len(pairs)):
            sector, year = pairs[number * 37 % len(pairs)]
            yield Question(sector=sector, year=year, per_page=_PER_PAGE + (number + more) % _SIZES)


def _words(vocabulary: words.Vocabulary) -> Iterator[Question]:
    for number, word in enumerate(vocabulary.words()):
        yield Question(word=word, per_page=_PER_PAGE + number // vocabulary.size % 70)
