"""Which waiting items are sealed together at the end of a quarter."""

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.periods import Quarter
from funding.publication.pools import Label, Parameters, State, seal
from tests.pools.making import FIVE, THREE, an_item, in_pool, some

SUMMER, NEW_YEAR = Quarter(2022, 2), Quarter(2021, 4)


def sealed(items, quarter=NEW_YEAR, parameters=FIVE):
    """Give label and grants of each pool."""
    return [
        (label, sorted(item.grant for item in members)) for label, members in seal(items, parameters, quarter=quarter)
    ]


def label(sector="", first=None, last=None):
    """Make a label; one year where no last one is said."""
    return Label(sector, first, last or first)


def test_a_safe_sector_and_year_is_sealed_when_its_year_is_over():
    assert sealed(some(5)) == [(label("media", 2021), [0, 1, 2, 3, 4])]
    assert sealed(some(5), SUMMER) == [(label("media", 2021), [0, 1, 2, 3, 4])]
    assert sealed(some(5), Quarter(2021, 3)) == []


def test_a_cell_is_sealed_whole():
    assert sealed(some(9)) == [(label("media", 2021), list(range(9)))]


def test_only_waiting_items_are_read():
    elsewhere = [*in_pool(an_item(8)), an_item(9, state=State.GONE), *some(4)]
    assert sealed(elsewhere) == []


def test_what_a_year_lacks_the_budget_period_gives():
    thin = some(3) + some(2, first=3, year=2022)
    assert sealed(thin, Quarter(2023, 1)) == [(label("media", 2021, 2027), [0, 1, 2, 3, 4])]


def test_a_budget_period_takes_no_year_that_is_not_over():
    assert sealed(some(3) + some(2, first=3, year=2022), Quarter(2022, 3)) == []


def test_a_budget_period_ends_at_its_border():
    assert sealed(some(3, year=2020) + some(2, first=3, year=2021), Quarter(2022, 1)) == []


def test_leftovers_of_the_year_just_over_wait_for_their_period():
    thin = some(3) + some(3, first=3, sector="culture")
    assert sealed(thin, Quarter(2021, 4)) == []


def test_leftovers_go_over_all_sectors_a_year_later():
    thin = some(3) + some(3, first=3, sector="culture")
    assert sealed(thin, Quarter(2022, 4)) == [(label("", 2021), [0, 1, 2, 3, 4, 5])]


def test_many_leftovers_go_over_all_sectors_at_once():
    sectors = ("culture", "education", "media")
    nine = [item for number, sector in enumerate(sectors) for item in some(3, first=3 * number, sector=sector)]
    assert sealed(nine) == []
    assert sealed([*nine, an_item(9, sector="media")]) == [(label("", 2021), list(range(10)))]


def test_many_grants_of_a_year_that_is_not_over_wait():
    assert sealed(some(4, year=2022) + some(6, first=4, year=2022, sector="culture")) == []


def test_pools_over_all_sectors_are_sealed_at_the_yearly_release_only():
    assert sealed(some(3) + some(3, first=3, sector="culture"), Quarter(2023, 3)) == []


def test_everything_that_is_left_goes_together_last():
    mixed = some(3, year=2014) + some(2, first=3, year=None)
    assert sealed(mixed) == [(label(), [0, 1, 2, 3, 4])]


def test_an_unknown_year_is_only_ever_shown_with_everything():
    assert sealed(some(9, year=None), SUMMER) == []
    assert sealed(some(9, year=None)) == [(label(), list(range(9)))]
    assert sealed(some(5) + some(5, first=5, year=None)) == [
        (label("media", 2021), [0, 1, 2, 3, 4]),
        (label(), [5, 6, 7, 8, 9]),
    ]


def test_one_too_large_keeps_its_cell_waiting():
    assert sealed([*some(3, amount=1), an_item(3, 1000), an_item(4, 1)]) == []


def test_nothing_is_sealed_if_too_little_would_be_left_waiting():
    assert sealed(some(5) + some(4, first=5, sector="culture")) == []
    assert sealed([*some(5), *some(5, first=5, year=2022)]) == [(label("media", 2021), [0, 1, 2, 3, 4])]


def test_the_reserve_counts_recipients_too():
    same = [an_item(grant, sector="culture", year=2022, contributor=grant % 4) for grant in range(5, 10)]
    assert sealed(some(5) + same) == []


def test_the_reserve_does_not_count_what_was_once_public():
    waiting = [*some(4, first=5, year=2022), an_item(9, year=2022, is_exposed=True)]
    assert sealed(some(5) + waiting) == []


def test_the_coarsest_pool_is_given_back_first():
    fine = some(5) + some(5, first=5, sector="culture")
    coarse = some(5, first=10, year=None)
    unripe = some(1, first=15, year=2022)
    assert [pool for pool, _ in sealed(fine + coarse + unripe)] == [label("culture", 2021), label("media", 2021)]


def test_among_equals_the_last_label_is_given_back_first():
    fine = some(5) + some(5, first=5, sector="culture")
    assert [pool for pool, _ in sealed(fine + some(1, first=10, year=2022))] == [label("culture", 2021)]


cells = st.lists(
    st.builds(
        lambda sector, year, amount: {"sector": sector, "year": year, "amount": amount},
        st.sampled_from(("culture", "media")),
        st.sampled_from((2020, 2021, 2022, None)),
        st.integers(min_value=1, max_value=1000),
    ),
    max_size=40,
)


@given(cells, st.integers(min_value=1, max_value=4), st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(cell, number, shuffled):
    items = [an_item(grant, **details) for grant, details in enumerate(cell)]
    quarter = Quarter(2022, number)
    pools = seal(items, THREE, quarter=quarter)
    shuffled.shuffle(items)
    assert seal(items, THREE, quarter=quarter) == pools


@given(cells, st.integers(min_value=0, max_value=99))
def test_amounts_matter_through_safe_alone(cell, seed):
    draw = random.Random(seed)  # noqa: S311 -- amounts, not secrets
    items = [an_item(grant, **details) for grant, details in enumerate(cell)]
    lenient = Parameters(3, Decimal("0.01"))
    others = [replace(item, amount=Decimal(draw.randint(1, 1000))) for item in items]
    labels = [[pool for pool, _ in seal(each, lenient, quarter=Quarter(2022, 4))] for each in (items, others)]
    assert labels[0] == labels[1]
