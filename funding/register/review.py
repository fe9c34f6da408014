"""Decisions on what the public sees: approving freezes a snapshot, and only snapshots are published."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from funding.codelists.grants import Level, Scope
from funding.register import snapshots
from funding.register.models import Approval, Grant, Organisation, Programme
from funding.register.models.constraints import AMOUNT_BOUND
from funding.register.models.publishable import Publishable, Scoped

DECIDE = "register.decide_level"
PUBLISH = "register.publish_release"


def subject_of(record: Publishable) -> str:
    """Name the kind of a record, as approvals and public identities store it."""
    return record._meta.model_name or ""


def obstacles(record: Publishable) -> list[str]:
    """Say in words what keeps a record from being approved; an empty list means nothing does."""
    found = []
    if isinstance(record, Scoped) and record.scope != Scope.IN:
        found.append("It isn't in scope: say first whether it is assistance to the people of Belarus.")
    if isinstance(record, (Grant, Programme)) and _names_a_natural_person(record):
        found.append("It names a natural person, who can't be published: give the role or payment no organisation.")
    return found + (_obstacles_of_grant(record) if isinstance(record, Grant) else [])


def _obstacles_of_grant(grant: Grant) -> list[str]:
    found = []
    contracted, paid = grant.contracted_now or Decimal(0), grant.paid or Decimal(0)
    if not grant.sector_shares.exists():
        found.append("It has no sector shares, so its money would be in no sector.")
    if contracted < 0:
        found.append("Its amendments cut more than was contracted.")
    if max(abs(contracted), abs(paid)) >= AMOUNT_BOUND:
        found.append("Its amounts add up to a trillion or more: look for a typing error.")
    return found


def _names_a_natural_person(record: Grant | Programme) -> bool:
    """Tell whether a role or a payment names one; nothing but the full level exists yet, which shows names."""
    person = Q(received__grant=record) | Q(roles__grant=record)
    if isinstance(record, Programme):
        person = Q(received__programme=record)
    return Organisation.objects.filter(person, is_natural_person=True).exists()


@transaction.atomic
def approve(record: Publishable, *, level: Level = Level.FULL, actor: User) -> Approval:
    """Decide the level of a record and freeze it as it is now; the next release shows it so.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: with every obstacle in words.

    """
    _require(actor, DECIDE)
    if level == Level.NOT_PUBLISHED:
        message = "Withdraw a record to take it from the public."
        raise ValidationError(message)
    if found := obstacles(record):
        raise ValidationError(found)
    approval = Approval.objects.create(
        subject=subject_of(record),
        subject_id=record.pk,
        level=level,
        decided_by=actor,
        snapshot=snapshots.take(record),
    )
    type(record)._base_manager.filter(pk=record.pk).update(level=level, approval=approval)
    record.level, record.approval = level, approval
    return approval


def has_changed_since_approval(record: Publishable) -> bool:
    """Tell whether a record, or what belongs to it, differs from its approved snapshot."""
    return bool(changed_since_approval([record]))


def changed_since_approval(records: Iterable[Publishable]) -> set[int]:
    """Give the keys of those of the records (of one model) that differ from their approved snapshots."""
    approvals = {record: record.approval for record in records if record.approval}
    now = snapshots.take_all(list(approvals))
    return {one.pk for one, approval in approvals.items() if _content(now[one.pk]) != _content(approval.snapshot)}


def _content(snapshot: snapshots.Snapshot) -> snapshots.Snapshot:
    bookkeeping = {"level", "approval", "changed_at"}
    own = {field: value for field, value in snapshot["record"].items() if field not in bookkeeping}
    return snapshot | {"record": own}


def _require(actor: User, permission: str) -> None:
    if not actor.has_perm(permission):
        message = f"{actor} may not do this: it needs the permission {permission}."
        raise PermissionDenied(message)
