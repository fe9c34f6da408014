"""/programmes/: decided, contracted and paid are three amounts, and a regional one's part may be unknown."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.grants import Reach
from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, InstrumentFactory, PaymentFactory, ProgrammeFactory, approved
from tests.portal.reading import fetched

pytestmark = pytest.mark.django_db


def test_a_programme_stands_with_what_was_decided_contracted_and_paid(client, publish):
    programme = ProgrammeFactory(title="Solidarity")
    for _ in range(2):
        approved(PaymentFactory(grant=GrantFactory(programme=programme)).grant)
    publish()
    page = fetched(client, "/programmes/")
    assert page.titles == ["Solidarity"]
    assert page.cells("Decided") == ["€ 1 million"]
    assert page.cells("Contracted") + page.cells("Paid") == ["€ 200,000 2 grants", "€ 80,000"]
    assert page.totals == {"Decided": Decimal("1000000.00")}


def test_a_regional_programme_shows_its_whole_and_that_belaruss_part_is_unknown(client, publish):
    approved(ProgrammeFactory(reach=Reach.REGIONAL, belarus_share=None, decided=Decimal(9000000)))
    publish()
    page = fetched(client, "/programmes/")
    assert page.cells("Decided") == ["unknown part of € 9 million"]
    assert page.totals == {"Decided": Decimal("0.00")}
    assert page.notes[0].startswith("1 programme of which Belarus’s part isn’t known")


def test_each_filter_keeps_its_own(client, publish):
    eni = InstrumentFactory(slug="eni", short_name="ENI")
    kept = {"title": "Kept", "instrument": eni, "status": "2", "sectors": [Sector.CULTURE], "reach": Reach.REGIONAL}
    approved(ProgrammeFactory(**kept))
    approved(ProgrammeFactory(title="Other", status="4", sectors=[Sector.OTHER], decided_on=date(2020, 1, 1)))
    publish()
    for query in ("q=kept", "instrument=eni", "status=2", "sector=culture", "reach=regional"):
        assert fetched(client, f"/programmes/?{query}").titles == ["Kept"], query
    assert fetched(client, "/programmes/?sort=decided_on").titles == ["Other", "Kept"]
