"""What becomes of the items of one grant when the grant changes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from funding.publication.pools.items import Item, State


@dataclass(frozen=True)
class Pooled:
    """A grant whose level is `pooled`: what it should amount to (EUR to the cent), and whose it is.

    `is_exposed`: it was once public as a row of its own.

    Raises:
        ValueError: when the amount is negative.

    """

    grant: int
    contributor: int
    sector: str
    year: int | None
    amount: Decimal
    is_exposed: bool = False

    def __post_init__(self) -> None:
        if self.amount < 0:
            message = "A pooled grant can't have a negative amount."
            raise ValueError(message)


@dataclass(frozen=True)
class Listed:
    """A grant that is public as a row of its own."""


def settle(items_of_the_grant: Iterable[Item], wanted: Pooled | Listed | None) -> list[Item]:
    """Bring the items of one grant to what it should be now; None: not published at all.

    Sealed items never change but to `listed` and in their contributor (groups of recipients become known late, and no
    figure shows them). Whatever they don't amount to waits as one correction. Settling twice is settling once.
    Items that were never stored and are not needed any more are left out.
    """
    items = list(items_of_the_grant)
    if isinstance(wanted, Pooled):
        return _pool(items, wanted)
    if wanted is None:
        return _without_waiting(items)
    return [
        replace(item, state=State.LISTED) if item.state is State.SEALED else item for item in _without_waiting(items)
    ]


def _pool(items: list[Item], wanted: Pooled) -> list[Item]:
    sealed = [item for item in items if item.state is State.SEALED]
    missing = wanted.amount - sum((item.amount for item in sealed), Decimal(0))
    waiting = next((item for item in items if item.state is State.WAITING), None)
    regrouped = [
        replace(item, contributor=wanted.contributor) if item.state is not State.GONE else item
        for item in items
        if item is not waiting
    ]
    if not missing:
        return _without_waiting([*regrouped, *([waiting] if waiting else [])])
    was_listed = any(item.state is State.LISTED for item in items)
    return [*regrouped, _waiting_item(waiting, missing, wanted, sealed=sealed, was_listed=was_listed)]


def _waiting_item(
    waiting: Item | None, amount: Decimal, wanted: Pooled, *, sealed: list[Item], was_listed: bool
) -> Item:
    """Make the one waiting item; a correction stays where the grant was sealed, whatever its sector is now."""
    return Item(
        key=waiting.key if waiting else None,
        grant=wanted.grant,
        contributor=wanted.contributor,
        sector=sealed[0].sector if sealed else wanted.sector,
        year=sealed[0].year if sealed else wanted.year,
        amount=amount,
        is_exposed=not sealed and (wanted.is_exposed or was_listed),
        is_correction=bool(sealed),
        amount_after=wanted.amount,
    )


def _without_waiting(items: Iterable[Item]) -> list[Item]:
    return [
        replace(item, state=State.GONE) if item.state is State.WAITING else item
        for item in items
        if item.state is not State.WAITING or item.key is not None
    ]
