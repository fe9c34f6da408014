"""Grants: amounts with their parts, the year, roles, and all that a search looks into."""

from datetime import date
from decimal import Decimal

from funding.codelists.iati import CONTRACT_ROLES, PAID_KINDS, RECIPIENT_ROLES, TransactionKind
from funding.folding import fold
from funding.periods import year_contracted
from funding.publication.policy import generalised, visible
from funding.publication.projection.parts import (
    Identities,
    Projected,
    Row,
    Snapshot,
    belarus_part,
    beside_parts,
    day,
    facts_of,
    first_source,
    in_euro,
    instrument_columns,
    money,
    period,
    total,
)
from funding.publication.projection.transactions import Owner, project_transaction, split_by_sector

_COLUMNS = (
    "title", "summary", "description", "contract_number", "contract_type", "management_mode", "status",
    "recipient_kind", "target_groups", "passes_money_on", "signed_on", "sectors_confirmed", "is_invented",
    "contracted_basis",
)  # fmt: skip
_SEARCHED = ("title", "summary", "recipient", "programme_title", "contract_number")


def project_grant(snapshot: Snapshot, identities: Identities, programme: Row | None) -> list[Projected]:
    """Project a grant and its transactions; `programme` is the published row of its programme, if that is public."""
    facts = facts_of("Grant", snapshot["record"])
    sectors = [visible("GrantSector", one) for one in snapshot["sector_shares"]]
    row = {name: facts[name] for name in _COLUMNS} | instrument_columns(snapshot["instrument"])
    row |= {"public_id": identities.of("grant", snapshot["record"]["id"]), "programme": "", "programme_title": ""}
    if programme:
        row |= {"programme": programme["public_id"], "programme_title": programme["title"]}
    columns = {"grant": row["public_id"]} | {name: row[name] for name in ("programme", "title", "instrument")}
    owner = Owner(columns, money(facts["belarus_share"]), sectors, facts["is_invented"])
    transactions = [project_transaction(entry, identities, owner) for entry in snapshot["transactions"]]
    roles = [_role(entry, identities) for entry in snapshot["roles"] if entry["role"]["role"] in CONTRACT_ROLES]
    row |= period(facts, amended_end=_amended_end(snapshot)) | _year(facts, transactions)
    row |= _amounts(facts, snapshot) | _recipients(roles) | first_source(snapshot)
    payments = [one for one in transactions if one.row["kind"] in PAID_KINDS]
    row |= {
        "paid_whole": total([one.row["amount_whole"] for one in payments]),
        "paid": total([one.row["amount"] for one in payments]),
        "payments_unconverted": sum(one.row["amount_whole"] is None for one in payments),
    }
    row["search"] = grant_search(row)
    parts = _parts(row["contracted"], payments, sectors)
    children = {"PublishedGrantSector": parts, "PublishedGrantRole": roles}
    return [Projected("PublishedGrant", row | beside_parts(parts), children), *transactions]


def grant_search(row: Row) -> str:
    """Fold what a search looks into."""
    return fold(" ".join(str(row[name]) for name in _SEARCHED))


def _role(entry: Snapshot, identities: Identities) -> Row:
    organisation = visible("Organisation", entry["organisation"])
    return visible("GrantRole", entry["role"]) | {
        "organisation": identities.of("organisation", entry["organisation"]["id"]),
        "name": organisation["name"],
        "country": organisation["country"],
    }


def _recipients(roles: list[Row]) -> Row:
    recipients = [role for role in roles if role["role"] in RECIPIENT_ROLES]
    return {
        "recipient": "; ".join(role["name"] for role in recipients)[:500],
        "recipient_countries": sorted({role["country"] for role in recipients} - {""}),
    }


def _amended_end(snapshot: Snapshot) -> date | None:
    ends = [generalised("Amendment", one)["new_end"] for one in snapshot["amendments"]]
    return day(next((end for end in reversed(ends) if end), None))


def _year(facts: Row, transactions: list[Projected]) -> Row:
    commitments = [one.row["date"] for one in transactions if one.row["kind"] == TransactionKind.COMMITMENT]
    year, basis = year_contracted(
        signed_on=facts["signed_on"],
        commitments_on=commitments,
        actual_start=facts["actual_start"],
        planned_start=facts["planned_start"],
    )
    return {"year": year, "year_basis": basis.value}


def _amounts(facts: Row, snapshot: Snapshot) -> Row:
    share, whole = money(facts["belarus_share"]), in_euro(facts["contracted"], facts["currency"])
    if whole is not None:
        changes = [generalised("Amendment", one)["amount_change"] for one in snapshot["amendments"]]
        whole += sum((Decimal(change or 0) for change in changes), Decimal(0))
    return {
        "belarus_share": share,
        "contracted_whole": whole,
        "contracted": belarus_part(whole, share),
        "eu_contribution": in_euro(facts["eu_contribution"], facts["currency"]),
        "total_cost": in_euro(facts["total_cost"], facts["currency"]),
    }


def _parts(contracted: Decimal | None, payments: list[Projected], sectors: list[Row]) -> list[Row]:
    """Give each sector's part: of what is contracted, and the sum of its parts of the payments."""
    paid = [one.children["PublishedTransactionSector"] for one in payments]
    return [
        {
            "sector": one["sector"],
            "share": Decimal(one["share"]),
            "contracted": part,
            "paid": total([parts[index]["amount"] for parts in paid]),
        }
        for index, (one, part) in enumerate(zip(sectors, split_by_sector(contracted, sectors), strict=True))
    ]
