"""Public questions across several published tables: what the overview and the pages of one record are made of.

Every sum adds Belarus's part, each euro once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from funding.codelists.iati import RECIPIENT_ROLES
from funding.publication.models import (
    PublishedGrant,
    PublishedGrantRole,
    PublishedGrantSector,
    PublishedOrganisation,
    PublishedPackage,
    PublishedProgramme,
)
from funding.publication.querysets import GrantQuerySet

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Cell:
    """What grants of one year and one instrument give to one sector, EUR."""

    year: int | None
    instrument: str  # short name; empty = unknown
    sector: str
    grants: int
    without_amount: int  # of the grants: their part of the money isn't known
    without_payment: int  # of the grants: no payment is known
    contracted: Decimal
    paid: Decimal
    unconverted: int = 0  # of the grants: some payment in another currency isn't in `paid`


@dataclass
class Group:
    """Sums over cells that share something: a sector, a year, an instrument."""

    grants: int = 0
    without_amount: int = 0
    without_payment: int = 0
    contracted: Decimal = NOTHING
    paid: Decimal = NOTHING
    unconverted: int = 0
    by_year: dict[int | None, Decimal] = field(default_factory=dict)  # contracted

    def add(self, cell: Cell) -> None:
        """Count a cell in."""
        self.grants += cell.grants
        self.without_amount += cell.without_amount
        self.without_payment += cell.without_payment
        self.contracted += cell.contracted
        self.paid += cell.paid
        self.unconverted += cell.unconverted
        self.by_year[cell.year] = self.by_year.get(cell.year, NOTHING) + cell.contracted

    @property
    def known_contracted(self) -> Decimal | None:
        """What is known to be contracted; None where no grant has a known amount, for unknown isn't 0."""
        return None if 0 < self.grants == self.without_amount else self.contracted

    @property
    def known_paid(self) -> Decimal | None:
        """What is known to be paid; None where no grant has a known payment."""
        return None if 0 < self.grants == self.without_payment else self.paid


@dataclass(frozen=True)
class ProgrammePart:
    """What grants under one programme give to one sector, EUR."""

    programme: str  # slug; empty = the programme isn't published or isn't known
    title: str
    grants: int
    amount: Decimal | None  # contracted; None = no part is known
    is_invented: bool


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
    rows: Iterable[Mapping[str, Any]] = (
        parts.order_by()
        .values("sector", year=F("grant__year"), instrument=F("grant__instrument_name"))
        .annotate(
            grants=Count("pk"),
            without_amount=Count("pk", filter=Q(contracted__isnull=True)),
            without_payment=Count("pk", filter=Q(paid__isnull=True)),
            contracted=Coalesce(Sum("contracted"), Value(NOTHING)),
            paid=Coalesce(Sum("paid"), Value(NOTHING)),
            unconverted=Count("pk", filter=Q(grant__payments_unconverted__gt=0)),
        )
    )
    return [Cell(**row) for row in rows]


def by_sector(table: Iterable[Cell]) -> dict[str, Group]:
    """Add up cells by sector."""
    groups: dict[str, Group] = {}
    for cell in table:
        groups.setdefault(cell.sector, Group()).add(cell)
    return groups


def by_programme(sector: str) -> list[ProgrammePart]:
    """Sum what a sector gets under each programme, the largest first."""
    invented = PublishedProgramme.objects.current().filter(public_id=OuterRef("programme"), is_invented=True)
    rows: Iterable[Mapping[str, Any]] = (
        PublishedGrantSector.objects.filter(grant__to_release__isnull=True, sector=sector)
        .order_by()
        .values(programme=F("grant__programme"), title=F("grant__programme_title"))
        .annotate(grants=Count("pk"), amount=Sum("contracted"), is_invented=Exists(invented))
        .order_by(F("amount").desc(nulls_last=True), "title")
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


def grants_under(programme: str = "") -> GrantQuerySet:
    """Keep current grants, or those under one programme."""
    grants: GrantQuerySet = PublishedGrant.objects.current().with_amounts_in([])
    return grants.filter(programme=programme) if programme else grants


def without_payment(grants: GrantQuerySet) -> int:
    """Count grants of which no payment is known, which isn't a payment of 0."""
    return grants.filter(paid__isnull=True).count()
