"""Geometry of the pictures: plain figures in, places on the drawing out. The drawing itself is in the templates.

Across, everything is in percent of the width, so that a picture fits a phone and its text keeps its size; down, in
pixels. Numbers are texts already: a template would write 12,5 in some languages, which SVG can't read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from math import ceil

from funding.codelists.sectors import Sector
from funding.publication.summaries import Cell
from funding.publication.sums import NOTHING

HEIGHT = 300
_TOP, _FOOT = 26, 26  # room for the totals above and the years below
_LEFT = Decimal(6)  # percent, for the figures of the axis
_TICKS = 5
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_UNITS = ((Decimal(10) ** 6, "EUR million"), (Decimal(10) ** 3, "EUR thousand"), (Decimal(1), "EUR"))
_BAR = Decimal("0.78")  # of the place of a small bar; the rest is the gap
MOST_YEARS = 40  # that are drawn; a wrong date must not make a picture of centuries
_FEW_COLUMNS = 9  # more of them, and years and totals run into one another on a phone


def _n(value: Decimal | float) -> str:
    return f"{value:.2f}"


@dataclass(frozen=True)
class Segment:
    """A rectangle that stands for an amount; `css` names its colour."""

    css: str
    amount: Decimal
    x: str
    width: str
    y: str = "0"
    height: str = "0"


@dataclass(frozen=True)
class Column:
    """One year: a stack of segments with its total above."""

    year: int | None
    total: Decimal
    label: str
    x: str  # of the middle
    y: str  # of the total
    segments: list[Segment]


@dataclass(frozen=True)
class Tick:
    """A line of the scale."""

    label: str
    y: str


@dataclass(frozen=True)
class Columns:
    """Stacked columns by year."""

    columns: list[Column]
    ticks: list[Tick]
    unit: str
    height: int
    left: str
    label_y: int
    is_crowded: bool
    earlier: int  # years before, which aren't drawn


@dataclass(frozen=True)
class Bar:
    """One bar of a row of small bars."""

    year: int
    amount: Decimal
    x: str
    width: str
    y: str
    height: str


def years_of(table: Iterable[Cell]) -> list[int | None]:
    """Give every year from the first to the last, and None at the end where some grants' isn't known.

    Where they lie too far apart, the years without a grant are left out. Pools over several years are of none.
    """
    years = {cell.year for cell in table if not cell.is_yearless}
    known = sorted(year for year in years if year is not None)
    if known and known[-1] - known[0] < MOST_YEARS:
        known = list(range(known[0], known[-1] + 1))
    return [*known, *[None] * (None in years)]


def by_year_and_sector(table: Iterable[Cell]) -> dict[int | None, dict[str, Decimal]]:
    """Add up what was contracted by year and sector; years without a grant are there, and empty.

    Pools over several years are left out.
    """
    table = [cell for cell in table if not cell.is_yearless]
    sums: dict[int | None, dict[str, Decimal]] = {year: {} for year in years_of(table)}
    for cell in table:
        row = sums[cell.year]
        row[cell.sector] = row.get(cell.sector, NOTHING) + cell.contracted
    return sums


def tick_step(largest: Decimal) -> Decimal:
    """Find a round step that divides a scale into at most five."""
    power = Decimal(10) ** (largest / _TICKS).adjusted()
    return next(step * power for step in _STEPS if step * power * _TICKS >= largest)


def _unit(largest: Decimal) -> tuple[Decimal, str]:
    return next((unit for unit in _UNITS if largest >= unit[0]), _UNITS[-1])


def _stack(amounts: Mapping[str, Decimal], *, x: Decimal, width: Decimal, per_pixel: Decimal) -> list[Segment]:
    """Lay segments upon one another in the order of the sectors."""
    shown = [(sector.value, amounts[sector]) for sector in Sector if amounts.get(sector, NOTHING) > 0]
    floor = Decimal(HEIGHT - _FOOT)
    tops = accumulate((amount / per_pixel for _, amount in shown), lambda y, height: y - height, initial=floor)
    return [
        Segment(css, amount, _n(x), _n(width), _n(top), _n(bottom - top))
        for (css, amount), (bottom, top) in zip(shown, pairwise(tops), strict=True)
    ]


def columns(table: Iterable[Cell]) -> Columns | None:
    """Draw what was contracted as stacked columns by year; None where there is nothing to draw."""
    every_year = by_year_and_sector(table)
    sums = {year: every_year[year] for year in list(every_year)[-MOST_YEARS:]}
    totals = {year: sum(row.values(), NOTHING) for year, row in sums.items()}
    largest = max(totals.values(), default=NOTHING)
    if largest <= 0:
        return None
    size, unit = _unit(largest)
    step = tick_step(largest)
    top_tick = ceil(largest / step)
    per_pixel = top_tick * step / (HEIGHT - _TOP - _FOOT)
    pitch = (100 - _LEFT) / len(sums)
    drawn = []
    for index, (year, row) in enumerate(sums.items()):
        middle = _LEFT + pitch * (index + Decimal("0.5"))
        stack = _stack(row, x=middle - pitch * Decimal("0.36"), width=pitch * Decimal("0.72"), per_pixel=per_pixel)
        above = HEIGHT - _FOOT - totals[year] / per_pixel - 7
        label = f"{totals[year] / size:.1f}" if totals[year] > 0 else ""
        drawn.append(Column(year, totals[year], label, _n(middle), _n(above), stack))
    ticks = [
        Tick(f"{(step * index / size).normalize():f}", _n(HEIGHT - _FOOT - step * index / per_pixel))
        for index in range(top_tick + 1)
    ]
    return Columns(
        drawn, ticks, unit, HEIGHT, _n(_LEFT), HEIGHT - 8, len(sums) > _FEW_COLUMNS, len(every_year) - len(sums)
    )


def bars(by_year: Mapping[int | None, Decimal], years: Sequence[int | None], *, height: int = 40) -> list[Bar]:
    """Draw a row of small bars, one a year, the largest as high as the row; a sliver for what is tiny."""
    known = [year for year in years if year is not None][-MOST_YEARS:]
    largest = max((by_year.get(year, NOTHING) for year in known), default=NOTHING)
    if largest <= 0:
        return []
    pitch = 100 / (len(known) - 1 + _BAR)
    drawn = []
    for index, year in enumerate(known):
        amount = by_year.get(year, NOTHING)
        tall = max(amount / largest * height, Decimal(1))
        drawn.append(Bar(year, amount, _n(pitch * index), _n(pitch * _BAR), _n(height - tall), _n(tall)))
    return drawn


def strip(amounts: Sequence[tuple[str, Decimal]]) -> list[Segment]:
    """Draw amounts side by side as one bar that is as wide as their sum."""
    whole = sum((amount for _, amount in amounts), NOTHING)
    if whole <= 0:
        return []
    edges = accumulate((amount * 100 / whole for _, amount in amounts), initial=Decimal(0))
    return [
        Segment(css, amount, _n(left), _n(right - left))
        for (css, amount), (left, right) in zip(amounts, pairwise(edges), strict=True)
    ]


def scaled(amounts: Sequence[Decimal | None]) -> list[str]:
    """Give widths in percent of the largest amount, so that several can be compared on one scale."""
    largest = max((amount for amount in amounts if amount is not None), default=NOTHING)
    if largest <= 0:
        return ["0"] * len(amounts)
    return [_n(max(amount or NOTHING, NOTHING) * 100 / largest) for amount in amounts]


@dataclass(frozen=True)
class Rung:
    """A step of a sum as a bar: where it begins, how far it reaches, and where a stated figure lies; percent."""

    before: str
    width: str
    stated: str


def rungs(spans: Sequence[tuple[Decimal, Decimal]], stated: Decimal | None) -> list[Rung]:
    """Draw the steps of a sum (from, to), one below the other, on one scale with a stated figure."""
    largest = max([NOTHING if stated is None else stated, *(after for _, after in spans)])
    if largest <= 0:
        return [Rung("0", "0", "")] * len(spans)
    mark = "" if stated is None else _n(stated * 100 / largest)
    return [Rung(_n(before * 100 / largest), _n((after - before) * 100 / largest), mark) for before, after in spans]
