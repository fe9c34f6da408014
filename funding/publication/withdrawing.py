"""Take out of the public, at once and from every release: withdrawing, lowering a level, protecting an organisation.

None of it waits for a scan, a release or a second person. Rows are deleted where they stand; the state without them
gets a release number of its own. What else is approved but not yet published stays so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from funding.codelists.disclosure import Level, Outcome, RunKind
from funding.codelists.iati import CONTRACT_ROLES
from funding.publication import models as published
from funding.publication.aggregates import arrived, erase, leaving
from funding.publication.identities import take_back
from funding.publication.projection import grant_search
from funding.publication.publisher import Publication
from funding.publication.releases import lock, make_release, next_number, published_models
from funding.publication.waiting_room import WaitingRoom
from funding.register.clearing import end_clearance
from funding.register.deciding import DECIDE, require
from funding.register.history import noted
from funding.register.models import (
    Approval,
    Document,
    Grant,
    Organisation,
    Package,
    Programme,
    PublicIdentity,
    Transaction,
)
from funding.register.models.publishable import Publishable
from funding.register.screening import unpoolable

_BATCH = 2000
_NOTHING = Publication(None, {})


@dataclass(frozen=True)
class Lowering:
    """What one person decides: a level that shows less, and why."""

    reason: str
    level: str = Level.NOT_PUBLISHED
    ground: str = ""
    review_on: date | None = None


def withdraw(*, record: Publishable, ground: str, actor: User) -> Publication:
    """Take one record from the public; see `lower`."""
    return lower([record], Lowering(ground), actor=actor)


@noted
@transaction.atomic
def lower(records: Sequence[Publishable], lowering: Lowering, *, actor: User) -> Publication:
    """Show less of records from now on, and forget what was shown: their public ids are never used again.

    The level is `not_published`, or `pooled` for grants that were decided on: those then wait for a sealed pool, with a
    ground and a date to look at them again. Transactions and documents go with their record, and organisations that
    nothing else shows.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: no reason was given, or a record can't have the level or shows no more than it already.

    """
    require(actor, DECIDE)
    lock()
    erased = take_out(records, lowering, actor=actor)
    if not erased:
        return _NOTHING
    release, _ = make_release(actor=actor, kind=RunKind.WITHDRAW, ground=lowering.reason, withdrawals=erased)
    return Publication(release, {})


@noted
@transaction.atomic
def protect(organisation: Organisation, lowering: Lowering, *, actor: User) -> Publication:
    """Protect an organisation again, and lower at once every grant that shows it or is approved to.

    A programme that shows it as receiver of a payment keeps its place and loses the payment.

    Where the level is `pooled`, grants that can't be pooled are withdrawn: protecting waits for nothing.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: no reason was given, or the level wants a ground and a date.

    """
    require(actor, DECIDE)
    lock()
    end_clearance(organisation, actor=actor)
    public_ids = _identities_of(organisation)
    named, grants = list(public_ids.values_list("public_id", flat=True)), list(grants_naming(organisation))
    able = [one for one in grants if not list(_cannot_have(one, one.approval, Level(lowering.level)))]
    others = [one for one in grants if one not in able]
    erased = take_out(able, lowering, actor=actor) + take_out(others, Lowering(lowering.reason), actor=actor)
    if _erase_organisation(named):
        take_back(public_ids)
    elif not erased:
        return _NOTHING
    withdrawals = erased or 1
    release, _ = make_release(actor=actor, kind=RunKind.WITHDRAW, ground=lowering.reason, withdrawals=withdrawals)
    return Publication(release, {})


def grants_naming(organisation: Organisation) -> models.QuerySet[Grant]:
    """Give grants that are public or decided on and name an organisation now, or did in what the public sees."""
    public_ids = list(_identities_of(organisation).values_list("public_id", flat=True))
    rows = published.PublishedGrantRole.objects.filter(organisation__in=public_ids).values("grant__public_id")
    payments = published.PublishedTransaction.objects.filter(receiver_id__in=public_ids).values("grant")
    shown = PublicIdentity.objects.filter(Q(public_id__in=rows) | Q(public_id__in=payments), subject="grant")
    named = Q(roles__organisation=organisation, roles__role__in=CONTRACT_ROLES)
    register = named | Q(transactions__receiver=organisation)
    return Grant.objects.filter(Q(pk__in=shown.values("subject_id")) | register, level=Level.FULL).distinct()


def payments_to(organisation: Organisation) -> models.QuerySet[published.PublishedTransaction]:
    """Give the payments to an organisation that the public sees."""
    public_ids = list(_identities_of(organisation).values_list("public_id", flat=True))
    return published.PublishedTransaction.objects.current().filter(receiver_id__in=public_ids)


def _identities_of(organisation: Organisation) -> models.QuerySet[PublicIdentity]:
    return PublicIdentity.objects.filter(subject="organisation", subject_id=organisation.pk)


def _erase_organisation(public_ids: Iterable[str]) -> bool:
    """Delete an organisation's own row, and payments of programmes that name it; tell whether the public saw any."""
    rows = published.PublishedOrganisation.objects.filter(public_id__in=public_ids)
    payments = published.PublishedTransaction.objects.filter(receiver_id__in=public_ids)
    current = rows.filter(to_release=None).exists() or payments.filter(to_release=None).exists()
    rows.delete()
    erase(payments)
    return current


def take_out(records: Sequence[Publishable], lowering: Lowering, *, actor: User) -> int:
    """Lower records and delete what shows them; give how many the public saw. Who calls this makes the release.

    Raises:
        ValidationError: no reason was given, or a record can't have the level or shows no more than it already.

    """
    if not lowering.reason.strip():
        message = "Say why it is withdrawn; staff will see it, the public won't."
        raise ValidationError(message)
    kinds: dict[type[Publishable], list[Publishable]] = {}
    for record in records:
        kinds.setdefault(type(record), []).append(record)
    for kind, ones in kinds.items():
        _decide(kind, ones, lowering, actor=actor)
    erased = [_erase(kind, [one.pk for one in ones]) for kind, ones in kinds.items()]
    _settle(records, actor=actor)
    count = sum(shown for shown, _ in erased)
    if count:
        _erase_unshown({organisation for _, organisations in erased for organisation in organisations})
        _close_unused_instruments()
    return count


def _decide(kind: type[Publishable], records: Sequence[Publishable], lowering: Lowering, *, actor: User) -> None:
    """Note the decision of one person; what waits for a second one about the same records is over."""
    subject, keys = kind._meta.model_name or "", [record.pk for record in records]
    waiting = Approval.objects.filter(subject=subject, subject_id__in=keys, outcome=Outcome.WAITING)
    waiting.update(outcome=Outcome.TAKEN_BACK, reason="It was lowered meanwhile.")
    stored = kind._base_manager.select_related("approval").in_bulk(keys)
    for record in records:
        record.level, record.approval = stored[record.pk].level, stored[record.pk].approval
    if found := [words for one in records for words in _cannot_have(one, one.approval, Level(lowering.level))]:
        raise ValidationError(found)
    lowered = [_lowered(subject, record, lowering, actor) for record in records]
    lowered[0].validate_constraints()  # they differ in their record alone
    Approval.objects.bulk_create(lowered, batch_size=_BATCH)
    _show(kind, records, lowered)
    if kind in (Grant, Programme):
        documents = Document.objects.filter(**{f"{subject}__in": keys})
        documents.update(level=Level.NOT_PUBLISHED, approval=None)


def _lowered(subject: str, record: Publishable, lowering: Lowering, actor: User) -> Approval:
    return Approval(
        subject=subject,
        subject_id=record.pk,
        level=lowering.level,
        outcome=Outcome.LOWERED,
        reason=lowering.reason,
        ground=lowering.ground,
        review_on=lowering.review_on,
        submitted_by=actor,
        snapshot=record.approval.snapshot if record.approval else {},
    )


def _show(kind: type[Publishable], records: Sequence[Publishable], lowered: Sequence[Approval]) -> None:
    """Note on records which decision they are shown by, as `review.show` does for one."""
    for record, decision in zip(records, lowered, strict=True):
        record.level = Level(decision.level)
        record.approval = decision if record.is_published else None
    if lowered[0].level == Level.NOT_PUBLISHED:
        kind._base_manager.filter(pk__in=[one.pk for one in records]).update(level=Level.NOT_PUBLISHED, approval=None)
    else:
        kind._base_manager.bulk_update(records, ["level", "approval"], batch_size=_BATCH)


def _cannot_have(record: Publishable, shown: Approval | None, level: Level) -> Iterator[str]:
    """Say why a record can't be lowered to a level."""
    if level == Level.NOT_PUBLISHED:
        return
    if level != Level.POOLED or not isinstance(record, Grant):
        yield f"“{record}” can't be lowered to that: withdraw it, or pool a grant."
    elif shown is None or Level(shown.level).rank <= level.rank:
        yield f"“{record}” shows no more than that already."
    else:
        yield from unpoolable(shown.snapshot)


def _settle(records: Iterable[Publishable], *, actor: User) -> None:
    """Have lowered grants wait for a pool, or leave the waiting room."""
    room = WaitingRoom()
    for record in records:
        if isinstance(record, Grant):
            if record.approval:
                room.pool_grant(record.approval)
            else:
                room.leave(record.pk)
    room.save(actor=actor)


def _erase(kind: type[Publishable], keys: list[int]) -> tuple[int, set[str]]:
    """Delete what shows records of one kind, in every release; blank what only points to them.

    Give how many the public saw, and the organisations they named.
    """
    subject = kind._meta.model_name or ""
    identities = PublicIdentity.objects.filter(subject=subject, subject_id__in=keys)
    ids = list(identities.values_list("public_id", flat=True))
    roles = published.PublishedGrantRole.objects.filter(grant__public_id__in=ids)
    organisations = set(roles.values_list("organisation", flat=True)) if kind is Grant else set()
    model = next(one for one in published_models() if one.__name__.lower() == f"published{subject}")
    if kind is Package:
        for public_id in ids:
            _lift_parts(public_id)
    erase(model._base_manager.filter(public_id__in=ids))
    if kind in (Grant, Programme):
        organisations |= _erase_belongings(subject, ids)
        _take_back_belongings(subject, keys)
    if kind is Programme:
        _forget_programmes(ids)
    take_back(identities)
    return len(ids), organisations


def _erase_belongings(subject: str, ids: list[str]) -> set[str]:
    own: dict[str, Any] = {"grant__in": ids} if subject == "grant" else {"grant": "", "programme__in": ids}
    movements = published.PublishedTransaction.objects.filter(**own)
    receivers = set(movements.values_list("receiver_id", flat=True))
    erase(movements)
    published.PublishedDocument.objects.filter(**{f"{subject}__in": ids}).delete()
    return receivers


def _take_back_belongings(subject: str, keys: list[int]) -> None:
    for kind in (Transaction, Document):
        own: models.QuerySet[Any] = kind._base_manager.filter(**{f"{subject}__in": keys}).values("pk")
        take_back(PublicIdentity.objects.filter(subject=kind._meta.model_name, subject_id__in=own))


def _lift_parts(public_id: str) -> None:
    """Make the parts of a package parts of what contains it."""
    package = published.PublishedPackage.objects.current().filter(public_id=public_id).first()
    parts = published.PublishedPackage.objects.filter(part_of=public_id)
    parts.update(part_of=package.part_of if package else "", digest="")


def _forget_programmes(ids: list[str]) -> None:
    """Blank programmes where grants and transactions name them; without a digest the next release writes them anew."""
    grants = published.PublishedGrant.objects.filter(programme__in=ids)
    rows: list[Any] = list(grants)
    keys = [row.pk for row in rows]
    leaving(published.PublishedGrant, keys)
    for row in rows:
        row.programme = row.programme_title = row.digest = ""
        row.search = grant_search(vars(row))
    own = published.PublishedTransaction.objects.filter(programme__in=ids)
    own.update(programme="", digest="")
    fields = ["programme", "programme_title", "search", "digest"]
    published.PublishedGrant.objects.bulk_update(rows, fields, batch_size=_BATCH)
    arrived(published.PublishedGrant, keys)


def _erase_unshown(organisations: set[str]) -> None:
    """Delete from all releases those of the organisations that nothing current names any more."""
    roles = published.PublishedGrantRole.objects.filter(grant__to_release=None, organisation__in=organisations)
    payments = published.PublishedTransaction.objects.current().filter(receiver_id__in=organisations)
    named = set(roles.values_list("organisation", flat=True)) | set(payments.values_list("receiver_id", flat=True))
    gone = organisations - named
    published.PublishedOrganisation.objects.filter(public_id__in=gone).delete()
    take_back(PublicIdentity.objects.filter(subject="organisation", public_id__in=gone))


def _close_unused_instruments() -> None:
    """End the rows of instruments that pay for nothing public any more."""
    users = (published.PublishedGrant, published.PublishedProgramme, published.PublishedPackage)
    used = {one for model in users for one in model.objects.current().values_list("instrument", flat=True)}
    unused = published.PublishedInstrument.objects.filter(to_release=None).exclude(public_id__in=used)
    unused.update(to_release=next_number())
