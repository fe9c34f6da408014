"""The year a grant belongs to, and by which date."""

from datetime import date

import pytest

from funding.codelists.grants import YearBasis
from funding.periods import Quarter, budget_period, is_plausible, last_day, last_full_year, year_contracted


@pytest.mark.parametrize(
    ("known", "answer"),
    [
        ({"signed_on": date(2022, 12, 30)}, (2022, YearBasis.SIGNED)),
        ({"commitments_on": [date(2021, 5, 1), date(2020, 5, 1)]}, (2020, YearBasis.FIRST_COMMITMENT)),
        ({"actual_start": date(2023, 1, 1)}, (2023, YearBasis.ACTUAL_START)),
        ({"planned_start": date(2024, 1, 1)}, (2024, YearBasis.PLANNED_START)),
        ({}, (None, YearBasis.UNKNOWN)),
    ],
)
def test_the_year_rests_on_the_best_date_that_is_known(known, answer):
    nothing = {"signed_on": None, "commitments_on": [], "actual_start": None, "planned_start": None}
    assert year_contracted(**nothing | known) == answer


def test_signature_comes_before_everything_else():
    dates = {
        "commitments_on": [date(2021, 1, 1)],
        "actual_start": date(2021, 2, 1),
        "planned_start": date(2020, 1, 1),
    }
    assert year_contracted(signed_on=date(2022, 1, 1), **dates) == (2022, YearBasis.SIGNED)


@pytest.mark.parametrize(
    ("day", "answer"), [(date(2050, 12, 31), True), (date(1, 1, 1), False), (date(9999, 1, 1), False)]
)
def test_dates_outside_1990_to_2100_are_not_plausible(day, answer):
    assert is_plausible(day) is answer


@pytest.mark.parametrize(
    ("text", "last_year_over", "last_day"),
    [
        ("2026Q1", 2025, date(2026, 3, 31)),
        ("2026Q2", 2025, date(2026, 6, 30)),
        ("2026Q3", 2025, date(2026, 9, 30)),
        ("2026Q4", 2026, date(2026, 12, 31)),
    ],
)
def test_a_quarter_is_read_and_written_and_knows_its_end(text, last_year_over, last_day):
    quarter = Quarter.parse(text)
    assert str(quarter) == text
    assert (quarter.last_year_over, quarter.last_day) == (last_year_over, last_day)
    assert quarter.is_yearly is text.endswith("4")


@pytest.mark.parametrize("text", ["", "2026", "2026Q0", "2026Q5", "2026q1", "2026Q11", " 2026Q1", "20262Q1"])
def test_what_is_no_quarter_is_refused_in_words(text):
    with pytest.raises(ValueError, match="written like 2026Q4"):
        Quarter.parse(text)


@pytest.mark.parametrize("number", [0, 5])
def test_a_year_has_four_quarters(number):
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        Quarter(2026, number)


@pytest.mark.parametrize(
    ("year", "period"),
    [
        (2013, (2007, 2013)),
        (2014, (2014, 2020)),
        (2020, (2014, 2020)),
        (2021, (2021, 2027)),
        (2027, (2021, 2027)),
        (2028, (2028, 2034)),
    ],
)
def test_a_year_lies_in_a_budget_period_of_the_eu(year, period):
    assert budget_period(year) == period


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        (date(2023, 12, 10), "day", date(2023, 12, 10)),
        (date(2024, 2, 1), "month", date(2024, 2, 29)),
        (date(2021, 12, 1), "month", date(2021, 12, 31)),
        (date(2022, 1, 1), "year", date(2022, 12, 31)),
    ],
)
def test_a_date_of_a_month_or_a_year_may_mean_its_last_day(day, precision, last):
    assert last_day(day, precision) == last


@pytest.mark.parametrize(("day", "year"), [(date(2023, 12, 30), 2022), (date(2023, 12, 31), 2023)])
def test_a_year_is_over_at_the_end_of_its_last_day(day, year):
    assert last_full_year(day) == year
