"""What the waiting room and the sealed pools are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

SMALLEST_K = 3
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Parameters:
    """How much cover a pool must give: `k` grants and recipients, `p` percent of the largest one.

    `p` is shown nowhere: whoever knows it can work out more from a pool than `p` itself promises.

    Raises:
        ValueError: when k is below 3, or p not between 0 and 100.

    """

    k: int
    p: Decimal

    def __post_init__(self) -> None:
        if self.k < SMALLEST_K:
            message = f"A pool needs at least {SMALLEST_K} grants: with fewer, one recipient could work out another's."
            raise ValueError(message)
        if not 0 < self.p < HUNDRED:
            # From 100 on, three grants are safe only when all are equal: then the total tells each.
            message = "The percentage that protects the largest grant of a pool must lie between 0 and 100."
            raise ValueError(message)

    @property
    def reserve(self) -> int:
        """How many grants, and recipients, must be left waiting where any is."""
        return self.k


class State(StrEnum):
    """Where an item is; always in exactly one place."""

    WAITING = "waiting"
    SEALED = "sealed"
    LISTED = "listed"  # in its pool's figure, and since then public as a row of its own
    GONE = "gone"  # left before it was ever sealed


@dataclass(frozen=True)
class Item:
    """A pooled grant, or a later signed change of its amount.

    `key` names the stored row (None: not stored yet). `contributor` is the group of the lead recipient: a holding, a
    fiscal sponsor and aliases count as one. `amount` is EUR to the cent, negative only for a correction;
    `amount_after` is what the grant amounts to once corrected. `is_exposed`: the grant was once public as a row of its
    own.
    """

    key: int | None
    grant: int
    contributor: int
    sector: str
    year: int | None
    amount: Decimal
    is_exposed: bool = False
    is_correction: bool = False
    state: State = State.WAITING
    pool: int | None = None
    amount_after: Decimal = Decimal(0)

    @property
    def cover(self) -> Decimal:
        """Give how much of others' amounts it can hide: by how much it might be smaller than it is, EUR.

        Everyone knows that no grant is below 0, so a correction might be smaller by what the grant amounts to after
        it, and a grant cut to nothing hides nothing; its own size is the most that any item is taken to hide.
        """
        return min(abs(self.amount), self.amount_after) if self.is_correction else self.amount


@dataclass(frozen=True, order=True)
class Label:
    """What the public reads of a pool's place: "" is all sectors; no years are all years."""

    sector: str = ""
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True)
class Figures:
    """What the public reads of one pool, beside its label; EUR to the cent."""

    grant_count: int
    total: Decimal
    listed_count: int
    listed_amount: Decimal


def figures(items_of_the_pool: Iterable[Item]) -> Figures:
    """Add up a pool: grants first sealed in it (corrections are not counted), and those that are listed since."""
    members = list(items_of_the_pool)
    listed = [item for item in members if item.state is State.LISTED]
    return Figures(
        grant_count=_grants(members),
        total=sum((item.amount for item in members), Decimal(0)),
        listed_count=_grants(listed),
        listed_amount=sum((item.amount for item in listed), Decimal(0)),
    )


def _grants(items: Iterable[Item]) -> int:
    return len({item.grant for item in items if not item.is_correction})
