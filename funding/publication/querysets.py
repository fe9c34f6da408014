"""Named public questions to the published tables.

Sums add Belarus's part, each euro once: under a sector filter a grant counts with its parts in the chosen sectors.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

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

from funding.codelists.disclosure import RowKind
from funding.codelists.iati import PAID_KINDS
from funding.periods import last_full_year
from funding.publication.searching import holding
from funding.publication.sector_sums import sum_in_sectors
from funding.publication.sums import NOTHING, BasisBy, GrantTotals, KindTotal, ProgrammeTotals, grant_totals

Row = TypeVar("Row", bound=Model)

UNKNOWN_YEAR = "unknown"  # as a filter names it

NAMED, WITHHELD, POOL = (Q(row_kind=kind) for kind in (RowKind.NAMED, RowKind.WITHHELD, RowKind.POOL))


def spanning(years: Collection[int], *, unknown: bool) -> Q:
    """Find the pools over several years, or over all, that may hold grants of one of the years.

    Only those over all years may hold one of unknown year, whether or not `unknown` asks for it.
    """
    meets = Q(first_year__isnull=True) if years or unknown else Q(pk__in=[])
    for year in years:
        meets |= Q(first_year__lte=year, last_year__gte=year)
    return POOL & Q(year__isnull=True) & meets


class PublishedQuerySet(QuerySet[Row]):
    """Questions to any published table."""

    def current(self) -> Self:
        """Keep what the latest release shows."""
        return self.filter(to_release__isnull=True)

    def search(self, text: str) -> Self:
        """Keep rows with a word that begins with each word of the text."""
        return self.filter(holding(text))


def _sum(expression: Any, only: Q | None = None) -> Coalesce:  # noqa: ANN401 -- an expression or a field's name, as Django's own Sum takes
    money: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
    return Coalesce(Sum(expression, filter=only), Value(NOTHING), output_field=money)


def count_grants(only: Q | None = None, *, of: str = "") -> Coalesce:
    """Count the grants that rows stand for; `of` is the way to them from what hangs on them."""
    return Coalesce(Sum(f"{of}grants_count", filter=only), 0)


class SectoredQuerySet(PublishedQuerySet[Any]):
    """Questions to rows with a part for each sector (`parts`)."""

    def in_sectors(self, sectors: Collection[str]) -> Self:
        """Keep rows with a part in one of the sectors; none chosen keeps all."""
        return self.filter(sectors__overlap=list(sectors)) if sectors else self

    def with_column_in(self, column: str, sectors: Collection[str]) -> Self:
        """Annotate `<column>_in_filter`: the sum of the parts in the sectors, or the column where none is chosen.

        It is null where no part has an amount.
        """
        return self.annotate(**{f"{column}_in_filter": self._of_parts(column, sectors) if sectors else F(column)})

    def _of_parts(self, column: str, sectors: Collection[str]) -> Any:  # noqa: ANN401 -- an expression
        relation: Any = self.model._meta.get_field("parts")
        owner = relation.field.name
        parts = relation.related_model._default_manager.filter(sector__in=sectors, **{owner: OuterRef("pk")})
        return Subquery(parts.order_by().values(owner).annotate(total=Sum(column)).values("total"))


class GrantQuerySet(SectoredQuerySet):
    """Questions to published grants."""

    def _of_parts(self, column: str, sectors: Collection[str]) -> Any:  # noqa: ANN401 -- an expression
        return sum_in_sectors(f"sector_{column}", sectors)

    def with_amounts_in(self, sectors: Collection[str]) -> Self:
        """Annotate `contracted_in_filter` and `paid_in_filter`."""
        return self.with_column_in("contracted", sectors).with_column_in("paid", sectors)

    def in_years(self, years: Collection[int], *, unknown: bool) -> Self:
        """Keep what belongs to one of the years, and with `unknown` the grants of which no year is known.

        A row without a named recipient shows its grant's year wherever one is known: without one, it is unknown. A
        pool belongs to the one year of its label. Over several years, or over all, it belongs to none of them and isn't
        unknown either: it doesn't say, and `spanning` finds it.
        """
        no_year = Q(year__isnull=True) & ~POOL if unknown else Q(pk__in=[])
        return self.filter(Q(year__in=years) | no_year)

    def running_on(self, day: date) -> Self:
        """Keep grants that had started by the day and not ended; unknown dates can't be tested and are left out."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def running_in(self, year: int) -> Self:
        """Keep grants that were running on some day of the year."""
        return self.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))

    def paid_in(self, years: Collection[int], payments: "TransactionQuerySet") -> Self:
        """Keep grants with a payment in one of the years, given the published transactions."""
        return self.filter(Exists(payments.paid_in(years).filter(grant=OuterRef("public_id"))))

    def with_basis_by(self, day: date, *, since: date) -> Self:
        """Annotate `basis_by`: how it is known that a grant was contracted from `since` until the day (`BasisBy`).

        By its day of signature; else by the year contracted, or the years of a pool's label, once they were over.
        """
        first, over = since.year, last_full_year(day)
        years_of_pool = POOL & Q(first_year__gte=first, last_year__lte=over)
        pool_outside = POOL & (Q(first_year__gt=day.year) | Q(last_year__lt=first))
        return self.annotate(
            basis_by=Case(
                When(signed_on__range=(since, day), then=Value(BasisBy.DAY)),
                When(signed_on__isnull=False, then=Value(BasisBy.OUTSIDE)),
                When(Q(year__range=(first, over)) | years_of_pool, then=Value(BasisBy.YEAR)),
                When(Q(year__lt=first) | Q(year__gt=day.year) | pool_outside, then=Value(BasisBy.OUTSIDE)),
                default=Value(BasisBy.UNTOLD),
            )
        )

    def with_organisation(self, public_ids: Collection[str]) -> Self:
        """Keep grants in which one of the organisations has a role."""
        relation: Any = self.model._meta.get_field("roles")
        roles = relation.related_model._default_manager.filter(organisation__in=public_ids)
        return self.filter(Exists(roles.filter(grant=OuterRef("pk"))))

    def counts(self) -> dict[str, Any]:
        """Give what counts the rows, and those of them of which a sum needs a word."""
        no_share = Q(belarus_share__isnull=True)
        return {
            "rows": Count("pk"),
            "without_amount": Count("pk", filter=~no_share & Q(contracted__isnull=True)),
            "without_payment": Count("pk", filter=~POOL & Q(paid__isnull=True)),
            "without_share": Count("pk", filter=no_share),
            "without_share_whole": _sum("contracted_whole", no_share),
            "unconverted": Count("pk", filter=Q(payments_unconverted__gt=0)),
        }

    def totals(self) -> GrantTotals:
        """Sum a queryset that has been through `with_amounts_in`."""
        return grant_totals(self.order_by().aggregate(**self.sums()))

    def sums(self) -> dict[str, Any]:
        """Give what `totals` sums."""
        return self.counts() | {
            "grants": count_grants(),
            "contracted_sum": _sum("contracted_in_filter"),
            "paid_sum": _sum("paid_in_filter"),
            "withheld_grants": count_grants(WITHHELD),
            "withheld_amount": _sum("contracted_in_filter", WITHHELD),
            "withheld_paid": _sum("paid_in_filter", WITHHELD),
            "pooled_grants": count_grants(POOL),
            "pooled_amount": _sum("contracted_in_filter", POOL),
        }


class CellQuerySet(GrantQuerySet):
    """The questions to grants, asked of their aggregates: one grouping that holds every column asked about."""

    def _of_parts(self, column: str, sectors: Collection[str]) -> Any:  # noqa: ANN401 -- an expression
        return super(GrantQuerySet, self)._of_parts(column, sectors)

    def of(self, grouping: str) -> Self:
        """Keep one grouping."""
        return self.filter(grouping=grouping)

    def counts(self) -> dict[str, Any]:
        """Add up what the cells have counted."""
        names = ("without_amount", "without_share", "unconverted", "rows")
        untold = Coalesce(Sum(F("rows") - F("with_payment"), filter=~POOL), 0)
        # Names of figures hide columns from those that come after: what reads two columns comes first.
        figures = {"without_payment": untold, "without_share_whole": _sum("without_share_whole")}
        return figures | {name: Coalesce(Sum(name), 0) for name in names}


class ProgrammeQuerySet(PublishedQuerySet[Any]):
    """Questions to published programmes."""

    def decided_or_undated(self, *, since: date, until: date) -> Self:
        """Keep what was decided in a span of days, and what has no day of decision; annotate `is_dated`."""
        return self.filter(Q(decided_on__range=(since, until)) | Q(decided_on__isnull=True)).annotate(
            is_dated=Case(When(decided_on__isnull=False, then=True), default=False)
        )

    def titled(self, titles: Collection[str]) -> Self:
        """Keep the programmes that have one of the titles."""
        return self.filter(title__in=titles)

    def with_grants(self, grants: QuerySet[Any]) -> Self:
        """Annotate what each programme's grants among those given come to; an amount that is null is unknown.

        `grants`, `contracted`, `paid`; and of them, without a named recipient, `unnamed` and `unnamed_contracted`.
        Pools belong to no programme.
        """
        own = grants.filter(programme=OuterRef("public_id")).order_by().values("programme")
        unnamed = own.exclude(NAMED)
        return self.annotate(
            grants=Coalesce(Subquery(own.annotate(total=count_grants()).values("total")), 0),
            unnamed=Coalesce(Subquery(unnamed.annotate(total=count_grants()).values("total")), 0),
            unnamed_contracted=Subquery(unnamed.annotate(total=Sum("contracted")).values("total")),
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

    def paid_between(self, since: date, until: date, *, except_on: QuerySet[Any]) -> Self:
        """Keep current payments of a span of days that aren't on one of the grants given."""
        left_out = Exists(except_on.filter(public_id=OuterRef("grant")))  # large lists are slow in `NOT IN`
        return self.current().paid().filter(~left_out, date__range=(since, until))

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
