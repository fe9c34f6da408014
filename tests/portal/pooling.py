"""Grants without a named recipient: rows of their own, and pools that are really sealed."""

from datetime import date
from decimal import Decimal

from funding.codelists.disclosure import Level
from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, approved

SEAL = "2025Q4"  # a yearly one, of a year that is over


def withheld(**facts):
    """Approve a grant that is shown without its recipient."""
    return approved(GrantFactory(**facts), level=Level.RECIPIENT_WITHHELD)


def pooled(*places, amount=100_000):
    """Approve grants that are shown in groups only, one in each place: (sector, year)."""
    return [
        approved(
            GrantFactory(sectors={sector: 100}, signed_on=date(year, 3, 1), contracted=Decimal(amount)),
            level=Level.POOLED,
        )
        for sector, year in places
    ]


OF_ONE_SECTOR_AND_YEAR = [(Sector.CULTURE, 2023)] * 3
OF_SEVERAL_YEARS = [(Sector.CULTURE, year) for year in (2021, 2022, 2023)]
OF_ALL_SECTORS = [(sector, 2022) for sector in (Sector.CULTURE, Sector.EDUCATION, Sector.HUMAN_RIGHTS)]
OF_ALL = [(Sector.CULTURE, 2016), (Sector.EDUCATION, 2021), (Sector.HUMAN_RIGHTS, 2022)]
