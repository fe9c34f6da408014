"""Kinds of filters, each a form field with its widget; what it asks of the rows is said where it is declared."""

from collections.abc import Iterable

from django import forms
from django_filters import Filter

from funding.portal.fields import AmountField, DayField, DayOrYearField, Offered, OneField, SeveralField, WordsField


class WordsFilter(Filter):
    """Words that a row must hold, in any script."""

    field_class = WordsField

    def __init__(self, label: str = "Text") -> None:
        """Make the one text filter of a list."""
        widget = forms.TextInput(attrs={"type": "search"})
        super().__init__(label=label, method="search", max_length=200, widget=widget)


class _ChoiceFilter(Filter):
    """Values of a closed list."""

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str | None = None,
        *,
        choices: Iterable[tuple[str, str]] = (),
        **options: object,
    ) -> None:
        """Take what `Filter` takes, and the choices unless they are published rows."""
        super().__init__(field_name, lookup_expr, choices=Offered(choices), **options)  # type: ignore[arg-type] # passed on


class SeveralFilter(_ChoiceFilter):
    """Any of the chosen values, ticked in a short list."""

    field_class = SeveralField


class ManyFilter(SeveralFilter):
    """Any of the chosen values, picked from a long list."""

    def __init__(self, field_name: str | None = None, lookup_expr: str | None = None, **options: object) -> None:
        """Take what `Filter` takes."""
        widget = forms.SelectMultiple(attrs={"size": 6})
        super().__init__(field_name, lookup_expr, widget=widget, **options)  # type: ignore[arg-type] # passed on


class LinkedFilter(SeveralFilter):
    """Any of the values that links to the list name; the form keeps them and offers no others."""

    def __init__(self, field_name: str | None = None, lookup_expr: str | None = None, **options: object) -> None:
        """Make a filter without a control of its own."""
        super().__init__(field_name, lookup_expr, widget=forms.MultipleHiddenInput(), **options)  # type: ignore[arg-type] # passed on


class OneFilter(_ChoiceFilter):
    """One value of a closed list."""

    field_class = OneField


class AmountFilter(Filter):
    """A bound of an amount."""

    field_class = AmountField

    def __init__(self, field_name: str | None = None, lookup_expr: str | None = None, **options: object) -> None:
        """Make a lower (`gte`) or upper (`lte`) bound, or one by a method."""
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(field_name, lookup_expr, widget=widget, **options)  # type: ignore[arg-type] # passed on


class DayFilter(Filter):
    """A bound of a date."""

    field_class = DayField


class DayOrYearFilter(Filter):
    """A day or a year."""

    field_class = DayOrYearField
