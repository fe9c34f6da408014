"""The verbs of the two-person rule, for anything that one person proposes and another decides.

The database keeps the same rule (`two_persons.Decision`); here it is said in words before it has to.
"""

from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding.codelists.disclosure import Outcome
from funding.register.history import noted
from funding.register.models.two_persons import Decision

One = TypeVar("One", bound=Decision)

SUBMIT = "register.submit_level"
DECIDE = "register.decide_level"
CLEAR = "register.decide_clearance"
PUBLISH = "register.publish_release"


def require(actor: User, permission: str) -> None:
    """Refuse who lacks a permission.

    Raises:
        PermissionDenied: in words.

    """
    if not actor.has_perm(permission):
        message = f"{actor} may not do this: it needs the permission {permission}."
        raise PermissionDenied(message)


def decide(proposal: One, outcome: Outcome, *, actor: User, reason: str = "") -> One:
    """Approve or refuse what another person proposed; give it as it is stored now.

    Raises:
        ValidationError: the actor proposed it, it was decided meanwhile, or a refusal has no reason.

    """
    stored = locked(proposal)
    if stored.submitted_by_id == actor.pk:
        message = "You proposed this yourself: a second person decides."
        raise ValidationError(message)
    if outcome == Outcome.REFUSED and not reason.strip():
        message = "Say why it is refused: whoever proposed it reads it."
        raise ValidationError(message)
    stored.outcome, stored.reason = outcome, reason
    stored.decided_by, stored.decided_at = actor, timezone.now()
    stored.save()
    return stored


@noted
@transaction.atomic
def take_back(proposal: Decision, *, actor: User) -> None:
    """Take back what still waits for a second person; anybody who may propose can.

    Raises:
        PermissionDenied: the actor may not propose.
        ValidationError: it was decided meanwhile.

    """
    require(actor, SUBMIT)
    stored = locked(proposal)
    stored.outcome, stored.reason = Outcome.TAKEN_BACK, f"Taken back by {actor}."
    stored.save()


def locked(proposal: One) -> One:
    """Read a waiting proposal again and keep others from deciding it meanwhile.

    Raises:
        ValidationError: somebody has decided it.

    """
    stored = type(proposal)._base_manager.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not stored.is_waiting:
        message = f"This was decided meanwhile: {stored.get_outcome_display().lower()}."
        raise ValidationError(message)
    return stored
