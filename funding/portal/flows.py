"""Geometry of the picture of flows: from instruments on the left to sectors on the right.

Down, everything is in pixels; across, ribbons run from 0 to 100 in a drawing that is stretched to the room there is,
while names stand beside it and keep their size.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.codelists.disclosure import RowKind
from funding.codelists.sectors import Sector
from funding.publication.summaries import Cell
from funding.publication.sums import NOTHING

HEIGHT = 380
_GAP = 16
_TOP = 4
_LEAST = Decimal(15)  # half the pixels that the two lines of a name take
_INSTRUMENTS = 6  # the rest is drawn as one
REST = "Other instruments"
NOT_KNOWN = "Instrument not known"
GROUPS = "Groups of grants"  # which show no instrument


def _n(value: Decimal) -> str:
    return f"{value:.2f}"


@dataclass(frozen=True)
class Node:
    """An instrument or a sector: a post as tall as its money."""

    name: str  # of an instrument; a sector's code
    amount: Decimal
    y: str
    height: str
    label_y: str


@dataclass(frozen=True)
class Ribbon:
    """What one instrument gives to one sector."""

    instrument: str
    sector: str
    amount: Decimal
    path: str


@dataclass(frozen=True)
class Flow:
    """Instruments, sectors, and the ribbons between them."""

    instruments: list[Node]
    sectors: list[Node]
    ribbons: list[Ribbon]
    height: int = HEIGHT


def by_instrument(table: Iterable[Cell]) -> dict[str, dict[str, Decimal]]:
    """Add up what was contracted by instrument and sector; the largest instruments first, small ones as one.

    Pools stand last.
    """
    sums: dict[str, dict[str, Decimal]] = {}
    for cell in table:
        if cell.contracted > 0:
            row = sums.setdefault(_name(cell), {})
            row[cell.sector] = row.get(cell.sector, NOTHING) + cell.contracted
    pooled = {GROUPS: sums.pop(GROUPS)} if GROUPS in sums else {}
    ranked = sorted(sums, key=lambda name: (-sum(sums[name].values()), name))
    shown = {name: sums[name] for name in ranked[:_INSTRUMENTS]}
    for name in ranked[_INSTRUMENTS:]:
        row = shown.setdefault(REST, {})
        for sector, amount in sums[name].items():
            row[sector] = row.get(sector, NOTHING) + amount
    return shown | pooled


def _name(cell: Cell) -> str:
    if cell.kind == RowKind.POOL:
        return GROUPS
    return cell.instrument or NOT_KNOWN


def _labels(middles: list[Decimal]) -> list[Decimal]:
    """Push names apart that would overlap."""
    placed: list[Decimal] = []
    for middle in middles:
        placed.append(max(middle, placed[-1] + 2 * _LEAST) if placed else max(middle, _LEAST))
    return placed


def _posts(amounts: Mapping[str, Decimal]) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Stand posts in a column: name, amount, top, height; both columns are as tall as each other."""
    room = Decimal(HEIGHT - _TOP - 30 - _GAP * (len(amounts) - 1))
    scale = room / sum(amounts.values(), NOTHING)
    posts, top = [], Decimal(_TOP)
    for name, amount in amounts.items():
        posts.append((name, amount, top, amount * scale))
        top += amount * scale + _GAP
    return posts


def _nodes(posts: list[tuple[str, Decimal, Decimal, Decimal]]) -> list[Node]:
    labels = _labels([top + height / 2 for _, _, top, height in posts])
    return [
        Node(name, amount, _n(top), _n(max(height, Decimal(1))), _n(label))
        for (name, amount, top, height), label in zip(posts, labels, strict=True)
    ]


def _path(left: Decimal, left_tall: Decimal, right: Decimal, right_tall: Decimal) -> str:
    over = f"M0,{_n(left)} C50,{_n(left)} 50,{_n(right)} 100,{_n(right)}"
    low, end = left + left_tall, right + right_tall
    return f"{over} L100,{_n(end)} C50,{_n(end)} 50,{_n(low)} 0,{_n(low)} Z"


def flow(table: Iterable[Cell]) -> Flow | None:
    """Draw what was contracted from instrument to sector; None where there is nothing to draw."""
    rows = by_instrument(table)
    if not rows:
        return None
    left = _posts({name: sum(row.values(), NOTHING) for name, row in rows.items()})
    sums = {sector.value: sum((row.get(sector, NOTHING) for row in rows.values()), NOTHING) for sector in Sector}
    right = _posts({sector: amount for sector, amount in sums.items() if amount > 0})
    reached = {sector: top for sector, _, top, _ in right}
    tall = {sector: height / amount for sector, amount, _, height in right}
    ribbons = []
    for name, whole, start, height in left:
        top = start
        for sector, end in list(reached.items()):
            amount = rows[name].get(sector, NOTHING)
            if amount > 0:
                here, there = amount * height / whole, amount * tall[sector]
                ribbons.append(Ribbon(name, sector, amount, _path(top, here, end, there)))
                top, reached[sector] = top + here, end + there
    return Flow(_nodes(left), _nodes(right), ribbons)
