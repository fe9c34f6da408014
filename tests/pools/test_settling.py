"""What becomes of the items of one grant when the grant changes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.publication.pools import Listed, Pooled, State, settle
from tests.pools.making import a_correction, an_item, in_pool

WANTED = Pooled(grant=1, contributor=1, sector="media", year=2021, amount=Decimal(100))


def wanted(amount=100, **details):
    """Want the grant pooled with an amount."""
    return replace(WANTED, amount=Decimal(amount), **details)


def stored(items, key=50):
    """Give new items a key, as the database does."""
    return [item if item.key is not None else replace(item, key=key) for item in items]


def test_a_pooled_grant_with_nothing_alive_waits():
    [item] = settle([], WANTED)
    assert item == an_item(1, key=None, amount_after=Decimal(100))


def test_a_waiting_grant_is_changed_in_place():
    now = wanted(70, contributor=4, sector="culture", year=None)
    [item] = settle([an_item(1)], now)
    assert item == an_item(1, 70, contributor=4, sector="culture", year=None, amount_after=Decimal(70))


@pytest.mark.parametrize(("amount", "difference"), [(130, 30), (80, -20), (0, -100)])
def test_a_change_after_sealing_waits_as_one_correction(amount, difference):
    sealed = in_pool(an_item(1))
    assert settle(sealed, wanted(amount)) == [*sealed, a_correction(1, difference, amount, key=None)]


def test_a_second_change_changes_the_waiting_correction():
    [sealed] = in_pool(an_item(1))
    assert settle([sealed, a_correction(1, 30, 130, key=8)], wanted(150)) == [
        sealed,
        a_correction(1, 50, 150, key=8),
    ]


def test_a_correction_of_a_sealed_correction_is_of_their_sum():
    sealed = in_pool(an_item(1), a_correction(1, 30, 130, key=8))
    assert settle(sealed, wanted(125))[2:] == [a_correction(1, -5, 125, key=None)]


def test_a_correction_that_came_to_nothing_is_gone():
    [sealed] = in_pool(an_item(1))
    waiting = a_correction(1, 30, 130, key=8)
    assert settle([sealed, waiting], wanted(100)) == [sealed, replace(waiting, state=State.GONE)]
    assert settle([sealed, replace(waiting, key=None)], wanted(100)) == [sealed]


def test_the_label_stays_when_sector_and_year_are_corrected_after_sealing():
    sealed = in_pool(an_item(1))
    moved = wanted(130, sector="culture", year=2019)
    assert settle(sealed, replace(moved, amount=Decimal(100))) == sealed
    assert settle(sealed, moved)[1:] == [a_correction(1, 30, 130, key=None)]


def test_a_recipient_found_to_be_of_another_group_is_so_in_pools_too():
    [sealed] = in_pool(an_item(1))
    gone = an_item(1, key=7, state=State.GONE)
    assert settle([sealed, gone], wanted(contributor=9)) == [replace(sealed, contributor=9), gone]


def test_a_grant_that_is_not_published_leaves_the_waiting_room_and_stays_in_pools():
    [sealed] = in_pool(an_item(1))
    waiting = a_correction(1, 30, 130, key=8)
    assert settle([sealed, waiting], None) == [sealed, replace(waiting, state=State.GONE)]
    assert settle([an_item(1, key=None)], None) == []


def test_a_listed_grant_is_listed_in_its_pools_and_waits_no_more():
    [sealed] = in_pool(an_item(1))
    waiting = a_correction(1, 30, 130, key=8)
    assert settle([sealed, waiting], Listed()) == [
        replace(sealed, state=State.LISTED),
        replace(waiting, state=State.GONE),
    ]


def test_a_grant_pooled_again_after_it_was_listed_is_exposed_with_its_whole_amount():
    listed = replace(*in_pool(an_item(1)), state=State.LISTED)
    again = an_item(1, 120, key=None, is_exposed=True, amount_after=Decimal(120))
    assert settle([listed], wanted(120)) == [listed, again]


def test_a_grant_pooled_after_it_was_only_ever_a_row_is_exposed():
    assert [item.is_exposed for item in settle([], wanted(is_exposed=True))] == [True]


def test_a_change_of_an_exposed_grant_is_as_secret_as_any():
    sealed = in_pool(an_item(1, is_exposed=True))
    assert [item.is_exposed for item in settle(sealed, wanted(120, is_exposed=True))] == [True, False]


def test_a_grant_pooled_again_while_it_is_still_in_a_pool_adds_only_the_difference():
    sealed = in_pool(an_item(1))
    left = settle(sealed, None)
    assert settle(left, WANTED) == sealed
    assert settle(left, wanted(110))[1:] == [a_correction(1, 10, 110, key=None)]


def test_an_amount_of_nothing_makes_no_item():
    assert settle([], wanted(0)) == []
    assert settle([an_item(1)], wanted(0)) == [an_item(1, state=State.GONE)]


def test_a_negative_amount_is_refused_in_words():
    with pytest.raises(ValueError, match="negative"):
        wanted(-1)


wishes = st.one_of(
    st.none(),
    st.just(Listed()),
    st.builds(wanted, st.integers(min_value=0, max_value=5), contributor=st.integers(1, 2)),
)


@given(st.lists(st.tuples(wishes, st.booleans()), max_size=8), wishes)
def test_settling_twice_is_settling_once(history, last):
    items = []
    for number, (wish, is_sealed) in enumerate(history):
        items = stored(settle(items, wish), key=number)
        if is_sealed:
            items = [
                replace(item, state=State.SEALED, pool=number) if item.state is State.WAITING else item
                for item in items
            ]
    once = stored(settle(items, last))
    assert settle(once, last) == once
    alive = sum(item.amount for item in once if item.state in {State.SEALED, State.WAITING})
    assert not isinstance(last, Pooled) or alive == last.amount
