"""What all verbs of staff have in common: whole or not at all, and the history says by whom and why."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.codelists.disclosure import ClearanceBasis, Outcome
from funding.publication.overdue import withdraw_overdue
from funding.publication.publisher import publish
from funding.publication.undoing import undo
from funding.publication.withdrawing import Lowering, lower, protect, withdraw
from funding.register import clearing, deciding, models, review
from funding.register.history import history_of
from tests.factories import (
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PublisherFactory,
    approved,
    somebody,
    submitted,
)

pytestmark = pytest.mark.django_db

WRITES = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM) \"(register|publication)_")
REASON = "Because of the test."
REVIEW = date(2030, 1, 1)


def a_clearance():
    """Have one wait."""
    return clearing.propose_clearance(
        OrganisationFactory(cleared=False), basis=ClearanceBasis.CONSENT, review_on=REVIEW, actor=somebody("proposes")
    )


def a_hit():
    """Have one wait."""
    return clearing.propose_cleared_hit(subject="grant", subject_id=1, term="x", actor=somebody("proposes"))


def a_public_grant():
    """Publish one."""
    grant = approved(GrantFactory())
    publish(actor=somebody("decides"))
    return grant


def an_overdue_grant():
    """Approve one that names a person."""
    person = OrganisationFactory(is_natural_person=True)
    return approved(GrantFactory(implementer=person, signed_on=date(2025, 1, 1)))


def a_run():
    """Publish something, and give the run."""
    approved(EventFactory())
    publish(actor=somebody("decides"))
    return models.PublicationRun.objects.first()


# By name: what it needs, the verb, a table that it writes, whether it takes a reason.
VERBS = {
    "submit": (GrantFactory, lambda it, by: review.submit(it, review.Proposal(), actor=by), models.Approval, False),
    "approve": (lambda: submitted(GrantFactory()), lambda it, by: review.approve(it, actor=by), models.Grant, False),
    "refuse": (
        lambda: submitted(GrantFactory()),
        lambda it, by: review.refuse(it, reason=REASON, actor=by),
        models.Approval,
        True,
    ),
    "take back": (
        lambda: submitted(GrantFactory()),
        lambda it, by: deciding.take_back(it, actor=by),
        models.Approval,
        False,
    ),
    "propose clearance": (
        lambda: OrganisationFactory(cleared=False),
        lambda it, by: clearing.propose_clearance(it, basis=ClearanceBasis.CONSENT, review_on=REVIEW, actor=by),
        models.Clearance,
        False,
    ),
    "approve clearance": (
        a_clearance,
        lambda it, by: clearing.approve_clearance(it, actor=by),
        models.Organisation,
        False,
    ),
    "refuse clearance": (
        a_clearance,
        lambda it, by: clearing.refuse_clearance(it, reason=REASON, actor=by),
        models.Clearance,
        True,
    ),
    "end clearance": (
        OrganisationFactory,
        lambda it, by: clearing.end_clearance(it, actor=by),
        models.Organisation,
        False,
    ),
    "propose hit": (
        GrantFactory,
        lambda it, by: clearing.propose_cleared_hit(subject="grant", subject_id=it.pk, term="x", actor=by),
        models.ClearedHit,
        False,
    ),
    "decide hit": (
        a_hit,
        lambda it, by: clearing.decide_cleared_hit(it, outcome=Outcome.REFUSED, reason=REASON, actor=by),
        models.ClearedHit,
        True,
    ),
    "publish": (
        lambda: approved(EventFactory()),
        lambda _, by: publish(actor=by, note=REASON),
        models.PublicationRun,
        True,
    ),
    "withdraw": (a_public_grant, lambda it, by: withdraw(record=it, ground=REASON, actor=by), models.Grant, True),
    "lower": (a_public_grant, lambda it, by: lower([it], Lowering(REASON), actor=by), models.Grant, True),
    "protect": (
        lambda: a_public_grant().roles.get().organisation,
        lambda it, by: protect(it, Lowering(REASON), actor=by),
        models.Organisation,
        True,
    ),
    "withdraw overdue": (
        an_overdue_grant,
        lambda _, by: withdraw_overdue(actor=by, today=date(2027, 12, 31)),
        models.Grant,
        False,
    ),
    "undo": (a_run, lambda it, by: undo(run=it, reason=REASON, actor=by), models.Event, True),
}


@pytest.mark.parametrize("name", VERBS)
def test_all_that_a_verb_writes_lies_in_one_transaction(name):
    given, verb, _, _ = VERBS[name]
    it, actor = given(), PublisherFactory()
    with CaptureQueriesContext(connection) as queries:
        verb(it, actor)
    said = [one["sql"] for one in queries.captured_queries]
    first = said[0].rpartition("; ")[2]  # what goes before tells the history's triggers who it is
    assert first.startswith("SAVEPOINT ")
    assert said[-1].endswith(f"RELEASE {first}")


@pytest.mark.parametrize("name", VERBS)
def test_the_history_says_who_did_it_and_why(name):
    given, verb, model, has_reason = VERBS[name]
    it, actor = given(), PublisherFactory()
    verb(it, actor)
    context = history_of(model).objects.order_by("pgh_id").last().pgh_context
    assert context["user"] == actor.pk
    assert (context.get("reason") == REASON) is has_reason


@pytest.mark.parametrize("name", ["publish", "withdraw", "lower", "protect", "withdraw overdue", "undo"])
def test_what_changes_the_public_side_is_done_one_at_a_time(name):
    given, verb, _, _ = VERBS[name]
    it, actor = given(), PublisherFactory()
    with CaptureQueriesContext(connection) as queries:
        verb(it, actor)
    locked = [number for number, one in enumerate(queries.captured_queries) if "pg_advisory_xact_lock" in one["sql"]]
    written = [number for number, one in enumerate(queries.captured_queries) if WRITES.search(one["sql"])]
    assert locked
    assert written
    assert locked[0] < written[0]
