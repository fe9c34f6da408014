"""The verbs of two persons: who may, who can't, and what can't be decided twice."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Outcome
from funding.register import clearing, review
from funding.register.deciding import CLEAR, DECIDE, PUBLISH, SUBMIT, decide, locked, require, take_back
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PublisherFactory,
    UserFactory,
    approved,
    somebody,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("permission", [SUBMIT, DECIDE, CLEAR, PUBLISH])
def test_each_verb_needs_its_permission_and_the_refusal_names_it(permission):
    require(PublisherFactory(), permission)
    with pytest.raises(PermissionDenied, match=permission):
        require(UserFactory(), permission)


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.REFUSED])
def test_whoever_proposed_does_not_decide(outcome):
    waiting = submitted(GrantFactory())
    with pytest.raises(ValidationError, match="a second person decides"):
        decide(waiting, outcome, actor=somebody("proposes"), reason="Because.")
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_a_decision_notes_who_when_and_why(staff):
    decided = decide(submitted(GrantFactory()), Outcome.REFUSED, actor=staff, reason="It names a village.")
    decided.refresh_from_db()
    assert (decided.outcome, decided.decided_by, decided.reason) == (Outcome.REFUSED, staff, "It names a village.")
    assert decided.decided_at >= decided.submitted_at
    assert not decided.is_waiting


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_refusal_has_a_reason_and_an_approval_needs_none(reason, staff):
    waiting = submitted(GrantFactory())
    with pytest.raises(ValidationError, match="Say why it is refused"):
        decide(waiting, Outcome.REFUSED, actor=staff, reason=reason)
    decide(waiting, Outcome.APPROVED, actor=staff, reason=reason)


def test_nothing_is_decided_twice(staff):
    waiting = submitted(GrantFactory())
    decide(waiting, Outcome.REFUSED, actor=staff, reason="Not yet.")
    with pytest.raises(ValidationError, match="decided meanwhile: refused"):
        decide(waiting, Outcome.APPROVED, actor=staff)
    with pytest.raises(ValidationError, match="decided meanwhile"):
        locked(waiting)


def test_what_waits_can_be_taken_back_and_proposed_again(staff):
    grant = GrantFactory()
    waiting = submitted(grant)
    take_back(waiting, actor=staff)
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.reason) == (Outcome.TAKEN_BACK, f"Taken back by {staff}.")
    assert (waiting.decided_by, waiting.decided_at) == (None, None)
    with pytest.raises(ValidationError, match="taken back"):
        review.approve(waiting, actor=staff)
    assert approved(grant).is_published


def test_taking_back_needs_the_permission_and_something_that_waits(staff):
    waiting = submitted(GrantFactory())
    with pytest.raises(PermissionDenied):
        take_back(waiting, actor=UserFactory())
    review.approve(waiting, actor=staff)
    with pytest.raises(ValidationError, match="approved"):
        take_back(waiting, actor=staff)


def test_clearances_are_taken_back_by_the_same_verb(staff):
    organisation = OrganisationFactory(cleared=False)
    options = {"basis": "consent", "review_on": "2030-01-01", "actor": staff}
    take_back(clearing.propose_clearance(organisation, **options), actor=staff)
    assert clearing.propose_clearance(organisation, **options).is_waiting
