"""What an import did, counted and in words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from funding.codelists.iati import TransactionKind
from funding.register.imports.activity import Activity, ActivityRefusedError, Message, WarningKind
from funding.register.imports.merging import Change, Merge

_EXAMPLES = 3
_LISTED = 20


class Outcome(StrEnum):
    """What became of an activity."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass
class Report:
    """The report on one file. `refusal` says why it was refused as a whole; then nothing of it was stored."""

    name: str
    is_dry_run: bool = False
    refusal: str = ""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    skipped: list[ActivityRefusedError] = field(default_factory=list)
    transactions: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    sums: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    warnings: dict[WarningKind, list[Message]] = field(default_factory=lambda: defaultdict(list))
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Give the number of activities read."""
        return len(self.outcomes) + len(self.skipped)

    def count(self, outcome: Outcome, level: str | None = None) -> int:
        """Count activities by outcome, and by level ("programmes", "grants") where one is given."""
        if outcome is Outcome.SKIPPED:
            return len(self.skipped)
        return sum(
            found == outcome and level in {None, self.levels[identifier]} for identifier, found in self.outcomes.items()
        )

    def take(self, activity: Activity, outcome: Outcome) -> None:
        """Count an activity that was stored, or was stored already."""
        self.outcomes[activity.identifier] = outcome
        self.levels[activity.identifier] = "programmes" if activity.is_decision else "grants"
        self.warn(activity.messages)
        self.transactions["read"] += len(activity.movements)
        level = "decisions" if activity.is_decision else "contracts"
        for movement in activity.movements:
            kind = TransactionKind(movement.kind).label.lower()
            self.sums[f"{kind} on {level}", movement.currency] += movement.amount
        if activity.total.amount is not None and not activity.is_decision:
            self.sums["contracted amounts", activity.total.currency] += activity.total.amount

    def warn(self, messages: Iterable[Message]) -> None:
        """Sort warnings by kind."""
        for message in messages:
            self.warnings[message.kind].append(message)

    def note(self, merge: Merge) -> None:
        """Take over what merging a record came to."""
        self.changes += merge.changes
        self.kept += merge.kept

    def lines(self) -> list[str]:
        """Give the report in words, line by line."""
        if self.refusal:
            return [f"{self.name}: refused, nothing stored. {self.refusal}"]
        return [*self._counts(), *self._sums(), *self._warnings(), *self._changes()]

    def _counts(self) -> list[str]:
        heading = f"{self.name}: {self.read} activities read"
        lines = [f"{heading}; dry run, nothing is stored" if self.is_dry_run else heading]
        for outcome in Outcome:
            levels = ", ".join(f"{self.count(outcome, level)} {level}" for level in ("programmes", "grants"))
            suffix = f" ({levels})" if outcome is not Outcome.SKIPPED else ""
            lines.append(f"  {outcome}: {self.count(outcome)}{suffix}")
        lines += [f"    {one.identifier}, line {one.line}: {one.reason}" for one in self.skipped]
        counts = ", ".join(f"{self.transactions[what]} {what}" for what in ("read", "added", "removed"))
        made, missing = self.links["made"], self.links["missing"]
        return [
            *lines,
            f"  transactions: {counts}",
            f"  contracts linked to a programme now: {made}; without a programme in the register: {missing}",
        ]

    def _sums(self) -> list[str]:
        lines = [f"  {kind}: {currency} {amount:,.2f}" for (kind, currency), amount in sorted(self.sums.items())]
        return ["Sums in the file, each kind by itself:", *lines] if lines else []

    def _warnings(self) -> list[str]:
        lines = []
        for kind, found in sorted(self.warnings.items()):
            lines.append(f"  {len(found)} × {kind}")
            lines += [f"    {message}" for message in found[:_EXAMPLES]]
            lines += [f"    … and {len(found) - _EXAMPLES} more"] if len(found) > _EXAMPLES else []
        return ["Warnings:", *lines] if lines else []

    def _changes(self) -> list[str]:
        return [
            *_listed("Changed in the register (before → now):", self.changes),
            *_listed("Kept as the register has it (register → file):", self.kept),
        ]


def _listed(heading: str, found: list[Change]) -> list[str]:
    if not found:
        return []
    more = [f"  … and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
    return [heading, *(f"  {change}" for change in found[:_LISTED]), *more]
