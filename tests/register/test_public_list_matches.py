"""A row without a name isn't shown where a public list would give it one."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.disclosure import Level
from funding.codelists.sectors import Sector
from funding.register.models import PublicList, PublicListEntry
from funding.register.screening import Screen
from funding.register.snapshots import take
from tests.factories import GrantFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    """Add entries to a public list of 2023; each is an amount and what else it says."""
    public = PublicList.objects.create(title="A public list of 2023", digest="0")

    def add(amount, **says):
        PublicListEntry.objects.create(list=public, amount=Decimal(amount), **{"year": 2023} | says)

    return add


def obstacles(**changes):
    """Say what keeps a grant for culture of EUR 100,000, signed in 2023, from being withheld."""
    grant = GrantFactory(**{"contracted": Decimal(100_000), "signed_on": date(2023, 3, 1)} | changes)
    return Screen().obstacles("Grant", take(grant), Level.RECIPIENT_WITHHELD)


def test_a_row_that_fits_exactly_one_entry_would_be_found(listed):
    listed("101000.00")
    assert obstacles() == [
        "Its row would be found by year and amount in “A public list of 2023”, where it stands with a name: pool it."
    ]


def test_a_row_that_fits_two_entries_is_not_found(listed):
    listed("101000.00")
    listed("99000.00")
    assert obstacles() == []


@pytest.mark.parametrize(
    ("amount", "is_found"), [("97499.99", False), ("97500.00", True), ("102499.99", True), ("102500.00", False)]
)
def test_an_entry_fits_within_the_rounding(listed, amount, is_found):
    listed(amount)
    assert bool(obstacles()) is is_found


@pytest.mark.parametrize("year", [2022, 2024])
def test_an_entry_of_another_year_does_not_fit(listed, year):
    listed("100000.00", year=year)
    assert obstacles() == []


def test_without_a_year_no_entry_fits(listed):
    listed("100000.00", year=0)
    listed("100000.00", year=1)
    assert obstacles(signed_on=None, planned_start=None) != []
    listed("100000.00", year=0)
    assert obstacles(signed_on=None, planned_start=None) == []


def test_two_entries_of_which_one_is_of_its_sector_give_it_away(listed):
    listed("100000.00", sector=Sector.CULTURE)
    listed("100000.00", sector=Sector.EDUCATION)
    assert len(obstacles()) == 1
    assert len(obstacles(sectors={Sector.EDUCATION: 100})) == 1
    assert obstacles(sectors={Sector.HUMAN_RIGHTS: 100}) == []


def test_two_entries_of_one_sector_hide_each_other(listed):
    listed("100000.00", sector=Sector.CULTURE)
    listed("100000.00", sector=Sector.CULTURE)
    assert obstacles() == []


def test_the_sector_compared_is_the_main_one(listed):
    listed("100000.00", sector=Sector.CULTURE)
    listed("100000.00", sector=Sector.EDUCATION)
    listed("100000.00", sector=Sector.EDUCATION)
    assert obstacles(sectors={Sector.CULTURE: 40, Sector.EDUCATION: 60}) == []
    assert len(obstacles(sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40})) == 1


def test_two_entries_of_which_one_is_of_its_programme_give_it_away(listed):
    programme = ProgrammeFactory()
    listed("100000.00", programme=programme)
    other = ProgrammeFactory()
    listed("100000.00", programme=other)
    assert len(obstacles(programme=programme)) == 1
    assert obstacles() == []
    listed("100000.00", programme=other)
    assert len(obstacles(programme=programme)) == 1
    assert obstacles(programme=other) == []


def test_a_grant_without_a_programme_is_of_no_entrys_programme(listed):
    listed("100000.00", programme=ProgrammeFactory())
    listed("100000.00")
    assert obstacles(programme=None) == []


def test_a_grant_found_in_several_ways_is_refused_once(listed):
    programme = ProgrammeFactory()
    listed("100000.00", programme=programme, sector=Sector.CULTURE)
    assert len(obstacles(programme=programme)) == 1


def test_names_and_pools_are_found_in_no_list(listed):
    listed("100000.00")
    grant = GrantFactory(contracted=Decimal(100_000), signed_on=date(2023, 3, 1))
    for level in (Level.FULL, Level.POOLED):
        assert Screen().obstacles("Grant", take(grant), level) == []


def test_one_recipient_that_stands_twice_in_a_list_is_found(listed):
    listed("101000.00", recipient="Known House")
    listed("99000.00", recipient="Known House")
    assert len(obstacles()) == 1


def test_a_second_list_with_the_same_contract_hides_nothing(listed):
    listed("101000.00")
    again = PublicList.objects.create(title="The same, revised", digest="1")
    PublicListEntry.objects.create(list=again, amount=Decimal(101_000), year=2023)
    assert len(obstacles()) == 1
