"""The page of a grant."""

from decimal import Decimal

import pytest

from funding.codelists.sectors import Sector
from funding.portal.views import details
from funding.publication import withdrawing
from funding.publication.models import PublishedGrant
from funding.register.models import SourceReference
from tests.factories import GrantFactory, PaymentFactory, SourceFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 7


@pytest.fixture
def shown_as(client, publish):
    """Publish a grant and give its page."""

    def shown(grant):
        approved(grant)
        publish()
        row = PublishedGrant.objects.current().get(title=grant.title)
        return page_of(client.get(f"/grants/{row.public_id}/"))

    return shown


def _amounts(page):
    return {text_of(box, "dt"): box.text_content() for box in select(page, ".amounts > div")}


def test_amounts_rates_and_their_basis(shown_as):
    grant = GrantFactory(eu_contribution=Decimal(90_000), total_cost=Decimal(120_000))
    PaymentFactory(grant=grant, amount=Decimal(40_000))
    amounts = _amounts(shown_as(grant))
    assert "€ 100,000" in amounts["Contracted"]
    assert "as stated" in amounts["Contracted"]
    assert "40 % of what is contracted" in amounts["Paid"]
    assert "75 % of the total cost" in amounts["EU contribution"]


def test_more_paid_than_contracted_is_said_in_words(shown_as):
    grant = GrantFactory(contracted=Decimal(100))
    PaymentFactory(grant=grant, amount=Decimal(150))
    assert "150 % of what is contracted: more was paid than was contracted" in _amounts(shown_as(grant))["Paid"]


def test_payments_in_another_currency_are_said_and_no_rate_is_given(shown_as):
    grant = GrantFactory()
    PaymentFactory(grant=grant, amount=Decimal(40_000))
    PaymentFactory.create_batch(2, grant=grant, currency="USD")
    paid = _amounts(shown_as(grant))["Paid"]
    assert "and 2 payments in another currency, not converted" in paid
    assert "%" not in paid


def test_a_payment_in_another_currency_alone_is_still_a_payment(shown_as):
    paid = _amounts(shown_as(PaymentFactory(grant=GrantFactory(), currency="USD").grant))["Paid"]
    assert "1 payment in another currency, not converted" in paid
    assert "no payment is known" not in paid


def test_the_latest_of_many_transactions_lead_to_all_of_them(shown_as, client, monkeypatch):
    monkeypatch.setattr(details, "SHOWN_TRANSACTIONS", 2)
    grant = GrantFactory()
    PaymentFactory.create_batch(3, grant=grant)
    section = select(shown_as(grant), '[aria-labelledby="transactions-heading"]')[0]
    assert "The latest 2 of 3." in section.text_content()
    assert len(select(page_of(client.get(select(section, "a.btn")[0].get("href"))), "tbody tr")) == 3


def test_transactions_that_are_all_there_need_no_link(shown_as):
    page = shown_as(PaymentFactory(grant=GrantFactory()).grant)
    assert not select(page, '[aria-labelledby="transactions-heading"] a.btn')


def test_unknown_amounts_are_words_and_never_0(shown_as):
    page = shown_as(GrantFactory(contracted=None, contracted_basis=""))
    amounts = _amounts(page)
    assert "no source gives it" in amounts["Contracted"]
    assert "no payment is known, which isn’t a payment of 0" in amounts["Paid"]
    assert not select(page, ".amounts data")


def test_belarus_s_part_stands_beside_the_whole(shown_as):
    amounts = _amounts(shown_as(GrantFactory(belarus_share=Decimal(25))))
    assert "€ 25,000" in amounts["Contracted, for Belarus"]
    assert "25 % of € 100,000" in amounts["Contracted, for Belarus"]


def test_an_unknown_part_is_not_taken_for_the_whole(shown_as):
    contracted = _amounts(shown_as(GrantFactory(belarus_share=None)))["Contracted, for Belarus"]
    assert "Belarus’s part isn’t known; the whole is € 100,000" in contracted


def test_sectors_have_shares_and_parts_that_add_up(shown_as):
    page = shown_as(GrantFactory(contracted=Decimal("100.01"), sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40}))
    cells = select(page, 'td[data-label="Contracted"] data')
    assert sum(Decimal(cell.get("value")) for cell in cells) == Decimal("100.01")
    assert [rect.get("width") for rect in select(page, ".strip rect")] == ["60.00%", "40.00%"]


def test_the_source_is_a_link(shown_as):
    grant = GrantFactory()
    SourceReference.objects.create(grant=grant, source=SourceFactory(address="https://example.eu/grant"))
    assert [link.get("href") for link in select(shown_as(grant), ".source a")] == ["https://example.eu/grant"]


def test_a_source_whose_sharing_is_punished_is_text(shown_as):
    grant = GrantFactory()
    SourceReference.objects.create(
        grant=grant, source=SourceFactory(address="https://example.org/x", is_link_unsafe=True)
    )
    page = shown_as(grant)
    assert "https://example.org/x" in text_of(page, ".source")
    assert not [link for link in select(page, "a") if "example.org" in link.get("href")]


def test_it_says_how_to_cite_it(shown_as):
    cite = select(shown_as(GrantFactory(title="Theatre in exile")), ".cite")[0].text_content()
    assert "“Theatre in exile”, release 1" in cite


def test_a_withdrawn_grant_is_a_404_in_words(client, publish, staff):
    grant = approved(GrantFactory())
    publish()
    address = f"/grants/{PublishedGrant.objects.get().public_id}/"
    withdrawing.withdraw(record=grant, ground="asked to", actor=staff)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "not public, or not any more" in page_of(answer).text_content()


def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    grant = GrantFactory(sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50})
    PaymentFactory.create_batch(3, grant=grant)
    approved(grant)
    publish()
    address = f"/grants/{PublishedGrant.objects.get().public_id}/"
    with django_assert_max_num_queries(CEILING):
        client.get(address)


def test_what_a_later_release_changed_is_shown_as_it_is_now(client, publish):
    grant = approved(GrantFactory(title="Before"))
    publish()
    grant.title = "After"
    grant.save()
    approved(grant)
    publish()
    address = f"/grants/{PublishedGrant.objects.current().get().public_id}/"
    assert text_of(page_of(client.get(address)), "h1") == "After"
