"""When a group of grants hides each of its recipients."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.publication.pools import Figures, Parameters, State, figures, is_safe, may_be_listed
from tests.pools.making import FIVE, THREE, a_correction, an_item, in_pool, some
from tests.pools.oracle import is_safe_by_the_book


def test_k_below_three_is_refused_in_words():
    with pytest.raises(ValueError, match="at least 3 grants"):
        Parameters(2, Decimal(10))


@pytest.mark.parametrize("p", [-1, 0, 100, 101])
def test_p_outside_0_to_100_is_refused_in_words(p):
    with pytest.raises(ValueError, match="between 0 and 100"):
        Parameters(3, Decimal(p))


@pytest.mark.parametrize("p", ["0.1", "99.9"])
def test_p_between_0_and_100_is_taken(p):
    assert Parameters(3, Decimal(p)).p == Decimal(p)


def test_the_reserve_is_k():
    assert FIVE.reserve == 5


@pytest.mark.parametrize(("count", "answer"), [(0, False), (4, False), (5, True)])
def test_a_pool_needs_k_grants(count, answer):
    assert is_safe(some(count), FIVE) is answer


def test_a_pool_needs_k_recipients():
    grants = some(5)
    assert not is_safe([*grants[:4], an_item(4, contributor=3)], FIVE)


def test_a_pool_needs_k_grants_whoever_changed_recipients():
    assert not is_safe([*some(4), an_item(3, key=9, contributor=9)], FIVE)


@pytest.mark.parametrize(("smallest", "answer"), [("99.99", False), (100, True)])
def test_the_two_largest_leave_p_percent_of_the_largest(smallest, answer):
    assert is_safe([an_item(1, 1000), an_item(2, 900), an_item(3, smallest)], THREE) is answer


def test_amounts_are_those_of_recipients_not_of_grants():
    apart = [an_item(grant, 200) for grant in range(6)] + some(3, first=6, amount=20)
    together = [an_item(grant, 200, contributor=0) for grant in range(6)] + some(3, first=6, amount=20)
    assert is_safe(apart, THREE)
    assert not is_safe(together, THREE)


def test_what_was_once_public_counts_for_nothing():
    assert not is_safe([*some(4), an_item(4, is_exposed=True)], FIVE)
    assert not is_safe([an_item(1, 1000), an_item(2, 900), an_item(3, 1), an_item(4, is_exposed=True)], THREE)
    assert is_safe([*some(5), an_item(5, 10**6, is_exposed=True)], FIVE)


def test_corrections_hide_each_other():
    assert is_safe([a_correction(grant, 10, 500) for grant in range(3)], THREE)


def test_a_cut_to_nothing_hides_nothing():
    others = [an_item(1, 1000), an_item(2, 900), an_item(3, 60)]
    assert not is_safe([*others, a_correction(4, -40, 39)], THREE)
    assert is_safe([*others, a_correction(4, -40, 40)], THREE)


def test_cuts_need_as_much_cover_as_they_take():
    grants = some(3, amount=6)
    assert is_safe([*grants, a_correction(4, -6, 0)], THREE)
    assert not is_safe([*grants, a_correction(4, "-6.01", 0)], THREE)


def test_an_exposed_cut_takes_nothing():
    assert is_safe([*some(3, amount=6), a_correction(4, -90, 0, is_exposed=True)], THREE)


def test_a_grant_may_be_listed_only_if_the_rest_is_safe():
    assert may_be_listed(in_pool(*some(6)), 0, FIVE)
    assert not may_be_listed(in_pool(*some(5)), 0, FIVE)


def test_what_is_listed_already_hides_nobody():
    assert not may_be_listed([*in_pool(*some(5)), an_item(5, state=State.LISTED, pool=1)], 0, FIVE)
    assert not may_be_listed([*in_pool(*some(5)), an_item(5, state=State.LISTED, pool=1)], 5, Parameters(6, FIVE.p))


def test_a_pool_counts_grants_and_adds_corrections():
    sealed = in_pool(*some(2), a_correction(7, -30, 50))
    listed = [
        an_item(8, state=State.LISTED, pool=1),
        a_correction(9, 5, 50, state=State.LISTED, pool=1),
    ]
    assert figures(sealed + listed) == Figures(3, Decimal(275), 1, Decimal(105))


amounts = st.integers(min_value=-300, max_value=300).filter(bool)
items = st.builds(
    lambda grant, contributor, amount, after, exposed: (
        a_correction(grant, amount, after, contributor=contributor, is_exposed=exposed)
        if amount < 0 or after % 2
        else an_item(grant, amount, contributor=contributor, is_exposed=exposed)
    ),
    st.integers(0, 9),
    st.integers(0, 6),
    amounts,
    st.integers(0, 300),
    st.sampled_from((False, False, False, True)),
)


@given(st.lists(items, max_size=9), st.sampled_from((3, 4)), st.integers(min_value=1, max_value=99))
def test_safe_is_what_the_book_says(cell, k, p):
    assert is_safe(cell, Parameters(k, Decimal(p))) == is_safe_by_the_book(cell, k, p)
