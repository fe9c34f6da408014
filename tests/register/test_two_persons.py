"""What the database itself refuses of decisions, whoever writes them and by whatever way."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from funding.codelists.disclosure import Level, Outcome
from funding.register import clearing, review
from funding.register.models import Approval, Clearance, ClearedHit, Grant, PoolItem, RemovalRequest
from tests.factories import GrantFactory, OrganisationFactory, approved, somebody, submitted

pytestmark = pytest.mark.django_db


def waiting_approval():
    return submitted(GrantFactory())


def waiting_clearance():
    return clearing.propose_clearance(
        OrganisationFactory(cleared=False), basis="consent", review_on=date(2030, 1, 1), actor=somebody("proposes")
    )


def waiting_hit():
    return clearing.propose_cleared_hit(subject="grant", subject_id=1, term="x", actor=somebody("proposes"))


KINDS = [waiting_approval, waiting_clearance, waiting_hit]


def refused(sql, *values):
    """Run a statement of SQL that must be refused; give what the database says."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(caught.value)


def decided(waiting, outcome, *, by, at="now()", reason="'x'"):
    who = "NULL" if by is None else by.pk
    return (
        f"UPDATE {waiting._meta.db_table} SET outcome = '{outcome}', decided_by_id = {who}, decided_at = {at}, "
        f"reason = {reason} WHERE id = {waiting.pk}"
    )


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.REFUSED])
@pytest.mark.parametrize("kind", KINDS)
def test_one_person_never_proposes_and_decides(kind, outcome):
    waiting = kind()
    assert "two_persons" in refused(decided(waiting, outcome, by=somebody("proposes")))
    with connection.cursor() as cursor:
        cursor.execute(decided(waiting, outcome, by=somebody("decides")))


@pytest.mark.parametrize("kind", KINDS)
def test_who_proposed_is_not_rewritten_into_who_decided(kind):
    waiting = kind()
    with connection.cursor() as cursor:
        cursor.execute(decided(waiting, Outcome.APPROVED, by=somebody("decides")))
    assert "two_persons" in refused(f"UPDATE {waiting._meta.db_table} SET submitted_by_id = decided_by_id")


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.REFUSED])
@pytest.mark.parametrize("kind", KINDS)
def test_a_decision_has_a_person_and_a_time(kind, outcome):
    waiting = kind()
    assert "two_persons" in refused(decided(waiting, outcome, by=None))
    assert "two_persons" in refused(decided(waiting, outcome, by=somebody("decides"), at="NULL"))


@pytest.mark.parametrize("outcome", [Outcome.WAITING, Outcome.TAKEN_BACK, Outcome.LOWERED])
@pytest.mark.parametrize("kind", KINDS)
def test_what_takes_one_person_has_no_second_one(kind, outcome):
    assert "two_persons" in refused(decided(kind(), outcome, by=somebody("decides")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_has_a_reason(kind):
    assert "refused_with_a_reason" in refused(decided(kind(), Outcome.REFUSED, by=somebody("decides"), reason="''"))


def test_bulk_operations_are_refused_too():
    actor = somebody("proposes")
    alone = {
        "submitted_by": actor, "decided_by": actor, "decided_at": timezone.now(), "outcome": Outcome.APPROVED,
        "review_on": date(2030, 1, 1),
    }  # fmt: skip
    for one in (
        Approval(subject="grant", subject_id=1, level=Level.FULL, is_read=True, **alone),
        Clearance(organisation=OrganisationFactory(cleared=False), basis="consent", **alone),
        ClearedHit(subject="grant", subject_id=1, term="x", **alone),
    ):
        with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
            type(one).objects.bulk_create([one])


def test_full_is_approved_only_after_somebody_read_it():
    waiting = review.submit(GrantFactory(), review.Proposal(), actor=somebody("proposes"))
    assert "full_was_read" in refused(decided(waiting, Outcome.APPROVED, by=somebody("decides")))


@pytest.mark.parametrize("level", [Level.POOLED, Level.RECIPIENT_WITHHELD])
def test_below_full_there_are_a_ground_and_a_review_date(level):
    waiting = submitted(GrantFactory(), level=level)
    table = Approval._meta.db_table
    assert "ground_below_full" in refused(f"UPDATE {table} SET ground = '' WHERE id = %s", waiting.pk)
    assert "ground_below_full" in refused(f"UPDATE {table} SET review_on = NULL WHERE id = %s", waiting.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_one_thing_waits_once(kind):
    waiting = kind()
    waiting.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.save(force_insert=True)


def test_a_clearance_has_a_review_date():
    table = Clearance._meta.db_table
    assert "review_date" in refused(f"UPDATE {table} SET review_on = NULL WHERE id = %s", waiting_clearance().pk)


def test_no_record_has_a_level_without_a_decision():
    grant = approved(GrantFactory())
    table = Grant._meta.db_table
    assert "level_decided" in refused(f"UPDATE {table} SET approval_id = NULL WHERE id = %s", grant.pk)


def test_what_was_full_is_never_withheld():
    grant = approved(GrantFactory())
    table = Grant._meta.db_table
    words = f"UPDATE {table} SET shown_as = 'full', level = 'recipient_withheld' WHERE id = %s"
    assert "full_never_withheld" in refused(words, grant.pk)


@pytest.mark.parametrize("state", ["sealed", "listed"])
def test_an_item_is_sealed_in_a_pool_or_waits_outside(state):
    item = PoolItem.objects.create(grant=GrantFactory(), contributor=1, sector="culture", amount=1)
    assert "one_state" in refused("UPDATE register_poolitem SET state = %s WHERE id = %s", state, item.pk)


def test_a_grant_waits_once_for_a_pool():
    item = PoolItem.objects.create(grant=GrantFactory(), contributor=1, sector="culture", amount=1)
    with pytest.raises(IntegrityError, match="one_waiting"), transaction.atomic():
        PoolItem.objects.create(grant=item.grant, contributor=1, sector="culture", amount=1)


def test_an_answer_to_a_request_for_removal_is_somebodys():
    request = RemovalRequest.objects.create(received_at=timezone.now(), channel="letter", concerns="x")
    table = RemovalRequest._meta.db_table
    assert "answered_by_somebody" in refused(f"UPDATE {table} SET outcome = 'removed' WHERE id = %s", request.pk)
