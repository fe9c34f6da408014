"""Lowering: one person, at once, and what was shown is forgotten."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Ground, Level, Outcome, RowKind
from funding.publication import models as published
from funding.publication.withdrawing import Lowering, lower, take_out
from funding.register import review
from funding.register.models import Approval, Grant, PoolItem, PublicIdentity
from tests.factories import (
    DocumentFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    UserFactory,
    approved,
    somebody,
    submitted,
)
from tests.publication.everything import everything_published

pytestmark = pytest.mark.django_db

POOL = Lowering("A threat", Level.POOLED, Ground.SAFETY, date(2030, 1, 1))


def test_a_full_grant_that_is_pooled_is_gone_at_once_and_waits_as_exposed(publish, staff):
    lead = OrganisationFactory(name="Canary Foundation")
    grant = approved(PaymentFactory(grant=GrantFactory(title="Canary", implementer=lead)).grant)
    publish()
    publication = lower([grant], POOL, actor=staff)
    assert not [text for text in everything_published() if "canary" in text.lower()]
    assert (publication.release.number, publication.release.withdrawals, publication.release.note) == (2, 1, "")
    item = PoolItem.objects.get()
    assert (item.grant, item.state, item.is_exposed, item.amount) == (grant, "waiting", True, 100_000)
    grant.refresh_from_db()
    assert (grant.level, grant.shown_as) == (Level.POOLED, Level.FULL)


def test_lowering_is_noted_with_who_why_and_until_when(publish, staff):
    grant = approved(GrantFactory())
    publish()
    lower([grant], POOL, actor=staff)
    noted = Grant.objects.get().approval
    assert (noted.outcome, noted.level, noted.reason) == (Outcome.LOWERED, Level.POOLED, "A threat")
    assert (noted.ground, noted.review_on) == (Ground.SAFETY, date(2030, 1, 1))
    assert (noted.submitted_by, noted.decided_by) == (staff, None)
    assert noted.snapshot["record"]["title"] == grant.title


def test_a_withheld_grant_that_is_pooled_is_exposed_too(publish, staff):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    publish()
    lower([grant], POOL, actor=staff)
    assert not published.PublishedGrant.objects.exists()
    assert PoolItem.objects.get().is_exposed


def test_what_was_approved_and_never_public_is_pooled_without_being_exposed_or_released(staff):
    grant = approved(GrantFactory())
    assert lower([grant], POOL, actor=staff).release is None
    assert not PoolItem.objects.get().is_exposed
    assert not published.Release.objects.exists()


def test_lowering_changes_the_public_id(publish, staff):
    grant = approved(PaymentFactory().grant)
    publish()
    before = set(PublicIdentity.objects.values_list("public_id", flat=True))
    gone = {row.public_id for row in published.PublishedGrant.objects.all()}
    gone |= {row.public_id for row in published.PublishedTransaction.objects.all()}
    lower([grant], POOL, actor=staff)
    approved(grant)
    publish()
    assert before <= set(PublicIdentity.objects.values_list("public_id", flat=True))  # taken for good
    assert published.PublishedGrant.objects.get().public_id not in gone
    assert published.PublishedTransaction.objects.get().public_id not in gone


def test_full_never_becomes_withheld_by_code(publish, staff):
    grant = approved(GrantFactory())
    publish()
    with pytest.raises(ValidationError, match="can't be lowered to that"):
        lower([grant], Lowering("x", Level.RECIPIENT_WITHHELD, Ground.SAFETY, date(2030, 1, 1)), actor=staff)
    lower([grant], Lowering("A threat"), actor=staff)
    with pytest.raises(ValidationError, match="archives keep that"):
        submitted(grant, level=Level.RECIPIENT_WITHHELD)


def test_nothing_is_lowered_to_full(staff):
    with pytest.raises(ValidationError, match="can't be lowered to that"):
        lower([approved(GrantFactory())], Lowering("x", Level.FULL), actor=staff)


def test_only_grants_are_pooled(staff):
    with pytest.raises(ValidationError, match="withdraw it, or pool a grant"):
        lower([approved(ProgrammeFactory())], POOL, actor=staff)


@pytest.mark.parametrize("level", [Level.POOLED, None])
def test_what_shows_no_more_than_a_pool_is_not_pooled(level, staff):
    grant = approved(GrantFactory(), level=level) if level else GrantFactory()
    with pytest.raises(ValidationError, match="shows no more than that already"):
        lower([grant], POOL, actor=staff)


def test_what_a_pool_could_not_count_is_not_pooled(staff):
    for grant in (GrantFactory(contracted=None), GrantFactory(implementer=False)):
        approved(grant)
        with pytest.raises(ValidationError, match=r"must be known|no recipient"):
            lower([grant], POOL, actor=staff)


@pytest.mark.parametrize("lacking", [{"ground": ""}, {"review_on": None}])
def test_a_pooled_grant_has_a_ground_and_a_review_date(lacking, staff):
    options = {"level": Level.POOLED, "ground": Ground.SAFETY, "review_on": date(2030, 1, 1)} | lacking
    with pytest.raises(ValidationError, match="Say on which ground"):
        lower([approved(GrantFactory())], Lowering("x", **options), actor=staff)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_lowering_has_a_reason(reason, staff):
    with pytest.raises(ValidationError, match="Say why it is withdrawn"):
        lower([approved(GrantFactory())], Lowering(reason), actor=staff)


def test_lowering_needs_the_permission():
    with pytest.raises(PermissionDenied):
        lower([approved(GrantFactory())], POOL, actor=UserFactory())


def test_where_one_of_many_cannot_be_lowered_none_is(publish, staff):
    good, bad = approved(GrantFactory()), approved(GrantFactory(implementer=False))
    publish()
    with pytest.raises(ValidationError):
        lower([good, bad], POOL, actor=staff)
    good.refresh_from_db()
    assert good.level == Level.FULL
    assert published.PublishedGrant.objects.current().count() == 2


def test_what_waits_for_a_second_person_about_it_is_over_and_nothing_else(publish, staff):
    grant, other = approved(GrantFactory()), GrantFactory()
    publish()
    waiting, elsewhere = submitted(grant), submitted(other)
    programme = submitted(ProgrammeFactory(pk=grant.pk + 10_000))
    Approval.objects.filter(pk=programme.pk).update(subject_id=grant.pk)
    lower([grant], Lowering("A threat"), actor=staff)
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.reason) == (Outcome.TAKEN_BACK, "It was lowered meanwhile.")
    assert Approval.objects.get(pk=elsewhere.pk).is_waiting
    assert Approval.objects.get(pk=programme.pk).is_waiting
    with pytest.raises(ValidationError, match="decided meanwhile"):
        review.approve(waiting, actor=somebody("decides"))


def test_documents_of_a_lowered_grant_are_decided_on_anew(publish, staff):
    grant = approved(GrantFactory())
    documents = [approved(DocumentFactory(grant=grant)), approved(DocumentFactory())]
    publish()
    lower([grant], POOL, actor=staff)
    for one in documents:
        one.refresh_from_db()
    assert [one.is_published for one in documents] == [False, True]


def test_the_level_that_counts_is_the_stored_one(publish, staff):
    held = GrantFactory()
    approved(Grant.objects.get())
    publish()
    assert held.level == Level.NOT_PUBLISHED
    assert lower([held], POOL, actor=staff).release.withdrawals == 1


def test_a_pooled_grant_that_is_withdrawn_leaves_the_waiting_room_and_no_trace(staff):
    grant = approved(GrantFactory(), level=Level.POOLED)
    assert lower([grant], Lowering("A threat"), actor=staff).release is None
    assert not PoolItem.objects.filter(state="waiting").exists()
    assert not Grant.objects.get().is_published


def test_who_takes_out_makes_the_release(publish, staff):
    grant = approved(GrantFactory())
    publish()
    unseen = approved(GrantFactory())
    assert take_out([grant, unseen], Lowering("A threat"), actor=staff) == 1
    assert published.Release.objects.count() == 1
    assert take_out([], Lowering("A threat"), actor=staff) == 0


def test_a_mistake_of_one_row_does_not_touch_pools(publish, staff):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    publish()
    assert published.PublishedGrant.objects.get().row_kind == RowKind.WITHHELD
    lower([grant], Lowering("A threat"), actor=staff)
    assert not PoolItem.objects.exists()
