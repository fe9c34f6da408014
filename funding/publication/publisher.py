"""Publish: the difference between a draft and what is public now becomes a release.

A draft holds every row that the next release shows. The difference is written under a new number, in one transaction:
a row that changed is closed (`to_release`) and written anew. Publishing, `withdrawing` and `undoing` are the only
writers of the published tables.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from funding.codelists.disclosure import Level, RunKind
from funding.publication import models as published
from funding.publication.aggregates import arrived, leaving
from funding.publication.drafting import Draft, Held, draft
from funding.publication.fingerprints import fingerprint_of
from funding.publication.identities import Shown
from funding.publication.projection import Projected
from funding.publication.releases import lock, make_release, next_number, published_models
from funding.publication.writing import write
from funding.register.deciding import PUBLISH, require
from funding.register.history import noted
from funding.register.models import Grant, PublicationChange, PublicationRun

_BATCH = 2000


@dataclass
class Change:
    """What a release changes in one published table."""

    model: type[published.Published]
    added: list[Projected]
    changed: list[tuple[int, Projected]]  # key of the current row, and what replaces it
    removed: list[int]

    @property
    def new(self) -> list[Projected]:
        """Give the rows that the release writes."""
        return self.added + [one for _, one in self.changed]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Publication:
    """What was published: the release (None where nothing had changed), counts by table, what was held back and sealed.

    Of a rehearsal there is no release.
    """

    release: published.Release | None
    counts: dict[str, tuple[int, int, int]]  # table → added, changed, removed
    held: list[Held] = field(default_factory=list)
    sealed: list[Projected] = field(default_factory=list)  # rows of the pools


def digest_of(projected: Projected) -> str:
    """Name the content of a row and its children; equal content has an equal digest."""
    if not projected.digest:
        content = repr((sorted(projected.row.items()), sorted(projected.children.items())))
        projected.digest = hashlib.sha256(content.encode()).hexdigest()
    return projected.digest


def difference(release: Draft) -> list[Change]:
    """Compare a draft with the current release."""
    wanted: defaultdict[str, dict[str, Projected]] = defaultdict(dict)
    for (name, public_id), one in release.rows.items():
        wanted[name][public_id] = one
    return [change for model in published_models() if (change := _difference(model, wanted[model.__name__]))]


def _difference(model: type[published.Published], wanted: Mapping[str, Projected]) -> Change:
    current = model._base_manager.filter(to_release__isnull=True)
    shown = {public_id: (key, digest) for key, public_id, digest in current.values_list("pk", "public_id", "digest")}
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


def rehearse(*, actor: User, note: str = "", seal: str = "") -> Publication:
    """Say what publishing would do; nothing is written.

    Raises:
        PermissionDenied: the actor may not publish.
        ValidationError: the quarter can't be sealed, or the note names what is protected.
        ImproperlyConfigured: something is pooled, and the parameters of pools aren't set.

    """
    require(actor, PUBLISH)
    release = _drafted(note, seal)
    return _publication(None, difference(release), release)


@noted
@transaction.atomic
def publish(*, actor: User, note: str = "", seal: str = "", agreed: str = "") -> Publication:
    """Publish every approved record as a new release; where nothing changes in public there is none.

    `seal` names a quarter, such as 2026Q4, whose pools are sealed with it. `agreed` is the fingerprint of the draft
    that the actor has seen: nothing else is published than that.

    Raises:
        PermissionDenied: the actor may not publish.
        ValidationError: the quarter can't be sealed, the note names what is protected, or what would be published
            isn't what was agreed to.
        ImproperlyConfigured: something is pooled, and the parameters of pools aren't set.

    """
    require(actor, PUBLISH)
    lock()
    release = _drafted(note, seal)
    if agreed and agreed != fingerprint_of(release):
        message = "Somebody decided or entered something in the meantime. Nothing was published: look again."
        raise ValidationError(message)
    changes = difference(release)
    for change in changes:
        apply(change, next_number())
    release.room.save(actor=actor)
    became = release.identities.save(release.approvals)
    if not changes:
        return _publication(None, changes, release)
    new = [one for change in changes for one in change.new]
    invented = any(one.row.get("is_invented") for one in new)
    made, run = make_release(actor=actor, kind=RunKind.PUBLISH, note=note, adds_invented=invented)
    _remember(became, run)
    _note_what_was_shown(release)
    return _publication(made, changes, release)


def _drafted(note: str, seal: str) -> Draft:
    """Draft the next release, if its note may be public."""
    release = draft(seal=seal)
    if found := release.screen.index.find(note):
        message = f"The note names what is protected: “{found[0].words}”. The public reads it."
        raise ValidationError(message)
    return release


def _publication(made: published.Release | None, changes: list[Change], release: Draft) -> Publication:
    counts = {one.model.__name__: (len(one.added), len(one.changed), len(one.removed)) for one in changes}
    return Publication(made, counts, release.held, release.sealed)


def apply(change: Change, number: int) -> None:
    """Write the difference of one table under a release number."""
    closed = [key for key, _ in change.changed] + change.removed
    leaving(change.model, closed)
    change.model._base_manager.filter(pk__in=closed).update(to_release=number)
    new = change.new
    keys = write(change.model, [one.row | {"from_release": number, "digest": digest_of(one)} for one in new])
    names = {name for one in new for name in one.children}
    for name in sorted(names):
        child: type[models.Model] = getattr(published, name)
        owner = next(f.attname for f in child._meta.concrete_fields if f.related_model is change.model)
        rows = [{owner: key, **row} for key, one in zip(keys, new, strict=True) for row in one.children.get(name, [])]
        write(child, rows)
    arrived(change.model, keys)


def _remember(became: list[Shown], run: PublicationRun) -> None:
    """Note which records the release changed, so that it can be undone."""
    PublicationChange.objects.bulk_create(
        (
            PublicationChange(
                run=run, subject=one.place[0], subject_id=one.place[1], before_id=one.before, after_id=one.after
            )
            for one in became
        ),
        batch_size=_BATCH,
    )


def _note_what_was_shown(release: Draft) -> None:
    """Note on each grant the most that the public ever saw of it: archives keep that."""
    for level in (Level.RECIPIENT_WITHHELD, Level.FULL):
        shown = [key for (noun, key), one in release.approvals.items() if noun == "grant" and one.level == level]
        Grant.objects.filter(pk__in=shown).exclude(shown_as__in=[Level.FULL, level]).update(shown_as=level)
