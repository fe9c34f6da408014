"""What publishing, withdrawing and undoing share: one at a time, numbered releases, the tables they write."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone

from funding.codelists.disclosure import RunKind
from funding.publication import files, marks
from funding.publication import models as published
from funding.register.models import PublicationRun
from tracker.replicas.confirming import wait_until_applied

_LOCK = 0x7472616B  # one publication at a time; any constant serves


def lock() -> None:
    """Keep other publications and withdrawals waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def published_models() -> list[type[published.Published]]:
    """Give the versioned published tables."""
    everything = apps.get_app_config("publication").get_models()
    return [model for model in everything if issubclass(model, published.Published)]


def next_number() -> int:
    """Give the number of the release to be made."""
    return (published.Release.objects.aggregate(last=models.Max("number"))["last"] or 0) + 1


def make_release(
    *, actor: User, kind: RunKind, note: str = "", ground: str = "", withdrawals: int = 0, adds_invented: bool = False
) -> tuple[published.Release, PublicationRun]:
    """Give the next number to the state that the transaction has written, and note who made it.

    Files of the states before go with it: they may hold what isn't public any more.
    What takes something out returns to its caller, after the commit, when no replica shows it any more.
    `adds_invented`: whether something made up may be among what is new. Without it there is none where there was none
    before, and no table needs to be looked through.
    """
    files.forget()
    marks.settle()
    number = next_number()
    latest = published.Release.objects.first()
    may_have_invented = adds_invented or (latest is not None and latest.has_invented)
    run = PublicationRun.objects.create(release_number=number, actor=actor, kind=kind, ground=ground)
    release = published.Release.objects.create(
        number=number,
        published_at=timezone.now(),
        note=note,
        has_invented=may_have_invented and any(rows.filter(is_invented=True).exists() for rows in current_rows()),
        withdrawals=withdrawals,
    )
    if kind != RunKind.PUBLISH:
        transaction.on_commit(wait_until_applied)
    return release, run


def current_rows() -> Iterable["models.QuerySet[published.Published]"]:
    """Give what the latest release shows, table by table."""
    return (model._base_manager.filter(to_release__isnull=True) for model in published_models())
