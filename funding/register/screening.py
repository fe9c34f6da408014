"""What keeps a record from being shown at a level, in words for staff.

A screen reads once what is protected and then tests any number of snapshots: at submission, at approval, and again
before publication, since an organisation can be protected and a name can be added in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate

from funding.codelists.disclosure import Level, Outcome
from funding.codelists.grants import Scope
from funding.codelists.iati import CONTRACT_ROLES
from funding.money import WITHHELD_STEP, rounded
from funding.names import Found, NameIndex, Term, TermKind
from funding.register import facts
from funding.register.many import these
from funding.register.models import (
    ClearedHit,
    Grant,
    GrantRole,
    Organisation,
    PublicListEntry,
)
from funding.register.models.constraints import AMOUNT_BOUND
from funding.register.protected_terms import index_of, names_of, protected_terms
from funding.register.texts import PUBLIC_TEXTS, texts_of

Snapshot = Mapping[str, Any]
_YEARS_IN_PUBLIC = 2  # of a natural person's data, after the year of the commitment (Financial Regulation, Art. 38)


@dataclass(frozen=True)
class Hit:
    """A protected name in a text that would be public."""

    field: str
    words: str
    term: str

    def __str__(self) -> str:
        return f"“{self.words}” in the {self.field} looks like the protected name “{self.term}”."


class Screen:
    """What is protected at one moment."""

    def __init__(
        self,
        *,
        today: date | None = None,
        terms: Collection[Term] | None = None,
        among: Collection[int] | None = None,
    ) -> None:
        """Read names, clearances and cleared hits.

        `terms` are what is protected, where that was read already; of organisations outside `among` none may be named.
        """
        self.today = today or localdate()
        self.cleared: set[int] = set()
        self.persons: set[int] = set()
        self.look_at(among)
        self.index = index_of(tuple(protected_terms() if terms is None else terms))
        passed = ClearedHit.objects.filter(outcome=Outcome.APPROVED).values_list("subject", "subject_id", "term")
        self._passed = set(passed)

    def look_at(self, organisations: Iterable[int] | None) -> None:
        """Read which organisations may be named: of these, or of all."""
        chosen = Organisation.objects.order_by()
        if organisations is not None:
            chosen = chosen.filter(pk__in=these(organisations))
        known = chosen.values_list("pk", "clearance", "is_natural_person", "is_named_after_person")
        for key, clearance, natural, named_after in known:
            if clearance:
                self.cleared.add(key)
            if natural or named_after:
                self.persons.add(key)

    def may_be_named(self, receiver: Snapshot | None) -> bool:
        """Tell whether a payment to a receiver may be shown without a decision of its own; nobody in particular may."""
        return not receiver or receiver["id"] in self.cleared - self.persons

    def may_follow(self, grant: Snapshot, entry: Snapshot) -> bool:
        """Tell whether a payment entered after a grant's snapshot may be shown without a decision on the grant.

        To nobody in particular, or to who may be named, isn't a third party of the grant, and has nothing protected in
        the texts it would be public with.
        """
        receiver = entry["receiver"]
        if not receiver:
            return True
        return (
            self.may_be_named(receiver)
            and receiver["id"] not in facts.supported_third_parties(grant)
            and not _is_third_party(grant["record"]["id"], receiver["id"])
            and not any(self.index.find(receiver[field]) for field in PUBLIC_TEXTS["Organisation"])
        )

    def shown_of_programme(self, snapshot: Snapshot) -> Snapshot:
        """Give a programme without the payments that it loses: those to receivers who may not be named."""
        kept = [one for one in snapshot["transactions"] if self.may_be_named(one["receiver"])]
        return {**snapshot, "transactions": kept}

    @cached_property
    def _listed_elsewhere(self) -> dict[tuple[int, Decimal], list[PublicListEntry]]:
        """The entries of public lists by year and rounded amount."""
        found: dict[tuple[int, Decimal], list[PublicListEntry]] = {}
        for entry in PublicListEntry.objects.select_related("list").iterator():
            found.setdefault((entry.year, rounded(entry.amount, WITHHELD_STEP)), []).append(entry)
        return found

    def obstacles(self, noun: str, snapshot: Snapshot, level: str) -> list[str]:
        """Say what keeps a snapshot of a record from being shown at a level; an empty list means nothing does."""
        found = []
        if snapshot["record"].get("scope", Scope.IN) != Scope.IN:
            found.append("It isn't in scope: say first whether it is assistance to the people of Belarus.")
        if noun == "Grant":
            found += _of_any_grant(snapshot)
            by_level = {
                Level.FULL: self._unnameable,
                Level.RECIPIENT_WITHHELD: self._unwithholdable,
                Level.POOLED: unpoolable,
            }
            found += by_level[Level(level)](snapshot)
        elif level != Level.FULL:
            found.append("Only grants can be shown with less than everything.")
        if level == Level.FULL:
            snapshot = self.shown_of_programme(snapshot) if noun == "Programme" else snapshot
            found += [f"{hit} Change the text, or have the hit cleared." for hit in self.hits(noun, snapshot)]
        return found

    def hits(self, noun: str, snapshot: Snapshot) -> list[Hit]:
        """Find protected names in the texts that would be public, but for those that two persons cleared."""
        own = self._terms_of_this_record(noun, snapshot)
        indexes = [self.index, own] if own else [self.index]
        place = (noun.lower(), snapshot["record"]["id"])
        return [
            Hit(field, found.words, found.term.text)
            for field, text in texts_of(noun, snapshot)
            for index in indexes
            for found in index.find(text)
            if not self.has_passed(place, found) and not _is_its_own_reference(found, noun, snapshot)
        ]

    def hits_in(self, field: str, text: str, *, place: tuple[str, int] | None = None) -> list[Hit]:
        """Find protected names in one text, but for those that were cleared for a record: its kind and key."""
        return [
            Hit(field, found.words, found.term.text)
            for found in self.index.find(text)
            if place is None or not (self.has_passed(place, found) or _is_number_of(place, found))
        ]

    def has_passed(self, place: tuple[str, int], found: Found) -> bool:
        """Tell whether two persons said that a name is none in a record, by the record's kind and key."""
        return (*place, found.term.text) in self._passed

    def _terms_of_this_record(self, noun: str, snapshot: Snapshot) -> NameIndex | None:
        """Give the names of those whom a grant's money reaches through its recipient, cleared elsewhere or not."""
        keys = facts.supported_third_parties(snapshot) if noun == "Grant" else []
        if not keys:
            return None
        return NameIndex(names_of(Organisation.objects.filter(pk__in=keys, clearance__isnull=False)))

    def _unnameable(self, snapshot: Snapshot) -> Iterator[str]:
        named = {one["id"]: one["name"] for one in facts.named_in_contract(snapshot)}
        for key, name in named.items():
            if key not in self.cleared:
                yield f"It names {name}, which is protected: have it cleared first, or choose a lower level."
            elif key in self.persons:
                yield from self._overdue(name, facts.year_of(snapshot))

    def _overdue(self, name: str, year: int | None) -> Iterator[str]:
        if year is None:
            yield f"It names {name}, a natural person, and no year says until when that may be public."
        elif self.today >= leaves_on(year):
            yield f"It names {name}, a natural person: that had to leave the public on {leaves_on(year):%d %B %Y}."

    def _unwithholdable(self, snapshot: Snapshot) -> Iterator[str]:
        amount = facts.contracted_of(snapshot)
        if Grant.objects.filter(pk=snapshot["record"]["id"], shown_as=Level.FULL).exists():
            yield "It was public with its recipient, and archives keep that: it can only be pooled or not published."
        if amount is None:
            yield _AMOUNT_UNKNOWN
        elif amount < WITHHELD_STEP:
            yield f"Its amount is too small to be rounded to EUR {WITHHELD_STEP:,}: pool it."
        else:
            yield from self._found_elsewhere(snapshot, rounded(amount, WITHHELD_STEP))

    def _found_elsewhere(self, snapshot: Snapshot, shown: Decimal) -> Iterator[str]:
        """Refuse a row that fits one recipient alone in a public list: of all, of its sector, or of its programme."""
        fitting = self._listed_elsewhere.get((facts.year_of(snapshot) or 0, shown), [])
        sector, programme = facts.main_sector(snapshot), snapshot["record"]["programme"]
        by_list: defaultdict[tuple[int, str], list[PublicListEntry]] = defaultdict(list)
        for one in fitting:
            by_list[one.list_id, "all"].append(one)
            if one.sector == sector:
                by_list[one.list_id, "sector"].append(one)
            if programme and one.programme_id == programme:
                by_list[one.list_id, "programme"].append(one)
        only = next((group[0] for group in by_list.values() if _is_one_recipient(group)), None)
        if only:
            yield f"Its row would be found by year and amount in “{only.list}”, where it stands with a name: pool it."


def _is_one_recipient(entries: list[PublicListEntry]) -> bool:
    """Tell whether entries of a list give one name; a recipient may stand in it twice."""
    return len(entries) == 1 or (entries[0].recipient != "" and len({one.recipient for one in entries}) == 1)


def _is_third_party(grant: int, organisation: int) -> bool:
    roles = GrantRole.objects.filter(grant=grant, organisation=organisation)
    return roles.exclude(role__in=CONTRACT_ROLES).exists()


def leaves_on(year: int) -> date:
    """Give the day on which a natural person's data leave the public, from the year of the commitment."""
    return date(year + _YEARS_IN_PUBLIC, 12, 31)


def _of_any_grant(snapshot: Snapshot) -> Iterator[str]:
    record = snapshot["record"]
    changes = sum((Decimal(one["amount_change"] or 0) for one in snapshot["amendments"]), Decimal(0))
    contracted = Decimal(record["contracted"] or 0) + (changes if record["contracted"] is not None else 0)
    movements = [Decimal(one["transaction"]["amount"]) for one in snapshot["transactions"]]
    if not snapshot["sector_shares"]:
        yield "It has no sector shares, so its money would be in no sector."
    if contracted < 0:
        yield "Its amendments cut more than was contracted."
    if max(abs(contracted), abs(sum(movements, Decimal(0)))) >= AMOUNT_BOUND:
        yield "Its amounts add up to a trillion or more: look for a typing error."


def unpoolable(snapshot: Snapshot) -> Iterator[str]:
    """Say what keeps a grant's snapshot from a pool: its amount or its recipient isn't known."""
    if not facts.contracted_of(snapshot):
        yield _AMOUNT_UNKNOWN
    if facts.lead_of(snapshot) is None:
        yield "It has no recipient in the register: pools count how many different ones they hold. It stays private."


_AMOUNT_UNKNOWN = "Its amount in EUR and Belarus's share must be known: below the full level only that is shown."


def _is_its_own_reference(found: Found, noun: str, snapshot: Snapshot) -> bool:
    """Tell whether what was found is the number of the very grant, which it may show when it is shown in full."""
    record = snapshot["record"]
    own = record["id"] if noun == "Grant" else record.get("grant")
    return _is_number_of(("grant", own), found)


def _is_number_of(place: tuple[str, int], found: Found) -> bool:
    return place[0] == "grant" and found.term.kind == TermKind.REFERENCE and found.term.owner == place[1]
