"""Publish and withdraw: the only writer of the published tables.

A draft holds every row that the next release shows. Publishing writes the difference between it and the current
release under a new number, in one transaction: a row that changed is closed (`to_release`) and written anew.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from funding.codelists.grants import Level
from funding.publication import models as published
from funding.publication.drafting import Draft, draft
from funding.publication.identities import take_back
from funding.publication.projection import Projected, grant_search
from funding.register.models import Grant, Programme, PublicationRun, PublicIdentity
from funding.register.models.publishable import Publishable
from funding.register.review import DECIDE, PUBLISH, subject_of

_LOCK = 0x7472616B  # one publication at a time; any constant serves
_BATCH = 2000


@dataclass
class Change:
    """What a release changes in one published table."""

    model: type[published.Published]
    added: list[Projected]
    changed: list[tuple[int, Projected]]  # key of the current row, and what replaces it
    removed: list[int]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Publication:
    """What was published: the release (None where nothing had changed) and counts by table."""

    release: published.Release | None
    counts: dict[str, tuple[int, int, int]]  # table → added, changed, removed


def published_models() -> list[type[published.Published]]:
    """Give the versioned published tables."""
    everything = apps.get_app_config("publication").get_models()
    return [model for model in everything if issubclass(model, published.Published)]


def digest_of(projected: Projected) -> str:
    """Name the content of a row and its children; equal content has an equal digest."""
    content = repr((sorted(projected.row.items()), sorted(projected.children.items())))
    return hashlib.sha256(content.encode()).hexdigest()


def difference(release: Draft) -> list[Change]:
    """Compare a draft with the current release."""
    return [change for model in published_models() if (change := _difference(model, release))]


def _difference(model: type[published.Published], release: Draft) -> Change:
    current = model._base_manager.filter(to_release__isnull=True)
    shown = {public_id: (key, digest) for key, public_id, digest in current.values_list("pk", "public_id", "digest")}
    wanted = {public_id: one for (name, public_id), one in release.rows.items() if name == model.__name__}
    return Change(
        model=model,
        added=[one for public_id, one in wanted.items() if public_id not in shown],
        changed=[
            (shown[public_id][0], one)
            for public_id, one in wanted.items()
            if public_id in shown and shown[public_id][1] != digest_of(one)
        ],
        removed=[key for public_id, (key, _) in shown.items() if public_id not in wanted],
    )


@transaction.atomic
def publish(*, actor: User, note: str = "") -> Publication:
    """Publish every approved record as a new release; where nothing changed there is none.

    Raises:
        PermissionDenied: the actor may not publish.

    """
    _require(actor, PUBLISH)
    _lock()
    return _write(draft(), actor=actor, kind="publish", note=note)


def _write(release: Draft, *, actor: User, kind: str, note: str = "", ground: str = "") -> Publication:
    changes = difference(release)
    if not changes and kind == "publish":
        release.identities.save(release.approvals)
        return Publication(None, {})
    number = (published.Release.objects.aggregate(last=models.Max("number"))["last"] or 0) + 1
    for change in changes:
        _apply(change, number)
    release.identities.save(release.approvals)
    PublicationRun.objects.create(release_number=number, actor=actor, kind=kind, ground=ground)
    made = published.Release.objects.create(
        number=number,
        published_at=timezone.now(),
        note=note,
        has_invented=any(one.row["is_invented"] for one in release.rows.values()),
    )
    counts = {one.model.__name__: (len(one.added), len(one.changed), len(one.removed)) for one in changes}
    return Publication(made, counts)


def _apply(change: Change, number: int) -> None:
    closed = [key for key, _ in change.changed] + change.removed
    change.model._base_manager.filter(pk__in=closed).update(to_release=number)
    new = change.added + [one for _, one in change.changed]
    rows = change.model._base_manager.bulk_create(
        (change.model(from_release=number, digest=digest_of(one), **one.row) for one in new),
        batch_size=_BATCH,
    )
    names = {name for one in new for name in one.children}
    for name in sorted(names):
        child: type[models.Model] = getattr(published, name)
        owner = next(f.name for f in child._meta.concrete_fields if f.related_model is change.model)
        child._base_manager.bulk_create(
            (
                child(**{owner: row}, **values)
                for row, one in zip(rows, new, strict=True)
                for values in one.children.get(name, [])
            ),
            batch_size=_BATCH,
        )


@transaction.atomic
def withdraw(*, record: Publishable, ground: str, actor: User) -> Publication:
    """Take a record from the public at once and from all releases; its public id is never used again.

    Its transactions and documents go with it, and organisations that nothing else shows. What else was approved but
    not yet published stays so.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: no ground was given.

    """
    _require(actor, DECIDE)
    if not ground.strip():
        message = "Say why it is withdrawn; staff will see it, the public won't."
        raise ValidationError(message)
    _lock()
    subject = subject_of(record)
    identity = PublicIdentity.objects.filter(subject=subject, subject_id=record.pk).first()
    _lower(type(record)._base_manager.filter(pk=record.pk))
    if isinstance(record, (Grant, Programme)):
        _lower(record.documents.all())
    record.level, record.approval = Level.NOT_PUBLISHED, None
    if identity is None:
        return Publication(None, {})
    organisations = _erase(subject, identity)
    publication = _write(draft(pending=False), actor=actor, kind="withdraw", ground=ground)
    _erase_unshown(organisations)
    return publication


def _lower(records: models.QuerySet[Any]) -> None:
    records.update(level=Level.NOT_PUBLISHED, approval=None)


def _erase(subject: str, identity: PublicIdentity) -> set[str]:
    """Delete what shows a record, in every release; blank what only points to it. Give the organisations it named."""
    public_id = identity.public_id
    roles = published.PublishedGrantRole.objects.filter(grant__public_id=public_id)
    organisations = set(roles.values_list("organisation", flat=True))
    model = next(one for one in published_models() if one.__name__.lower() == f"published{subject}")
    model._base_manager.filter(public_id=public_id).delete()
    if subject in ("grant", "programme"):
        own = {"grant": public_id} if subject == "grant" else {"grant": "", "programme": public_id}
        movements = published.PublishedTransaction.objects.filter(**own)
        organisations |= set(movements.values_list("receiver_id", flat=True))
        movements.delete()
        published.PublishedDocument.objects.filter(**{subject: public_id}).delete()
    if subject == "programme":
        _forget_programme(public_id)
    if subject == "package":
        published.PublishedPackage.objects.filter(part_of=public_id).update(part_of="")
    take_back(PublicIdentity.objects.filter(pk=identity.pk))
    return organisations


def _forget_programme(public_id: str) -> None:
    grants = published.PublishedGrant.objects.filter(programme=public_id)
    rows: list[Any] = list(grants)
    for row in rows:
        row.programme = row.programme_title = ""
        row.search = grant_search(vars(row))
    published.PublishedTransaction.objects.filter(programme=public_id).update(programme="")
    published.PublishedGrant.objects.bulk_update(rows, ["programme", "programme_title", "search"], batch_size=_BATCH)


def _erase_unshown(organisations: set[str]) -> None:
    """Delete from all releases those of the organisations that the current one doesn't show any more."""
    shown = published.PublishedOrganisation.objects.current().filter(public_id__in=organisations)
    gone = organisations - set(shown.values_list("public_id", flat=True))
    published.PublishedOrganisation.objects.filter(public_id__in=gone).delete()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _require(actor: User, permission: str) -> None:
    if not actor.has_perm(permission):
        message = f"{actor} may not do this: it needs the permission {permission}."
        raise PermissionDenied(message)
