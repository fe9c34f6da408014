"""The rail beside a list: its filters, ready to be drawn, with counts beside their values.

Django draws each checkbox by a template of its own, which costs more than all the rest of a page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, CheckboxSelectMultiple, Select, SelectMultiple

from funding.portal.filtering import PublishedFilterSet

_NO_COUNTS: Mapping[str, Mapping[str, int]] = {}


@dataclass(frozen=True)
class Option:
    """A value of a facet; `count` is None where nothing was counted."""

    value: str
    label: str
    is_chosen: bool
    count: int | None


@dataclass(frozen=True)
class Control:
    """A filter on the rail: a facet with options, in a short list or a long one; one of several; any other field."""

    field: BoundField
    options: list[Option]
    is_short: bool = False
    is_long: bool = False
    is_one: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a facet is shown unfolded."""
        return bool(self.field.errors) or any(option.is_chosen for option in self.options)


def rail_of(found: PublishedFilterSet, counts: Mapping[str, Mapping[str, int]] = _NO_COUNTS) -> list[Control]:
    """Give the controls of a list in order; a long list leaves out values that nothing has, unless they are chosen."""
    return [_control(field, counts.get(field.name)) for field in found.form.visible_fields()]


def _control(field: BoundField, counts: Mapping[str, int] | None) -> Control:
    widget = field.field.widget
    if type(widget) is Select:
        return Control(field, list(_options(field, counts)), is_one=True)
    if not isinstance(widget, SelectMultiple):  # CheckboxSelectMultiple isn't one
        is_short = isinstance(widget, CheckboxSelectMultiple)
        return Control(field, list(_options(field, counts)) if is_short else [], is_short=is_short)
    options = [one for one in _options(field, counts) if one.count != 0 or one.is_chosen]
    return Control(field, options, is_long=True)


def _options(field: BoundField, counts: Mapping[str, int] | None) -> Iterator[Option]:
    value = field.value()
    chosen = {*value} if isinstance(value, list) else {value or ""}
    choices: Any = field.field.choices  # type: ignore[attr-defined] # both widgets belong to fields with choices
    for code, label in choices:
        yield Option(code, str(label), code in chosen, None if counts is None else counts.get(code, 0))
