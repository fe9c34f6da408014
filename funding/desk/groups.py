"""The groups of staff: editors keep the register and propose, publishers also decide, auditors read everything."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from funding.register import models
from funding.register.history import register_models

EDITOR = "Editor"
PUBLISHER = "Publisher"
AUDITOR = "Auditor"
# Read by all staff, written by decisions and the publisher alone. Histories need no place here: they have no
# permissions, triggers alone write them, and who may view a record may read its history.
_DECIDED = (
    models.Approval,
    models.Clearance,
    models.ClearedHit,
    models.PoolItem,
    models.PublicIdentity,
    models.PublicationChange,
    models.PublicationRun,
    models.SealedPool,
    models.Sealing,
)
_PROPOSE = ("submit_level",)
_DECIDE = ("decide_level", "decide_clearance", "publish_release")


def ensure_groups() -> None:
    """Make the groups with exactly these permissions, as often as one likes.

    What was added to a group by hand is taken away again: extra permissions belong to a person or a group of one's own.
    """
    keeping = [*_keeping(), *_of_register().filter(codename__in=_PROPOSE)]
    _group(EDITOR, keeping)
    _group(PUBLISHER, [*keeping, *_of_register().filter(codename__in=_DECIDE)])
    _group(AUDITOR, _of_register().filter(codename__startswith="view_"))


def _group(name: str, permissions: list[Permission] | QuerySet[Permission]) -> None:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.set(permissions)


def _of_register() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="register")


def _keeping() -> QuerySet[Permission]:
    """Give what keeping the register takes: all on records, reading decisions."""
    names = {model._meta.model_name for model in register_models()}
    decided = {model._meta.model_name for model in _DECIDED}
    return _of_register().filter(
        Q(content_type__model__in=names - decided) & Q(codename__regex="^(add|change|delete|view)_")
        | Q(content_type__model__in=decided, codename__startswith="view_")
    )
