"""Years and periods of a grant: which year it belongs to, and by which date."""

from collections.abc import Iterable
from datetime import date

from funding.codelists.grants import YearBasis

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)


def year_contracted(
    *,
    signed_on: date | None,
    commitments_on: Iterable[date],
    actual_start: date | None,
    planned_start: date | None,
) -> tuple[int | None, YearBasis]:
    """Give the year contracted and the date it rests on; (None, UNKNOWN) where no date is known.

    The year of signature, else of the first commitment, else of the actual start, else of the planned start. The
    financial year of the EU is the calendar year (Financial Regulation, Art. 9).
    """
    candidates = (
        (signed_on, YearBasis.SIGNED),
        (min(commitments_on, default=None), YearBasis.FIRST_COMMITMENT),
        (actual_start, YearBasis.ACTUAL_START),
        (planned_start, YearBasis.PLANNED_START),
    )
    for day, basis in candidates:
        if day is not None:
            return day.year, basis
    return None, YearBasis.UNKNOWN


def is_plausible(day: date) -> bool:
    """Tell whether a date lies within 1990-2100, the span the tracker takes dates from."""
    return EARLIEST <= day <= LATEST
