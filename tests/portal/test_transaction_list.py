"""/transactions/: kinds and levels are summed each for itself."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.iati import TransactionKind
from funding.codelists.sectors import Sector
from funding.publication.models import PublishedGrant
from tests.factories import GrantFactory, PaymentFactory, ProgrammeFactory, approved
from tests.portal.reading import fetched

pytestmark = pytest.mark.django_db


def amounts(page):
    return [int(amount.lstrip("€ ").replace(",", "")) for amount in page.cells("Amount")]


@pytest.fixture
def _money(publish):
    """One euro of each kind on both levels, in digits that show what was added."""
    programme = ProgrammeFactory(title="Decision")
    grant = GrantFactory(title="Contract", programme=programme)
    for kind, amount in ((TransactionKind.COMMITMENT, 10), (TransactionKind.DISBURSEMENT, 100)):
        PaymentFactory(grant=None, programme=programme, kind=kind, amount=amount)
        PaymentFactory(grant=grant, kind=kind, amount=amount * 100)
    PaymentFactory(grant=grant, kind=TransactionKind.EXPENDITURE, amount=100000, date=date(2024, 1, 1))
    approved(grant)
    publish()


@pytest.mark.usefixtures("_money")
def test_what_is_paid_is_disbursement_and_expenditure_on_grants_and_nothing_else_is_added(client):
    assert fetched(client, "/transactions/").totals == {
        "Paid on grants": Decimal("110000.00"),
        "Commitment, grants": Decimal("1000.00"),
        "Disbursement, grants": Decimal("10000.00"),
        "Expenditure, grants": Decimal("100000.00"),
        "Commitment, programmes": Decimal("10.00"),
        "Disbursement, programmes": Decimal("100.00"),
    }


@pytest.mark.usefixtures("_money")
def test_each_filter_keeps_its_own(client):
    wanted = {
        "kind=4": [100000],
        "kind=2&sort=amount": [10, 1000],
        "year=2024": [100000],
        "date_from=2024-01-01": [100000],
        "date_to=2023-12-31&amount_min=1000&sort=amount": [1000, 10000],
        "amount_max=10": [10],
        "q=decision&sort=amount": [10, 100],
        "programme=decision&kind=2&sort=-amount": [1000, 10],
        "instrument=ndici-neighbourhood&kind=4": [100000],
        "sector=culture&kind=3": [10000],
    }
    for query, expected in wanted.items():
        assert amounts(fetched(client, f"/transactions/?{query}")) == expected, query


@pytest.mark.usefixtures("_money")
def test_a_sector_filter_says_that_programmes_own_money_has_no_sector(client):
    notes = fetched(client, "/transactions/?sector=culture").notes
    assert any(note.startswith("“Sector” can’t be tested for 2 more transactions") for note in notes)


def test_under_a_sector_filter_a_payment_counts_with_its_part(client, publish):
    grant = GrantFactory(sectors={Sector.CULTURE: 40, Sector.EDUCATION: 60})
    approved(PaymentFactory(grant=grant, amount=Decimal(1000)).grant)
    publish()
    page = fetched(client, "/transactions/?sector=culture")
    assert page.cells("Amount") == ["€ 400 of 1,000"]
    assert page.totals == {"Paid on grants": Decimal("400.00")}


@pytest.mark.usefixtures("_money")
def test_one_grant_s_transactions_are_found_by_its_public_id_and_named_by_its_title(client):
    public_id = PublishedGrant.objects.get().public_id
    page = fetched(client, f"/transactions/?grant={public_id}&sort=amount")
    assert amounts(page) == [1000, 10000, 100000]
    assert page.chips == ["Remove filter Grant: Contract"]
    assert page.tree.xpath("//form//input[@name='grant']/@value") == [public_id]


@pytest.mark.usefixtures("_money")
def test_a_grant_that_is_not_public_is_refused_in_words(client):
    page = fetched(client, "/transactions/?grant=no-such")
    assert (page.status, page.problems) == (400, ["Grant: “no-such” isn't one of the choices."])


@pytest.mark.usefixtures("_money")
def test_grants_are_not_offered_one_by_one(client):
    assert not fetched(client, "/transactions/").tree.xpath("//*[@name='grant']")
