"""Publish: the difference between a draft and what is public now becomes a release.

A draft holds every row that the next release shows. The difference is written under a new number, in one transaction:
a row that changed is closed (`to_release`) and written anew. Publishing, `withdrawing` and `undoing` are the only
writers of the published tables.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from funding.codelists.disclosure import Level, RunKind
from funding.publication import models as published
from funding.publication.aggregates import arrived, leaving
from funding.publication.changes import Change, difference, digest_of
from funding.publication.drafting import Draft, Held
from funding.publication.fingerprints import fingerprint_of
from funding.publication.identities import Shown
from funding.publication.next_draft import next_draft
from funding.publication.projection import Projected
from funding.publication.releases import lock, make_release, next_number
from funding.publication.writing import write
from funding.register.deciding import PUBLISH, require
from funding.register.history import noted
from funding.register.many import these
from funding.register.models import Grant, PublicationChange, PublicationRun

_BATCH = 2000


@dataclass(frozen=True)
class Publication:
    """What was published: the release (None where nothing had changed), counts by table, what was held back and sealed.

    Of a rehearsal there is no release.
    """

    release: published.Release | None
    counts: dict[str, tuple[int, int, int]]  # table → added, changed, removed
    held: list[Held] = field(default_factory=list)
    sealed: list[Projected] = field(default_factory=list)  # rows of the pools


def rehearse(*, actor: User, note: str = "", seal: str = "", anew: bool = False) -> Publication:
    """Say what publishing would do; nothing is written, and nothing that was touched counts as looked at.

    Raises:
        PermissionDenied: the actor may not publish.
        ValidationError: the quarter can't be sealed, or the note names what is protected.
        ImproperlyConfigured: something is pooled, and the parameters of pools aren't set.

    """
    require(actor, PUBLISH)
    release, _ = next_draft(seal=seal, anew=anew)
    _check_note(note, release)
    return _publication(None, difference(release), release)


@noted
@transaction.atomic
def publish(*, actor: User, note: str = "", seal: str = "", agreed: str = "", anew: bool = False) -> Publication:
    """Publish every approved record as a new release; where nothing changes in public there is none.

    Records are drafted that something touched since the last draft; all of them where that may not be enough, and with
    `anew`. `seal` names a quarter, such as 2026Q4, whose pools are sealed with it. `agreed` is the fingerprint of the
    draft that the actor has seen: nothing else is published than that.

    Raises:
        PermissionDenied: the actor may not publish.
        ValidationError: the quarter can't be sealed, the note names what is protected, or what would be published
            isn't what was agreed to.
        ImproperlyConfigured: something is pooled, and the parameters of pools aren't set.

    """
    require(actor, PUBLISH)
    lock()
    with _rarely_collected():
        release, agenda = next_draft(seal=seal, anew=anew, take=True)
        _check_note(note, release)
        changes = difference(release)
        if agreed and agreed != fingerprint_of(release, changes):
            message = "Somebody decided or entered something in the meantime. Nothing was published: look again."
            raise ValidationError(message)
        made = _make(release, changes, actor=actor, note=note)
        agenda.close(release.unsettled)
    return _publication(made, changes, release)


def _make(release: Draft, changes: list[Change], *, actor: User, note: str) -> published.Release | None:
    """Write what changes; give the release, or None where nothing does in public."""
    for change in changes:
        apply(change, next_number())
    release.room.save(actor=actor)
    became = release.identities.save(release.approvals)
    if not changes:
        return None
    new = [one for change in changes for one in change.new]
    invented = any(one.row.get("is_invented") for one in new)
    made, run = make_release(actor=actor, kind=RunKind.PUBLISH, note=note, adds_invented=invented)
    _remember(became, run)
    _note_what_was_shown(release)
    return made


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Look for garbage less often: a draft is a heap of small values that all stay, and walking it took a quarter."""
    usual = gc.get_threshold()
    gc.set_threshold(100 * usual[0], *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _check_note(note: str, release: Draft) -> None:
    if found := release.screen.index.find(note):
        message = f"The note names what is protected: “{found[0].words}”. The public reads it."
        raise ValidationError(message)


def _publication(made: published.Release | None, changes: list[Change], release: Draft) -> Publication:
    counts = {one.model.__name__: (len(one.added), len(one.changed), len(one.removed)) for one in changes}
    return Publication(made, counts, release.held, release.sealed)


def apply(change: Change, number: int) -> None:
    """Write the difference of one table under a release number."""
    closed = [key for key, _ in change.changed] + change.removed
    leaving(change.model, closed)
    change.model._base_manager.filter(pk__in=these(closed)).update(to_release=number)
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
        Grant.objects.filter(pk__in=these(shown)).exclude(shown_as__in=[Level.FULL, level]).update(shown_as=level)
