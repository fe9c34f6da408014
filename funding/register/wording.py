"""A snapshot in words for staff: names of fields, labels for codes, dates and sums as people write them. Asks nothing.

What a record points to is in the snapshot, or named by who asks (`Names`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.formats import date_format

from funding.codelists.iati import TransactionKind
from funding.codelists.reference import EURO

Values = Mapping[str, Any]
Names = Mapping[tuple[str, Any], str]  # (field, key) → what it points to
_BOOKKEEPING = {"id", "level", "approval", "clearance", "created_at", "changed_at", "shown_as", "name_folded", "slug"}
_ELSEWHERE = {"instrument", "source", "scope_decided_by"}  # in a part of the snapshot of its own, or of no concern
_RECEIVER = {"name", "local_name"}  # of whom a payment went to; the rest stands with its role
_MONEY = 2  # decimal places


class Part(NamedTuple):
    """Where the entries of a snapshot's list keep their values: the key within an entry, and the noun."""

    key: str
    noun: str


# Which lists a snapshot has, in the order in which people read them.
_LISTS: dict[str, tuple[Part, ...]] = {
    "sector_shares": (Part("", "GrantSector"),),
    "roles": (Part("role", "GrantRole"), Part("organisation", "Organisation")),
    "amendments": (Part("", "Amendment"),),
    "transactions": (Part("transaction", "Transaction"), Part("receiver", "Organisation")),
    "parts": (Part("", "EnvelopePart"),),
    "sources": (Part("reference", "SourceReference"), Part("source", "Source")),
}
_SINGLE = {"instrument": "Instrument", "source": "Source"}


@dataclass(frozen=True)
class Fact:
    """One field: its value as the snapshot has it, and in words (empty where nothing is known)."""

    noun: str
    field: str
    value: Any
    text: str

    @property
    def label(self) -> str:
        """Name the field for people."""
        return str(_column(self.noun, self.field).verbose_name)


@dataclass(frozen=True)
class Entry:
    """The record itself (its name is empty), or something that belongs to it."""

    group: str
    key: Any
    name: str
    facts: list[Fact]

    @property
    def text(self) -> str:
        """Give all that is known of it in one line; amounts carry their currency."""
        said = [one for one in self.facts if one.text and one.value is not False and one.field != "currency"]
        return ", ".join(one.label if one.value is True else one.text for one in said)


def entries_of(noun: str, snapshot: Values, names: Names | None = None) -> Iterator[Entry]:
    """Give a record's own facts, then those of what belongs to it."""
    record = snapshot["record"]
    yield Entry("record", record["id"], "", list(_facts(noun, record, names or {}, belongs=False)))
    for group, of in _SINGLE.items():
        if values := snapshot.get(group):
            yield Entry(group, "", of, list(_facts(of, values, {})))
    currency = {"currency": record.get("currency", EURO)}
    for group, parts in _LISTS.items():
        for entry in snapshot.get(group, ()):
            filled = [(part.noun, entry[part.key] if part.key else entry) for part in parts]
            facts = [fact for of, values in filled if values for fact in _facts(of, currency | values, {})]
            if group == "transactions":
                facts = [one for one in facts if one.noun == "Transaction" or one.field in _RECEIVER]
            yield Entry(group, filled[0][1]["id"], _name_of(group, entry), facts)


def _facts(noun: str, values: Values, names: Names, *, belongs: bool = True) -> Iterator[Fact]:
    """Read the fields of one row; rows that belong to a record point to nothing but it and what stands beside them."""
    for column in apps.get_model("register", noun)._meta.concrete_fields:
        field = column.name
        if field not in values or field in _BOOKKEEPING | _ELSEWHERE or (belongs and column.is_relation):
            continue
        yield Fact(noun, field, values[field], _text(noun, field, values, names))


def _text(noun: str, field: str, values: Values, names: Names) -> str:
    value, column = values[field], _column(noun, field)
    if value is None or value in ("", []):
        return ""
    if column.is_relation:
        return names.get((field, value), f"no. {value}")
    if isinstance(column, models.DecimalField):
        return _figure(Decimal(value), column, values.get("currency", EURO))
    if isinstance(column, ArrayField):
        labels = dict(column.base_field.flatchoices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    return _plain(value, column)


def _figure(amount: Decimal, column: "models.DecimalField[Any, Any]", currency: str) -> str:
    return f"{amount:,.2f} {currency}" if column.decimal_places == _MONEY else f"{amount.normalize():f} %"


def _plain(value: Any, column: Any) -> str:  # noqa: ANN401 -- any kind of value and column
    if isinstance(value, bool):
        return "yes" if value else "no"
    return dated(value) if isinstance(column, models.DateField) else str(dict(column.flatchoices).get(value, value))


def dated(value: str) -> str:
    """Write a date (ISO 8601) for people."""
    return date_format(date.fromisoformat(value[:10]), "j F Y")


def _name_of(group: str, entry: Values) -> str:
    """Name an entry of a list as people would point at it."""
    match group:
        case "sector_shares":
            return "Sector share"
        case "roles":
            return f"Organisation {entry['organisation']['name']}"
        case "amendments":
            return f"Amendment {entry['number']}"
        case "transactions":
            kind = TransactionKind(entry["transaction"]["kind"]).label
            return f"{kind} of {dated(entry['transaction']['date'])}"
        case "sources":
            return f"Source {entry['source']['title']}"
        case _:
            return "Part"


def _column(noun: str, field: str) -> Any:  # noqa: ANN401 -- any kind of column
    return apps.get_model("register", noun)._meta.get_field(field)
