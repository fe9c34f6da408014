"""Draft a release: from approved snapshots to every row that the public will see, and what is held back.

A record that may not be shown any more (an organisation protected since, a protected name in a text) is held back: the
release goes without it, and staff are told why.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate

from funding.codelists.disclosure import Level
from funding.publication.identities import Key, RegisterIdentities, shown_approvals
from funding.publication.projection import (
    Projected,
    Row,
    Snapshot,
    project_announcement,
    project_grant,
    project_instrument,
    project_organisation,
    project_pool,
    project_programme,
    project_withheld,
)
from funding.publication.reach import Scope
from funding.publication.waiting_room import WaitingRoom
from funding.register import facts
from funding.register.many import these
from funding.register.models import Approval, Grant
from funding.register.models.publishable import Publishable
from funding.register.screening import Screen
from funding.register.snapshots import PUBLISHABLE, payments_since

Place = tuple[str, str]  # published model, public id


@dataclass(frozen=True)
class Held:
    """A record that was approved and isn't shown, and why."""

    approval: Approval
    reasons: list[str]

    @property
    def title(self) -> str:
        """Name the record as it was approved."""
        record = self.approval.snapshot["record"]
        return str(record.get("title") or record.get("wording"))


@dataclass
class Draft:
    """All rows of a release by (published model, public id), the approvals they come from, and what is held back.

    With a scope, it is what a draft of everything would hold of these records.
    """

    identities: RegisterIdentities
    room: WaitingRoom
    screen: Screen
    scope: Scope | None = None
    approvals: dict[Key, Approval] = field(default_factory=dict)
    rows: dict[Place, Projected] = field(default_factory=dict)
    namers: dict[Place, int] = field(default_factory=dict)  # whose approval gave a party its row
    held: list[Held] = field(default_factory=list)
    instruments: set[str] = field(default_factory=set)  # of a scope: whose rows it decides on
    curtailed: set[Key] = field(default_factory=set)  # shown without some payment that may come later
    seal: str = ""
    sealed: list[Projected] = field(default_factory=list)  # the rows of the pools that are sealed with it

    def add(self, projected: Iterable[Projected]) -> None:
        """Put rows into the draft."""
        for one in projected:
            self.rows[place_of(one)] = one

    @property
    def unsettled(self) -> set[Key]:
        """Give the records that the next draft has to look at again, whatever is touched until then."""
        return {(one.approval.subject, one.approval.subject_id) for one in self.held} | self.curtailed


def draft(
    *,
    seal: str = "",
    today: date | None = None,
    instead: Mapping[Key, Approval] | None = None,
    screen: Screen | None = None,
) -> Draft:
    """Draft the next release; `seal` names a quarter whose pools are sealed with it.

    With `instead`, the draft is what is public already, but for the records that it names, and nothing pending.

    Raises:
        ValidationError: the quarter can't be sealed.

    """
    screen = screen or Screen(today=today or localdate())
    release = Draft(RegisterIdentities(), WaitingRoom(), screen, seal=seal)
    drafter = Drafter(release, instead)
    for model in PUBLISHABLE:
        drafter.add(model)
    if seal:
        release.room.seal(seal, today=screen.today)
    add_pools(release)
    return release


def add_pools(release: Draft) -> None:
    """Put all pools into a draft: those of earlier releases, and those that are sealed with it."""
    release.sealed = [project_pool(pool) for pool in release.room.new_pool_facts()]
    release.add([*(project_pool(pool) for pool in release.room.pool_facts()), *release.sealed])


class Drafter:
    """Puts one kind of records after another into a draft."""

    def __init__(self, release: Draft, instead: Mapping[Key, Approval] | None = None) -> None:
        """Take a draft that is empty yet."""
        self.release, self.screen = release, release.screen
        self.shown = None if instead is None else {**shown_approvals(), **instead}
        self.last_december = date(self.screen.today.year - 1, 12, 31)
        self.programmes: dict[str, Row] = {}  # the rows of those that are public, by public id

    def add(self, model: type[Publishable], keys: Collection[int] | None = None) -> None:
        """Add the records of one model, or some of them, in the order of approval (parts after their wholes)."""
        approvals = self._approvals(model, keys)
        passed = [one for one in sorted(approvals, key=_order) if self._passes(model.__name__, one)]
        if model is Grant:
            self.add_grants(passed)
            return
        for approval in passed:
            self._add_one(model.__name__, approval)

    def _approvals(self, model: type[Publishable], keys: Collection[int] | None) -> list[Approval]:
        if self.shown is not None:
            return [one for (subject, _), one in self.shown.items() if subject == model._meta.model_name]
        decided = model._base_manager.filter(approval__isnull=False)
        if keys is None:
            return list(Approval.objects.filter(pk__in=decided.values("approval")))
        found = decided.filter(pk__in=these(keys)).values_list("approval", flat=True)
        return list(Approval.objects.filter(pk__in=these(found)))

    def _passes(self, noun: str, approval: Approval) -> bool:
        """Hold back what the screen refuses; a document of a grant that isn't public is left out without a word."""
        if noun == "Document" and self._lost_its_owner(approval.snapshot["record"]):
            return False
        is_held = self.hold_back(noun, approval)
        if is_held and noun == "Grant":
            self.release.room.leave(approval.subject_id)
        elif noun == "Grant" and approval.level != Level.POOLED and self.shown is None:
            # Before the next grant is asked about: what its pool is safe without depends on this one.
            self.release.room.list_grant(approval)
        return not is_held

    def hold_back(self, noun: str, approval: Approval) -> bool:
        """Hold back a record that must not be shown as it was approved; tell whether it is one."""
        reasons = self.screen.obstacles(noun, approval.snapshot, approval.level)
        reasons += self.release.room.obstacles(approval) if noun == "Grant" else self._in_its_address(approval)
        if reasons:
            self.release.held.append(Held(approval, list(dict.fromkeys(reasons))))
        return bool(reasons)

    def _in_its_address(self, approval: Approval) -> list[str]:
        """Say what a readable public id tells that has to be protected since: it was made from an earlier title."""
        address = self.release.identities.given(approval.subject, approval.subject_id).replace("-", " ")
        place = (approval.subject, approval.subject_id)
        found = [one for one in self.screen.index.find(address) if not self.screen.has_passed(place, one)]
        return [
            f"Its address looks like the protected name “{one.term.text}”: withdraw it, and it gets another one."
            for one in found
        ]

    def add_grants(self, approvals: Sequence[Approval]) -> None:
        """Add grants that may be shown as they were approved."""
        payments = payments_since(one for one in approvals if one.level != Level.POOLED)
        for approval in approvals:
            if approval.level == Level.POOLED:
                self.release.room.pool_grant(approval)
                continue
            self._note(approval)
            later = payments.get(approval.subject_id, [])
            if approval.level == Level.RECIPIENT_WITHHELD:
                self._add_withheld(approval.snapshot, later)
            else:
                self._add_named(approval, later)

    def _add_withheld(self, snapshot: Snapshot, later: Sequence[Snapshot]) -> None:
        whole = {**snapshot, "transactions": [*snapshot["transactions"], *later]}
        identities, programme = self.release.identities, self._programme_of(snapshot)
        self.release.add([project_withheld(whole, identities, programme, paid_until=self.last_december)])

    def _add_named(self, approval: Approval, later: Sequence[Snapshot]) -> None:
        snapshot = approval.snapshot
        named = self._nameable(snapshot, later)
        if len(named) < len(later):
            self.release.curtailed.add((approval.subject, approval.subject_id))
        shown = {**snapshot, "transactions": [*snapshot["transactions"], *named]}
        self.release.add(project_grant(shown, self.release.identities, self._programme_of(snapshot)))
        self._add_parties(facts.named_in_contract(shown), shown, approval)

    def _programme_of(self, snapshot: Snapshot) -> Row | None:
        slug = self.release.identities.known("programme", snapshot["record"]["programme"])
        return self.programmes[slug] if slug else None

    def _nameable(self, snapshot: Snapshot, payments: Iterable[Snapshot]) -> list[Snapshot]:
        """Keep payments that need no decision; nobody has read their descriptions, and names are as approved."""
        approved = {one["id"]: one for one in facts.named_in_contract(snapshot)}
        return [
            {
                "transaction": {**one["transaction"], "description": ""},
                "receiver": approved.get(one["receiver"]["id"], one["receiver"]) if one["receiver"] else None,
            }
            for one in payments
            if self.screen.may_follow(snapshot, one) and self._may_come_now(one)
        ]

    def _may_come_now(self, payment: Snapshot) -> bool:
        """Tell whether a payment isn't one of the pending things that a draft `instead` leaves out."""
        return self.shown is None or self.release.identities.is_given("transaction", payment["transaction"]["id"])

    def _add_one(self, noun: str, approval: Approval) -> None:
        snapshot, identities = approval.snapshot, self.release.identities
        self._note(approval)
        if noun == "Programme":
            shown = self.screen.shown_of_programme(snapshot)
            programme, *movements = project_programme(shown, identities)
            self.programmes[programme.row["public_id"]] = programme.row
            self.release.add([programme, *movements])
            self._add_parties(facts.receivers(shown), shown, approval)
            return
        self.release.add([project_announcement(noun, snapshot, identities)])
        self._add_parties((), snapshot, approval)

    def _lost_its_owner(self, record: Snapshot) -> bool:
        """Tell whether a document belongs to a grant or programme that isn't shown in full: then it isn't either."""
        owners = [(owner, record[owner]) for owner in ("programme", "grant") if record[owner]]
        return not all(self._is_shown_in_full(owner) for owner in owners)

    def _is_shown_in_full(self, place: Key) -> bool:
        if drafted := self.release.approvals.get(place):
            return drafted.level == Level.FULL
        if not self.release.identities.stays(*place):
            return False
        shown = self.release.identities.shown_by(*place) or 0
        return Approval.objects.filter(pk=shown, level=Level.FULL).exists()

    def _note(self, approval: Approval) -> None:
        self.release.approvals[approval.subject, approval.subject_id] = approval

    def _add_parties(self, organisations: Iterable[Snapshot], snapshot: Snapshot, approval: Approval) -> None:
        parties = [project_organisation(one, self.release.identities) for one in organisations]
        if snapshot.get("instrument"):
            parties.append(project_instrument(snapshot["instrument"]))
        self.release.add(parties)
        self.release.namers |= {place_of(one): approval.pk for one in parties}


def place_of(projected: Projected) -> Place:
    """Name a row by its published model and its public id."""
    return projected.model, projected.row["public_id"]


def _order(approval: Approval) -> tuple[int, int]:
    return len(approval.snapshot.get("wholes", ())), approval.pk
