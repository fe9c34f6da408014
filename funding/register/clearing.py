"""Which organisations may be named, and which hits of the name scan are none: proposed by one, decided by another."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from funding.codelists.disclosure import ClearanceBasis, Outcome
from funding.register.deciding import CLEAR, SUBMIT, decide, require
from funding.register.history import noted
from funding.register.models import Clearance, ClearedHit, Organisation


@noted
@transaction.atomic
def propose_clearance(
    organisation: Organisation, *, basis: str, review_on: date, actor: User, evidence: str = ""
) -> Clearance:
    """Propose that an organisation may be named, on a basis, until it is looked at again.

    Raises:
        PermissionDenied: the actor may not propose.
        ValidationError: it is cleared, or waits already; the basis or the date can't be.

    """
    require(actor, SUBMIT)
    if not organisation.is_protected:
        message = f"{organisation} is cleared already."
        raise ValidationError(message)
    if basis not in ClearanceBasis.values:
        message = f"“{basis}” is no basis on which an organisation may be named."
        raise ValidationError(message)
    clearance = Clearance(
        organisation=organisation,
        basis=basis,
        review_on=review_on,
        evidence=evidence,
        submitted_by=actor,
    )
    clearance.validate_constraints()
    clearance.save()
    return clearance


@noted
@transaction.atomic
def approve_clearance(clearance: Clearance, *, actor: User) -> None:
    """Clear an organisation; whoever proposed it can't.

    Raises:
        PermissionDenied: the actor may not decide.
        ValidationError: they proposed it, or it was decided meanwhile.

    """
    require(actor, CLEAR)
    stored = decide(clearance, Outcome.APPROVED, actor=actor)
    stored.organisation.clearance = stored
    stored.organisation.save(update_fields=["clearance", "changed_at"])


@noted
@transaction.atomic
def refuse_clearance(clearance: Clearance, *, reason: str, actor: User) -> None:
    """Refuse a clearance, saying why.

    Raises:
        PermissionDenied: the actor may not decide.
        ValidationError: they proposed it, it was decided meanwhile, or no reason was given.

    """
    require(actor, CLEAR)
    decide(clearance, Outcome.REFUSED, actor=actor, reason=reason)


@noted
@transaction.atomic
def end_clearance(organisation: Organisation, *, actor: User) -> None:
    """Protect an organisation again; `publisher.protect` also lowers what shows it."""
    Organisation.objects.filter(pk=organisation.pk).update(clearance=None)
    organisation.clearance = None
    # Whatever the organisation was read with: it may be older than its clearance.
    standing = Clearance.objects.filter(organisation=organisation, outcome=Outcome.APPROVED, ended_at=None)
    standing.update(ended_by=actor, ended_at=timezone.now())
    Clearance.objects.filter(organisation=organisation, outcome=Outcome.WAITING).update(outcome=Outcome.TAKEN_BACK)


@noted
@transaction.atomic
def propose_cleared_hit(*, subject: str, subject_id: int, term: str, actor: User) -> ClearedHit:
    """Propose that a protected name is none in one record, as where an alias is a common word.

    Raises:
        PermissionDenied: the actor may not propose.
        ValidationError: this pair waits or is cleared already.

    """
    require(actor, SUBMIT)
    hit = ClearedHit(subject=subject, subject_id=subject_id, term=term, submitted_by=actor)
    hit.validate_constraints()
    hit.save()
    return hit


@noted
@transaction.atomic
def decide_cleared_hit(hit: ClearedHit, *, outcome: Outcome, actor: User, reason: str = "") -> None:
    """Approve or refuse a cleared hit; whoever proposed it can't.

    Raises:
        PermissionDenied: the actor may not decide.
        ValidationError: they proposed it, it was decided meanwhile, or a refusal has no reason.

    """
    require(actor, CLEAR)
    decide(hit, outcome, actor=actor, reason=reason)
