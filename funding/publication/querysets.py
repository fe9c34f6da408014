"""Named public questions to the published tables.

Sums add Belarus's part, each euro once: under a sector filter a grant counts with its parts in the chosen sectors.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from funding.codelists.iati import PAID_KINDS
from funding.codelists.sectors import Sector
from funding.folding import folded_words

NOTHING = Decimal("0.00")
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class GrantTotals:
    """Sums over grants, EUR. What can't be counted is a number of its own, never a silent 0."""

    grants: int
    contracted: Decimal
    paid: Decimal
    without_amount: int  # Belarus's share is known, the contracted amount isn't
    without_share: int  # Belarus's share is unknown: not in the sums
    without_share_whole: Decimal  # what those grants are contracted for as a whole
    unconverted: int  # some of their payments are in another currency: not in `paid`


@dataclass(frozen=True)
class ProgrammeTotals:
    """Sums over programmes, EUR."""

    programmes: int
    decided: Decimal
    without_amount: int
    without_share: int
    without_share_whole: Decimal


@dataclass(frozen=True)
class KindTotal:
    """Sum over the transactions of one kind on one level, EUR; commitments sit on both, and are one money."""

    kind: str
    of_grants: bool  # else of programmes
    transactions: int
    amount: Decimal
    without_amount: int  # Belarus's part isn't known: not in the sum


class PublishedQuerySet(QuerySet[Row]):
    """Questions to any published table."""

    def current(self) -> Self:
        """Keep what the latest release shows."""
        return self.filter(to_release__isnull=True)

    def search(self, text: str) -> Self:
        """Keep rows that contain every word of the text, in whatever case, accents or script."""
        found = self
        for word in folded_words(text):
            found = found.filter(search__contains=word)
        return found


def _sum(expression: Any) -> Coalesce:  # noqa: ANN401 -- an expression or a field's name, as Django's own Sum takes
    return Coalesce(Sum(expression), Value(NOTHING), output_field=DecimalField(max_digits=20, decimal_places=2))


def _sum_of_parts(parts: QuerySet[Any], amount: str) -> Subquery:
    """Sum one column over the parts of the outer row; null where no part has an amount."""
    return Subquery(parts.order_by().values("owner").annotate(total=Sum(amount)).values("total"))


class SectoredQuerySet(PublishedQuerySet[Any]):
    """Questions to rows with a part for each sector (`parts`)."""

    def _parts(self, sectors: Collection[str]) -> QuerySet[Any]:
        relation: Any = self.model._meta.get_field("parts")
        owner = relation.field.name
        own = relation.related_model._default_manager.filter(sector__in=sectors, **{owner: OuterRef("pk")})
        parts: QuerySet[Any] = own.annotate(owner=F(owner))
        return parts

    def in_sectors(self, sectors: Collection[str]) -> Self:
        """Keep rows with a part in one of the sectors; none chosen keeps all."""
        return self.filter(Exists(self._parts(sectors))) if sectors else self

    def with_sectors(self) -> Self:
        """Annotate `sector_codes`, read in the same statement as the row."""
        return self.annotate(sector_codes=ArraySubquery(self._parts(Sector.values).order_by("pk").values("sector")))

    def with_column_in(self, column: str, sectors: Collection[str]) -> Self:
        """Annotate `<column>_in_filter`: the sum of the parts in the sectors, or the column where none is chosen."""
        amount = _sum_of_parts(self._parts(sectors), column) if sectors else F(column)
        return self.annotate(**{f"{column}_in_filter": amount})


class GrantQuerySet(SectoredQuerySet):
    """Questions to published grants."""

    def with_amounts_in(self, sectors: Collection[str]) -> Self:
        """Annotate `contracted_in_filter` and `paid_in_filter`."""
        return self.with_column_in("contracted", sectors).with_column_in("paid", sectors)

    def with_shares(self) -> Self:
        """Annotate `sector_shares`, in step with `sector_codes`."""
        return self.annotate(sector_shares=ArraySubquery(self._parts(Sector.values).order_by("pk").values("share")))

    def running_on(self, day: date) -> Self:
        """Keep grants that had started by the day and not ended; unknown dates can't be tested and are left out."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def running_in(self, year: int) -> Self:
        """Keep grants that were running on some day of the year."""
        return self.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))

    def paid_in(self, years: Collection[int], payments: "TransactionQuerySet") -> Self:
        """Keep grants with a payment in one of the years, given the published transactions."""
        return self.filter(Exists(payments.paid_in(years).filter(grant=OuterRef("public_id"))))

    def with_organisation(self, public_ids: Collection[str]) -> Self:
        """Keep grants in which one of the organisations has a role."""
        relation: Any = self.model._meta.get_field("roles")
        roles = relation.related_model._default_manager.filter(organisation__in=public_ids)
        return self.filter(Exists(roles.filter(grant=OuterRef("pk"))))

    def totals(self) -> GrantTotals:
        """Sum a queryset that has been through `with_amounts_in`."""
        no_share = Q(belarus_share__isnull=True)
        figures = self.order_by().aggregate(
            grants=Count("pk"),
            contracted_sum=_sum("contracted_in_filter"),
            paid_sum=_sum("paid_in_filter"),
            without_amount=Count("pk", filter=~no_share & Q(contracted__isnull=True)),
            without_share=Count("pk", filter=no_share),
            without_share_whole=Coalesce(Sum("contracted_whole", filter=no_share), Value(NOTHING)),
            unconverted=Count("pk", filter=Q(payments_unconverted__gt=0)),
        )
        return GrantTotals(contracted=figures.pop("contracted_sum"), paid=figures.pop("paid_sum"), **figures)


class ProgrammeQuerySet(PublishedQuerySet[Any]):
    """Questions to published programmes."""

    def with_grants(self, grants: QuerySet[Any]) -> Self:
        """Annotate `grants`, `contracted` and `paid` of each programme's grants among those given; null = unknown."""
        own = grants.filter(programme=OuterRef("public_id")).order_by().values("programme")
        return self.annotate(
            grants=Coalesce(Subquery(own.annotate(total=Count("pk")).values("total")), 0),
            contracted=Subquery(own.annotate(total=Sum("contracted")).values("total")),
            paid=Subquery(own.annotate(total=Sum("paid")).values("total")),
        )

    def totals(self) -> ProgrammeTotals:
        """Sum the decided amounts."""
        no_share = Q(belarus_share__isnull=True)
        figures = self.order_by().aggregate(
            programmes=Count("pk"),
            decided_sum=_sum("decided"),
            without_amount=Count("pk", filter=~no_share & Q(decided__isnull=True)),
            without_share=Count("pk", filter=no_share),
            without_share_whole=Coalesce(Sum("decided_whole", filter=no_share), Value(NOTHING)),
        )
        return ProgrammeTotals(decided=figures.pop("decided_sum"), **figures)


class TransactionQuerySet(SectoredQuerySet):
    """Questions to published transactions."""

    def paid(self) -> Self:
        """Keep what counts as paid: disbursements and expenditure on grants."""
        return self.filter(kind__in=PAID_KINDS).exclude(grant="")

    def paid_in(self, years: Collection[int]) -> Self:
        """Keep current payments of the years."""
        return self.current().paid().filter(date__year__in=years)

    def with_amounts_in(self, sectors: Collection[str]) -> Self:
        """Annotate `amount_in_filter`."""
        return self.with_column_in("amount", sectors)

    def totals_by_kind(self) -> list[KindTotal]:
        """Sum a queryset that has been through `with_amounts_in`; kinds and levels are never added to one another."""
        rows = (
            self.order_by()
            .annotate(of_grants=Case(When(grant="", then=False), default=True))
            .values("kind", "of_grants")
            .annotate(
                transactions=Count("pk"),
                without_amount=Count("pk", filter=Q(amount_in_filter__isnull=True)),
                total=_sum("amount_in_filter"),
            )
            .order_by("-of_grants", Cast("kind", IntegerField()))
        )
        return [KindTotal(amount=row.pop("total"), **row) for row in rows]


class OrganisationQuerySet(PublishedQuerySet[Any]):
    """Questions to published organisations."""

    def with_grants(self, roles: QuerySet[Any]) -> Self:
        """Annotate `grants`: in how many an organisation has one of the published roles given."""
        own = roles.filter(organisation=OuterRef("public_id")).order_by()
        counted = own.values("organisation").annotate(total=Count("grant", distinct=True)).values("total")
        return self.annotate(grants=Coalesce(Subquery(counted), 0))


class PackageQuerySet(PublishedQuerySet[Any]):
    """Questions to announced packages."""

    def announced(self) -> Decimal:
        """Sum the packages that aren't part of another one."""
        total = self.current().filter(part_of="").aggregate(total=_sum("amount"))["total"]
        return Decimal(total)
