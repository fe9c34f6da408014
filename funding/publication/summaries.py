"""Public questions across several published tables: what the overview and the pages of one record are made of.

Every sum adds Belarus's part, each euro once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from funding.codelists.iati import RECIPIENT_ROLES
from funding.publication.models import PublishedGrant, PublishedGrantRole, PublishedGrantSector, PublishedPackage
from funding.publication.querysets import GrantTotals

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Cell:
    """What grants of one year and one instrument give to one sector, EUR."""

    year: int | None
    instrument: str  # short name; empty = unknown
    sector: str
    grants: int
    without_amount: int  # of the grants: their part of the money isn't known
    contracted: Decimal
    paid: Decimal


@dataclass
class Group:
    """Sums over cells that share something: a sector, a year, an instrument."""

    grants: int = 0
    without_amount: int = 0
    contracted: Decimal = NOTHING
    paid: Decimal = NOTHING
    by_year: dict[int | None, Decimal] = field(default_factory=dict)  # contracted

    def add(self, cell: Cell) -> None:
        """Count a cell in."""
        self.grants += cell.grants
        self.without_amount += cell.without_amount
        self.contracted += cell.contracted
        self.paid += cell.paid
        self.by_year[cell.year] = self.by_year.get(cell.year, NOTHING) + cell.contracted


@dataclass(frozen=True)
class ProgrammePart:
    """What grants under one programme give to one sector, EUR."""

    programme: str  # slug; empty = the programme isn't published or isn't known
    title: str
    grants: int
    contracted: Decimal


@dataclass(frozen=True)
class Recipient:
    """A named organisation that receives grants of one sector."""

    organisation: str  # public id
    name: str
    country: str
    grants: int


@dataclass(frozen=True)
class Announced:
    """The announced packages, and their sum without those that are parts of others."""

    packages: list[PublishedPackage]
    amount: Decimal
    count: int


def cells(*, sector: str = "") -> list[Cell]:
    """Sum current grants by year, instrument and sector; a sector keeps its cells alone."""
    parts = PublishedGrantSector.objects.filter(grant__to_release__isnull=True)
    if sector:
        parts = parts.filter(sector=sector)
    rows = parts.order_by().values("sector", year=F("grant__year"), instrument=F("grant__instrument_name"))
    return [
        Cell(**row | {name: row[name] or NOTHING for name in ("contracted", "paid")})
        for row in rows.annotate(
            grants=Count("pk"),
            without_amount=Count("pk", filter=Q(contracted__isnull=True)),
            contracted=Sum("contracted"),
            paid=Sum("paid"),
        )
    ]


def by_sector(table: Iterable[Cell]) -> dict[str, Group]:
    """Add up cells by sector."""
    groups: dict[str, Group] = {}
    for cell in table:
        groups.setdefault(cell.sector, Group()).add(cell)
    return groups


def by_programme(sector: str) -> list[ProgrammePart]:
    """Sum what a sector gets under each programme, the largest first."""
    rows = (
        PublishedGrantSector.objects.filter(grant__to_release__isnull=True, sector=sector)
        .order_by()
        .values(programme=F("grant__programme"), title=F("grant__programme_title"))
        .annotate(grants=Count("pk"), total=Sum("contracted"))
        .order_by(F("total").desc(nulls_last=True), "title")
    )
    return [ProgrammePart(row["programme"], row["title"], row["grants"], row["total"] or NOTHING) for row in rows]


def recipients(sector: str, *, limit: int) -> list[Recipient]:
    """Name the organisations with most grants in a sector."""
    rows = (
        PublishedGrantRole.objects.filter(
            grant__to_release__isnull=True, grant__parts__sector=sector, role__in=RECIPIENT_ROLES
        )
        .order_by()
        .values("organisation", "name", "country")
        .annotate(grants=Count("grant", distinct=True))
        .order_by("-grants", "name")
    )
    return [Recipient(**row) for row in rows[:limit]]


def announced() -> Announced:
    """List the announced packages, oldest first; a package that is part of another one adds nothing."""
    packages = list(PublishedPackage.objects.current())
    whole = [package for package in packages if not package.part_of]
    return Announced(packages, sum((one.amount or NOTHING for one in whole), NOTHING), len(whole))


def grant_totals(*, programme: str = "") -> GrantTotals:
    """Sum current grants, or those under one programme."""
    grants = PublishedGrant.objects.current()
    if programme:
        grants = grants.filter(programme=programme)
    totals: GrantTotals = grants.with_amounts_in([]).totals()
    return totals
