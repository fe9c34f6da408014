"""What is computed beside a grant: its sums, and where its dates and amounts contradict one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from funding.codelists.iati import PAID_KINDS
from funding.money import HUNDRED, percent
from funding.register.models import Grant

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Sum:
    """One figure: an amount in the grant's currency, or a percentage; None is unknown."""

    label: str
    value: Decimal | None
    unit: str
    note: str = ""

    @property
    def text(self) -> str:
        """Write the figure; nothing known is "unknown", never 0."""
        return "unknown" if self.value is None else f"{self.value:,} {self.unit}"


def sums_of(grant: Grant) -> list[Sum]:
    """Compute the sums of a saved grant."""
    unit, now = grant.currency, grant.contracted_now
    amended = now is not None and now != grant.contracted
    return [
        Sum("Contracted", now, unit, "with amendments" if amended else ""),
        Sum("EU contribution", grant.eu_contribution, unit),
        Sum("Total cost", grant.total_cost, unit),
        Sum("EU co-financing rate", percent(grant.eu_contribution, grant.total_cost), "%"),
        Sum("Paid", grant.paid, unit),
        Sum("Paid of contracted", percent(grant.paid, now), "%"),
    ]


def contradictions(grant: Grant) -> list[str]:
    """Say in words what can't all be true of a saved grant; nothing of it is refused, sources do say such things."""
    return [*_of_dates(grant), *_of_amounts(grant)]


def _of_dates(grant: Grant) -> Iterator[str]:
    pairs: list[tuple[date | None, date | None, str]] = [
        (grant.actual_start, grant.planned_end, "It started after its planned end."),
        (grant.planned_start, grant.actual_end, "It ended before its planned start."),
        (grant.signed_on, grant.actual_end, "It ended before it was signed."),
    ]
    for earlier, later, words in pairs:
        if earlier and later and later < earlier:
            yield words
    start = grant.actual_start or grant.planned_start
    for amendment in grant.amendments.all():
        if start and amendment.new_end and amendment.new_end < start:
            yield f"Amendment {amendment.number} ends it before its start."


def _of_amounts(grant: Grant) -> Iterator[str]:
    now = grant.contracted_now
    if now is not None and now < 0:
        yield "Its amendments cut more than was contracted."
    paid = percent(grant.paid, now)
    if paid is not None and paid > HUNDRED:
        yield f"More was paid than was contracted: {paid} %."
    rate = percent(grant.eu_contribution, grant.total_cost)
    if rate is not None and rate > HUNDRED:
        yield f"The EU contributes more than the total cost: {rate} %."
    payments = [one for one in grant.transactions.all() if one.kind in PAID_KINDS]
    others = sorted({one.currency for one in payments} - {grant.currency})
    if others:
        yield f"Payments in {' and '.join(others)} are not in the sum paid, which is in {grant.currency}."
