"""What sums over published rows come to, and what they rest on. Plain figures, EUR to the cent."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

NOTHING = Decimal("0.00")


class BasisBy(StrEnum):
    """How it is known whether a grant had been contracted by a day."""

    DAY = "day"  # by its day of signature
    YEAR = "year"  # by its year alone
    UNTOLD = "untold"  # it may have been
    OUTSIDE = "outside"  # later, or before the time asked about


@dataclass(frozen=True)
class Part:
    """Some of the grants that a total counts, and what they are contracted for, EUR."""

    grants: int = 0
    amount: Decimal = NOTHING

    def __add__(self, other: "Part") -> "Part":
        return Part(self.grants + other.grants, self.amount + other.amount)


NO_GRANTS = Part()


@dataclass(frozen=True)
class GrantTotals:
    """Sums over grants, EUR. What can't be counted is a number of its own, never a silent 0.

    A row stands for one grant, and a pool for those of its grants that have no row of their own.
    """

    rows: int
    grants: int
    contracted: Decimal
    paid: Decimal  # pooled grants aren't in it: only what they are contracted for is shown
    withheld: Part  # rows of their own that don't name the recipient
    withheld_paid: Decimal  # of `paid`: as at the last 31 December
    pooled: Part
    without_amount: int  # Belarus's share is known, the contracted amount isn't
    without_payment: int  # no payment is known; of pooled grants nothing is said
    without_share: int  # Belarus's share is unknown: not in the sums
    without_share_whole: Decimal  # what those grants are contracted for as a whole
    unconverted: int  # some of their payments are in another currency: not in `paid`

    @property
    def unnamed(self) -> Part:
        """The part without a named recipient."""
        return self.withheld + self.pooled

    @property
    def beside_pools(self) -> Decimal:
        """What those grants are contracted for whose payments can be known."""
        return self.contracted - self.pooled.amount


def grant_totals(figures: dict[str, Any]) -> GrantTotals:
    """Make totals of what `GrantQuerySet.sums` names."""
    return GrantTotals(
        contracted=figures.pop("contracted_sum"),
        paid=figures.pop("paid_sum"),
        withheld=Part(figures.pop("withheld_grants"), figures.pop("withheld_amount")),
        pooled=Part(figures.pop("pooled_grants"), figures.pop("pooled_amount")),
        **figures,
    )


@dataclass(frozen=True)
class ProgrammeTotals:
    """Sums over programmes, EUR."""

    programmes: int
    decided: Decimal
    without_amount: int
    without_share: int
    without_share_whole: Decimal


@dataclass(frozen=True)
class KindTotal:
    """Sum over the transactions of one kind on one level, EUR; commitments sit on both, and are one money."""

    kind: str
    of_grants: bool  # else of programmes
    transactions: int
    amount: Decimal
    without_amount: int  # Belarus's part isn't known: not in the sum
