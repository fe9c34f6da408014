"""Forms that were filled in while somebody else changed the record: what was typed stays, what was left alone moves on.

A field whose value is still what the form was opened with was left alone: saving it again would undo, unseen, what the
other person did. Such fields get the value that is stored now, all others keep what was typed.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from funding.desk.timeline import FieldChange, RecordChange
from funding.desk.values import plain

Sent = dict[str, list[str]]  # by the name of an input


def value_sent(form: Any, name: str, data: QueryDict, prefix: str = "") -> Any:  # noqa: ANN401 -- what a widget reads
    """Read what was sent for a field of a form, under the form's own prefix or another one."""
    html_name = f"{prefix}-{name}" if prefix else form[name].html_name
    return form.fields[name].widget.value_from_datadict(data, {}, html_name)


def is_left_alone(form: Any, change: FieldChange, sent: Any) -> bool:  # noqa: ANN401 -- what a widget reads
    """Tell whether what was sent for a field is what the form was opened with."""
    return not form.fields[change.name].has_changed(change.before, sent)


def as_sent(form: Any, name: str) -> Sent:  # noqa: ANN401 -- any form
    """Give what a browser would send for a field of an unbound form if nobody touched it."""
    bound = form[name]
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(value) or (), strict=True)
        return {f"{bound.html_name}_{index}": _texts(one, part) for index, (one, part) in enumerate(parts)}
    return {bound.html_name: _texts(widget, value)}


def _texts(widget: forms.Widget, value: Any) -> list[str]:  # noqa: ANN401 -- whatever a field holds
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    written = widget.format_value(value)
    if isinstance(written, (list, tuple)):
        return [str(one) for one in written]
    return ["" if written is None else str(written)]


def move_on(form: Any, change: RecordChange, data: QueryDict) -> set[str]:  # noqa: ANN401 -- any unbound form of what is stored now
    """Give fields that were left alone, and that somebody else changed, their new value; name them."""
    moved = set()
    for one in change.fields:
        if one.name in form.fields and is_left_alone(form, one, value_sent(form, one.name, data)):
            for name, texts in as_sent(form, one.name).items():
                data.setlist(name, texts)
            moved.add(one.name)
    return moved


def text_sent(field: forms.Field, sent: Any) -> str:  # noqa: ANN401 -- what a widget reads
    """Write for people what was typed or chosen in a field."""
    if isinstance(field, forms.ModelChoiceField):
        try:
            return str(field.to_python(sent) or "")
        except ValidationError:
            return str(sent)
    values = sent if isinstance(sent, list) else [sent]
    labels = {str(value): str(label) for value, label in _flat(getattr(field, "choices", ()))}
    return ", ".join(labels.get(str(one), plain(one)) for one in values if one not in (None, ""))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        yield from label if isinstance(label, (list, tuple)) else [(value, label)]
