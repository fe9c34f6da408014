"""Where a record stands between the register and the public, in words for staff."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from funding.codelists.disclosure import Level, Outcome
from funding.publication.differences import Difference, differences
from funding.publication.waiting_room import WaitingRoom
from funding.register import facts, review, snapshots
from funding.register.models import Approval, Grant, Package, Programme, PublicIdentity
from funding.register.models.publishable import Publishable
from funding.register.screening import Screen
from funding.register.wording import Names, dated

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Gate:
    """A level, and what keeps a record from it in words."""

    level: Level
    obstacles: list[str]

    @property
    def label(self) -> str:
        """Name the level."""
        return str(self.level.label)


@dataclass(frozen=True)
class Standing:
    """What the public sees of a record, what was decided on it, and what waits."""

    level: str
    approval: Approval | None  # what it is shown by
    latest: Approval | None  # the latest decision of any kind
    waiting: Approval | None
    is_public: bool  # some approved state of it is in the current release
    is_current: bool  # the latest approved state is
    gates: list[Gate]
    changes: "Changes"


@dataclass(frozen=True)
class Changes:
    """What was edited since a record was approved, and which payments follow without a decision."""

    differences: list[Difference] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)


def levels_of(record: Publishable) -> Sequence[Level]:
    """Give the levels that can be proposed for a record, the most public first: showing less takes one person."""
    levels = (Level.FULL, Level.RECIPIENT_WITHHELD, Level.POOLED) if isinstance(record, Grant) else (Level.FULL,)
    return [one for one in levels if one.rank >= Level(record.level).rank]


def standing_of(record: Publishable) -> Standing:
    """Tell where a saved record stands."""
    subject = review.subject_of(record)
    identity = PublicIdentity.objects.filter(subject=subject, subject_id=record.pk).first()
    decisions = Approval.objects.filter(subject=subject, subject_id=record.pk).select_related(
        "submitted_by", "decided_by"
    )
    snapshot = snapshots.take(record)
    return Standing(
        level=str(Level(record.level).label),
        approval=record.approval,
        latest=decisions.exclude(outcome__in=[Outcome.WAITING, Outcome.TAKEN_BACK]).first(),
        waiting=decisions.filter(outcome=Outcome.WAITING).first(),
        is_public=identity is not None,
        is_current=identity is not None and identity.approval_id == record.approval_id,
        gates=gates_of(record, snapshot),
        changes=changes_of([record], now={record.pk: snapshot}).get(record.pk, Changes()),
    )


def gates_of(record: Publishable, snapshot: Snapshot, *, screen: Screen | None = None) -> list[Gate]:
    """Say of each level what keeps a record, as its snapshot has it, from being shown at it."""
    screen, noun = screen or Screen(), type(record).__name__
    room = WaitingRoom() if isinstance(record, Grant) and record.pool_items.exists() else None
    gates = []
    for level in levels_of(record):
        found = screen.obstacles(noun, snapshot, level)
        if room:
            found += room.obstacles(Approval(subject="grant", subject_id=record.pk, level=level))
        gates.append(Gate(level, found))
    return gates


def changes_of(records: Sequence[Publishable], *, now: Mapping[int, Snapshot] | None = None) -> dict[int, Changes]:
    """Compare records of one model with what they are shown by; those without any change are left out."""
    approvals = {record.pk: record.approval for record in records if record.approval and record.is_published}
    if not approvals:
        return {}
    taken = now or snapshots.take_all([one for one in records if one.pk in approvals])
    changed = [one for key, one in approvals.items() if not snapshots.same(taken[key], one.snapshot)]
    later = snapshots.payments_since(one for one in changed if one.subject == "grant" and one.level != Level.POOLED)
    names = names_in([one for approval in changed for one in (approval.snapshot, taken[approval.subject_id])])
    found = {
        one.subject_id: _changes(one, taken[one.subject_id], later.get(one.subject_id, []), names) for one in changed
    }
    return {key: one for key, one in found.items() if one.differences or one.payments}


def _changes(approval: Approval, now: Snapshot, later: list[dict[str, Any]], names: Names) -> Changes:
    third = facts.supported_third_parties(approval.snapshot) if later else []
    free = [one for one in later if approval.level != Level.FULL or _may_follow(one["receiver"], third)]
    return Changes(
        differences(
            review.model_of(approval.subject).__name__,
            approval.snapshot,
            now,
            level=approval.level,
            settled={one["transaction"]["id"] for one in free},
            names=names,
        ),
        [_payment(one) for one in free],
    )


def _may_follow(receiver: Mapping[str, Any] | None, third_parties: Collection[int]) -> bool:
    """Tell whether a payment shows without a decision: to nobody in particular, or to one who may be named."""
    if receiver is None:
        return True
    person = receiver["is_natural_person"] or receiver["is_named_after_person"]
    return bool(receiver["clearance"]) and not person and receiver["id"] not in third_parties


def _payment(entry: Mapping[str, Any]) -> str:
    movement, receiver = entry["transaction"], entry["receiver"]
    to = f" to {receiver['name']}" if receiver else ""
    return f"{Decimal(movement['amount']):,.2f} {movement['currency']} of {dated(movement['date'])}{to}"


def names_in(found: Iterable[Snapshot]) -> dict[tuple[str, Any], str]:
    """Name what snapshots point to by key: programmes, grants, packages."""
    records = [one["record"] for one in found]
    names: dict[tuple[str, Any], str] = {}
    for name, model in (("programme", Programme), ("grant", Grant), ("part_of", Package)):
        if keys := {one[name] for one in records if one.get(name)}:
            rows = model._base_manager.filter(pk__in=keys).values_list("pk", "title")
            names |= {(name, key): title for key, title in rows}
    return names
