"""Rows of an inline that were filled in while somebody else added, changed or deleted some of them.

Django pairs the rows of a form with those in the database by their places. So the form is laid out anew: first every
row that there is now, with what was typed in it; then what was typed into rows that are gone, and new rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from funding.desk.retyping import Sent, as_sent, move_on, value_sent
from funding.desk.timeline import ADDED, DELETED, RecordChange

_MOST = 1000  # rows; Django's own forms have no more
LEFT, TYPED, DROPPED = "left alone", "typed in", "deleted too"


@dataclass(frozen=True)
class SentRow:
    """A row as it was sent: its place in the form that was sent, its key there, and its inputs without their prefix."""

    place: int
    key: str
    inputs: Sent


class SentRows:
    """All rows that were sent of one inline; `fresh` is its unbound formset of what is stored now."""

    def __init__(self, fresh: Any, data: QueryDict) -> None:  # noqa: ANN401 -- any inline formset
        """Read the rows; a form without a readable count has none."""
        self.fresh, self.data, self.prefix = fresh, data, fresh.prefix
        total = data.get(f"{self.prefix}-TOTAL_FORMS", "")
        count = min(int(total), _MOST) if total.isascii() and total.isdigit() else 0
        self.rows = [self._row(place) for place in range(count)]
        self.by_key = {row.key: row for row in self.rows if row.key}

    def _row(self, place: int) -> SentRow:
        start = f"{self.prefix}-{place}-"
        inputs = {name.removeprefix(start): self.data.getlist(name) for name in self.data if name.startswith(start)}
        return SentRow(place, next(iter(inputs.get(self.fresh.model._meta.pk.name, [])), ""), inputs)

    def value(self, key: Any, name: str) -> Any:  # noqa: ANN401 -- what a widget reads
        """Give what was sent for a field of a row; None where the row wasn't sent."""
        row = self.by_key.get(str(key))
        return row and value_sent(self.fresh.empty_form, name, self.data, f"{self.prefix}-{row.place}")

    def fate(self, change: RecordChange) -> str:
        """Say what was done in the form to a row that somebody else deleted."""
        row = self.by_key.get(str(change.key))
        if row is None or f"{self.prefix}-{row.place}-DELETE" in self.data:
            return DROPPED
        before = {one.name: one.before for one in change.fields}
        form = self.fresh.empty_form
        typed = (
            form.fields[name].has_changed(before.get(name), self.value(change.key, name))
            for name in form.fields.keys() - {"DELETE", self.fresh.fk.name, self.fresh.model._meta.pk.name}
        )
        return TYPED if any(typed) else LEFT

    def move_on(self, changes: Iterable[RecordChange]) -> dict[Any, set[str]]:
        """Lay the rows out anew in `data`; give the fields of each row that were left alone and have a new value."""
        changes = list(changes)
        rows = list(self._laid_out({str(one.key): self.fate(one) for one in changes if one.kind == DELETED}))
        for name in [name for name in self.data if name.startswith(f"{self.prefix}-")]:
            if name.removeprefix(f"{self.prefix}-").partition("-")[0].isdigit():
                del self.data[name]
        for place, inputs in enumerate(rows):
            for name, texts in inputs.items():
                self.data.setlist(f"{self.prefix}-{place}-{name}", texts)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(self.fresh.initial_forms))
        now = {form.instance.pk: form for form in self.fresh.initial_forms}
        changed = [one for one in changes if one.kind not in {ADDED, DELETED} and one.key in now]
        return {one.key: move_on(now[one.key], one, self.data) for one in changed}

    def _laid_out(self, fates: dict[str, str]) -> Iterator[Sent]:
        key_name = self.fresh.model._meta.pk.name
        kept = set()
        for form in self.fresh.initial_forms:
            key = str(form.instance.pk)
            kept.add(key)
            row = self.by_key.get(key)
            yield row.inputs if row else _untouched(form)
        for row in self.rows:
            if not row.key:
                yield row.inputs
            elif row.key not in kept and fates.get(row.key) == TYPED:
                yield row.inputs | {key_name: [""]}


def _untouched(form: Any) -> Sent:  # noqa: ANN401 -- any unbound form
    sent: Sent = {}
    for name in form.fields:
        sent |= as_sent(form, name)
    return {name.removeprefix(f"{form.prefix}-"): texts for name, texts in sent.items()}
