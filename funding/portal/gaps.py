"""What a filter can't tell of some rows, since they don't show what it asks for.

A grant without a named recipient shows its sector, programme, year and two amounts; a pool shows a sector, a year, both
or neither, and one total. Everything else that a filter asks is untold for them, which isn't the same as unknown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from funding.publication.querysets import NAMED, POOL, UNKNOWN_YEAR, spanning


@dataclass(frozen=True)
class Gap:
    """Rows that a filter can't test: it never keeps any of them.

    `rows` finds them, given the filter's value where it hangs on that. `why` ends the sentence that says so. A share is
    money of which a part may lie inside the filter, in rows that can't be divided. With `unless_kept` the rows are
    all that don't name the recipient; the filter keeps some of them all the same, and the others are the gap.
    """

    rows: Q | Callable[[Any], Q]
    why: str
    is_share: bool = False
    unless_kept: bool = False

    def found_for(self, value: object) -> Q:
        """Give the condition that finds the rows."""
        return self.rows(value) if callable(self.rows) else self.rows


def _over_several_years(years: list[str]) -> Q:
    known = [int(year) for year in years if year != UNKNOWN_YEAR]
    return spanning(known, unknown=UNKNOWN_YEAR in years)


AMOUNT_UNKNOWN = "the amount, or Belarus’s part of it, isn’t known"
_NO_AMOUNT = Gap(Q(contracted__isnull=True) & ~POOL, AMOUNT_UNKNOWN)
_AMOUNT_TOGETHER = Gap(POOL, "they are shown together, without amounts of their own")
_NOT_SHOWN = Gap(~NAMED, "they don’t name the recipient, and don’t show this either")
_NO_SECTOR = Q(sectors=[])

GRANT_GAPS = {
    "q": (Gap(~NAMED, "they don’t name the recipient, and have no text of their own", unless_kept=True),),
    "sector": (Gap(_NO_SECTOR, "shown without a sector", is_share=True),),
    "year": (Gap(_over_several_years, "shown without a year", is_share=True),),
    "programme": (
        Gap(Q(programme="") & ~POOL, "the programme isn’t known or not public"),
        Gap(POOL, "they are shown together, without a programme"),
    ),
    "instrument": (
        Gap(Q(instrument="") & ~POOL, "the instrument isn’t known"),
        Gap(POOL, "they are shown together, without an instrument"),
    ),
    "status": (Gap(Q(status="") & NAMED, "the status isn’t known"), _NOT_SHOWN),
    "recipient_kind": (Gap(Q(recipient_kind="") & NAMED, "the kind of recipient isn’t known"), _NOT_SHOWN),
    "country": (Gap(Q(recipient_countries=[]) & NAMED, "the recipient’s country isn’t known"), _NOT_SHOWN),
    "organisation": (Gap(~NAMED, "they don’t name the recipient"),),
    "paid_year": (_NOT_SHOWN,),
    "amount_min": (_NO_AMOUNT, _AMOUNT_TOGETHER),
    "amount_max": (_NO_AMOUNT, _AMOUNT_TOGETHER),
    "running": (
        Gap((Q(starts_on__isnull=True) | Q(ends_on__isnull=True)) & NAMED, "the start or the end isn’t known"),
        _NOT_SHOWN,
    ),
}
