"""Which change touches which records: noted by triggers, whatever makes the change."""

import pytest
from django.db import connection

from funding.codelists.disclosure import Level, Outcome
from funding.codelists.iati import OrganisationRole
from funding.register import models
from funding.register.history import register_models
from funding.register.marking import MARKS, UNMARKED
from funding.register.models import Approval, Grant, Organisation, Touched
from tests.factories import (
    DocumentFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    approved,
    cleared,
    somebody,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def touched(db):  # noqa: ARG001 -- the fixture opens the database
    """Do something and give what it touched."""

    def by(action):
        Touched.objects.all().delete()
        action()
        return set(Touched.objects.values_list("subject", "subject_id"))

    return by


def test_every_table_of_the_register_says_what_its_changes_touch_or_why_nothing():
    assert {model.__name__ for model in register_models()} == MARKS.keys() | UNMARKED.keys()
    assert not MARKS.keys() & UNMARKED.keys()


@pytest.mark.parametrize("name", MARKS)
def test_every_table_that_touches_records_has_its_triggers(name):
    table = next(model._meta.db_table for model in register_models() if model.__name__ == name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", [table])
        names = {name.removeprefix("pgtrigger_").rsplit("_", 1)[0] for (name,) in cursor.fetchall()}
    assert {"touch_delete", "touch_update", *(["touch_insert"] if name != "Approval" else [])} <= names


def test_a_grant_is_touched_by_its_decision_and_not_by_what_is_typed(touched):
    grant = GrantFactory()
    assert touched(lambda: Grant.objects.filter(pk=grant.pk).update(title="Typed", contract_number="1/2")) == set()
    assert touched(lambda: submitted(grant)) == set()
    Approval.objects.all().delete()
    assert ("grant", grant.pk) in touched(lambda: approved(grant))
    lowered = {"level": Level.NOT_PUBLISHED, "approval": None}
    assert touched(lambda: Grant.objects.filter(pk=grant.pk).update(**lowered)) == {("grant", grant.pk)}


def test_a_decision_that_is_changed_past_the_verbs_touches_its_record(touched):
    grant = approved(GrantFactory(programme=None))
    mine = Approval.objects.filter(pk=grant.approval_id)
    assert touched(lambda: mine.update(level=Level.POOLED, ground="safety", review_on="2030-01-01")) == {
        ("grant", grant.pk)
    }
    assert touched(lambda: mine.update(reason="said later")) == set()


def test_payments_touch_the_grants_they_belong_to_before_and_after(touched):
    first, second, programme = GrantFactory(), GrantFactory(), ProgrammeFactory()
    payments = models.Transaction.objects.filter(grant=first)
    assert touched(lambda: PaymentFactory.create_batch(3, grant=first)) == {("grant", first.pk)}
    assert touched(lambda: payments.update(grant=second)) == {("grant", first.pk), ("grant", second.pk)}
    assert touched(lambda: models.Transaction.objects.all().delete()) == {("grant", second.pk)}
    assert touched(lambda: PaymentFactory(grant=None, programme=programme)) == set()


def test_what_is_done_to_many_at_once_is_one_mark_of_each(touched):
    grant = GrantFactory()
    rows = [PaymentFactory.build(grant=grant) for _ in range(5)]
    touched(lambda: models.Transaction.objects.bulk_create(rows))
    assert Touched.objects.count() == 1


def test_an_organisation_is_touched_by_itself_and_all_that_names_it(touched):
    one = OrganisationFactory(cleared=False)
    mark = {("organisation", one.pk)}
    assert touched(lambda: cleared([one])) == mark
    assert touched(lambda: one.aliases.create(name="Alias")) == mark
    assert touched(lambda: one.emails.create(email="a@example.org")) == mark
    assert touched(lambda: one.domains.create(domain="example.org")) == mark
    assert touched(lambda: one.identifiers.create(scheme="pic", value="999999999")) == mark
    assert touched(lambda: one.aliases.update(name="Another")) == mark
    assert touched(lambda: one.aliases.all().delete()) == mark


def test_ties_between_organisations_touch_everything(touched):
    holding, member = OrganisationFactory(), OrganisationFactory()
    tied = Organisation.objects.filter(pk=member.pk)
    assert ("", 0) in touched(lambda: tied.update(holding=holding))
    assert ("", 0) in touched(lambda: tied.update(holding=None, fiscal_sponsor=holding))
    assert ("", 0) not in touched(lambda: tied.update(name="Renamed"))
    assert ("", 0) in touched(lambda: OrganisationFactory(holding=holding))


def test_roles_touch_their_grant(touched):
    grant, other = GrantFactory(), OrganisationFactory()
    role = {"grant": grant, "organisation": other, "role": OrganisationRole.SUPPORTED_THIRD_PARTY}
    assert touched(lambda: models.GrantRole.objects.create(**role)) == {("grant", grant.pk)}


def test_a_cleared_hit_touches_its_record_once_two_persons_cleared_it(touched):
    hit = {"subject": "event", "subject_id": 7, "term": "Word", "submitted_by": somebody("proposes")}
    assert touched(lambda: models.ClearedHit.objects.create(**hit)) == set()
    decided = {"outcome": Outcome.APPROVED, "decided_by": somebody("decides"), "decided_at": "2026-01-01T00:00Z"}
    assert touched(lambda: models.ClearedHit.objects.update(**decided)) == {("event", 7)}
    assert touched(lambda: models.ClearedHit.objects.all().delete()) == {("event", 7)}


def test_public_lists_touch_everything(touched):
    listed = models.PublicList.objects.create(title="List", digest="1")
    entry = {"list": listed, "year": 2023, "amount": 1}
    assert touched(lambda: models.PublicListEntry.objects.create(**entry)) == {("", 0)}
    assert touched(listed.delete) == {("", 0)}


def test_documents_and_programmes_are_touched_by_their_decisions(touched):
    programme, document = ProgrammeFactory(), DocumentFactory()
    assert touched(ProgrammeFactory) == set()
    assert touched(lambda: approved(programme)) == {("programme", programme.pk)}
    assert touched(lambda: approved(document)) == {("document", document.pk)}
