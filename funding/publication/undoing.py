"""Undo a mistaken publication of many: a new release that shows what stood before, where nothing was built on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction

from funding.codelists.disclosure import Level, Outcome, RunKind
from funding.publication.agenda import touch_everything
from funding.publication.changes import difference
from funding.publication.drafting import draft
from funding.publication.publisher import Publication, apply
from funding.publication.releases import lock, make_release, next_number, published_models
from funding.publication.withdrawing import Lowering, take_out
from funding.register import review
from funding.register.deciding import DECIDE, require
from funding.register.history import noted
from funding.register.models import Approval, PublicationChange, PublicationRun, PublicIdentity
from funding.register.models.publishable import Publishable
from funding.register.screening import unpoolable

_ROWS = (Level.FULL, Level.RECIPIENT_WITHHELD)


@dataclass(frozen=True)
class Undoing:
    """What undoing a release would do to each record, and which stay because something was decided on them since."""

    restored: list[tuple[Publishable, Approval]]  # shown again as before
    pooled: list[tuple[Publishable, Approval]]  # in a pool again, as before
    withdrawn: list[Publishable]
    kept: list[PublicationChange]


def plan(run: PublicationRun) -> Undoing:
    """Say what undoing a release would do; nothing is written."""
    undoing = Undoing([], [], [], [])
    for change in run.changes.select_related("before", "after").order_by("pk"):
        if change.after is None:
            continue  # the release took it out: nothing of it is there to be undone
        record, before = _record_of(change.after), _before(change)
        if record is None or not _stands(change, record):
            undoing.kept.append(change)
        elif before and before.level == Level.POOLED and not list(unpoolable(change.after.snapshot)):
            undoing.pooled.append((record, before))
        elif before and _may_stand_again(before, change.after):
            undoing.restored.append((record, before))
        else:
            undoing.withdrawn.append(record)
    return undoing


def _before(change: PublicationChange) -> Approval | None:
    """Give the decision that a record was shown by before a release, or pooled by: a pooled grant is not shown."""
    if change.before:
        return change.before
    decided = Approval.objects.filter(outcome__in=[Outcome.APPROVED, Outcome.LOWERED], pk__lt=change.after_id)
    latest = decided.filter(subject=change.subject, subject_id=change.subject_id).first()
    return latest if latest and latest.level == Level.POOLED else None


def _record_of(approval: Approval) -> Publishable | None:
    """Give the record of a decision; None where it was withdrawn and deleted since."""
    try:
        return review.record_of(approval)
    except ObjectDoesNotExist:
        return None


def _stands(change: PublicationChange, record: Publishable) -> bool:
    """Tell whether a record is still shown, and decided, as the release left it."""
    identity = PublicIdentity.objects.filter(subject=change.subject, subject_id=change.subject_id).first()
    return identity is not None and identity.approval_id == change.after_id == record.approval_id


def _may_stand_again(before: Approval, after: Approval) -> bool:
    """Tell whether the older row may come back: one without the name can't follow one with it."""
    return before.level in _ROWS and (before.level == Level.FULL or after.level != Level.FULL)


@noted
@transaction.atomic
def undo(*, run: PublicationRun, reason: str, actor: User) -> Publication:
    """Bring the public side back to before a release, for every record on which nothing was decided since.

    What the release showed for the first time is withdrawn from all releases; what it changed is shown as before, and
    the mistaken state is gone from the archive. Sealed pools stay: they never change.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: no reason was given, it was undone before, or nothing is left to be undone.

    """
    require(actor, DECIDE)
    lock()
    found = plan(run)
    if PublicationRun.objects.filter(undoes=run).exists():
        message = f"Release {run.release_number} was undone already."
        raise ValidationError(message)
    if not (found.restored or found.pooled or found.withdrawn):
        message = "Everything in that release was decided anew since: there is nothing to undo."
        raise ValidationError(message)
    erased = take_out(found.withdrawn, Lowering(reason), actor=actor)
    for record, before in found.pooled:
        lowering = Lowering(reason, Level.POOLED, before.ground, before.review_on)
        erased += take_out([record], lowering, actor=actor)
    _restore(found.restored, run.release_number)
    release, undoing = make_release(
        actor=actor, kind=RunKind.UNDO, ground=reason, withdrawals=erased, adds_invented=True
    )
    undoing.undoes = run
    undoing.save()
    touch_everything()  # it was drafted by decisions of before
    return Publication(release, {})


def _restore(records: Sequence[tuple[Publishable, Approval]], mistaken: int) -> None:
    """Show records by their earlier approvals again, and delete their rows of the mistaken release."""
    for record, approval in records:
        review.show(record, approval)
    instead = {(one.subject, one.subject_id): one for _, one in records}
    if not instead:
        return
    release, number = draft(instead=instead), next_number()
    for change in difference(release):
        apply(change, number)
    release.identities.save(release.approvals)
    for model in published_models():
        wrong = model._base_manager.filter(from_release=mistaken, to_release=number)
        ids = list(wrong.values_list("public_id", flat=True))
        wrong.delete()
        model._base_manager.filter(from_release=number, public_id__in=ids).update(from_release=mistaken)
