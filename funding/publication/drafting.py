"""Draft a release: from approved snapshots to every row that the public will see, and what is held back.

A record that may not be shown any more (an organisation protected since, a protected name in a text) is held back: the
release goes without it, and staff are told why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate

from funding.codelists.disclosure import Level
from funding.publication.identities import Key, RegisterIdentities, shown_approvals
from funding.publication.projection import (
    Projected,
    Snapshot,
    project_announcement,
    project_grant,
    project_instrument,
    project_organisation,
    project_pool,
    project_programme,
    project_withheld,
)
from funding.publication.waiting_room import WaitingRoom
from funding.register import facts
from funding.register.models import Approval, Grant
from funding.register.models.publishable import Publishable
from funding.register.screening import Screen
from funding.register.snapshots import PUBLISHABLE, payments_since


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
    """All rows of a release by (published model, public id), the approvals they come from, and what is held back."""

    identities: RegisterIdentities
    room: WaitingRoom
    screen: Screen
    approvals: dict[Key, Approval] = field(default_factory=dict)
    rows: dict[tuple[str, str], Projected] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    seal: str = ""
    sealed: list[Projected] = field(default_factory=list)  # the rows of the pools that are sealed with it

    def add(self, projected: Iterable[Projected]) -> None:
        """Put rows into the draft."""
        for one in projected:
            self.rows[one.model, one.row["public_id"]] = one


def draft(*, seal: str = "", today: date | None = None, instead: Mapping[Key, Approval] | None = None) -> Draft:
    """Draft the next release; `seal` names a quarter whose pools are sealed with it.

    With `instead`, the draft is what is public already, but for the records that it names, and nothing pending.

    Raises:
        ValidationError: the quarter can't be sealed.

    """
    today = today or localdate()
    release = Draft(RegisterIdentities(), WaitingRoom(), Screen(today=today), seal=seal)
    drafter = _Drafter(release, today, instead)
    for model in PUBLISHABLE:
        drafter.add(model)
    if seal:
        release.room.seal(seal, today=today)
    release.sealed = [project_pool(pool) for pool in release.room.new_pool_facts()]
    release.add([*(project_pool(pool) for pool in release.room.pool_facts()), *release.sealed])
    return release


class _Drafter:
    """Puts one kind of records after another into a draft."""

    def __init__(self, release: Draft, today: date, instead: Mapping[Key, Approval] | None) -> None:
        self.release, self.screen = release, release.screen
        self.shown = None if instead is None else {**shown_approvals(), **instead}
        self.last_december = date(today.year - 1, 12, 31)

    def add(self, model: type[Publishable]) -> None:
        """Add the records of one model, in the order of approval (parts after their wholes)."""
        approvals = self._approvals(model)
        passed = [one for one in sorted(approvals, key=_order) if self._passes(model.__name__, one)]
        if model is Grant:
            self._add_grants(passed)
            return
        for approval in passed:
            self._add_one(model.__name__, approval)

    def _approvals(self, model: type[Publishable]) -> list[Approval]:
        if self.shown is not None:
            return [one for (subject, _), one in self.shown.items() if subject == model._meta.model_name]
        decided = model._base_manager.filter(approval__isnull=False)
        return list(Approval.objects.filter(pk__in=decided.values("approval")))

    def _passes(self, noun: str, approval: Approval) -> bool:
        """Hold back what the screen refuses; a document of a grant that isn't public is left out without a word."""
        if noun == "Document" and self._lost_its_owner(approval.snapshot["record"]):
            return False
        reasons = self.screen.obstacles(noun, approval.snapshot, approval.level)
        reasons += self.release.room.obstacles(approval) if noun == "Grant" else self._in_its_address(approval)
        if reasons:
            self.release.held.append(Held(approval, list(dict.fromkeys(reasons))))
            if noun == "Grant":
                self.release.room.leave(approval.subject_id)
        elif noun == "Grant" and approval.level != Level.POOLED and self.shown is None:
            # Before the next grant is asked about: what its pool is safe without depends on this one.
            self.release.room.list_grant(approval)
        return not reasons

    def _in_its_address(self, approval: Approval) -> list[str]:
        """Say what a readable public id tells that has to be protected since: it was made from an earlier title."""
        address = self.release.identities.given(approval.subject, approval.subject_id).replace("-", " ")
        place = (approval.subject, approval.subject_id)
        found = [one for one in self.screen.index.find(address) if not self.screen.has_passed(place, one)]
        return [
            f"Its address looks like the protected name “{one.term.text}”: withdraw it, and it gets another one."
            for one in found
        ]

    def _add_grants(self, approvals: Sequence[Approval]) -> None:
        payments = payments_since(one for one in approvals if one.level != Level.POOLED)
        for approval in approvals:
            snapshot = approval.snapshot
            if approval.level == Level.POOLED:
                self.release.room.pool_grant(approval)
                continue
            later = payments.get(approval.subject_id, [])
            self._note(approval)
            slug = self.release.identities.known("programme", snapshot["record"]["programme"])
            programme = self.release.rows["PublishedProgramme", slug].row if slug else None
            if approval.level == Level.RECIPIENT_WITHHELD:
                whole = {**snapshot, "transactions": [*snapshot["transactions"], *later]}
                self.release.add(
                    [project_withheld(whole, self.release.identities, programme, paid_until=self.last_december)]
                )
                continue
            shown = {**snapshot, "transactions": [*snapshot["transactions"], *self._nameable(snapshot, later)]}
            self.release.add(project_grant(shown, self.release.identities, programme))
            self._add_parties(facts.named_in_contract(shown), shown)

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
            self.release.add(project_programme(shown, identities))
            self._add_parties(facts.receivers(shown), shown)
            return
        self.release.add([project_announcement(noun, snapshot, identities)])
        self._add_parties((), snapshot)

    def _lost_its_owner(self, record: Snapshot) -> bool:
        """Tell whether a document belongs to a grant or programme that isn't shown in full: then it isn't either."""
        owners = [(owner, record[owner]) for owner in ("programme", "grant") if record[owner]]
        shown = (self.release.approvals.get(owner) for owner in owners)
        return any(one is None or one.level != Level.FULL for one in shown)

    def _note(self, approval: Approval) -> None:
        self.release.approvals[approval.subject, approval.subject_id] = approval

    def _add_parties(self, organisations: Iterable[Snapshot], snapshot: Snapshot) -> None:
        self.release.add(project_organisation(one, self.release.identities) for one in organisations)
        if snapshot.get("instrument"):
            self.release.add([project_instrument(snapshot["instrument"])])


def _order(approval: Approval) -> tuple[int, int]:
    return len(approval.snapshot.get("wholes", ())), approval.pk
