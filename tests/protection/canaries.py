"""Canaries: values that occur once in the whole register, to be looked for in all that is public."""

import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, connection, models, transaction

from funding.codelists.disclosure import Level
from funding.publication.policy import POLICY, Verdict
from funding.register.history import register_models

_SHORTEST_TEXT = 20  # shorter fields are codes of closed lists
_FIRST_KEY = 7_300_000_000
_WORD = re.compile(r"zq[0-9a-z]+?xq")
_NUMBER = re.compile(r"(?<![0-9a-z.])[0-9]{5,}(?![0-9a-z])")  # not inside a hash or a public id
_SEPARATED = re.compile(r"(?<=[0-9])[,'’\u00a0\u202f\u2009 ](?=[0-9]{3}(?![0-9]))")
_KEY = re.compile(r"73[0-4][0-9]000[0-9]{3}")
_AMOUNTS = 310_000  # the whole euro of canaries begin here
_FAR = datetime(2095, 1, 1, tzinfo=UTC)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Planted:
    """Where a canary lives."""

    noun: str
    field: str
    key: object

    def __str__(self):
        return f"{self.noun}.{self.field} of {self.key}"


class Aviary:
    """All canaries of one register: how each would look in public, and where it was planted."""

    def __init__(self):
        """Start empty, and give all records of the register keys that are canaries themselves."""
        self.withheld, self.public = {}, {}  # what it looks like → where it lives
        self._count, self._days = 0, defaultdict(int)
        _number_from(_FIRST_KEY)

    def plant(self, record, level, *, year=2021):
        """Plant one in every field of a record that can hold it; those that the level withholds must never be seen.

        `year` is that of all dates, for it may be public.
        """
        noun, values = type(record).__name__, {}
        for field in record._meta.concrete_fields:
            is_withheld = level != Level.FULL or POLICY[noun][field.name].verdict is Verdict.WITHHELD
            # What is public needs no canary to be seen, unless it is text: that proves that they would be seen.
            if (is_withheld or is_text(field)) and (value := self._value(field, noun, year)) is not None:
                values[field.attname] = value
                place = Planted(noun, field.name, record.pk)
                (self.withheld if is_withheld else self.public)[_looks(value)] = place
        if values:
            _store(record, values)

    def word(self, noun, field):
        """Give a word to be planted by hand where a verb takes it; it is withheld."""
        value = self._word(noun, field)
        self.withheld[value] = Planted(noun, field, "a verb")
        return value

    def know(self, record, field):
        """Take a withheld amount that a record has anyway for a canary: nothing else is as much."""
        self.withheld[_looks(getattr(record, field))] = Planted(type(record).__name__, field, record.pk)

    def withdraw(self, *keys):
        """Say of which records everything must be gone by now, also what was public."""
        for looks, place in list(self.public.items()):
            if (place.noun, place.key) in keys:
                self.withheld[looks] = self.public.pop(looks)

    def seen_in(self, text):
        """Give where the withheld canaries live that a text shows, and the register keys that it shows."""
        words, numbers, days = _found(text)
        shown = [place for looks, place in self.withheld.items() if looks in words or looks in numbers or looks in days]
        return sorted(map(str, shown)) + sorted(set(_KEY.findall(text)))

    def proved_by(self, text):
        """Give (noun, field) of the public canaries that a text shows."""
        words, _, _ = _found(text)
        return {(place.noun, place.field) for looks, place in self.public.items() if looks in words}

    def can_hold(self, field):
        """Tell whether a canary can be planted in a field of the register."""
        return self._value(field, "", 2025) is not None

    def _word(self, noun, field):
        self._count += 1
        number = "a".join(f"{self._count:04}")  # the name scan takes doubled letters, and digits, for single ones
        return f"zq{noun[:6]}{field.replace('_', '')[:6]}{number}xq".lower()

    def _value(self, field, noun, year):
        """Make a value for a field; None where it can't be told from others: keys, codes, yes and no."""
        if is_text(field):
            word = self._word(noun, field.name)
            forms = {models.URLField: f"https://{word}.example.org/", models.EmailField: f"{word}@example.org"}
            return f"{word}.example.org" if field.name == "domain" else forms.get(type(field), word)
        if isinstance(field, models.DateTimeField):
            self._count += 1
            return _FAR + timedelta(days=self._count)
        if isinstance(field, models.DateField):
            self._days[year] += 1
            return date(year, 5, 1) + timedelta(days=self._days[year])
        if isinstance(field, models.DecimalField) and field.max_digits > 7:
            self._count += 1
            return Decimal(_AMOUNTS + 7 * self._count) + Decimal("0.37")
        if isinstance(field, models.JSONField) and field.name == "imported":
            return {"title": self._word(noun, field.name)}
        return None


def _store(record, values):
    """Write the values into a record: all at once, or those of them that its constraints let in."""
    rows = type(record)._base_manager.filter(pk=record.pk)
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        for name, value in values.items():
            with suppress(IntegrityError), transaction.atomic():
                rows.update(**{name: value})
    record.refresh_from_db()


def is_text(field):
    """Tell whether a field holds words rather than a code."""
    is_long = isinstance(field, models.TextField) or (field.max_length or 0) >= _SHORTEST_TEXT
    is_word = isinstance(field, (models.CharField, models.TextField)) and not field.choices and is_long
    return is_word and field.name not in ("subject", "level", "ground", "name_folded", "quarter", "public_id", "slug")


def _looks(value):
    """Give what is looked for in a text: a word, the whole euro of an amount, a day in any usual form."""
    if isinstance(value, dict):
        value = value["title"]
    if isinstance(value, str):
        return _WORD.search(value)[0]
    if isinstance(value, Decimal):
        return str(int(value))
    return value.date() if isinstance(value, datetime) else value


def _found(text):
    """Give the canaries' words, whole numbers and days that a text shows."""
    plain = text.casefold()
    return set(_WORD.findall(plain)), set(_NUMBER.findall(_SEPARATED.sub("", plain))), set(_days_in(plain))


def _days_in(plain):
    for year, month, day in re.findall(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", plain):
        yield _day(year, month, day)
    for day, month, year in re.findall(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})", plain):
        yield _day(year, month, day)
    names = {name: number for number, name in enumerate(_MONTHS, 1)}
    for day, month, year in re.findall(r"([0-9]{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+([0-9]{4})", plain):
        yield _day(year, names.get(month, 0), day)


def _day(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number_from(first):
    """Have the sequences of all register tables go on from numbers that nothing else has."""
    with connection.cursor() as cursor:
        for place, model in enumerate(register_models()):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, model._meta.pk.column])
            (sequence,) = cursor.fetchone()
            if sequence:
                cursor.execute(
                    "SELECT setval(%s, greatest(%s, nextval(%s)))", [sequence, first + 10**6 * place, sequence]
                )
