"""What differs between two snapshots of a record in what the public sees of it at a level. Pure over the two.

Entries of lists are matched by their register keys. What the policy withholds at the level is no difference, nor are
payments that the next release shows without a decision.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from funding.codelists.disclosure import Level
from funding.codelists.iati import TransactionKind
from funding.publication.policy import BELOW_FULL, POLICY, Verdict
from funding.register.wording import Entry, Fact, Names, Values, entries_of

# Below `full` these pass beside what the policy names: the programme's title, and for pools how many recipients differ.
_ALSO: dict[Level, dict[str, set[str]]] = {
    Level.RECIPIENT_WITHHELD: {"Grant": {"programme"}},
    Level.POOLED: {"GrantRole": {"role", "is_lead"}, "Organisation": {"name"}},
}


@dataclass(frozen=True)
class Difference:
    """One field, or one entry of a list: in words as it is in public or was approved, and as it is now."""

    label: str
    before: str
    after: str


def differences(
    noun: str, before: Values, after: Values, *, level: str = Level.FULL, settled: Container[int] = (),
    names: Names | None = None,
) -> list[Difference]:  # fmt: skip
    """Compare two snapshots; `settled` holds the keys of payments that need no decision."""
    old, new = (_seen(noun, one, Level(level), names) for one in (before, after))
    return [
        one
        for place in {**old, **new}
        if place[0] != "transactions" or place in old or place[1] not in settled
        for one in _between(old.get(place), new.get(place))
    ]


def _seen(noun: str, snapshot: Values, level: Level, names: Names | None) -> dict[tuple[str, Any], Entry]:
    """Keep what shows at a level, by (group, key)."""
    kept: dict[tuple[str, Any], Entry] = {}
    for entry in entries_of(noun, snapshot, names):
        if entry.group == "sources" and any(group == "sources" for group, _ in kept):
            continue  # the first one is shown
        if level == Level.POOLED and entry.group == "transactions" and not _is_commitment(entry):
            continue
        if facts := [one for one in entry.facts if passes(level, one)]:
            kept[entry.group, entry.key] = Entry(entry.group, entry.key, entry.name, facts)
    return kept


def passes(level: Level, fact: Fact) -> bool:
    """Tell whether a field shows in some form at a level."""
    if level == Level.FULL:
        return POLICY[fact.noun][fact.field].verdict is not Verdict.WITHHELD
    known = {*BELOW_FULL[level].get(fact.noun, ()), *_ALSO[level].get(fact.noun, ())}
    return fact.field in known


def _is_commitment(entry: Entry) -> bool:
    return any(one.field == "kind" and one.value == TransactionKind.COMMITMENT for one in entry.facts)


def _between(old: Entry | None, new: Entry | None) -> Iterator[Difference]:
    if old is None or new is None:
        one = old or new
        if one and one.text:  # an entry that says nothing to the public adds nothing
            yield Difference(one.name, old.text if old else "", new.text if new else "")
        return
    before = {(one.noun, one.field): one for one in old.facts}
    after = {(one.noun, one.field): one for one in new.facts}
    for place in {**before, **after}:
        was, is_now = before.get(place), after.get(place)
        if (was and was.value) != (is_now and is_now.value):
            fact = is_now or was
            label = fact.label if fact else ""
            yield Difference(
                f"{new.name}: {label}" if new.name else label, was.text if was else "", is_now.text if is_now else ""
            )
