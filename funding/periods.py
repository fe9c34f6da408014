"""Years and periods: which year a grant belongs to, and by which date; quarters, budget periods, phases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from funding.codelists.grants import YearBasis
from funding.codelists.records import DatePrecision

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


def last_day(day: date, precision: str) -> date:
    """Give the last day that a date of some precision may mean; the first one is the stored date itself."""
    if precision == DatePrecision.YEAR:
        return date(day.year, 12, 31)
    if precision == DatePrecision.MONTH:
        return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day


def last_full_year(day: date) -> int:
    """Give the last calendar year that is over at the end of a day."""
    return (day + timedelta(days=1)).year - 1


def is_plausible(day: date) -> bool:
    """Tell whether a date lies within 1990-2100, the span the tracker takes dates from."""
    return EARLIEST <= day <= LATEST


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, as in `2026Q4`; the fourth ends the year.

    Raises:
        ValueError: when the number is not 1 to 4.

    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in range(1, 5):
            message = f"A year has quarters 1 to 4, not {self.number}."
            raise ValueError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026Q4`; ValueError says what is wanted."""
        match = re.fullmatch(r"([0-9]{4})Q([1-4])", text)
        if match is None:
            message = f"A quarter is written like 2026Q4, not {text!r}."
            raise ValueError(message)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def previous(self) -> Self:
        """Give the quarter before it."""
        return type(self)(self.year, self.number - 1) if self.number > 1 else type(self)(self.year - 1, 4)

    @property
    def is_yearly(self) -> bool:
        """Tell whether a year ends with it."""
        return self.number == 4  # noqa: PLR2004 -- the last of four

    @property
    def last_year_over(self) -> int:
        """Give the last calendar year that is over when the quarter is."""
        return self.year if self.is_yearly else self.year - 1

    @property
    def last_day(self) -> date:
        """Give the day it ends on."""
        first_of_last_month = date(self.year, 3 * self.number, 1)
        return (first_of_last_month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def budget_period(year: int) -> tuple[int, int]:
    """Give the first and last year of the EU's multiannual financial framework that a year lies in.

    Seven years each: 2014-2020 and 2021-2027 by Regulations (EU) 1311/2013 and 2020/2093, counted on both ways.
    """
    first = year - (year - 2021) % 7
    return first, first + 6


@dataclass(frozen=True)
class Phase:
    """A stretch of years in which the assistance had one aim; `last_year` None = it goes on."""

    name: str
    first_year: int
    last_year: int | None
    description: str

    @property
    def years(self) -> str:
        """Write the years."""
        return f"{self.first_year}–{self.last_year}" if self.last_year else f"since {self.first_year}"


# As the Commission's page on its relations with Belarus tells it; the change is an event of the timeline.
PHASES = (
    Phase(
        "Emergency support",
        2020,
        2021,
        "After the election of August 2020 assistance is moved from the state to people: victims of repression, civil "
        "society, independent media, health, small businesses.",
    ),
    Phase(
        "Medium-term support",
        2022,
        None,
        "Support for people inside and outside the country is planned over several years; culture and businesses in "
        "exile are part of it.",
    ),
)


def phase_of(year: int) -> Phase | None:
    """Give the phase of the assistance that a year lies in; None before the first."""
    return next((one for one in reversed(PHASES) if year >= one.first_year), None)
