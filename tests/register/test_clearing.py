"""Which organisations may be named, and which hits are none: decided by two persons, ended by one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import ClearanceBasis, Outcome
from funding.register import clearing
from funding.register.models import Organisation
from tests.factories import OrganisationFactory, UserFactory, somebody

pytestmark = pytest.mark.django_db

REVIEW = date(2030, 1, 1)


@pytest.fixture
def organisation():
    """Give one that is protected, as every new one is."""
    return OrganisationFactory(cleared=False)


def proposed(organisation, **changes):
    options = {"basis": ClearanceBasis.CONSENT, "review_on": REVIEW, "actor": somebody("proposes")} | changes
    return clearing.propose_clearance(organisation, **options)


def test_a_new_organisation_is_protected():
    assert Organisation.objects.create(name="New").is_protected


@pytest.mark.parametrize("basis", ClearanceBasis)
def test_two_persons_clear_an_organisation_on_a_basis_until_a_date(organisation, basis, staff):
    clearance = proposed(organisation, basis=basis, evidence="A letter of 3 May.")
    organisation.refresh_from_db()
    assert organisation.is_protected
    clearing.approve_clearance(clearance, actor=staff)
    organisation.refresh_from_db()
    assert not organisation.is_protected
    stands = organisation.clearance
    assert (stands.pk, stands.basis, stands.review_on) == (clearance.pk, basis, REVIEW)
    assert (stands.evidence, stands.outcome) == ("A letter of 3 May.", Outcome.APPROVED)
    assert (stands.submitted_by, stands.decided_by) == (somebody("proposes"), staff)


def test_clearing_is_a_change_of_the_organisation(organisation, staff):
    before = organisation.changed_at
    clearing.approve_clearance(proposed(organisation), actor=staff)
    organisation.refresh_from_db()
    assert organisation.changed_at > before


def test_the_same_person_does_not_clear_what_they_proposed(organisation):
    clearance = proposed(organisation)
    with pytest.raises(ValidationError, match="second person"):
        clearing.approve_clearance(clearance, actor=somebody("proposes"))
    organisation.refresh_from_db()
    assert organisation.is_protected


def test_a_refused_clearance_leaves_the_organisation_protected(organisation, staff):
    clearance = proposed(organisation)
    with pytest.raises(ValidationError, match="Say why"):
        clearing.refuse_clearance(clearance, reason=" ", actor=staff)
    clearing.refuse_clearance(clearance, reason="No letter.", actor=staff)
    organisation.refresh_from_db()
    clearance.refresh_from_db()
    assert organisation.is_protected
    assert (clearance.outcome, clearance.reason) == (Outcome.REFUSED, "No letter.")
    assert proposed(organisation).is_waiting


def test_what_is_cleared_or_waits_is_not_proposed_again(organisation, staff):
    clearance = proposed(organisation)
    with pytest.raises(ValidationError, match="waits for a second person already"):
        proposed(organisation, actor=staff)
    clearing.approve_clearance(clearance, actor=staff)
    with pytest.raises(ValidationError, match="is cleared already"):
        proposed(Organisation.objects.get())


def test_a_clearance_has_a_basis_of_the_list_and_a_date(organisation):
    with pytest.raises(ValidationError, match="looked at again"):
        proposed(organisation, review_on=None)
    with pytest.raises(ValidationError, match="is no basis"):
        proposed(organisation, basis="because")


def test_every_verb_needs_its_permission(organisation):
    nobody = UserFactory()
    clearance = proposed(organisation)
    hit = clearing.propose_cleared_hit(subject="grant", subject_id=1, term="x", actor=somebody("proposes"))
    verbs = [
        lambda: proposed(OrganisationFactory(cleared=False), actor=nobody),
        lambda: clearing.approve_clearance(clearance, actor=nobody),
        lambda: clearing.refuse_clearance(clearance, reason="No.", actor=nobody),
        lambda: clearing.propose_cleared_hit(subject="grant", subject_id=2, term="x", actor=nobody),
        lambda: clearing.decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=nobody),
    ]
    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb()


def test_ending_a_clearance_takes_one_person_and_notes_who(organisation, staff):
    clearing.approve_clearance(proposed(organisation), actor=staff)
    organisation.refresh_from_db()
    clearing.end_clearance(organisation, actor=staff)
    assert organisation.is_protected
    organisation.refresh_from_db()
    assert organisation.is_protected
    ended = organisation.clearances.get()
    assert ended.ended_by == staff
    assert ended.ended_at >= ended.decided_at
    assert ended.outcome == Outcome.APPROVED


def test_protecting_takes_back_what_waits_and_touches_no_other_organisation(organisation, staff):
    other = OrganisationFactory()
    elsewhere = proposed(OrganisationFactory(cleared=False))
    waiting = proposed(organisation)
    clearing.end_clearance(organisation, actor=staff)
    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.TAKEN_BACK
    other.refresh_from_db()
    elsewhere.refresh_from_db()
    assert not other.is_protected
    assert elsewhere.is_waiting
    assert other.clearance.outcome == Outcome.APPROVED


def test_a_hit_is_cleared_by_two_persons_or_refused_with_a_reason(staff):
    hit = clearing.propose_cleared_hit(subject="grant", subject_id=1, term="x", actor=somebody("proposes"))
    assert (hit.subject, hit.subject_id, hit.term, hit.is_waiting) == ("grant", 1, "x", True)
    with pytest.raises(ValidationError, match="second person"):
        clearing.decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=somebody("proposes"))
    with pytest.raises(ValidationError, match="Say why"):
        clearing.decide_cleared_hit(hit, outcome=Outcome.REFUSED, actor=staff)
    clearing.decide_cleared_hit(hit, outcome=Outcome.REFUSED, reason="It is meant.", actor=staff)
    hit.refresh_from_db()
    assert (hit.outcome, hit.reason, hit.decided_by) == (Outcome.REFUSED, "It is meant.", staff)


def test_a_pair_waits_once_and_is_cleared_once(staff):
    pair = {"subject": "grant", "subject_id": 1, "term": "x"}
    hit = clearing.propose_cleared_hit(**pair, actor=somebody("proposes"))
    with pytest.raises(ValidationError, match="waits for a second person, or is cleared already"):
        clearing.propose_cleared_hit(**pair, actor=somebody("proposes"))
    clearing.decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=staff)
    with pytest.raises(ValidationError, match="waits for a second person, or is cleared already"):
        clearing.propose_cleared_hit(**pair, actor=somebody("proposes"))
    for other in ({"subject": "programme"}, {"subject_id": 2}, {"term": "y"}):
        assert clearing.propose_cleared_hit(**pair | other, actor=somebody("proposes")).is_waiting
