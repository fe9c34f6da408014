"""Grants without a named recipient: a row of fixed phrases and rounded amounts, or a part of a sealed pool."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.codelists.disclosure import Level, RowKind
from funding.codelists.grants import ContractType
from funding.codelists.sectors import Sector
from funding.folding import fold
from funding.money import HUNDRED, WITHHELD_STEP, rounded
from funding.publication.policy import below_full
from funding.publication.projection.parts import Identities, Projected, Row, Snapshot, beside_parts
from funding.register import facts

_KINDS = {
    ContractType.GRANT: "Grant",
    ContractType.CONTRIBUTION_AGREEMENT: "Contribution agreement",
    ContractType.PROCUREMENT: "Services and supplies",
}
_FIELDS = {
    Sector.CIVIL_SOCIETY: "for civil society",
    Sector.HUMAN_RIGHTS: "for human rights",
    Sector.INDEPENDENT_MEDIA: "for independent media",
    Sector.EDUCATION: "for education",
    Sector.CULTURE: "for culture",
    Sector.SMES_IN_EXILE: "for small businesses in exile",
    Sector.OTHER: "outside the six sectors",
}


@dataclass(frozen=True)
class Pooled:
    """What a pooled grant brings into a pool: one sector, its year, its whole amount in EUR."""

    sector: str
    year: int | None
    amount: Decimal


@dataclass(frozen=True)
class PoolFacts:
    """A sealed pool: its label, what was sealed, and which of it has rows of its own by now."""

    public_id: str
    sector: str  # empty = all sectors
    first_year: int | None
    last_year: int | None  # both None = all years
    grants_count: int
    total: Decimal
    listed_count: int
    listed_amount: Decimal
    is_invented: bool


def pooled_facts(snapshot: Snapshot) -> Pooled:
    """Read what a pool needs to know of a grant, and nothing else of it."""
    coarse = below_full(Level.POOLED, snapshot)
    amount = facts.contracted_of(coarse)
    return Pooled(facts.main_sector(coarse), facts.year_of(coarse), amount or Decimal("0.00"))


def project_withheld(
    snapshot: Snapshot, identities: Identities, programme: Row | None, *, paid_until: date
) -> Projected:
    """Project a grant without its recipient: sector, programme, year, two rounded amounts, and fixed words.

    `paid_until` is the last 31 December: later payments show in the next year.
    """
    coarse = below_full(Level.RECIPIENT_WITHHELD, snapshot)
    sector, record = facts.main_sector(coarse), coarse["record"]
    contracted, paid = (
        None if amount is None else rounded(amount, WITHHELD_STEP)
        for amount in (facts.contracted_of(coarse), facts.paid_until(coarse, paid_until))
    )
    title = f"{_KINDS.get(record['contract_type'], 'Support')} {_FIELDS[Sector(sector)]}"
    row = _of_programme(programme) | {
        "public_id": identities.of("grant", snapshot["record"]["id"]),
        "row_kind": RowKind.WITHHELD.value,
        "title": title,
        "year": facts.year_of(coarse),
        "contracted": contracted,
        "contracted_whole": contracted,
        "paid": paid,
        "paid_whole": paid,
        "belarus_share": HUNDRED,  # both amounts are Belarus's part
        "is_invented": record["is_invented"],
    }
    row["search"] = fold(f"{title} {row['programme_title']}")
    part = {"sector": sector, "share": HUNDRED, "contracted": contracted, "paid": paid}
    return Projected("PublishedGrant", row | beside_parts([part]), {"PublishedGrantSector": [part]})


def _of_programme(programme: Row | None) -> Row:
    if programme is None:
        return {"programme": "", "programme_title": "", "instrument": "", "instrument_name": ""}
    shown = {name: programme[name] for name in ("instrument", "instrument_name")}
    return shown | {"programme": programme["public_id"], "programme_title": programme["title"]}


def project_pool(pool: PoolFacts) -> Projected:
    """Project a sealed pool; those of its grants that have rows of their own no longer count in it."""
    left = pool.total - pool.listed_amount
    field = _FIELDS[Sector(pool.sector)] if pool.sector else "in all sectors"
    what = f"{pool.grants_count} grants" if pool.grants_count else "Changed amounts of grants"
    title = f"{what} {field}, {_years(pool)}"
    single = pool.first_year if pool.first_year == pool.last_year else None
    row = {
        "public_id": pool.public_id,
        "row_kind": RowKind.POOL.value,
        "grants_count": pool.grants_count - pool.listed_count,
        "title": title,
        "year": single,
        "first_year": pool.first_year,
        "last_year": pool.last_year,
        "contracted": left,
        "contracted_whole": pool.total,
        "listed_count": pool.listed_count,
        "listed_amount": pool.listed_amount,
        "belarus_share": HUNDRED,
        "is_invented": pool.is_invented,
        "search": fold(title),
    }
    parts = [{"sector": pool.sector, "share": HUNDRED, "contracted": left, "paid": None}] if pool.sector else []
    return Projected("PublishedGrant", row | beside_parts(parts), {"PublishedGrantSector": parts})


def _years(pool: PoolFacts) -> str:
    if pool.first_year is None:
        return "all years"
    return str(pool.first_year) if pool.first_year == pool.last_year else f"{pool.first_year}–{pool.last_year}"
