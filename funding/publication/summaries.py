"""Public questions across several published tables: what the overview and the pages of one record are made of.

Every sum adds Belarus's part, each euro once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from funding.codelists.disclosure import RowKind
from funding.codelists.iati import RECIPIENT_ROLES
from funding.publication.models import (
    GrantCell,
    PublishedDocument,
    PublishedGrant,
    PublishedGrantRole,
    PublishedGrantSector,
    PublishedOrganisation,
    PublishedPackage,
    PublishedProgramme,
)
from funding.publication.querysets import NAMED, GrantQuerySet, count_grants
from funding.publication.sums import NO_GRANTS, NOTHING, GrantTotals, Part


@dataclass(frozen=True)
class Cell:
    """What grants of one kind of rows, one year and one instrument give to one sector, EUR."""

    year: int | None
    instrument: str  # short name; empty = unknown
    sector: str
    grants: int
    without_amount: int  # of the grants: their part of the money isn't known
    with_payment: int  # of the grants: some payment is known
    contracted: Decimal
    paid: Decimal
    unconverted: int = 0  # of the grants: some payment in another currency isn't in `paid`
    kind: str = RowKind.NAMED

    @property
    def is_yearless(self) -> bool:
        """Whether it is of pools over several years, which tell none; a year that isn't known is another thing."""
        return self.kind == RowKind.POOL and self.year is None


@dataclass
class Group:
    """Sums over cells that share something: a sector, a year, an instrument."""

    grants: int = 0
    without_amount: int = 0
    with_payment: int = 0
    contracted: Decimal = NOTHING
    paid: Decimal = NOTHING
    unconverted: int = 0
    withheld: Part = NO_GRANTS
    pooled: Part = NO_GRANTS
    by_year: dict[int | None, Decimal] = field(default_factory=dict)  # contracted, without the yearless
    yearless: Part = NO_GRANTS

    def add(self, cell: Cell) -> None:
        """Count a cell in."""
        part = Part(cell.grants, cell.contracted)
        self.grants += cell.grants
        self.without_amount += cell.without_amount
        self.with_payment += cell.with_payment
        self.contracted += cell.contracted
        self.paid += cell.paid
        self.unconverted += cell.unconverted
        if cell.kind == RowKind.WITHHELD:
            self.withheld += part
        if cell.kind == RowKind.POOL:
            self.pooled += part
        if cell.is_yearless:
            self.yearless += part
        else:
            self.by_year[cell.year] = self.by_year.get(cell.year, NOTHING) + cell.contracted

    @property
    def unnamed(self) -> Part:
        """The part without a named recipient."""
        return self.withheld + self.pooled

    @property
    def without_payment(self) -> int:
        """Count the grants of which no payment is known; of pooled ones nothing is said."""
        return self.grants - self.pooled.grants - self.with_payment

    @property
    def beside_pools(self) -> Decimal:
        """What those grants are contracted for whose payments can be known."""
        return self.contracted - self.pooled.amount

    @property
    def known_contracted(self) -> Decimal | None:
        """What is known to be contracted; None where no grant has a known amount, for unknown isn't 0."""
        return None if 0 < self.grants == self.without_amount else self.contracted

    @property
    def known_paid(self) -> Decimal | None:
        """What is known to be paid; None where no grant has a known payment."""
        return None if self.grants and not self.with_payment else self.paid


@dataclass(frozen=True)
class ProgrammePart:
    """What grants under one programme give to one sector, EUR."""

    programme: str  # slug; empty = the programme isn't published or isn't known, or these are pools
    title: str
    is_pooled: bool
    grants: int
    amount: Decimal | None  # contracted; None = no part is known
    unnamed: int  # of the grants
    unnamed_amount: Decimal
    is_invented: bool


@dataclass
class Unnamed:
    """Grants without a named recipient."""

    withheld: Part = NO_GRANTS
    withheld_paid: Decimal = NOTHING  # as at the last 31 December
    pooled: Part = NO_GRANTS
    undivided: Part = NO_GRANTS  # pools over all sectors, of which a part may lie in the sectors asked for

    @property
    def together(self) -> Part:
        """All that lies in the sectors for certain."""
        return self.withheld + self.pooled


@dataclass(frozen=True)
class Announced:
    """The announced packages, and their sum without those that are parts of others."""

    packages: list[PublishedPackage]
    amount: Decimal
    count: int


def cells(*, sector: str = "") -> tuple[list[Cell], Group]:
    """Sum current grants by kind, year, instrument and sector; a sector keeps its cells alone.

    What pools over all sectors come to stands beside the cells: nobody can say which part is a sector's.
    """
    grants = GrantCell.objects.of("flow")
    if sector:
        grants = grants.filter(Q(parts__sector=sector) | Q(parts__isnull=True))
    rows = (
        grants.order_by()
        .values("year", "instrument_name", "row_kind", of_sector=Coalesce("parts__sector", Value("")))
        .annotate(
            grants=count_grants(),
            unknown_amount=Sum(F("without_amount") + F("without_share")),
            paid_on=Sum("with_payment"),
            in_sector=Coalesce(Sum(Coalesce("parts__contracted", "contracted")), Value(NOTHING)),
            paid_in_sector=Coalesce(Sum("parts__paid"), Value(NOTHING)),
            not_converted=Sum("unconverted"),
        )
    )
    table, beside = [], Group()
    for cell in map(_cell, rows):
        if cell.sector:
            table.append(cell)
        else:
            beside.add(cell)
    return table, beside


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(
        year=row["year"],
        instrument=row["instrument_name"],
        sector=row["of_sector"],
        kind=row["row_kind"],
        grants=row["grants"],
        without_amount=row["unknown_amount"],
        with_payment=row["paid_on"],
        contracted=row["in_sector"],
        paid=row["paid_in_sector"],
        unconverted=row["not_converted"],
    )


def by_sector(table: Iterable[Cell]) -> dict[str, Group]:
    """Add up cells by sector."""
    groups: dict[str, Group] = {}
    for cell in table:
        groups.setdefault(cell.sector, Group()).add(cell)
    return groups


def of_the_unnamed(table: Iterable[Cell]) -> list[Cell]:
    """Keep the cells without a named recipient."""
    return [cell for cell in table if cell.kind != RowKind.NAMED]


def by_programme(sector: str) -> list[ProgrammePart]:
    """Sum what a sector gets under each programme, the largest first; pools, which are under none, last."""
    of_pools, unnamed = Q(grant__row_kind=RowKind.POOL), ~Q(grant__row_kind=RowKind.NAMED)
    invented = PublishedProgramme.objects.current().filter(public_id=OuterRef("programme"), is_invented=True)
    rows: Iterable[Mapping[str, Any]] = (
        PublishedGrantSector.objects.filter(grant__to_release__isnull=True, sector=sector)
        .order_by()
        .values(
            programme=F("grant__programme"),
            title=F("grant__programme_title"),
            is_pooled=Case(When(of_pools, then=True), default=False),
        )
        .annotate(
            grants=count_grants(of="grant__"),
            amount=Sum("contracted"),
            unnamed=count_grants(unnamed, of="grant__"),
            unnamed_amount=Coalesce(Sum("contracted", filter=unnamed), Value(NOTHING)),
            is_invented=Exists(invented),
        )
        .order_by("is_pooled", F("amount").desc(nulls_last=True), "title", "programme")
    )
    return [ProgrammePart(**row) for row in rows]


def recipients(sector: str, *, limit: int) -> list[PublishedOrganisation]:
    """Name the organisations with most grants in a sector, as they are called now; each knows `grants`."""
    roles = PublishedGrantRole.objects.filter(
        grant__to_release__isnull=True, grant__parts__sector=sector, role__in=RECIPIENT_ROLES
    )
    organisations = PublishedOrganisation.objects.current().with_grants(roles).filter(grants__gt=0)
    return list(organisations.order_by("-grants", "name_folded", "public_id")[:limit])


def announced() -> Announced:
    """List the announced packages, oldest first; a package that is part of another one adds nothing."""
    packages = list(PublishedPackage.objects.current())
    whole = [package for package in packages if not package.part_of]
    return Announced(packages, sum((one.amount or NOTHING for one in whole), NOTHING), len(whole))


def key_documents() -> list[PublishedDocument]:
    """List the documents that aren't of one grant, the latest first; each knows `programme_title`."""
    owner = PublishedProgramme.objects.current().filter(public_id=OuterRef("programme"))
    documents = PublishedDocument.objects.filter(to_release=None, grant="")
    return list(documents.annotate(programme_title=Coalesce(Subquery(owner.values("title")), Value(""))))


def grants_under(programme: str) -> GrantQuerySet:
    """Keep current grants under one programme."""
    return PublishedGrant.objects.current().filter(programme=programme)


def totals_under(programme: str = "") -> GrantTotals:
    """Sum current grants, or those under one programme."""
    cells = GrantCell.objects.of("programme").filter(programme=programme) if programme else GrantCell.objects.of("all")
    return cells.with_amounts_in([]).totals()


def unnamed(sectors: Collection[str] = ()) -> Unnamed:
    """Sum the current grants without a named recipient, or those of them that lie in the sectors."""
    rows = (
        GrantCell.objects.of("sector")  # each of them has one sector at most
        .exclude(NAMED)
        .order_by()
        .values("row_kind", "parts__sector")
        .annotate(grants=count_grants(), amount=Sum("contracted"), paid_sum=Sum("paid"))
    )
    sums = Unnamed()
    for row in rows:
        part, sector = Part(row["grants"], row["amount"]), row["parts__sector"]
        if sectors and sector is None:
            sums.undivided += part
        elif sectors and sector not in sectors:
            continue
        elif row["row_kind"] == RowKind.POOL:
            sums.pooled += part
        else:
            sums.withheld += part
            sums.withheld_paid += row["paid_sum"]
    return sums
