"""Lists: totals over the filter, search, filters, and how often they ask the database."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.codelists.iati import TransactionKind
from funding.codelists.sectors import Sector
from funding.register.models import Amendment, OrganisationAlias, SourceReference
from tests.desk.conftest import page
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, ProgrammeFactory, SourceFactory, approved

GRANTS = reverse("admin:register_grant_changelist")
CEILING = 30


def totals(client, address, **query):
    rows = page(client.get(address, query)).xpath("//table[@class='desk-totals']/tbody/tr")
    return [[cell.text_content().strip() for cell in row.xpath("./*")] for row in rows]


def titles(client, **query):
    return set(page(client.get(GRANTS, query)).xpath("//table[@id='result_list']//th[@class='field-title']/a/text()"))


def test_totals_are_by_currency_and_unknown_is_not_nothing(desk):
    grant = GrantFactory(contracted=Decimal("100.10"))
    Amendment.objects.create(grant=grant, number=1, signed_on="2024-01-01", amount_change=Decimal("-0.05"))
    PaymentFactory(grant=grant, amount=Decimal("60.00"))
    PaymentFactory(grant=grant, amount=Decimal("-10.00"), kind=TransactionKind.EXPENDITURE)
    PaymentFactory(grant=grant, amount=7, kind=TransactionKind.INCOMING_FUNDS)
    PaymentFactory(grant=grant, amount=9, currency="USD")
    GrantFactory(contracted=None)
    GrantFactory(contracted=5, currency="USD")
    assert totals(desk, GRANTS) == [["EUR", "2", "100.05", "1", "50.00"], ["USD", "1", "5.00", "0", "unknown"]]


def test_totals_are_of_all_pages_and_of_the_filter_alone(desk):
    for _ in range(51):
        GrantFactory(contracted=1, programme=None)
    GrantFactory(contracted=1000, sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50}, programme=None)
    assert totals(desk, GRANTS)[0][:3] == ["EUR", "52", "1,051.00"]
    assert totals(desk, GRANTS, sector_shares__sector="education")[0][:3] == ["EUR", "1", "1,000.00"]


def test_transactions_are_summed_by_kind(desk):
    grant = GrantFactory()
    PaymentFactory(grant=grant, amount=2)
    PaymentFactory(grant=grant, amount=3)
    PaymentFactory(grant=grant, amount=100, kind=TransactionKind.COMMITMENT)
    found = totals(desk, reverse("admin:register_transaction_changelist"))
    assert found == [["Commitment", "EUR", "1", "100.00"], ["Disbursement", "EUR", "2", "5.00"]]


@pytest.mark.parametrize(
    "text", ["school", "420-368", "kulturny", "Культурны", "ŽÓLĆ", "xi-77", "school 420-368 kulturny"]
)
def test_search_looks_into_everything_that_names_a_grant(text, desk):
    organisation = OrganisationFactory(name="Zolc Foundation")
    OrganisationAlias.objects.create(organisation=organisation, name="Культурны фонд")
    grant = GrantFactory(title="Old school", contract_number="ENI/2020/420-368", implementer=organisation)
    SourceReference.objects.create(grant=grant, source=SourceFactory(), identifier="XI-77")
    GrantFactory(title="Another")
    assert titles(desk, q=text) == {"Old school"}


def test_filters_keep_what_they_say(desk):
    GrantFactory(title="With")
    GrantFactory(title="Without", programme=None)
    assert titles(desk, has_programme="no") == {"Without"}
    assert titles(desk, has_programme="yes") == {"With"}
    assert titles(desk, instrument="ndici-neighbourhood") == {"With"}
    assert titles(desk, level__exact="full") == set()


def test_above_100_percent_is_shown_and_warned_of(desk):
    grant = GrantFactory(contracted=100)
    PaymentFactory(grant=grant, amount=150)
    assert page(desk.get(GRANTS)).xpath("string(//td[@class='field-percent_paid'])") == "150.0 %"
    beside = page(desk.get(reverse("admin:register_grant_change", args=[grant.pk]))).xpath("string(//aside)")
    assert "More was paid than was contracted: 150.0 %." in beside


def test_contradicting_dates_are_warnings_only(desk):
    grant = GrantFactory(planned_end="2024-03-31", actual_start="2024-05-01")
    beside = page(desk.get(reverse("admin:register_grant_change", args=[grant.pk]))).xpath("string(//aside)")
    assert "It started after its planned end." in beside


def _queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["grant", "programme", "transaction", "organisation"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(name, desk):
    address = reverse(f"admin:register_{name}_changelist")
    for _ in range(2):
        PaymentFactory(grant=approved(GrantFactory()), receiver=OrganisationFactory())
    few = _queries(desk, address)
    for _ in range(8):
        PaymentFactory(grant=approved(GrantFactory(programme=ProgrammeFactory())), receiver=OrganisationFactory())
    assert _queries(desk, address) == few
    assert few <= CEILING, few
