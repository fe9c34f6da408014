"""Money: no cent is lost, whatever is split by whatever."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.money import WITHHELD_STEP, equal_shares, part_of, percent, rounded, split

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
shares = st.lists(st.decimals(min_value=0, max_value=100, places=4), min_size=1, max_size=7).filter(any)


@given(amounts, shares)
def test_the_parts_add_up_to_the_whole(amount, weights):
    assert sum(split(amount, weights)) == amount


@given(amounts, shares)
def test_no_part_is_further_than_a_cent_from_its_exact_share(amount, weights):
    total = sum(weights)
    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert abs(part - amount * weight / total) < Decimal("0.01")


@given(amounts, shares)
def test_a_recovery_is_split_as_its_opposite(amount, weights):
    assert split(-amount, weights) == [-part for part in split(amount, weights)]


@given(st.integers(min_value=1, max_value=7))
def test_equal_shares_add_up_to_a_hundred(count):
    assert sum(equal_shares(count)) == 100


def test_thirds_of_one_euro_give_the_odd_cent_to_the_first():
    assert split(Decimal("1.00"), equal_shares(3)) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(-1), Decimal(2)]])
def test_an_amount_cannot_be_split_by_nothing(weights):
    with pytest.raises(ValueError, match="positive shares"):
        split(Decimal(1), weights)


def test_a_share_of_an_amount_is_rounded_half_to_even():
    assert part_of(Decimal("0.05"), Decimal(50)) == Decimal("0.02")


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [
        (Decimal(150), Decimal(100), Decimal("150.0")),
        (None, Decimal(100), None),
        (Decimal(1), None, None),
        (Decimal(1), Decimal(0), None),
    ],
)
def test_percent_is_unknown_where_either_is_and_may_pass_a_hundred(part, whole, answer):
    assert percent(part, whole) == answer


@pytest.mark.parametrize("amount", ["-2499.99", "-0.01", "0", "0.01", "2499.99"])
def test_what_is_rounded_to_nothing_has_no_sign(amount):
    assert str(rounded(Decimal(amount), WITHHELD_STEP)) == "0.00"
