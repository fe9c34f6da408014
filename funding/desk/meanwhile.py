"""What somebody else changed while a form was open, beside what was typed in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from funding.desk.retyped_rows import LEFT, TYPED, SentRows
from funding.desk.retyping import move_on, text_sent, value_sent
from funding.desk.timeline import ADDED, DELETED, FieldChange, RecordChange

_NOT_HERE = "it isn’t in this form"
_MOVED = "you left it alone: the form has the new value now"
_FATES = {LEFT: "you left it alone: it is gone from the form", TYPED: "it stands below as a new row"}


@dataclass(frozen=True)
class Difference:
    """One field, or one row of an inline: as it was when the form was opened, as it is now, and what was typed."""

    label: str
    opened: str
    now: str
    typed: str
    note: str
    who: str
    at: datetime


def reconcile(form: Any, formsets: Sequence[Any], changes: Sequence[RecordChange], data: QueryDict) -> list[Difference]:  # noqa: ANN401 -- any forms
    """Carry what others changed into a form that was sent, where it was left alone there; say what differs.

    `form` and `formsets` are unbound, of what is stored now; `data` is what was sent, and is changed.
    """
    found = list(_of_record(form, [one for one in changes if not one.part.name], data))
    for formset in formsets:
        own = [one for one in changes if one.part.name and one.part.model is formset.model]
        if own:
            found += _of_rows(SentRows(formset, data), own)
    return found


def _of_record(form: Any, changes: Sequence[RecordChange], data: QueryDict) -> Iterator[Difference]:  # noqa: ANN401 -- any form
    for change in changes:
        sent = {name: value_sent(form, name, data) for name in form.fields}
        moved = move_on(form, change, data)
        for one in change.fields:
            yield _of_field(change, one, _said(form, one, sent.get(one.name)), is_moved=one.name in moved)


def _of_rows(rows: SentRows, changes: Sequence[RecordChange]) -> Iterator[Difference]:
    form = rows.fresh.empty_form
    fates = {one.key: rows.fate(one) for one in changes if one.kind == DELETED}
    sent = {one.key: {name: rows.value(one.key, name) for name in form.fields} for one in changes}
    moved = rows.move_on(changes)
    for change in changes:
        if change.kind == ADDED:
            yield _of_whole(change, "nothing", _listed(change, "new"), "it stands below too")
        elif change.kind == DELETED:
            yield _of_whole(
                change, _listed(change, "old"), "deleted", _FATES.get(fates[change.key], "you deleted it too")
            )
        else:
            for one in change.fields:
                said = _said(form, one, sent[change.key].get(one.name))
                yield _of_field(change, one, said, is_moved=one.name in moved.get(change.key, ()))


def _said(form: Any, one: FieldChange, sent: Any) -> str | None:  # noqa: ANN401 -- any form
    return text_sent(form.fields[one.name], sent) if one.name in form.fields else None


def _of_field(change: RecordChange, one: FieldChange, said: str | None, *, is_moved: bool) -> Difference:
    note = _NOT_HERE if said is None else _MOVED if is_moved else ""
    typed = "" if is_moved else said or ""
    return Difference(f"{_name(change)}{one.label}", one.old, one.new, typed, note, change.who, change.at)


def _of_whole(change: RecordChange, opened: str, now: str, note: str) -> Difference:
    return Difference(_name(change).removesuffix(": "), opened, now, "", note, change.who, change.at)


def _name(change: RecordChange) -> str:
    if not change.part.name:
        return ""
    return f"{change.part.name} “{change.title}”: " if change.title else f"{change.part.name}: "


def _listed(change: RecordChange, which: str) -> str:
    return "; ".join(f"{one.label}: {getattr(one, which)}" for one in change.fields)
