"""The three-way merge: what a file says, what it said at the last import, what the register says now. Pure.

A correction by staff is what the register says and the last import didn't. It is never overwritten: it stays, and the
report names it for as long as the file says something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Any

Plain = Any  # what JSON can hold, as `SourceReference.imported` does


class Verdict(Enum):
    """What becomes of one value."""

    SAME = auto()
    UPDATE = auto()
    KEEP = auto()


class _Never(Enum):
    IMPORTED = auto()


NEVER = _Never.IMPORTED


def verdict(*, file: Plain, register: Plain, last: Plain, is_blank: bool = False) -> Verdict:
    """Judge one value; `last` is NEVER before the first import, when only a blank in the register is filled."""
    if file == register:
        return Verdict.SAME
    if last is NEVER:
        return Verdict.UPDATE if is_blank else Verdict.KEEP
    return Verdict.UPDATE if register == last and file != last else Verdict.KEEP


def plain(value: object) -> Plain:
    """Give a value as JSON holds it, so that one from a file equals one read back."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value  # members of an enumeration become their value


def shown(value: Plain) -> str:
    """Give a plain value as a report shows it."""
    if isinstance(value, list):
        return " ".join(shown(one) for one in value if one not in (None, "")) or "(empty)"
    text = "(empty)" if value in (None, "") else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SHOWN = 80


@dataclass(frozen=True)
class Change:
    """One value that an import changed, or that it left as staff have it though the file says otherwise."""

    identifier: str
    field: str
    register: str
    file: str

    def __str__(self) -> str:
        return f"{self.identifier}, {self.field}: {self.register} → {self.file}"


@dataclass
class Merge:
    """What merging one record came to."""

    identifier: str
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)

    def note(self, outcome: Verdict, name: str, *, register: Plain, file: Plain) -> None:
        """Note what became of one value; nothing where it is the same."""
        words = Change(self.identifier, name.replace("_", " "), shown(register), shown(file))
        if outcome is Verdict.UPDATE:
            self.changes.append(words)
        elif outcome is Verdict.KEEP:
            self.kept.append(words)


def is_blank(values: Sequence[object]) -> bool:
    """Tell whether nothing is known: no value at all, or empty texts and lists."""
    return all(value is None or value in ("", []) for value in values)
