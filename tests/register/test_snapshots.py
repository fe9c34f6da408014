"""Snapshots: all of a record as it is, the same from the database as just taken; payments entered since."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.codelists.disclosure import Level
from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.register import models, review
from funding.register.snapshots import PUBLISHABLE, payments_since, same, take, take_all
from tests.factories import (
    DocumentFactory,
    GrantFactory,
    InstrumentFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    SourceFactory,
    StatementFactory,
    approved,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_a_grant_is_taken_with_all_that_belongs_to_it():
    grant = GrantFactory(contracted=Decimal("100.5"))
    payment = PaymentFactory(grant=grant, receiver=OrganisationFactory(name="Receiver"))
    models.Amendment.objects.create(grant=grant, number=1, signed_on=date(2023, 9, 1), amount_change=Decimal(-1))
    models.SourceReference.objects.create(grant=grant, source=SourceFactory(title="Page"), identifier="X-1")
    DocumentFactory(grant=grant, title="Annex")
    snapshot = take(grant)
    assert snapshot["record"]["contracted"] == "100.50"
    assert snapshot["record"]["signed_on"] == "2023-03-01"
    assert [one["sector"] for one in snapshot["sector_shares"]] == ["culture"]
    assert [one["organisation"]["id"] for one in snapshot["roles"]] == [grant.roles.get().organisation_id]
    assert [one["role"]["role"] for one in snapshot["roles"]] == ["4"]
    assert [one["amount_change"] for one in snapshot["amendments"]] == ["-1.00"]
    assert [one["transaction"]["id"] for one in snapshot["transactions"]] == [payment.pk]
    assert snapshot["transactions"][0]["receiver"]["name"] == "Receiver"
    assert [one["title"] for one in snapshot["documents"]] == ["Annex"]
    assert [(one["reference"]["identifier"], one["source"]["title"]) for one in snapshot["sources"]] == [
        ("X-1", "Page")
    ]
    assert snapshot["instrument"]["slug"] == grant.programme.instrument_id


def test_a_programme_and_an_announcement_are_taken_with_theirs():
    programme = ProgrammeFactory()
    PaymentFactory(grant=None, programme=programme)
    snapshot = take(programme)
    assert snapshot.keys() == {"record", "instrument", "transactions", "documents", "sources"}
    assert len(snapshot["transactions"]) == 1
    assert take(StatementFactory()).keys() == {"record", "source"}
    whole = PackageFactory(part_of=PackageFactory())
    package = take(PackageFactory(part_of=whole, instrument=InstrumentFactory()))
    assert package["wholes"] == [whole.pk, whole.part_of_id]
    assert package["instrument"]["slug"] == "ndici-neighbourhood"
    envelope = models.Envelope.objects.create(title="x", condition="x", dated=date(2021, 1, 1), source=SourceFactory())
    models.EnvelopePart.objects.create(envelope=envelope, wording="for students")
    assert [one["wording"] for one in take(envelope)["parts"]] == ["for students"]


def test_a_grants_own_instrument_goes_before_its_programmes():
    own = InstrumentFactory(slug="eidhr", name="EIDHR", short_name="EIDHR")
    assert take(GrantFactory(instrument=own))["instrument"]["slug"] == "eidhr"
    assert take(GrantFactory(programme=None))["instrument"] is None


def test_working_data_of_imports_is_no_part_of_a_snapshot():
    payment = PaymentFactory(imported={"amount": "1"})
    models.SourceReference.objects.create(grant=payment.grant, source=SourceFactory(), imported={"title": "x"})
    snapshot = take(payment.grant)
    assert not {"imported", "entered_at"} & snapshot["transactions"][0]["transaction"].keys()
    assert not {"imported", "imported_at"} & snapshot["sources"][0]["reference"].keys()


def test_a_snapshot_is_of_what_is_stored_and_not_of_what_the_caller_holds():
    grant = GrantFactory(title="Stored")
    grant.title = "Held"
    assert take(grant)["record"]["title"] == "Stored"


def test_many_are_taken_with_as_many_queries_as_one(django_assert_num_queries):
    grants = [GrantFactory() for _ in range(3)]
    with CaptureQueriesContext(connection) as of_one:
        take_all(grants[:1])
    with django_assert_num_queries(len(of_one)):
        assert take_all(grants).keys() == {one.pk for one in grants}
    with django_assert_num_queries(0):
        assert take_all([]) == {}


def test_owners_are_published_before_what_points_to_them():
    order = list(PUBLISHABLE)
    assert order.index(models.Programme) < order.index(models.Grant) < order.index(models.Document)
    assert order.index(models.Programme) < order.index(models.Document)


def test_a_snapshot_equals_itself_read_back_whatever_was_decided_since(staff):
    grant = GrantFactory()
    waiting = submitted(grant)
    review.approve(waiting, actor=staff)
    waiting.refresh_from_db()
    assert same(waiting.snapshot, take(grant))


@pytest.mark.parametrize("key", ["level", "approval", "changed_at", "shown_as", "clearance"])
def test_bookkeeping_of_decisions_is_no_difference(key):
    assert same({"record": {"title": "x", key: 1}}, {"record": {"title": "x", key: 2}})
    assert same({"roles": [{"organisation": {key: 1}}]}, {"roles": [{"organisation": {key: 2}}]})


def test_anything_else_is():
    assert not same({"record": {"title": "x"}}, {"record": {"title": "y"}})
    assert not same({"roles": [{"id": 1}]}, {"roles": []})


def test_payments_entered_since_are_found_by_their_grant():
    grant, other = approved(PaymentFactory().grant), approved(GrantFactory())
    later = PaymentFactory(grant=grant, receiver=OrganisationFactory(name="Receiver"))
    since = payments_since([grant.approval, other.approval])
    assert since.keys() == {grant.pk}
    assert [one["transaction"]["id"] for one in since[grant.pk]] == [later.pk]
    assert since[grant.pk][0]["receiver"]["name"] == "Receiver"
    assert since[grant.pk][0]["transaction"]["amount"] == "40000.00"
    assert payments_since([other.approval]) == {}


@pytest.mark.parametrize("kind", TransactionKind)
def test_only_payments_need_no_decision_of_their_own(kind):
    grant = approved(GrantFactory())
    PaymentFactory(grant=grant, kind=kind)
    assert bool(payments_since([grant.approval])) is (kind in PAID_KINDS)


def test_an_old_payment_that_was_changed_or_moved_is_not_a_new_one():
    payment = PaymentFactory()
    grant = approved(payment.grant)
    moved = PaymentFactory()
    models.Transaction.objects.filter(pk=moved.pk).update(
        grant=grant, entered_at=grant.approval.submitted_at - timedelta(seconds=1)
    )
    models.Transaction.objects.filter(pk=payment.pk).update(amount=1, entered_at=timezone.now())
    assert payments_since([grant.approval]) == {}


def test_since_is_since_the_decision_that_is_asked_about_not_the_latest_one():
    grant = approved(GrantFactory())
    shown = grant.approval
    later = PaymentFactory(grant=grant)
    approved(grant)
    assert [one["transaction"]["id"] for one in payments_since([shown])[grant.pk]] == [later.pk]
    assert payments_since([grant.approval]) == {}


def test_a_decision_on_another_kind_of_record_of_the_same_key_dates_no_payment():
    grant = approved(GrantFactory(pk=7_000_007), level=Level.FULL)
    PaymentFactory(grant=grant)
    programme = approved(ProgrammeFactory(pk=7_000_007))
    assert payments_since([grant.approval])
    assert programme.approval.subject_id == grant.approval.subject_id
