"""Decisions on what the public sees: one person submits, another approves or refuses.

Submitting freezes the record as it is then (its snapshot); what is approved is what was submitted, and only approved
snapshots are published. Lowering takes one person and is immediate: that is `publisher.lower`.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from funding.codelists.disclosure import Level, Outcome
from funding.register import snapshots
from funding.register.deciding import DECIDE, SUBMIT, decide, locked, require
from funding.register.history import noted
from funding.register.models import Approval
from funding.register.models.publishable import Publishable
from funding.register.screening import Screen


def subject_of(record: Publishable) -> str:
    """Name the kind of a record, as approvals and public identities store it."""
    return record._meta.model_name or ""


def obstacles(record: Publishable, *, level: Level = Level.FULL) -> list[str]:
    """Say in words what keeps a record as it is now from a level; an empty list means nothing does."""
    return Screen().obstacles(type(record).__name__, snapshots.take(record), level)


@dataclass(frozen=True)
class Proposal:
    """What one person proposes; a level below `full` has a ground and a date to look at it again."""

    level: str = Level.FULL
    ground: str = ""
    review_on: date | None = None
    is_read: bool = False  # no names, no faces, no places


@noted
@transaction.atomic
def submit(
    record: Publishable,
    proposal: Proposal,
    *,
    actor: User,
    screen: Screen | None = None,
    snapshot: snapshots.Snapshot | None = None,
) -> Approval:
    """Propose a level for a record as it is now.

    Whoever submits many at once gives the screen for all of them, and the snapshots that were taken together.

    Raises:
        PermissionDenied: the actor may not propose.
        ValidationError: with every obstacle in words.

    """
    require(actor, SUBMIT)
    if proposal.level == Level.NOT_PUBLISHED:
        message = "Withdraw a record to take it from the public."
        raise ValidationError(message)
    _require_no_lowering(record, proposal.level)
    taken = snapshot or snapshots.take(record)
    if found := (screen or Screen()).obstacles(type(record).__name__, taken, proposal.level):
        raise ValidationError(found)
    approval = Approval(
        subject=subject_of(record), subject_id=record.pk, submitted_by=actor, snapshot=taken, **asdict(proposal)
    )
    approval.validate_constraints()
    approval.save()
    return approval


@noted
@transaction.atomic
def approve(approval: Approval, *, actor: User, is_read: bool = False, screen: Screen | None = None) -> Approval:
    """Decide that the next release shows a record as it was submitted; whoever submitted it can't.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: the actor submitted it, it was decided meanwhile, nobody has read it, or an obstacle came up.

    """
    require(actor, DECIDE)
    stored = locked(approval)
    record = record_of(stored)
    _require_no_lowering(record, stored.level)
    stored.is_read = stored.is_read or is_read
    if found := (screen or Screen()).obstacles(type(record).__name__, stored.snapshot, stored.level):
        raise ValidationError(found)
    if stored.level == Level.FULL and not stored.is_read:
        message = "Somebody has to read it first and say so: no names, no faces, no places."
        raise ValidationError(message)
    Approval.objects.filter(pk=stored.pk).update(is_read=stored.is_read)
    stored = decide(stored, Outcome.APPROVED, actor=actor)
    show(record, stored)
    return stored


@noted
@transaction.atomic
def refuse(approval: Approval, *, reason: str, actor: User) -> None:
    """Refuse what was submitted, saying why.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: the actor submitted it, it was decided meanwhile, or no reason was given.

    """
    require(actor, DECIDE)
    decide(approval, Outcome.REFUSED, actor=actor, reason=reason)


def _require_no_lowering(record: Publishable, level: str) -> None:
    """Refuse to show less by a proposal: until the next release, and in all before it, the public would see more."""
    if Level(level).rank < Level(type(record)._base_manager.values_list("level", flat=True).get(pk=record.pk)).rank:
        message = "It shows more than that now: lower it, which takes one person and acts at once."
        raise ValidationError(message)


def record_of(approval: Approval) -> Publishable:
    """Give the record that a decision is about."""
    return model_of(approval.subject)._base_manager.get(pk=approval.subject_id)


def model_of(subject: str) -> type[Publishable]:
    """Give the model of a kind of records."""
    return next(one for one in snapshots.PUBLISHABLE if one._meta.model_name == subject)


def show(record: Publishable, approval: Approval | None) -> None:
    """Note on a record which decision it is shown by, or that nothing of it is."""
    level = Level(approval.level) if approval else Level.NOT_PUBLISHED
    shown = approval if level is not Level.NOT_PUBLISHED else None
    type(record)._base_manager.filter(pk=record.pk).update(level=level, approval=shown)
    record.level, record.approval = level, shown
