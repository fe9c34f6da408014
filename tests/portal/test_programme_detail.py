"""The page of a programme."""

from decimal import Decimal

import pytest

from funding.portal.views import details
from funding.publication.models import PublishedProgramme
from tests.factories import GrantFactory, PaymentFactory, ProgrammeFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 8


@pytest.fixture
def shown_as(client, publish):
    """Publish what is approved and give the page of the only programme."""

    def shown():
        publish()
        return page_of(client.get(f"/programmes/{PublishedProgramme.objects.get().public_id}/"))

    return shown


def _amounts(page):
    return [box.text_content() for box in select(page, ".amounts > div")]


def test_decided_contracted_and_paid_stand_beside_one_another(shown_as):
    grant = GrantFactory(programme__decided=Decimal(1_000_000), contracted=Decimal(400_000))
    PaymentFactory(grant=grant, amount=Decimal(100_000))
    approved(grant)
    decided, contracted, paid = _amounts(shown_as())
    assert "€ 1 million" in decided
    assert "€ 400,000" in contracted
    assert "25 % of what is contracted" in paid


def test_a_regional_programme_of_unknown_share_says_so(shown_as):
    approved(ProgrammeFactory(reach="regional", belarus_share=None, decided=Decimal(8_000_000)))
    page = shown_as()
    assert "Belarus’s part isn’t known; the whole is € 8 million" in _amounts(page)[0]
    assert "not known: nobody has said" in text_of(page, ".facts")


def test_without_public_grants_nothing_is_taken_for_0(shown_as):
    approved(ProgrammeFactory())
    page = shown_as()
    assert "no contract of this programme is public" in _amounts(page)[1]
    assert len(select(page, ".amounts data")) == 1


def test_grants_without_a_known_payment_are_counted_and_not_paid_0(shown_as):
    approved(GrantFactory())
    paid = _amounts(shown_as())[2]
    assert "unknown" in paid
    assert "1 grant without a known payment" in paid


def test_grants_of_unknown_amount_come_last(shown_as):
    programme = ProgrammeFactory()
    approved(GrantFactory(programme=programme, contracted=None, contracted_basis="", title="Unknown"))
    approved(GrantFactory(programme=programme, title="Known"))
    assert [link.text_content() for link in select(shown_as(), "td a.t")] == ["Known", "Unknown"]


def test_payments_of_its_grants_are_not_transactions_on_the_programme_itself(shown_as):
    grant = GrantFactory()
    PaymentFactory(grant=grant, description="On the grant")
    PaymentFactory(grant=None, programme=grant.programme, kind="2", description="On the decision")
    approved(grant)
    lines = [one.text_content() for one in select(shown_as(), '[aria-labelledby="transactions-heading"] .row-line')]
    assert lines == ["On the decision"]


def test_what_is_cut_off_of_its_transactions_is_said(shown_as, monkeypatch):
    monkeypatch.setattr(details, "SHOWN_TRANSACTIONS", 2)
    programme = ProgrammeFactory()
    PaymentFactory.create_batch(3, grant=None, programme=programme, kind="2")
    approved(programme)
    assert "The latest 2 of 3." in text_of(shown_as(), '[aria-labelledby="transactions-heading"]')


def test_grants_with_payments_in_another_currency_are_counted(shown_as):
    approved(PaymentFactory(grant=GrantFactory(), currency="USD").grant)
    assert "1 grant with payments in another currency, not in the sum" in _amounts(shown_as())[2]


def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    programme = ProgrammeFactory()
    for _ in range(3):
        approved(GrantFactory(programme=programme))
    publish()
    address = f"/programmes/{PublishedProgramme.objects.get().public_id}/"
    with django_assert_max_num_queries(CEILING):
        client.get(address)
