"""The transactions of a record and those of a file, compared as multisets: they have no identifier of their own.

Two alike are two: ECHO repeats them. Each transaction that came from a file keeps the values it came with
(`Transaction.imported`), and its record's reference the list of all that came, so that three things can be told
apart: what the file changed, what staff corrected, and what staff deleted.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from funding.register.imports.activity import Messages, Movement, Party, WarningKind
from funding.register.imports.merging import Change, Merge, Plain, plain
from funding.register.models import Grant, Programme, Transaction

_FIELDS = ("kind", "date", "amount", "currency", "reference", "description")
_NAME = "transactions"


@dataclass
class Plan:
    """What is to be done with the transactions of one record."""

    add: list[Movement] = field(default_factory=list)
    delete: list[Transaction] = field(default_factory=list)
    rebase: list[tuple[Transaction, Movement]] = field(default_factory=list)


def mark(movement: Movement) -> str:
    """Give what two transactions that are alike have in common."""
    receiver = [movement.receiver.ref, movement.receiver.name] if movement.receiver else None
    values = [plain(getattr(movement, name)) for name in _FIELDS]
    return hashlib.sha256(json.dumps([*values, receiver]).encode()).hexdigest()[:16]


def marks(movements: Iterable[Movement]) -> list[str]:
    """Give the marks to compare the next import with, in an order that doesn't hang on the file's."""
    return sorted(mark(movement) for movement in movements)


def merge(
    found: Sequence[Movement],
    rows: Sequence[Transaction],
    last: Sequence[str],
    outcome: Merge,
    said: Messages,
) -> Plan:
    """Compare a file's transactions with a record's rows; changes and kept corrections are noted in `outcome`."""
    imported = [row for row in rows if row.imported]
    in_file = Counter(marks(found))
    present: Counter[str] = Counter(row.imported["mark"] for row in imported)
    known: Counter[str] = Counter(last) | present
    plan = Plan(add=_beyond(found, known))
    gone = _gone(imported, in_file)
    plan.delete = [row for row in gone if not is_corrected(row)]
    _pair_corrected([row for row in gone if is_corrected(row)], plan, outcome)
    _pair_entered([row for row in rows if not row.imported], plan, said)
    _note(plan, [row for row in imported if row not in gone], (in_file & known) - present, outcome)
    return plan


def is_corrected(row: Transaction) -> bool:
    """Tell whether staff changed a transaction since it was imported."""
    return bool([row.receiver_id, _values(row)] != [row.imported["receiver"], row.imported["values"]])


def execute(plan: Plan, record: Programme | Grant, find: Callable[[Party], int]) -> None:
    """Write what a plan says; `find` gives an organisation's key in the register."""
    Transaction.objects.filter(pk__in=[row.pk for row in plan.delete]).delete()
    owner = {"grant": record} if isinstance(record, Grant) else {"programme": record}
    Transaction.objects.bulk_create(_row(movement, find, owner) for movement in plan.add)
    for row, movement in plan.rebase:
        row.imported = _imported(movement, find(movement.receiver) if movement.receiver else None)
    Transaction.objects.bulk_update([row for row, _ in plan.rebase], ["imported"])


def _row(movement: Movement, find: Callable[[Party], int], owner: dict[str, Any]) -> Transaction:
    receiver = find(movement.receiver) if movement.receiver else None
    values = {name: getattr(movement, name) for name in _FIELDS}
    return Transaction(**values, **owner, receiver_id=receiver, imported=_imported(movement, receiver))


def _imported(movement: Movement, receiver: int | None) -> Plain:
    return {"mark": mark(movement), "values": _values(movement), "receiver": receiver}


def _values(one: Movement | Transaction) -> list[Plain]:
    return [plain(getattr(one, name)) for name in _FIELDS]


def _beyond(found: Sequence[Movement], known: Counter[str]) -> list[Movement]:
    """Give the movements that are more in number than the known ones of their mark."""
    left = known.copy()
    beyond = []
    for movement in found:
        if left[mark(movement)] > 0:
            left[mark(movement)] -= 1
        else:
            beyond.append(movement)
    return beyond


def _gone(imported: Sequence[Transaction], in_file: Counter[str]) -> list[Transaction]:
    """Give the rows that the file no longer has; of rows alike, those that staff left alone go first."""
    alike: dict[str, list[Transaction]] = defaultdict(list)
    for row in imported:
        alike[row.imported["mark"]].append(row)
    gone: list[Transaction] = []
    for one, rows in alike.items():
        surplus = max(len(rows) - in_file[one], 0)
        gone += sorted(rows, key=is_corrected)[:surplus]
    return gone


def _pair_corrected(rows: Sequence[Transaction], plan: Plan, outcome: Merge) -> None:
    """Take a transaction the file changed as the one staff corrected, so that it isn't counted beside it."""
    for row in rows:
        values = row.imported["values"]
        successor = next((one for one in plan.add if _is_successor(one, values)), None)
        if successor is None:
            outcome.kept.append(Change(outcome.identifier, _NAME, f"corrected: {row}", "gone from the file"))
            continue
        plan.add.remove(successor)
        plan.rebase.append((row, successor))
        if _values(row) != _values(successor):
            outcome.kept.append(_difference(outcome, row, _values(successor)))


def _is_successor(movement: Movement, values: Sequence[Plain]) -> bool:
    kind, day, _, _, reference, _ = values
    same_reference = bool(movement.reference) and movement.reference == reference
    return bool(movement.kind == kind and (same_reference or plain(movement.date) == day))


def _pair_entered(rows: Sequence[Transaction], plan: Plan, said: Messages) -> None:
    """Take a transaction that staff entered before the file had it as the file's."""
    for row in rows:
        for movement in plan.add:
            if (movement.kind, movement.date, movement.amount, movement.currency) == (
                row.kind,
                row.date,
                row.amount,
                row.currency,
            ):
                plan.add.remove(movement)
                plan.rebase.append((row, movement))
                said.warn(WarningKind.ENTERED_BY_HAND, f"{row} {row.amount} {row.currency}")
                break


def _note(plan: Plan, staying: Sequence[Transaction], deleted: Counter[str], outcome: Merge) -> None:
    identifier = outcome.identifier
    for movement in plan.add:
        words = f"{movement.kind} {movement.date} {movement.amount} {movement.currency}"
        outcome.changes.append(Change(identifier, _NAME, "(none)", words))
    for row in plan.delete:
        words = f"{row.kind} {row.date} {row.amount} {row.currency}"
        outcome.changes.append(Change(identifier, _NAME, words, "(gone)"))
    outcome.kept += [_difference(outcome, row, row.imported["values"]) for row in staying if is_corrected(row)]
    if count := deleted.total():
        outcome.kept.append(Change(identifier, _NAME, f"{count} deleted by staff", "still in the file"))


def _difference(outcome: Merge, row: Transaction, values: Sequence[Plain]) -> Change:
    def shown(one: Sequence[Plain]) -> str:
        return " ".join(str(value) for value in one[:4])

    return Change(outcome.identifier, _NAME, shown(_values(row)), shown(values))
