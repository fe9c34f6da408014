"""The sectors: all beside one another, and each on its own."""

from decimal import Decimal

import pytest

from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
LIST_CEILING = 3
DETAIL_CEILING = 5


def _page(client, address):
    return page_of(client.get(address))


def test_the_list_shows_six_sectors_and_other_only_where_money_went_there(client, publish):
    approved(GrantFactory())
    publish()
    assert len(select(_page(client, "/sectors/"), ".sector")) == 6
    approved(GrantFactory(sectors={Sector.OTHER: 100}))
    publish()
    assert len(select(_page(client, "/sectors/"), ".sector")) == 7


def test_a_sector_counts_its_part_of_each_grant(client, publish):
    grant = GrantFactory(contracted=Decimal(100), sectors={Sector.CULTURE: 25, Sector.EDUCATION: 75})
    PaymentFactory(grant=grant, amount=Decimal(40))
    approved(grant)
    publish()
    values = [one.get("value") for one in select(_page(client, "/sectors/culture/"), ".amounts data")]
    assert values == ["25.00", "10.00"]


def test_programmes_and_recipients_of_the_sector_are_named(client, publish):
    organisation = OrganisationFactory(name="Northern Stage")
    approved(GrantFactory(programme__title="EU4Culture", implementer=organisation))
    approved(GrantFactory(sectors={Sector.EDUCATION: 100}))
    publish()
    titles = [one.text_content() for one in select(_page(client, "/sectors/culture/"), "td a.t")]
    assert titles == ["EU4Culture", "Northern Stage"]


def test_an_organisation_that_was_renamed_is_one_recipient_under_its_present_name(client, publish):
    organisation = OrganisationFactory(name="Old Stage")
    approved(GrantFactory(implementer=organisation))
    organisation.name = "New Stage"
    organisation.save()
    approved(GrantFactory(implementer=organisation))
    publish()
    rows = select(_page(client, "/sectors/culture/"), '[aria-labelledby="recipients-heading"] tbody tr')
    assert [one.text_content() for one in rows] == ["New StageLithuania2"]


def test_payments_in_another_currency_are_said_to_be_left_out(client, publish):
    approved(PaymentFactory(grant=GrantFactory(), currency="USD").grant)
    publish()
    words = "1 grant with payments in another currency, not in the sum"
    assert words in text_of(_page(client, "/sectors/culture/"), ".amounts")


def test_what_nobody_knows_is_not_0(client, publish):
    approved(GrantFactory(contracted=None, contracted_basis=""))
    publish()
    page = _page(client, "/sectors/culture/")
    assert not select(page, "main data")
    assert "1 without a known amount" in text_of(page, ".amounts")


@pytest.mark.parametrize("slug", ["no-such-sector", "CULTURE"])
def test_another_sector_is_a_404(client, slug):
    assert client.get(f"/sectors/{slug}/").status_code == 404


def test_pages_ask_no_more_queries_than_their_ceilings(client, publish, django_assert_max_num_queries):
    for _ in range(3):
        approved(GrantFactory())
    publish()
    with django_assert_max_num_queries(LIST_CEILING):
        client.get("/sectors/")
    with django_assert_max_num_queries(DETAIL_CEILING):
        client.get("/sectors/culture/")
