"""Which waiting items are sealed together at the end of a quarter.

The levels, finest first, each a fixed public partition; unknown years join the last one only:

1. one sector in one year, once the year is over: sealing within the year would break the cell into a pool of its first
   k grants and a rest that is too small for another;
2. one sector in one budget period of the EU, of years that are over;
3. one year over all sectors; 4. everything together. Both only at the yearly release, and only for items that are
   *ripe*: what a year leaves over waits one year more for its sector's period, unless it left so many grants that
   waiting would hide more than it tells.

Every condition but `is_safe` rests on counts, sectors and years, which are as good as public; amounts matter through
`is_safe` alone. `tests/pools/simulation.py` measures this rule beside those it was chosen from.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from funding.periods import Quarter, budget_period
from funding.publication.pools.items import Item, Label, Parameters, State
from funding.publication.pools.safety import is_safe

Cell = Callable[[Item], Label | None]  # where an item belongs at one level; None: nowhere yet
Candidate = tuple[Label, list[Item]]


def seal(items: Iterable[Item], parameters: Parameters, *, quarter: Quarter) -> list[Candidate]:
    """Give the pools to be sealed at the end of a quarter: whole safe cells, with the reserve left waiting.

    Only waiting items are read. The same items give the same pools in the same order, however they are sorted.
    """
    waiting = sorted((item for item in items if item.state is State.WAITING), key=_order)
    found, left = whole_safe_cells(waiting, parameters, sector_levels(quarter))
    if quarter.is_yearly:
        coarse, left = whole_safe_cells(left, parameters, mixed_levels(left, parameters, quarter))
        found += coarse
    return keep_reserve(found, left, parameters)


def sector_levels(quarter: Quarter) -> list[Cell]:
    """Give the levels that tell the sector."""

    def by_year(item: Item) -> Label | None:
        return Label(item.sector, item.year, item.year) if _is_over(item, quarter) else None

    def by_period(item: Item) -> Label | None:
        return Label(item.sector, *budget_period(item.year)) if item.year and _is_over(item, quarter) else None

    return [by_year, by_period]


def mixed_levels(left: Sequence[Item], parameters: Parameters, quarter: Quarter) -> list[Cell]:
    """Give the levels over all sectors, for the items that are ripe for them."""
    grants: defaultdict[int | None, set[int]] = defaultdict(set)
    for item in left:
        grants[item.year].add(item.grant)

    def is_ripe(item: Item) -> bool:
        if item.year is None or item.year < quarter.last_year_over:
            return True
        return _is_over(item, quarter) and len(grants[item.year]) >= 2 * parameters.k

    def by_year(item: Item) -> Label | None:
        return Label("", item.year, item.year) if item.year and is_ripe(item) else None

    def together(item: Item) -> Label | None:
        return Label() if is_ripe(item) else None

    return [by_year, together]


def whole_safe_cells(
    items: Iterable[Item], parameters: Parameters, levels: Iterable[Cell]
) -> tuple[list[Candidate], list[Item]]:
    """Take the cells that are safe, level by level and by label; give them and the items left over."""
    found: list[Candidate] = []
    left = list(items)
    for level in levels:
        cells: defaultdict[Label, list[Item]] = defaultdict(list)
        nowhere: list[Item] = []
        for item in left:
            label = level(item)
            (nowhere if label is None else cells[label]).append(item)
        safe = {label for label, members in cells.items() if is_safe(members, parameters)}
        found += [(label, cells[label]) for label in sorted(safe)]
        left = nowhere + [item for label, members in cells.items() if label not in safe for item in members]
    return found, left


def keep_reserve(found: list[Candidate], left: list[Item], parameters: Parameters) -> list[Candidate]:
    """Give back the last candidates until nothing waits, or enough to hide what each waiting item is.

    Whoever knows the true total from elsewhere can subtract all pools: what is left must not be one grant.
    """
    kept, waiting = list(found), list(left)
    while kept and waiting and not _is_reserve(waiting, parameters.reserve):
        waiting += kept.pop()[1]
    return kept


def _is_reserve(waiting: list[Item], reserve: int) -> bool:
    unknown = [item for item in waiting if not item.is_exposed]
    return len({item.grant for item in unknown}) >= reserve and len({item.contributor for item in unknown}) >= reserve


def _is_over(item: Item, quarter: Quarter) -> bool:
    return item.year is not None and item.year <= quarter.last_year_over


def _order(item: Item) -> tuple[int, bool, int]:
    return item.grant, item.is_correction, item.key or 0
