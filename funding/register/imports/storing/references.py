"""Source references: which activities the register has, and how contracts find their decisions by them.

An activity is known under its identifier or a former one. Contracts are linked after all of a file was read: either
may come first, or in another file. A contract's own word on its decision goes before a decision's list of contracts.
Money isn't split: of several decisions the first listed that the register has is taken. A link that staff made or cut
stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db.models import Q

from funding.register.imports.activity import Activity
from funding.register.imports.merging import NEVER, Merge, Verdict, verdict
from funding.register.imports.report import Outcome, Report
from funding.register.models import Grant, Programme, SourceReference

_BATCH = 100
_CHUNK = 500
_LENGTH = 250
_PARTS = ("programme__transactions", "grant__transactions", "grant__sector_shares", "grant__roles__organisation")
_One = TypeVar("_One")


def batches(found: Iterable[_One], size: int = _BATCH) -> Iterator[list[_One]]:
    """Give activities (or identifiers) in batches, so that what the register has of them takes few queries."""
    iterator = iter(found)
    while batch := list(islice(iterator, size)):
        yield batch


def record_of(reference: SourceReference) -> Programme | Grant:
    """Give the record that a reference is about."""
    record = reference.grant or reference.programme
    if record is None:  # the database refuses such a reference
        message = f"The reference {reference} has no record."
        raise LookupError(message)
    return record


class Known:
    """The references of one batch of activities."""

    def __init__(self, activities: Sequence[Activity]) -> None:
        """Read the references with all that belongs to their records."""
        wanted = {one for activity in activities for one in (activity.identifier, *activity.links.former)}
        self._by_identifier: dict[str, SourceReference] = {}
        self._successors: dict[str, SourceReference] = {}
        found = SourceReference.objects.filter(
            Q(identifier__in=wanted) | Q(imported__former__has_any_keys=sorted(wanted))
        )
        for reference in found.select_related("programme", "grant").prefetch_related(*_PARTS):
            self.add(reference)

    def add(self, reference: SourceReference) -> None:
        """Take note of a reference, for the activities that follow in the batch."""
        self._by_identifier[reference.identifier] = reference
        for former in reference.imported.get("former", ()):
            self._successors.setdefault(former, reference)

    def own(self, activity: Activity) -> SourceReference | None:
        """Give the reference with an activity's identifier."""
        return self._by_identifier.get(activity.identifier)

    def successor(self, activity: Activity) -> SourceReference | None:
        """Give the reference that names this activity's identifier as its former one."""
        found = self._successors.get(activity.identifier)
        return found if found and found.identifier != activity.identifier else None

    def predecessor(self, activity: Activity) -> SourceReference | None:
        """Give the reference under a former identifier, unless another activity has taken its place already."""
        found = (self._by_identifier.get(former) for former in activity.links.former)
        free = (one for one in found if one and self._successors.get(one.identifier) is None)
        reference = next(free, None)
        # Read anew: what was prefetched may be from before this run changed it.
        return SourceReference.objects.get(pk=reference.pk) if reference else None


def link(*, decisions: Sequence[str], contracts: Sequence[str], children: Sequence[str], report: Report) -> None:
    """Link the contracts that a file has, or that its decisions are about; all are given by identifier."""
    seen: set[int] = set()
    for chunk in batches(contracts, _CHUNK):
        _link(_references(Q(identifier__in=chunk)), seen, report)
    for chunk in batches(children, _CHUNK):
        _link(_references(Q(identifier__in=chunk)), seen, report)
    for chunk in batches(decisions, _CHUNK):
        named = Q(imported__parents__has_any_keys=chunk) | Q(grant__programme_identifier__in=chunk)
        _link(_references(named), seen, report)
        _link_entered(chunk, report)


def _references(condition: Q) -> list[SourceReference]:
    found = SourceReference.objects.filter(condition, grant__isnull=False)
    return list(found.exclude(imported={}).select_related("grant").order_by("pk"))


def _link(references: Sequence[SourceReference], seen: set[int], report: Report) -> None:
    fresh = [one for one in references if one.grant_id is not None and one.grant_id not in seen]
    seen.update(one.grant_id for one in fresh if one.grant_id is not None)
    named_by = _named_by([one.identifier for one in fresh])
    candidates = {one.pk: _candidates(one, named_by) for one in fresh}
    wanted = {name for names in candidates.values() for name in names}
    wanted |= {one.imported["linked"] for one in fresh if one.imported.get("linked")}
    programmes = _programmes(wanted)
    for one in fresh:
        _decide(one, candidates[one.pk], programmes, report)


def _named_by(identifiers: Sequence[str]) -> dict[str, list[str]]:
    """Map contracts to the decisions that list them."""
    wanted = set(identifiers)
    found: dict[str, list[str]] = defaultdict(list)
    decisions = SourceReference.objects.filter(programme__isnull=False, imported__children__has_any_keys=sorted(wanted))
    for decision, children in decisions.order_by("pk").values_list("identifier", "imported__children"):
        for child in wanted.intersection(children):
            found[child].append(decision)
    return found


def _candidates(reference: SourceReference, named_by: dict[str, list[str]]) -> list[str]:
    grant = reference.grant
    stated = [grant.programme_identifier] if grant and grant.programme_identifier else []
    return [*reference.imported.get("parents", ()), *stated, *named_by.get(reference.identifier, ())]


def _programmes(identifiers: Iterable[str]) -> dict[str, int]:
    found = SourceReference.objects.filter(identifier__in=identifiers, programme__isnull=False)
    return {identifier: pk for identifier, pk in found.values_list("identifier", "programme") if pk}


def _decide(reference: SourceReference, candidates: Sequence[str], programmes: dict[str, int], report: Report) -> None:
    grant = reference.grant
    if grant is None:
        return
    last = reference.imported.get("linked")
    choice = last if last in candidates else next((one for one in candidates if one in programmes), None)
    outcome = verdict(
        file=programmes.get(choice or ""),
        register=grant.programme_id,
        last=programmes.get(last) if last else NEVER,
        is_blank=grant.programme_id is None,
    )
    if choice is None and last is None:
        outcome = Verdict.SAME  # the file knows no programme: nothing of staff's contradicts it
    merge = Merge(reference.identifier)
    merge.note(outcome, "programme", register=_name(grant), file=choice)
    if outcome is Verdict.UPDATE:
        _write(grant, programmes.get(choice or ""), report)
        _mark_changed(reference.identifier, merge, report)
    else:
        report.kept += merge.kept
    _remember(reference, choice, candidates, grant)
    report.links["missing"] += grant.programme_id is None


def _name(grant: Grant) -> str:
    return str(grant.programme) if grant.programme else ""


def _write(grant: Grant, programme: int | None, report: Report) -> None:
    grant.programme_id = programme
    grant.save(update_fields=["programme", "changed_at"])
    report.links["made"] += programme is not None


def _mark_changed(identifier: str, merge: Merge, report: Report) -> None:
    # A contract that this file brought isn't changed by being linked, it is added linked.
    if report.outcomes.get(identifier) is Outcome.ADDED:
        return
    report.changes += merge.changes
    if identifier in report.outcomes:
        report.outcomes[identifier] = Outcome.CHANGED


def _remember(reference: SourceReference, choice: str | None, candidates: Sequence[str], grant: Grant) -> None:
    if reference.imported.get("linked") != choice:
        reference.imported["linked"] = choice
        reference.save(update_fields=["imported"])
    parents = reference.imported.get("parents") or [""]
    stated = "" if choice else parents[0][:_LENGTH]
    if grant.programme_identifier != stated and grant.programme_identifier in {"", *candidates}:
        grant.programme_identifier = stated
        grant.save(update_fields=["programme_identifier"])


def _link_entered(decisions: Sequence[str], report: Report) -> None:
    """Link grants that staff entered with the identifier of a decision."""
    programmes = _programmes(decisions)
    entered = Grant.objects.filter(programme__isnull=True, programme_identifier__in=programmes)
    for grant in entered.exclude(source_references__imported__has_key="parents"):
        merge = Merge(grant.contract_number or grant.title)
        merge.note(Verdict.UPDATE, "programme", register="", file=grant.programme_identifier)
        grant.programme_id, grant.programme_identifier = programmes[grant.programme_identifier], ""
        grant.save(update_fields=["programme", "programme_identifier", "changed_at"])
        report.links["made"] += 1
        report.changes += merge.changes
