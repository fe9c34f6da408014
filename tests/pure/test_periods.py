"""The year a grant belongs to, and by which date."""

from datetime import date

import pytest

from funding.codelists.grants import YearBasis
from funding.periods import is_plausible, year_contracted


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
