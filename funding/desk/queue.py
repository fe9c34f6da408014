"""The queue: what waits for a second person, what one proposed oneself, what was sent back.

Three kinds of proposals in one list of items: levels of records, clearances of organisations, and hits of the name
scan that are no names. As many queries for a hundred items as for one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from funding.codelists.disclosure import Level, Outcome
from funding.register import review
from funding.register.deciding import CLEAR, DECIDE
from funding.register.models import Approval, Clearance, ClearedHit
from funding.register.models.two_persons import Decision
from funding.register.snapshots import PUBLISHABLE
from funding.register.wording import dated

SHOWN = 200  # so many of a kind on one page


class Kind(StrEnum):
    """What is proposed."""

    APPROVAL = "approval"
    CLEARANCE = "clearance"
    HIT = "hit"


MODELS: Mapping[Kind, type[Decision]] = {
    Kind.APPROVAL: Approval,
    Kind.CLEARANCE: Clearance,
    Kind.HIT: ClearedHit,
}
PERMISSIONS = {Kind.APPROVAL: DECIDE, Kind.CLEARANCE: CLEAR, Kind.HIT: CLEAR}
# What makes two proposals about the same thing, by kind.
_ABOUT = {
    Kind.APPROVAL: ("subject", "subject_id"),
    Kind.CLEARANCE: ("organisation",),
    Kind.HIT: ("subject", "subject_id", "term"),
}


class Show(StrEnum):
    """Which part of the queue."""

    WAITING = "waiting"
    MINE = "mine"
    SENT_BACK = "sent_back"


@dataclass(frozen=True)
class Filters:
    """What of the queue is shown: a part, one noun of records (or a kind), one level; empty = all."""

    show: Show = Show.WAITING
    kind: str = ""
    level: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """Read a query string; what isn't one of the choices is as if it weren't there."""
        show, kind, level = (query.get(name, "") for name in ("show", "kind", "level"))
        return cls(
            Show(show) if show in set(Show) else Show.WAITING,
            kind if kind in dict(KIND_CHOICES) else "",
            level if level in Level.values else "",
        )


KIND_CHOICES = [
    *((str(model._meta.model_name), str(model._meta.verbose_name_plural).capitalize()) for model in PUBLISHABLE),
    (Kind.CLEARANCE.value, "Organisations to be named"),
    (Kind.HIT.value, "Hits that are no names"),
]


@dataclass(frozen=True)
class Item:
    """One proposal in a list."""

    kind: Kind
    proposal: Any
    title: str
    details: list[str] = field(default_factory=list)
    page: tuple[str, int] | None = None  # noun and key of what it is about

    @property
    def name(self) -> str:
        """Name it as forms send it back."""
        return f"{self.kind.value}-{self.proposal.pk}"


@dataclass(frozen=True)
class Section:
    """Proposals of one kind; `count` is of all, the items are the first."""

    title: str
    kind: Kind
    items: list[Item]
    count: int
    may_decide: bool


def sections(user: User, filters: Filters) -> list[Section]:
    """Give what the filters leave of the queue, the oldest first."""
    found = []
    for kind, title in _TITLES.items():
        queryset = _filtered(kind, _part(kind, filters.show, user), filters)
        if queryset is None:
            continue
        may = filters.show is Show.WAITING and user.has_perm(PERMISSIONS[kind])
        rows = list(queryset.select_related("submitted_by", "decided_by").order_by("pk")[: SHOWN + 1])
        count = queryset.count() if len(rows) > SHOWN else len(rows)
        if rows:
            found.append(Section(title, kind, list(_ITEMS[kind](rows[:SHOWN])), count, may))
    return found


def counts(user: User) -> dict[str, int]:
    """Count the parts of the queue for one person."""
    totals = dict.fromkeys((one.value for one in Show), 0)
    for kind, model in MODELS.items():
        found = model._base_manager.aggregate(
            **{show.value: Count("pk", filter=_condition(kind, show, user)) for show in Show}
        )
        totals = {name: totals[name] + found[name] for name in totals}
    return totals


def approvals_waiting(filters: Filters, user: User) -> list[int]:
    """Give the keys of the levels that wait, in order: for going through them one by one."""
    queryset = _filtered(Kind.APPROVAL, _part(Kind.APPROVAL, filters.show, user), filters)
    return [] if queryset is None else list(queryset.order_by("pk").values_list("pk", flat=True))


def title_of(proposal: Decision) -> str:
    """Name what one proposal is about."""
    if isinstance(proposal, Approval):
        record = proposal.snapshot["record"]
        return str(record.get("title") or record.get("wording"))
    return str(proposal.organisation) if isinstance(proposal, Clearance) else str(proposal)


def _part(kind: Kind, show: Show, user: User) -> QuerySet[Any]:
    return MODELS[kind]._base_manager.filter(_condition(kind, show, user))


def _condition(kind: Kind, show: Show, user: User) -> Q:
    if show is Show.WAITING:
        return Q(outcome=Outcome.WAITING) & ~Q(submitted_by=user)
    if show is Show.MINE:
        return Q(outcome=Outcome.WAITING, submitted_by=user)
    about = {name: OuterRef(name) for name in _ABOUT[kind]}
    newer = MODELS[kind]._base_manager.filter(**about, pk__gt=OuterRef("pk"))
    return Q(~Exists(newer), outcome=Outcome.REFUSED, submitted_by=user)


def _filtered(kind: Kind, queryset: QuerySet[Any], filters: Filters) -> QuerySet[Any] | None:
    """Keep what the filters say; None where they leave out the whole kind."""
    if kind is not Kind.APPROVAL:
        return queryset if filters.kind in ("", kind.value) and not filters.level else None
    if filters.kind in (Kind.CLEARANCE.value, Kind.HIT.value):
        return None
    if filters.kind:
        queryset = queryset.filter(subject=filters.kind)
    if filters.level:
        queryset = queryset.filter(level=filters.level)
    # Without the snapshots: they are large, and a title is all a row needs.
    title = Coalesce(KT("snapshot__record__title"), KT("snapshot__record__wording"))
    titled: QuerySet[Any] = queryset.defer("snapshot").annotate(title=title)
    return titled


def _of_approvals(rows: Iterable[Any]) -> Iterator[Item]:
    for one in rows:
        details = [one.get_ground_display()] if one.ground else []
        yield Item(Kind.APPROVAL, one, str(one.title), details, (one.subject, one.subject_id))


def _of_clearances(rows: list[Any]) -> Iterator[Item]:
    names = Clearance.objects.filter(pk__in=[one.pk for one in rows]).values_list("pk", "organisation__name")
    by_key = dict(names)
    for one in rows:
        details = [one.get_basis_display(), f"look at it again by {dated(one.review_on.isoformat())}", one.evidence]
        yield Item(
            Kind.CLEARANCE, one, by_key[one.pk], list(filter(None, details)), ("organisation", one.organisation_id)
        )


def _of_hits(rows: list[Any]) -> Iterator[Item]:
    titles: dict[tuple[str, int], str] = {}
    for subject in {one.subject for one in rows}:
        keys = [one.subject_id for one in rows if one.subject == subject]
        records = review.model_of(subject)._base_manager.in_bulk(keys)
        titles |= {(subject, key): str(record) for key, record in records.items()}
    for one in rows:
        place = (one.subject, one.subject_id)
        yield Item(Kind.HIT, one, f"“{one.term}”", [f"in {titles.get(place, 'a record that is gone')}"], place)


_TITLES = {
    Kind.APPROVAL: "Records to be shown",
    Kind.CLEARANCE: "Organisations to be named",
    Kind.HIT: "Hits of the name scan that are no names",
}
_ITEMS: Mapping[Kind, Any] = {
    Kind.APPROVAL: _of_approvals,
    Kind.CLEARANCE: _of_clearances,
    Kind.HIT: _of_hits,
}
