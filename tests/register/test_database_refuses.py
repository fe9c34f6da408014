"""What can't be, the database itself refuses, whoever writes it and by whatever way."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from funding.codelists.sectors import Sector
from funding.register.models import Grant, GrantSector, Programme, Transaction
from tests.factories import GrantFactory, PaymentFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def check_now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(change):
    def both():
        change()
        check_now()

    with pytest.raises((IntegrityError, DataError)) as caught, transaction.atomic():
        both()
    return str(caught.value)


@pytest.mark.parametrize("shares", [[60, 39], [60, 41], ["33.3333", "33.3333"]])
def test_shares_that_do_not_add_up_to_100(shares):
    sectors = dict(zip([Sector.CULTURE, Sector.EDUCATION], shares, strict=True))
    assert "not to 100" in refused(lambda: GrantFactory(sectors=sectors))


def test_a_share_deleted_or_moved_from_among_others():
    grant, other = GrantFactory(sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50}), GrantFactory(sectors={})
    refused(lambda: grant.sector_shares.first().delete())
    refused(lambda: GrantSector.objects.filter(pk=grant.sector_shares.first().pk).update(grant=other))


def test_no_shares_are_needed_in_a_draft_and_thirds_fit():
    thirds = [Decimal("33.3334"), Decimal("33.3333"), Decimal("33.3333")]
    GrantFactory(sectors={})
    GrantFactory(sectors=dict(zip(list(Sector)[:3], thirds, strict=True)))
    check_now()


@pytest.mark.parametrize("owners", [{}, {"both": True}])
def test_a_transaction_of_both_or_neither(owners):
    programme = ProgrammeFactory() if owners else None
    grant = GrantFactory() if owners else None
    assert "transaction_of_one" in refused(lambda: PaymentFactory(grant=grant, programme=programme))


@pytest.mark.parametrize("kind", ["planned", "actual"])
@pytest.mark.parametrize("factory", [GrantFactory, ProgrammeFactory])
def test_an_end_before_its_own_start(factory, kind):
    dates = {f"{kind}_start": date(2023, 1, 2), f"{kind}_end": date(2023, 1, 1)}
    assert f"{kind}_end_order" in refused(lambda: factory(**dates))


def test_planned_and_actual_dates_may_contradict_each_other():
    GrantFactory(planned_start=date(2023, 1, 1), actual_end=date(2022, 1, 1), planned_end=None)


@pytest.mark.parametrize("currency", ["XXY", "eur", "", "EU"])
def test_a_currency_that_is_not_iso_4217(currency):
    assert "iso4217" in refused(lambda: GrantFactory(currency=currency))


@pytest.mark.parametrize(
    ("model", "column"),
    [(Grant, "contracted"), (Grant, "total_cost"), (Programme, "decided"), (Transaction, "amount")],
)
def test_an_amount_that_is_not_a_number(model, column):
    PaymentFactory()
    with pytest.raises(IntegrityError, match="number"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = 'NaN'")


@pytest.mark.parametrize("amount", ["Infinity", "-Infinity"])
def test_an_infinite_amount(amount):
    PaymentFactory()
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_transaction SET amount = %s::numeric", [amount])


def test_a_negative_contracted_amount():
    assert "contracted_number" in refused(lambda: GrantFactory(contracted=Decimal("-0.01")))


def test_a_negative_payment_is_real():
    PaymentFactory(amount=Decimal("-1500.00"))


@pytest.mark.parametrize("share", [Decimal("-0.0001"), Decimal("100.0001")])
def test_a_belarus_share_outside_0_to_100(share):
    assert "percent" in refused(lambda: GrantFactory(belarus_share=share))


def test_unknown_is_null_and_stays_so():
    grant = GrantFactory(contracted=None, belarus_share=None)
    grant.refresh_from_db()
    assert (grant.contracted, grant.contracted_now, grant.paid, grant.belarus_share) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("day", [date(221, 3, 1), date(1989, 12, 31), date(2101, 1, 1)])
def test_a_date_that_must_be_a_typing_error(day):
    assert "plausible" in refused(lambda: GrantFactory(signed_on=day))
    assert "plausible" in refused(lambda: PaymentFactory(date=day))
