"""The history of a record and of what belongs to it, as people read it: when, who, why, which field was what and is.

Each row of a history holds the values after a change; what they were before stands in the row before it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Field, Model

from funding.desk.values import Names, shown
from funding.register.history import history_of
from funding.register.models import Approval, Clearance, ClearedHit, Organisation
from funding.register.models.publishable import Publishable

ADDED, CHANGED, DELETED, KNOWN = "added", "changed", "deleted", "known when the history began"
_FIRST = {"insert": ADDED, "known": KNOWN}
# Told by others: the folded name by the name, the approval by the decision's own history.
_UNTOLD = frozenset({"name_folded", "approval"})
_NOTHING: tuple[Any, ...] = (None, "", [], {})
Seen = Mapping[str, Iterable[int]]  # keys of rows of histories, by the name of the register's model


@dataclass(frozen=True)
class Part:
    """The records of one model that belong to a record, or the record itself.

    `rows` says which rows of the model's history are theirs, such as {"grant_id__in": [5]}.
    """

    model: type[Model]
    rows: dict[str, Any]
    name: str = ""  # of one of them, such as "sector share"; empty for the record itself


@dataclass(frozen=True)
class FieldChange:
    """What one field was and is: as stored, and for people."""

    name: str
    label: str
    before: Any
    after: Any
    old: str
    new: str


@dataclass(frozen=True)
class RecordChange:
    """What happened to one record at once."""

    part: Part
    key: Any
    kind: str
    title: str  # of the record as it was then; empty for the record whose history it is
    at: datetime
    who: str
    why: str
    fields: list[FieldChange]

    @property
    def has_old(self) -> bool:
        """Whether there was something before."""
        return self.kind not in _FIRST.values()

    @property
    def has_new(self) -> bool:
        """Whether there is something since."""
        return self.kind != DELETED


@dataclass
class Entry:
    """What one person, command or import changed at once."""

    at: datetime
    who: str
    why: str
    changes: list[RecordChange] = field(default_factory=list)


@dataclass(frozen=True)
class _Step:
    """Rows of one record's history that are told together, and the row before them."""

    part: Part
    before: Any
    rows: list[Any]

    @property
    def last(self) -> Any:  # noqa: ANN401 -- a row of some history
        return self.rows[-1]

    @property
    def kind(self) -> str:
        """Say what became of the record; empty where it came and went."""
        first = _FIRST.get(self.rows[0].pgh_label, "")
        if self.last.pgh_label == "delete":
            return "" if first else DELETED
        return first or CHANGED


def timeline(parts: Iterable[Part], user: User) -> list[Entry]:
    """Give what happened to the records, the latest first, with the names of those that the user may view."""
    entries: dict[Any, Entry] = {}
    for key, change in _changes(parts, user, _at_once):
        entry = entries.setdefault(key, Entry(change.at, change.who, change.why))
        entry.at = max(entry.at, change.at)
        entry.changes.append(change)
    return sorted(entries.values(), key=lambda entry: entry.at, reverse=True)


def changes_since(parts: Iterable[Part], user: User, seen: Seen) -> list[RecordChange]:
    """Give what happened to the records besides the rows of their histories that were seen, each record once."""
    known = {name: set(rows) for name, rows in seen.items()}

    def is_seen(part: Part, row: Any) -> Any:  # noqa: ANN401 -- a row of some history
        return row.pgh_id in known.get(part.model.__name__, ())

    return [change for is_known, change in _changes(parts, user, is_seen) if not is_known]


def rows_of(parts: Iterable[Part]) -> dict[str, list[int]]:
    """Give the keys of all rows there are now in the histories of the records, by the name of the register's model."""
    return {part.model.__name__: sorted(_rows(part).values_list("pgh_id", flat=True)) for part in parts}


def decisions_on(record: Model) -> list[Part]:
    """Give what was proposed and decided about a record, as parts of its timeline."""
    if isinstance(record, Organisation):
        return [Part(Clearance, {"organisation_id": record.pk}, "clearance")]
    if not isinstance(record, Publishable):
        return []
    about = {"subject": record._meta.model_name, "subject_id": record.pk}
    return [Part(Approval, about, "decision"), Part(ClearedHit, about, "cleared hit")]


def _at_once(part: Part, row: Any) -> Any:  # noqa: ANN401 -- a row of some history
    return row.pgh_context_id or (part.model, row.pgh_id)


def _rows(part: Part) -> Any:  # noqa: ANN401 -- a queryset of some history
    """Give the rows of everything that ever belonged there, those of its time elsewhere among them."""
    rows = history_of(part.model).objects.order_by()
    return rows.filter(pgh_obj__in=rows.filter(**part.rows).values("pgh_obj"))


def _steps(part: Part, together: Callable[[Part, Any], Any]) -> Iterator[tuple[Any, _Step]]:
    rows = _rows(part).order_by("pgh_obj_id", "pgh_id")
    for _, own in groupby(rows, key=lambda row: row.pgh_obj_id):
        before = None
        for key, some in groupby(own, key=lambda row: together(part, row)):
            step = _Step(part, before, list(some))
            before = step.last
            yield key, step


def _changes(
    parts: Iterable[Part], user: User, together: Callable[[Part, Any], Any]
) -> Iterator[tuple[Any, RecordChange]]:
    steps = [one for part in parts for one in _steps(part, together)]
    names = Names(user, (row for _, step in steps for row in (*step.rows, step.before) if row))
    for key, step in steps:
        fields = list(_fields(step, names))
        if step.kind and (fields or step.kind != CHANGED):
            yield key, _change(step, fields, names)


def _change(step: _Step, fields: list[FieldChange], names: Names) -> RecordChange:
    last, context = step.last, step.last.pgh_context or {}
    someone = "no person" if context else "somebody in the database itself"
    return RecordChange(
        part=step.part,
        key=last.pgh_obj_id,
        kind=step.kind,
        title=names.title(step.part.model, last) if step.part.name else "",
        at=last.pgh_created_at,
        who=names.of(User, context["user"]) if context.get("user") else someone,
        why=str(context.get("reason") or ""),
        fields=fields,
    )


def _fields(step: _Step, names: Names) -> Iterator[FieldChange]:
    old = None if step.kind in _FIRST.values() else step.before
    new = None if step.kind == DELETED else step.last
    for one in told_fields(step.part):
        before, after = (getattr(row, one.attname) if row else None for row in (old, new))
        if _plainly(before) != _plainly(after):
            says = shown(one, before, names, other=after), shown(one, after, names, other=before)
            yield FieldChange(one.name, str(one.verbose_name), before, after, *says)


def _plainly(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    """Take nothing for nothing, however it is stored, and several choices for the same in any order."""
    if value in _NOTHING:
        return None
    return sorted(value) if isinstance(value, list) else value


def told_fields(part: Part) -> Sequence["Field[Any, Any]"]:
    """Give the fields that say something to people: not the key, the owner, or when a row was written."""
    untold = {one.attname for one in part.model._meta.concrete_fields if _is_bookkeeping(one)}
    untold |= {lookup.removesuffix("__in") for lookup in part.rows}
    kept = history_of(part.model)._meta.concrete_fields
    return [one for one in kept if one.attname not in untold and not one.name.startswith("pgh_")]


def _is_bookkeeping(one: "Field[Any, Any]") -> bool:
    is_dated = getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
    return is_dated or one.name == "id" or one.name in _UNTOLD
