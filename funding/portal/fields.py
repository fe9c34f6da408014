"""Form fields that take what a reader types and nothing else; each error says what would be right."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator

from funding.folding import folded_words
from funding.periods import EARLIEST, LATEST, is_plausible

# [0-9] and not \d, which takes the digits of every script.
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_COUNT = re.compile(r"[0-9]{1,9}")
_PUBLIC_ID = re.compile(r"[a-z0-9_-]{1,120}")
_YEAR = re.compile(r"[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 60  # characters of a wrong value that are repeated to the reader
_SPAN = f"{EARLIEST.year} and {LATEST.year}"


def _quoted(value: str) -> str:
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return f"“{shown}”"


class _TypedField(forms.CharField):
    """A text that is turned into a value; empty is None."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's own signature
        """Give the value, or None."""
        text = super().clean(value)
        return self.typed(text) if text else None

    def typed(self, text: str) -> Any:  # noqa: ANN401 -- a date, an amount, a number: as the field says
        """Read the text; each field below says how."""
        raise NotImplementedError  # there is no field of this type itself


class WordsField(forms.CharField):
    """Words to search for; refuses a text of which nothing can be searched."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- Django's own signature
        """Give the text."""
        text: str = super().clean(value)
        if text and not folded_words(text):
            message = f"{_quoted(text)} has nothing to search for: type Latin or Cyrillic letters, or digits."
            raise ValidationError(message)
        return text


class AmountField(_TypedField):
    """An amount in EUR in plain digits."""

    def typed(self, text: str) -> Decimal:
        """Give the amount."""
        if not _AMOUNT.fullmatch(text):
            message = f"{_quoted(text)} isn't an amount: type plain digits, like 50000 or 50000.50."
            raise ValidationError(message)
        return Decimal(text)


class CountField(_TypedField):
    """A whole number in up to nine digits."""

    widget = forms.HiddenInput

    def typed(self, text: str) -> int:
        """Give the number."""
        if not _COUNT.fullmatch(text):
            message = f"{_quoted(text)} isn't a number of up to nine digits."
            raise ValidationError(message)
        return int(text)


class RowField(_TypedField):
    """A row by its public id."""

    widget = forms.HiddenInput

    def typed(self, text: str) -> str:
        """Give the public id."""
        if not _PUBLIC_ID.fullmatch(text):
            message = f"{_quoted(text)} isn't the id of a row."
            raise ValidationError(message)
        return text


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:  # 2023-02-30
        return None
    return day if day and is_plausible(day) else None


class DayField(_TypedField):
    """A day, YYYY-MM-DD."""

    widget = forms.DateInput(attrs={"type": "date", "min": EARLIEST, "max": LATEST})

    def typed(self, text: str) -> date:
        """Give the day."""
        if day := _day(text):
            return day
        message = f"{_quoted(text)} isn't a day between {_SPAN}: write it like 2023-05-31."
        raise ValidationError(message)


class DayOrYearField(_TypedField):
    """A day (YYYY-MM-DD) or a whole year (YYYY)."""

    def typed(self, text: str) -> date | int:
        """Give a date, or the year as a number."""
        if _YEAR.fullmatch(text) and EARLIEST.year <= int(text) <= LATEST.year:
            return int(text)
        if day := _day(text):
            return day
        message = f"{_quoted(text)} isn't a day or year between {_SPAN}: write it like 2023-05-31 or 2023."
        raise ValidationError(message)


class Offered(BaseChoiceIterator):
    """Choices that are made once and read only: Django neither copies nor checks them anew for each form."""

    def __init__(self, choices: Iterable[tuple[str, str]] = ()) -> None:
        """Take pairs of value and label."""
        self._choices = tuple(choices)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Give the pairs in order."""
        return iter(self._choices)

    def __deepcopy__(self, memo: object) -> "Offered":
        """Stay the same in every copy of a form."""
        return self


class SeveralField(forms.MultipleChoiceField):
    """Any number of values of a closed list, each once."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:  # noqa: ANN401 -- Django's own signature
        """Give the values in the order they came."""
        given: list[str] = [one for one in value or [] if one]
        for one in given:
            if not self.valid_value(one):
                message = f"{_quoted(one)} isn't one of the choices."
                raise ValidationError(message)
        return list(dict.fromkeys(given))


class OneField(forms.ChoiceField):
    """One value of a closed list."""

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Refuse any other in our own words."""
        if value and not self.valid_value(value):
            message = f"{_quoted(value)} isn't one of the choices."
            raise ValidationError(message)
