"""What waiting items wait for, in words for staff; never how large is too large."""

from collections.abc import Iterable

from funding.periods import Quarter
from funding.publication.pools.items import Item, Parameters, State
from funding.publication.pools.safety import covering_contributors, covering_grants, hides_amounts
from funding.publication.pools.sealing import seal


def explain(item: Item, items: Iterable[Item], parameters: Parameters, *, quarter: Quarter) -> list[str]:
    """Say why a waiting item would not be sealed at the end of a quarter; no reason: it would be.

    `items` is the whole waiting room, the item in it.
    """
    return explain_all(items, parameters, quarter=quarter)[item]


def explain_all(items: Iterable[Item], parameters: Parameters, *, quarter: Quarter) -> dict[Item, list[str]]:
    """Say of every waiting item why it would not be sealed at the end of a quarter; no reason: it would be."""
    waiting = [item for item in items if item.state is State.WAITING]
    sealed = {item for _, members in seal(waiting, parameters, quarter=quarter) for item in members}
    return {item: [] if item in sealed else _reasons(item, waiting, parameters, quarter=quarter) for item in waiting}


def _reasons(item: Item, waiting: list[Item], parameters: Parameters, *, quarter: Quarter) -> list[str]:
    if item.year is None:
        cell, place = waiting, "the whole waiting room"
        reasons = ["Its year is unknown: it can be shown only when everything that waits is shown together."]
    else:
        cell = [other for other in waiting if (other.sector, other.year) == (item.sector, item.year)]
        place = "its sector and year"
        over = item.year <= quarter.last_year_over
        reasons = [] if over else [f"The year {item.year} isn't over: more grants of its sector may come."]
    reasons += _kind(item) + _shortfalls(cell, place, parameters)
    return reasons or [f"The reserve: at least {parameters.reserve} grants and recipients must be left waiting."]


def _kind(item: Item) -> list[str]:
    if item.is_correction:
        return ["It changes an amount that is in a pool already: it waits for others to be shown with."]
    if item.is_exposed:
        return ["It was public by itself once, and hides no other: it waits for others to be shown with."]
    return []


def _shortfalls(cell: list[Item], place: str, parameters: Parameters) -> list[str]:
    counts = (("grants", covering_grants(cell)), ("recipients", covering_contributors(cell)))
    reasons = [
        f"Too few {noun} in {place}: {count} of {parameters.k}." for noun, count in counts if count < parameters.k
    ]
    if not reasons and not hides_amounts(cell, parameters):
        reasons.append(f"One amount in {place} is too large for the others to hide it.")
    return reasons
