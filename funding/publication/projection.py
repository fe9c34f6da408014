"""Register snapshot → published rows: pure functions, the only place that applies the policy.

Rows are plain values by the columns of the published tables. Amounts are split here and nowhere else: Belarus's part
of each amount, and each part by sector, to the cent, so that every page adds the same euros.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from funding.codelists.iati import PAID_KINDS, RECIPIENT_ROLES, TransactionKind
from funding.codelists.records import UNSAFE_LINK_DOMAINS
from funding.codelists.reference import EURO
from funding.folding import fold
from funding.money import part_of, split
from funding.periods import year_contracted
from funding.publication.policy import visible

Row = dict[str, Any]
Snapshot = Mapping[str, Any]


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


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _in_euro(amount: str | None, currency: str) -> Decimal | None:
    """Give an amount that is in EUR; another currency is unknown until it is converted."""
    return _money(amount) if currency == EURO else None


def _belarus_part(whole: Decimal | None, share: Decimal | None) -> Decimal | None:
    return None if whole is None or share is None else part_of(whole, share)


def _source(source: Snapshot | None, address: str = "") -> Row:
    if source is None:
        return {}
    facts = visible("Source", dict(source))
    link = address or str(facts["address"])
    unsafe = bool(facts["is_link_unsafe"]) or any(domain in link for domain in UNSAFE_LINK_DOMAINS)
    return {
        "source_publisher": facts["publisher"],
        "source_title": facts["title"],
        "source_kind": facts["kind"],
        "source_address": link,
        "source_is_link_unsafe": unsafe,
    }


def _first_source(snapshot: Snapshot) -> Row:
    """Show the first source: the one that the record was made from."""
    if not snapshot["sources"]:
        return {}
    first = snapshot["sources"][0]
    reference = visible("SourceReference", first["reference"])
    return _source(first["source"], str(reference["address"])) | {"source_identifier": reference["identifier"]}


def _instrument_columns(instrument: Snapshot | None) -> Row:
    if instrument is None:
        return {"instrument": "", "instrument_name": ""}
    return {"instrument": instrument["slug"], "instrument_name": instrument["short_name"]}


def project_instrument(instrument: Snapshot) -> Projected:
    """Project an instrument that something published is paid by."""
    facts = visible("Instrument", dict(instrument))
    return Projected("PublishedInstrument", {"public_id": facts.pop("slug"), "is_invented": False} | facts)


def project_organisation(organisation: Snapshot, identities: Identities) -> Projected:
    """Project an organisation that has a role in something published."""
    facts = visible("Organisation", dict(organisation))
    name = str(facts["name"])
    row = {
        "public_id": identities.of("organisation", organisation["id"]),
        "name_folded": fold(name),
        "search": fold(f"{name} {facts['local_name']}"),
    }
    return Projected("PublishedOrganisation", facts | row)


def _transaction(
    entry: Snapshot,
    identities: Identities,
    *,
    owner: Row,
    share: Decimal | None,
    sectors: list[Snapshot],
    invented: bool,
) -> Projected:
    facts = visible("Transaction", entry["transaction"])
    whole = _in_euro(str(facts["amount"]), str(facts["currency"]))
    amount = _belarus_part(whole, share)
    receiver = entry["receiver"]
    name = str(visible("Organisation", receiver)["name"]) if receiver else ""
    row = {
        "public_id": identities.of("transaction", entry["transaction"]["id"]),
        "is_invented": invented,
        "kind": facts["kind"],
        "date": _day(str(facts["date"])),
        "amount_whole": whole,
        "amount": amount,
        "currency": facts["currency"],
        "amount_in_currency": _money(str(facts["amount"])),
        "receiver": name,
        "receiver_id": identities.of("organisation", receiver["id"]) if receiver else "",
        "description": facts["description"],
        "search": fold(f"{owner['title']} {name} {facts['description']}"),
    } | owner
    parts = [
        {"sector": one["sector"], "amount": part} for one, part in zip(sectors, _split(amount, sectors), strict=True)
    ]
    return Projected("PublishedTransaction", row, {"PublishedTransactionSector": parts})


def _split(amount: Decimal | None, sectors: list[Snapshot]) -> list[Decimal | None]:
    if amount is None or not sectors:
        return [None] * len(sectors)
    return list(split(amount, [Decimal(one["share"]) for one in sectors]))


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """Add what is known; None where nothing is, for no payment isn't a payment of 0."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _period(facts: Row, amendments: list[Snapshot]) -> Row:
    amended = [_day(one["new_end"]) for one in amendments if one["new_end"]]
    end = facts["actual_end"] or (amended[-1] if amended else None) or facts["planned_end"]
    return {"starts_on": facts["actual_start"] or facts["planned_start"], "ends_on": end}


_DATES = {"planned_start", "planned_end", "actual_start", "actual_end", "signed_on", "decided_on"}


def _dates(facts: Row) -> Row:
    return {name: _day(facts[name]) for name in _DATES & facts.keys()}


def project_programme(snapshot: Snapshot, identities: Identities) -> list[Projected]:
    """Project a programme and its transactions."""
    facts: Row = visible("Programme", snapshot["record"])
    facts |= _dates(facts)
    share = _money(facts["belarus_share"])
    whole = _in_euro(facts["decided"], facts["currency"])
    slug = identities.of("programme", snapshot["record"]["id"], name=facts["title"])
    instrument = _instrument_columns(snapshot["instrument"])
    row = {
        name: facts[name]
        for name in (
            "title",
            "summary",
            "description",
            "reference",
            "reach",
            "status",
            "sectors",
            "decided_basis",
        )
    }
    row |= instrument | _period(facts, []) | _first_source(snapshot)
    row |= {
        "public_id": slug,
        "is_invented": facts["is_invented"],
        "decided_on": facts["decided_on"],
        "belarus_share": share,
        "decided_whole": whole,
        "decided": _belarus_part(whole, share),
        "search": fold(" ".join([facts["title"], facts["summary"], facts["reference"], instrument["instrument_name"]])),
    }
    owner = {"programme": slug, "grant": "", "title": facts["title"], "instrument": instrument["instrument"]}
    return [
        Projected("PublishedProgramme", row),
        *(
            _transaction(entry, identities, owner=owner, share=share, sectors=[], invented=facts["is_invented"])
            for entry in snapshot["transactions"]
        ),
    ]


def _roles(snapshot: Snapshot, identities: Identities) -> list[Row]:
    rows = []
    for entry in snapshot["roles"]:
        role, organisation = (
            visible("GrantRole", entry["role"]),
            visible("Organisation", entry["organisation"]),
        )
        rows.append(
            {
                "organisation": identities.of("organisation", entry["organisation"]["id"]),
                "name": organisation["name"],
                "country": organisation["country"],
            }
            | role
        )
    return rows


def _amounts(facts: Row, snapshot: Snapshot, share: Decimal | None) -> Row:
    whole = _in_euro(facts["contracted"], facts["currency"])
    if whole is not None:
        whole += sum((Decimal(one["amount_change"] or 0) for one in snapshot["amendments"]), Decimal(0))
    return {
        "belarus_share": share,
        "contracted_whole": whole,
        "contracted": _belarus_part(whole, share),
        "contracted_basis": facts["contracted_basis"],
        "eu_contribution": _in_euro(facts["eu_contribution"], facts["currency"]),
        "total_cost": _in_euro(facts["total_cost"], facts["currency"]),
    }


def _paid(payments: list[Projected], sectors: list[Snapshot]) -> tuple[Row, list[Decimal | None]]:
    """Add the payments of a grant: its own columns, and the sum for each of its sectors."""
    own = {name: _sum([one.row[source] for one in payments]) for name, source in _PAID_COLUMNS.items()}
    by_sector = [
        _sum([one.children["PublishedTransactionSector"][index]["amount"] for one in payments])
        for index in range(len(sectors))
    ]
    return own, by_sector


_PAID_COLUMNS = {"paid_whole": "amount_whole", "paid": "amount"}
_GRANT_COLUMNS = (
    "title", "summary", "description", "contract_number", "contract_type", "management_mode", "status",
    "recipient_kind", "target_groups", "passes_money_on", "signed_on", "sectors_confirmed", "is_invented",
)  # fmt: skip


def _recipients(roles: list[Row]) -> Row:
    recipients = [role for role in roles if role["role"] in RECIPIENT_ROLES]
    return {
        "recipient": "; ".join(role["name"] for role in recipients)[:500],
        "recipient_countries": sorted({role["country"] for role in recipients} - {""}),
    }


def _year(facts: Row, transactions: list[Projected]) -> Row:
    commitments = [one.row["date"] for one in transactions if one.row["kind"] == TransactionKind.COMMITMENT]
    year, basis = year_contracted(
        signed_on=facts["signed_on"],
        commitments_on=commitments,
        actual_start=facts["actual_start"],
        planned_start=facts["planned_start"],
    )
    return {"year": year, "year_basis": basis.value}


def project_grant(snapshot: Snapshot, identities: Identities, programme: Row | None) -> list[Projected]:
    """Project a grant and its transactions; `programme` is the published row of its programme, if that is public."""
    facts: Row = visible("Grant", snapshot["record"])
    facts |= _dates(facts)
    share, sectors = _money(facts["belarus_share"]), snapshot["sector_shares"]
    row = {name: facts[name] for name in _GRANT_COLUMNS} | _instrument_columns(snapshot["instrument"])
    row["public_id"] = identities.of("grant", snapshot["record"]["id"])
    row |= {"programme": "", "programme_title": ""}
    if programme:
        row |= {"programme": programme["public_id"], "programme_title": programme["title"]}
    owner = {"grant": row["public_id"]} | {name: row[name] for name in ("programme", "title", "instrument")}
    transactions = [
        _transaction(entry, identities, owner=owner, share=share, sectors=sectors, invented=facts["is_invented"])
        for entry in snapshot["transactions"]
    ]
    paid, paid_by_sector = _paid([one for one in transactions if one.row["kind"] in PAID_KINDS], sectors)
    roles = _roles(snapshot, identities)
    row |= _period(facts, snapshot["amendments"]) | _year(facts, transactions) | _amounts(facts, snapshot, share)
    row |= paid | _recipients(roles) | _first_source(snapshot)
    row["search"] = grant_search(row)
    parts = [
        {"sector": one["sector"], "share": Decimal(one["share"]), "contracted": contracted, "paid": part}
        for one, contracted, part in zip(sectors, _split(row["contracted"], sectors), paid_by_sector, strict=True)
    ]
    children = {"PublishedGrantSector": parts, "PublishedGrantRole": roles}
    return [Projected("PublishedGrant", row, children), *transactions]


def grant_search(row: Row) -> str:
    """Fold what a search looks into."""
    return fold(
        " ".join(str(row[name]) for name in ("title", "summary", "recipient", "programme_title", "contract_number"))
    )


def project_announcement(noun: str, snapshot: Snapshot, identities: Identities) -> Projected:
    """Project a package, statement, envelope, event or document (`noun` is the register's model)."""
    record = snapshot["record"]
    facts: Row = visible(noun, record)
    facts |= _source(snapshot["source"]) | {"dated": _day(facts["dated"])}
    if "amount" in facts:
        facts["amount"] = _in_euro(facts["amount"], facts.pop("currency"))
    facts["public_id"] = identities.of(noun.lower(), record["id"], name=facts.get("title") or facts["wording"])
    if noun == "Package":
        facts["part_of"] = identities.known("package", record["part_of"])
        facts["instrument"] = _instrument_columns(snapshot["instrument"])["instrument"]
    if noun == "Envelope":
        facts["parts"] = [visible("EnvelopePart", part)["wording"] for part in snapshot["parts"]]
    if noun == "Document":
        facts |= {link: identities.known(link, record[link]) for link in ("programme", "grant")}
    return Projected(f"Published{noun}", facts)
