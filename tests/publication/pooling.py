"""Pooled grants, enough for a pool of their own."""

from datetime import date
from decimal import Decimal

from funding.codelists.disclosure import Level
from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, ProgrammeFactory, approved

AMOUNT = Decimal("100000.00")
ENOUGH = 5  # grants and recipients of one pool


def pooled(count=ENOUGH, *, sector=Sector.CULTURE, year=2023, **record):
    """Have two persons pool grants of one sector and year, each of a recipient of its own; give them."""
    programme = ProgrammeFactory()
    common = {"programme": programme, "sectors": {sector: 100}, "signed_on": date(year, 3, 1), "contracted": AMOUNT}
    grants = [GrantFactory(**common | record) for _ in range(count)]
    return [approved(one, level=Level.POOLED) for one in grants]
