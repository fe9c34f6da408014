"""Approval: who may, what stands in the way, and what it freezes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Ground, Level, Outcome
from funding.codelists.grants import Scope
from funding.register import review
from funding.register.models import Amendment, Approval, Envelope, Grant
from funding.register.screening import Screen
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    ProgrammeFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    approved,
    somebody,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_new_records_are_not_published():
    assert {GrantFactory().level, ProgrammeFactory().level, PackageFactory().level} == {Level.NOT_PUBLISHED}


def test_nobody_approves_without_the_permission():
    with pytest.raises(PermissionDenied):
        review.submit(GrantFactory(), review.Proposal(), actor=UserFactory())


@pytest.mark.parametrize("scope", [Scope.UNDECIDED, Scope.OUT])
@pytest.mark.parametrize("factory", [GrantFactory, ProgrammeFactory])
def test_only_what_is_in_scope_is_approved(factory, scope, staff):
    with pytest.raises(ValidationError, match="scope"):
        review.submit(factory(scope=scope), review.Proposal(), actor=staff)


def test_a_grant_without_sectors_is_not_approved(staff):
    with pytest.raises(ValidationError, match="no sector shares"):
        review.submit(GrantFactory(sectors={}), review.Proposal(), actor=staff)


def test_a_grant_whose_amendments_cut_more_than_it_has_is_not_approved(staff):
    grant = GrantFactory(contracted=Decimal(10))
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal(-11))
    with pytest.raises(ValidationError, match="amendments"):
        review.submit(grant, review.Proposal(), actor=staff)


def test_approval_is_not_a_change_of_the_record():
    grant = GrantFactory()
    changed_at = grant.changed_at
    approved(grant)
    assert grant.changed_at == changed_at


def test_a_package_is_not_part_of_its_own_part():
    whole = PackageFactory()
    whole.part_of = PackageFactory(part_of=PackageFactory(part_of=whole))
    with pytest.raises(ValidationError, match="part of this one already"):
        whole.full_clean()


def test_amounts_that_add_up_to_a_trillion_are_not_approved(staff):
    grant = GrantFactory(contracted=Decimal(999_999_999_999))
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal(1))
    with pytest.raises(ValidationError, match="trillion"):
        review.submit(grant, review.Proposal(), actor=staff)


REVIEW = date(2030, 1, 1)


def proposed(grant, **proposal):
    return review.submit(grant, review.Proposal(**proposal), actor=somebody("proposes"))


def test_submitting_freezes_the_record_and_publishes_nothing():
    grant = GrantFactory(title="Before")
    waiting = proposed(grant, level=Level.POOLED, ground=Ground.SAFETY, review_on=REVIEW)
    waiting.refresh_from_db()
    assert (waiting.subject, waiting.subject_id) == ("grant", grant.pk)
    assert (waiting.level, waiting.ground, waiting.review_on) == (Level.POOLED, Ground.SAFETY, REVIEW)
    assert (waiting.submitted_by, waiting.is_waiting, waiting.is_read) == (somebody("proposes"), True, False)
    assert waiting.snapshot["record"]["title"] == "Before"
    grant.refresh_from_db()
    assert (grant.level, grant.approval) == (Level.NOT_PUBLISHED, None)


def test_what_is_approved_is_what_was_submitted_even_if_edited_since(staff):
    grant = GrantFactory(title="Before")
    waiting = submitted(grant)
    Grant.objects.filter(pk=grant.pk).update(title="After")
    review.approve(waiting, actor=staff)
    grant.refresh_from_db()
    assert grant.approval.snapshot["record"]["title"] == "Before"


@pytest.mark.parametrize("level", [Level.FULL, Level.RECIPIENT_WITHHELD, Level.POOLED])
def test_an_approval_by_a_second_person_gives_the_level(level, staff):
    grant = GrantFactory()
    given = review.approve(submitted(grant, level=level), actor=staff)
    grant.refresh_from_db()
    assert (grant.level, grant.approval) == (level, given)
    assert (given.outcome, given.decided_by) == (Outcome.APPROVED, staff)


def test_whoever_submitted_neither_approves_nor_refuses():
    grant = GrantFactory()
    waiting = submitted(grant)
    with pytest.raises(ValidationError, match="second person"):
        review.approve(waiting, actor=somebody("proposes"))
    with pytest.raises(ValidationError, match="second person"):
        review.refuse(waiting, reason="No.", actor=somebody("proposes"))
    grant.refresh_from_db()
    assert not grant.is_published


def test_approving_and_refusing_need_the_permission():
    waiting = submitted(GrantFactory())
    with pytest.raises(PermissionDenied):
        review.approve(waiting, actor=UserFactory())
    with pytest.raises(PermissionDenied):
        review.refuse(waiting, reason="No.", actor=UserFactory())


def test_a_refused_record_is_not_shown_and_can_be_submitted_again(staff):
    grant = GrantFactory()
    waiting = submitted(grant)
    review.refuse(waiting, reason="The summary names a village.", actor=staff)
    waiting.refresh_from_db()
    grant.refresh_from_db()
    assert (waiting.outcome, waiting.reason) == (Outcome.REFUSED, "The summary names a village.")
    assert not grant.is_published
    assert submitted(grant).is_waiting


def test_a_record_waits_once():
    grant = GrantFactory()
    submitted(grant)
    with pytest.raises(ValidationError, match="waits for a second person already"):
        submitted(grant, by=somebody("another"))


@pytest.mark.parametrize("level", [Level.POOLED, Level.RECIPIENT_WITHHELD])
@pytest.mark.parametrize("lacking", [{"ground": ""}, {"review_on": None}])
def test_below_full_a_ground_and_a_review_date_are_asked(level, lacking):
    with pytest.raises(ValidationError, match="Say on which ground less than all is shown"):
        proposed(GrantFactory(), **{"level": level, "ground": Ground.SAFETY, "review_on": REVIEW} | lacking)


def test_nothing_is_proposed_to_be_unpublished():
    with pytest.raises(ValidationError, match="Withdraw a record"):
        proposed(GrantFactory(), level=Level.NOT_PUBLISHED)


def test_showing_less_is_never_proposed_for_lowering_is_immediate():
    grant = approved(GrantFactory())
    with pytest.raises(ValidationError, match="lower it, which takes one person"):
        submitted(grant, level=Level.POOLED)
    with pytest.raises(ValidationError, match="lower it"):
        submitted(approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD), level=Level.POOLED)


def test_showing_the_same_or_more_is_proposed():
    pooled = approved(GrantFactory(), level=Level.POOLED)
    assert submitted(pooled, level=Level.POOLED).is_waiting
    withheld = approved(GrantFactory(), level=Level.POOLED)
    assert approved(withheld, level=Level.RECIPIENT_WITHHELD).level == Level.RECIPIENT_WITHHELD


def test_a_proposal_that_became_a_lowering_is_not_approved(staff):
    grant = GrantFactory()
    waiting = submitted(grant, level=Level.POOLED)
    shown = Approval.objects.create(
        subject="grant", subject_id=grant.pk, level=Level.FULL, submitted_by=staff, outcome=Outcome.LOWERED
    )
    review.show(grant, shown)
    with pytest.raises(ValidationError, match="lower it"):
        review.approve(waiting, actor=staff)


def test_full_is_approved_only_when_somebody_read_it(staff):
    waiting = proposed(GrantFactory())
    with pytest.raises(ValidationError, match="no names, no faces, no places"):
        review.approve(waiting, actor=staff)
    given = review.approve(waiting, actor=staff, is_read=True)
    given.refresh_from_db()
    assert given.is_read


def test_either_person_reads(staff):
    given = review.approve(proposed(GrantFactory(), is_read=True), actor=staff)
    given.refresh_from_db()
    assert given.is_read


@pytest.mark.parametrize("level", [Level.POOLED, Level.RECIPIENT_WITHHELD])
def test_below_full_there_is_no_text_to_be_read(level, staff):
    waiting = proposed(GrantFactory(), level=level, ground=Ground.OTHER, review_on=REVIEW)
    given = review.approve(waiting, actor=staff)
    given.refresh_from_db()
    assert not given.is_read


def test_what_came_up_since_submission_keeps_from_approval(staff):
    grant = GrantFactory()
    waiting = submitted(grant)
    organisation = grant.roles.get().organisation
    organisation.clearance = None
    organisation.save()
    with pytest.raises(ValidationError, match="which is protected"):
        review.approve(waiting, actor=staff)


def test_obstacles_are_told_in_words_for_the_record_as_it_is_now():
    grant = GrantFactory()
    assert review.obstacles(grant) == []
    grant.roles.all().delete()
    assert "It has no recipient" in review.obstacles(grant, level=Level.POOLED)[0]


def test_whoever_decides_on_many_reads_what_is_protected_once(staff):
    grants = [GrantFactory() for _ in range(2)]
    screen = Screen()
    OrganisationFactory(name=grants[0].title, cleared=False)  # protected after the screen was made
    options = {"actor": somebody("proposes"), "screen": screen}
    waiting = [review.submit(one, review.Proposal(is_read=True), **options) for one in grants]
    for one in waiting:
        review.approve(one, actor=staff, screen=screen)
    assert {grant.title for grant in Grant.objects.filter(level=Level.FULL)} == {one.title for one in grants}


@pytest.mark.parametrize(
    "factory",
    [GrantFactory, ProgrammeFactory, PackageFactory, StatementFactory, EventFactory, DocumentFactory],
)
def test_a_decision_finds_its_record(factory):
    factory()
    record = factory()
    assert review.record_of(submitted(record)) == record


def test_an_envelope_is_found_too():
    envelope = Envelope.objects.create(
        title="Once it is free", condition="A free vote", dated=date(2021, 5, 28), source=SourceFactory()
    )
    assert review.record_of(submitted(envelope)) == envelope


def test_no_decision_and_one_for_nothing_show_nothing(staff):
    grant = approved(GrantFactory())
    review.show(grant, None)
    assert (grant.level, grant.approval) == (Level.NOT_PUBLISHED, None)
    nothing = Approval.objects.create(
        subject="grant", subject_id=grant.pk, level=Level.NOT_PUBLISHED, submitted_by=staff, outcome=Outcome.LOWERED
    )
    review.show(grant, nothing)
    grant.refresh_from_db()
    assert (grant.level, grant.approval) == (Level.NOT_PUBLISHED, None)
