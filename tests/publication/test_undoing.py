"""Undoing a mistaken publication: what stood before stands again, where nothing was decided since."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Level, Outcome, RowKind, RunKind
from funding.publication import models as published
from funding.publication.changes import difference
from funding.publication.drafting import draft
from funding.publication.undoing import plan, undo
from funding.publication.withdrawing import withdraw
from funding.register.models import Grant, PoolItem, PublicationRun, PublicIdentity
from tests.factories import (
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    UserFactory,
    approved,
)
from tests.publication.everything import everything_published
from tests.publication.pooling import ENOUGH, pooled

pytestmark = pytest.mark.django_db


def last_run():
    return PublicationRun.objects.first()


def titles():
    return sorted(published.PublishedGrant.objects.current().values_list("title", flat=True))


def changed(grant, **values):
    Grant.objects.filter(pk=grant.pk).update(**values)
    return approved(Grant.objects.get(pk=grant.pk))


@pytest.fixture
def mistake(publish):
    """Publish one grant, then by mistake a change of it and another grant; give both and the mistaken run."""
    first = approved(PaymentFactory(grant=GrantFactory(title="First")).grant)
    publish()
    changed(first, title="Canary one", contracted=Decimal(7))
    second = approved(PaymentFactory(grant=GrantFactory(title="Canary two", programme=first.programme)).grant)
    publish()
    return first, second, last_run()


def test_what_was_new_is_withdrawn_and_what_changed_is_as_before(mistake, staff):
    first, second, run = mistake
    publication = undo(run=run, reason="The wrong list", actor=staff)
    assert titles() == ["First"]
    assert not [text for text in everything_published() if "canary" in text.lower()]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.level, first.approval.snapshot["record"]["title"]) == (Level.FULL, "First")
    assert (second.level, second.approval) == (Level.NOT_PUBLISHED, None)
    assert publication.release.number == 3


def test_undoing_is_a_release_that_says_how_many_and_staff_see_who_and_why(mistake, staff):
    run = mistake[2]
    release = undo(run=run, reason="The wrong list", actor=staff).release
    assert (release.withdrawals, release.note) == (1, "")
    undoing = last_run()
    assert (undoing.release_number, undoing.kind, undoing.undoes) == (3, RunKind.UNDO, run)
    assert (undoing.actor, undoing.ground) == (staff, "The wrong list")


def test_the_archive_shows_the_row_as_if_it_had_never_changed(mistake, staff):
    undo(run=mistake[2], reason="The wrong list", actor=staff)
    spans = published.PublishedGrant.objects.order_by("from_release").values_list("title", "from_release", "to_release")
    assert list(spans) == [("First", 1, 2), ("First", 2, None)]


def test_a_restored_record_keeps_its_public_id_and_the_next_release_changes_nothing(mistake, publish, staff):
    before = published.PublishedGrant.objects.current().get(title="Canary one").public_id
    undo(run=mistake[2], reason="The wrong list", actor=staff)
    assert published.PublishedGrant.objects.current().get().public_id == before
    assert not difference(draft(instead={}))
    assert publish().release is None


def test_what_was_decided_since_stays(mistake, staff):
    first, _, run = mistake
    kept = changed(first, title="Decided since")
    found = plan(run)
    assert [change.subject_id for change in found.kept] == [kept.pk]
    undo(run=run, reason="The wrong list", actor=staff)
    assert titles() == ["Canary one"]  # as it was published; the newer decision waits for a release
    first.refresh_from_db()
    assert first.approval == kept.approval


def test_what_was_published_anew_since_stays(mistake, publish, staff):
    first, _, run = mistake
    changed(first, title="Published since")
    publish()
    undo(run=run, reason="The wrong list", actor=staff)
    assert titles() == ["Published since"]


def test_what_was_withdrawn_since_stays_so(mistake, staff):
    _, second, run = mistake
    withdraw(record=second, ground="a mistake", actor=staff)
    assert [change.subject_id for change in plan(run).kept] == [second.pk]
    undo(run=run, reason="The wrong list", actor=staff)
    assert titles() == ["First"]
    assert published.Release.objects.first().withdrawals == 0


def test_a_plan_says_what_undoing_would_do_and_does_nothing(mistake):
    first, second, run = mistake
    found = plan(run)
    assert [(record.pk, before.snapshot["record"]["title"]) for record, before in found.restored] == [
        (first.pk, "First")
    ]
    assert [record.pk for record in found.withdrawn] == [second.pk]
    assert (found.pooled, found.kept) == ([], [])
    assert titles() == ["Canary one", "Canary two"]


def test_what_waits_for_the_next_release_still_waits(mistake, staff):
    approved(GrantFactory(title="Waits"))
    undo(run=mistake[2], reason="The wrong list", actor=staff)
    assert titles() == ["First"]


def test_payments_of_other_grants_that_were_shown_without_a_decision_stay(publish, staff):
    other = approved(GrantFactory(title="Other"))
    first = approved(GrantFactory(title="First"))
    publish()
    PaymentFactory(grant=other)
    publish()
    changed(first, title="Canary")
    publish()
    approved(other)  # decided anew and not yet published
    PaymentFactory(grant=other)  # not yet public
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert published.PublishedGrant.objects.current().get(title="Other").paid == 40_000
    assert published.PublishedTransaction.objects.current().count() == 1


def test_a_restored_grant_shows_the_payments_that_were_public_and_no_others(publish, staff):
    first = approved(GrantFactory(title="First"))
    publish()
    PaymentFactory(grant=first)
    changed(first, title="Canary")
    publish()
    PaymentFactory(grant=first)
    undo(run=last_run(), reason="The wrong list", actor=staff)
    row = published.PublishedGrant.objects.current().get()
    assert (row.title, row.paid) == ("First", 40_000)


def test_an_organisation_that_only_the_mistake_named_goes(publish, staff):
    grant = approved(GrantFactory())
    publish()
    grant.roles.create(organisation=OrganisationFactory(name="Canary"), role="1")
    approved(grant)
    publish()
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert not published.PublishedOrganisation.objects.filter(name="Canary").exists()


def test_undoing_twice_is_refused(mistake, staff):
    undo(run=mistake[2], reason="The wrong list", actor=staff)
    with pytest.raises(ValidationError, match="Release 2 was undone already"):
        undo(run=mistake[2], reason="The wrong list", actor=staff)


def test_undoing_needs_something_to_undo(publish, staff):
    grant = approved(GrantFactory(programme=None))
    publish()
    run = last_run()
    changed(grant, title="Decided since")
    with pytest.raises(ValidationError, match="there is nothing to undo"):
        undo(run=run, reason="The wrong list", actor=staff)


def test_undoing_needs_permission_and_a_reason(mistake, staff):
    with pytest.raises(PermissionDenied):
        undo(run=mistake[2], reason="The wrong list", actor=UserFactory())
    with pytest.raises(ValidationError, match="Say why"):
        undo(run=mistake[2], reason="  ", actor=staff)
    assert titles() == ["Canary one", "Canary two"]


def test_what_a_release_took_out_is_not_put_back(publish, staff):
    gone = approved(GrantFactory(title="Gone"))
    publish()
    gone_organisation = gone.roles.get().organisation
    type(gone_organisation).objects.filter(pk=gone_organisation.pk).update(clearance=None)
    new = approved(GrantFactory(title="New"))
    publish()
    found = plan(last_run())
    assert [record.pk for record in found.withdrawn if isinstance(record, Grant)] == [new.pk]
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert titles() == []


def test_a_withheld_row_that_was_named_by_mistake_is_withdrawn_and_never_withheld_again(publish, staff):
    grant = approved(GrantFactory(title="Canary"), level=Level.RECIPIENT_WITHHELD)
    publish()
    approved(grant)
    publish()
    assert [record.pk for record in plan(last_run()).withdrawn] == [grant.pk]
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert titles() == []
    grant.refresh_from_db()
    assert (grant.level, grant.shown_as) == (Level.NOT_PUBLISHED, Level.FULL)


def test_a_withheld_row_that_changed_is_withheld_as_before(publish, staff):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    publish()
    Grant.objects.filter(pk=grant.pk).update(contracted=Decimal(500_000))
    approved(grant, level=Level.RECIPIENT_WITHHELD)
    publish()
    undo(run=last_run(), reason="The wrong list", actor=staff)
    row = published.PublishedGrant.objects.current().get()
    assert (row.row_kind, row.contracted) == (RowKind.WITHHELD, 100_000)


def test_a_pooled_grant_that_was_named_by_mistake_is_pooled_again_as_exposed(publish, staff):
    grant = pooled(1)[0]
    publish()
    approved(grant)
    publish()
    run = last_run()
    [(record, before)] = plan(run).pooled
    assert (record.pk, before.level) == (grant.pk, Level.POOLED)
    release = undo(run=run, reason="The wrong list", actor=staff).release
    assert release.withdrawals == 1
    assert titles() == []
    grant.refresh_from_db()
    lowered = grant.approval
    assert (grant.level, lowered.outcome, lowered.reason) == (Level.POOLED, Outcome.LOWERED, "The wrong list")
    assert (lowered.ground, lowered.review_on) == (before.ground, before.review_on)
    assert PoolItem.objects.get(state="waiting").is_exposed


def test_a_grant_of_a_sealed_pool_that_was_named_by_mistake_waits_for_another_one(publish, staff):
    grants = pooled(ENOUGH + 1)
    publish(seal="2025Q4")
    approved(grants[0])
    publish()
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert published.PublishedGrant.objects.current().get().row_kind == RowKind.POOL
    waiting = PoolItem.objects.get(state="waiting")
    assert (waiting.grant, waiting.is_exposed) == (grants[0], True)


def test_what_was_pooled_and_withdrawn_before_it_was_named_by_mistake_is_withdrawn(publish, staff):
    grant = pooled(1)[0]
    withdraw(record=grant, ground="a mistake", actor=staff)
    approved(grant)
    publish()
    assert plan(last_run()).pooled == []


def test_another_record_that_was_pooled_or_a_refused_decision_pools_nothing(publish):
    grant = pooled(1)[0]
    event = approved(EventFactory(pk=grant.pk))
    other = approved(GrantFactory())
    publish()
    found = plan(last_run())
    assert found.pooled == []
    assert {record for record in found.withdrawn if not isinstance(record, type(grant.programme))} == {event, other}


def test_a_grant_that_a_pool_could_not_count_any_more_is_withdrawn(publish):
    grant = pooled(1)[0]
    publish()
    changed(grant, contracted=None)
    publish()
    found = plan(last_run())
    assert (found.pooled, [record.pk for record in found.withdrawn if isinstance(record, Grant)]) == ([], [grant.pk])


def test_sealed_pools_stay(publish, staff):
    event = EventFactory(title="Canary")
    pooled()
    approved(event)
    publish(seal="2025Q4")
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert published.PublishedGrant.objects.current().get().row_kind == RowKind.POOL
    assert PoolItem.objects.filter(state="sealed").count() == ENOUGH
    assert not published.PublishedEvent.objects.exists()


def test_programmes_and_announcements_are_undone_too(publish, staff):
    programme = approved(ProgrammeFactory(title="Before"))
    publish()
    programme.title = "After"
    programme.save()
    approved(programme)
    approved(EventFactory(title="Canary"))
    publish()
    undo(run=last_run(), reason="The wrong list", actor=staff)
    assert published.PublishedProgramme.objects.current().get().title == "Before"
    assert not published.PublishedEvent.objects.exists()
    assert PublicIdentity.objects.get(subject="programme").approval.snapshot["record"]["title"] == "Before"


def test_the_first_release_is_undone_to_nothing(publish, staff):
    approved(GrantFactory())
    publish()
    undo(run=last_run(), reason="Too early", actor=staff)
    assert [text for text in everything_published() if "Grant" in text or "Organisation" in text] == []
    assert published.Release.objects.count() == 2


def test_what_was_withdrawn_and_deleted_since_is_kept_out(mistake, staff):
    _, second, run = mistake
    withdraw(record=second, ground="a mistake", actor=staff)
    second.transactions.all().delete()
    Grant.objects.get(pk=second.pk).delete()
    assert [change.subject_id for change in plan(run).kept] == [second.pk]
    undo(run=run, reason="The wrong list", actor=staff)
    assert titles() == ["First"]
