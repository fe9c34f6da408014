"""The groups of staff: editors keep the register, publishers also decide what the public sees."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from funding.register.models import Approval, PublicationRun, PublicIdentity

EDITOR = "Editor"
PUBLISHER = "Publisher"
_HISTORY = (Approval, PublicationRun)  # read by all staff, written by decisions alone
_DECISIONS = ("decide_level", "publish_release")


def ensure_groups() -> None:
    """Make the groups with exactly these permissions, as often as one likes.

    What was added to a group by hand is taken away again: extra permissions belong to a person or a group of one's own.
    """
    editor, _ = Group.objects.get_or_create(name=EDITOR)
    publisher, _ = Group.objects.get_or_create(name=PUBLISHER)
    keeping = list(_keeping())
    editor.permissions.set(keeping)
    publisher.permissions.set([*keeping, *_of_register().filter(codename__in=_DECISIONS)])


def _of_register() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="register")


def _keeping() -> QuerySet[Permission]:
    """Give what keeping the register takes: all on records (the admin keeps published ones), reading history."""
    names = {model._meta.model_name for model in apps.get_app_config("register").get_models()}
    history = {model._meta.model_name for model in _HISTORY}
    records = names - history - {PublicIdentity._meta.model_name}
    return _of_register().filter(
        Q(content_type__model__in=records) | Q(content_type__model__in=history, codename__startswith="view_")
    )
