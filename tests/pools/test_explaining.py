"""What staff read about a waiting grant."""

from decimal import Decimal

import pytest

from funding.periods import Quarter
from funding.publication.pools import Parameters, explain
from tests.pools.making import FIVE, a_correction, an_item, in_pool, some

NEW_YEAR = Quarter(2021, 4)


def reasons(item, others, quarter=NEW_YEAR):
    """Explain an item among others."""
    return explain(item, [item, *others], FIVE, quarter=quarter)


def test_what_will_be_sealed_waits_for_nothing():
    assert reasons(an_item(0), some(4, first=1)) == []


def test_too_few_grants_and_recipients_are_counted():
    elsewhere = [*some(2, first=5, sector="culture"), *some(2, first=7, year=2020), *in_pool(an_item(9))]
    assert reasons(an_item(0), [an_item(1), an_item(2, contributor=1), *elsewhere]) == [
        "Too few grants in its sector and year: 3 of 5.",
        "Too few recipients in its sector and year: 2 of 5.",
    ]


def test_one_that_is_too_large_is_told_without_its_measure():
    [reason] = reasons(an_item(0), [*some(3, first=1, amount=1), an_item(4, 10**6)])
    assert reason == "One amount in its sector and year is too large for the others to hide it."


def test_a_year_that_is_not_over_is_told():
    assert reasons(an_item(0), some(4, first=1), Quarter(2021, 3)) == [
        "The year 2021 isn't over: more grants of its sector may come."
    ]


def test_an_unknown_year_is_told_with_what_everything_lacks():
    assert reasons(an_item(0, year=None), some(2, first=1)) == [
        "Its year is unknown: it can be shown only when everything that waits is shown together.",
        "Too few grants in the whole waiting room: 3 of 5.",
        "Too few recipients in the whole waiting room: 3 of 5.",
    ]


def test_the_reserve_is_told():
    assert reasons(an_item(0), [*some(4, first=1), an_item(9, year=2022)]) == [
        "The reserve: at least 5 grants and recipients must be left waiting."
    ]


def test_a_correction_and_what_was_once_public_are_told():
    assert reasons(a_correction(0, 5, 9), [])[0].startswith("It changes an amount that is in a pool already")
    assert reasons(an_item(0, is_exposed=True), [])[0].startswith("It was public by itself once")


@pytest.mark.parametrize("year", [2021, 2022, None])
def test_no_reason_tells_p(year):
    secret = Parameters(5, Decimal("37.31"))
    room = [an_item(0, 10**6, year=year), *some(4, first=1, amount=1, year=year)]
    texts = " ".join(reason for item in room for reason in explain(item, room, secret, quarter=NEW_YEAR))
    assert texts
    assert "37" not in texts
