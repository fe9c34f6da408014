"""/grants/: rows, parts and wholes, totals, order, pages, chips."""

from decimal import Decimal

import pytest

from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, approved
from tests.portal.reading import fetched

pytestmark = pytest.mark.django_db


def test_a_grant_stands_in_the_list_with_its_recipient_year_and_amounts(client, publish):
    grant = GrantFactory(implementer=OrganisationFactory(name="Northern Stage"), contracted=Decimal(1000000))
    PaymentFactory(grant=grant, amount=Decimal(400000))
    approved(grant)
    publish()
    page = fetched(client, "/grants/")
    assert page.titles == [grant.title]
    assert page.cells("Recipient") == ["Northern Stage Lithuania"]
    assert page.cells("Contracted") + page.cells("Paid") == ["€ 1 million", "€ 400,000"]
    assert page.totals == {"Contracted": Decimal("1000000.00"), "Paid": Decimal("400000.00")}


def test_under_a_sector_filter_rows_show_the_part_and_the_whole_and_totals_add_the_parts(client, publish):
    approved(GrantFactory(contracted=Decimal(1000000), sectors={Sector.CULTURE: 40, Sector.EDUCATION: 60}))
    approved(GrantFactory(contracted=Decimal(500000), sectors={Sector.EDUCATION: 100}))
    publish()
    page = fetched(client, "/grants/?sector=culture")
    assert page.cells("Contracted") == ["€ 0.4 of 1.0 million"]
    assert page.totals["Contracted, these sectors' part"] == Decimal("400000.00")
    assert fetched(client, "/grants/?sector=culture&sector=education").totals[
        "Contracted, these sectors' part"
    ] == Decimal("1500000.00")
