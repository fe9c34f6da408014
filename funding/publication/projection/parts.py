"""What every projection is made of: rows, ids, and the columns that several tables share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from funding.codelists.records import UNSAFE_LINK_DOMAINS
from funding.codelists.reference import EURO
from funding.money import part_of
from funding.publication.policy import visible

Row = dict[str, Any]
Snapshot = Mapping[str, Any]

_DATES = {"planned_start", "planned_end", "actual_start", "actual_end", "signed_on", "decided_on", "dated"}


class Identities(Protocol):
    """Public ids by register key, given by the publisher."""

    def of(self, subject: str, key: int, *, name: str = "") -> str:
        """Give the public id of a record; a name makes it a readable one."""

    def known(self, subject: str, key: int | None) -> str:
        """Give the public id of a record that is public in this release, or an empty string."""


@dataclass
class Projected:
    """A published row and the rows that hang on it, by the name of the published model."""

    model: str
    row: Row
    children: dict[str, list[Row]] = field(default_factory=dict)
    digest: str = field(default="", compare=False)  # once somebody asked for it: the content changes no more then


def beside_parts(parts: list[Row]) -> Row:
    """Repeat a grant's parts in columns of its own row: who filters or sorts by a sector needn't read the parts."""
    columns = {f"sector_{name}": [one[name] for one in parts] for name in ("share", "contracted", "paid")}
    return {"sectors": [one["sector"] for one in parts], **columns}


def facts_of(noun: str, values: Snapshot) -> Row:
    """Give what the public may see of a record, its dates read."""
    facts = visible(noun, values)
    return facts | {name: day(facts[name]) for name in _DATES & facts.keys()}


def money(text: str | None) -> Decimal | None:
    """Read an amount or a share."""
    return None if text is None else Decimal(text)


def day(text: str | None) -> date | None:
    """Read a date (ISO 8601)."""
    return None if text is None else date.fromisoformat(text)


def in_euro(amount: str | None, currency: str) -> Decimal | None:
    """Give an amount that is in EUR; another currency is unknown until it is converted."""
    return money(amount) if currency == EURO else None


def belarus_part(whole: Decimal | None, share: Decimal | None) -> Decimal | None:
    """Give Belarus's part of an amount, to the cent; None where either is unknown."""
    return None if whole is None or share is None else part_of(whole, share)


def total(amounts: list[Decimal | None]) -> Decimal | None:
    """Add what is known; None where nothing is, for no payment isn't a payment of 0."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def period(facts: Row, *, amended_end: date | None = None) -> Row:
    """Give the dates a record runs by: the actual ones, else the amended, else the planned."""
    return {
        "starts_on": facts["actual_start"] or facts["planned_start"],
        "ends_on": facts["actual_end"] or amended_end or facts["planned_end"],
    }


def source_columns(source: Snapshot, address: str = "") -> Row:
    """Give the columns of a source; `address` is that of the record there, if it has one."""
    facts = facts_of("Source", source)
    general = facts["address"]
    link = address or general
    return {
        "source_publisher": facts["publisher"],
        "source_title": facts["title"],
        "source_kind": facts["kind"],
        "source_address": link,
        "source_published_on": day(facts["published_on"]),
        "source_licence": facts["licence"],
        "source_is_link_unsafe": facts["is_link_unsafe"] or any(domain in link for domain in UNSAFE_LINK_DOMAINS),
    }


def first_source(snapshot: Snapshot) -> Row:
    """Show the first source: the one that the record was made from."""
    if not snapshot["sources"]:
        return {}
    first = snapshot["sources"][0]
    reference = visible("SourceReference", first["reference"])
    return source_columns(first["source"], reference["address"]) | {"source_identifier": reference["identifier"]}


def instrument_columns(instrument: Snapshot | None) -> Row:
    """Give the columns of the instrument that pays."""
    if instrument is None:
        return {"instrument": "", "instrument_name": ""}
    facts = visible("Instrument", instrument)
    return {"instrument": facts["slug"], "instrument_name": facts["short_name"]}
