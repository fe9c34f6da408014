"""Named public questions to the published tables.

Sums add Belarus's part, each euro once: under a sector filter a grant counts with its parts in the chosen sectors.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from funding.codelists.iati import PAID_KINDS
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
    """Sum over the transactions of one kind, EUR."""

    kind: str
    transactions: int
    amount: Decimal


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
    return Coalesce(
        Sum(expression), Value(NOTHING), output_field=DecimalField(max_digits=20, decimal_places=2)
    )


def _sum_of_parts(parts: QuerySet[Any], amount: str) -> Subquery:
    """Sum one column over the parts of the outer row; null where no part has an amount."""
    return Subquery(parts.order_by().values("owner").annotate(total=Sum(amount)).values("total"))


class GrantQuerySet(PublishedQuerySet[Any]):
    """Questions to published grants."""

    def _parts(self, sectors: Collection[str]) -> QuerySet[Any]:
        parts = self.model._meta.get_field("parts").related_model._default_manager  # noqa: SLF001 -- Django's documented API
        return parts.filter(grant=OuterRef("pk"), sector__in=sectors).annotate(owner=F("grant"))

    def in_sectors(self, sectors: Collection[str]) -> Self:
        """Keep grants with a part in one of the sectors; none chosen keeps all."""
        return self.filter(Exists(self._parts(sectors))) if sectors else self

    def with_amounts_in(self, sectors: Collection[str]) -> Self:
        """Annotate `contracted_in_filter` and `paid_in_filter`: the parts in the sectors, or all where none is chosen."""
        if not sectors:
            return self.annotate(contracted_in_filter=F("contracted"), paid_in_filter=F("paid"))
        return self.annotate(
            contracted_in_filter=_sum_of_parts(self._parts(sectors), "contracted"),
            paid_in_filter=_sum_of_parts(self._parts(sectors), "paid"),
        )

    def running_on(self, day: date) -> Self:
        """Keep grants that had started by the day and not ended; unknown dates can't be tested and are left out."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def running_in(self, year: int) -> Self:
        """Keep grants that were running on some day of the year."""
        return self.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))

    def without_period(self) -> Self:
        """Keep grants for which `running` can't be tested."""
        return self.filter(Q(starts_on__isnull=True) | Q(ends_on__isnull=True))

    def paid_in(self, years: Collection[int], payments: QuerySet[Any]) -> Self:
        """Keep grants with a payment in one of the years, given the published transactions."""
        return self.filter(Exists(payments.paid_in(years).filter(grant=OuterRef("public_id"))))

    def with_organisation(self, public_ids: Collection[str]) -> Self:
        """Keep grants in which one of the organisations has a role."""
        roles = self.model._meta.get_field("roles").related_model._default_manager  # noqa: SLF001 -- Django's documented API
        return self.filter(Exists(roles.filter(grant=OuterRef("pk"), organisation__in=public_ids)))

    def totals(self) -> GrantTotals:
        """Sum a queryset that has been through `with_amounts_in`."""
        no_share = Q(belarus_share__isnull=True)
        figures = self.order_by().aggregate(
            grants=Count("pk"),
            contracted=_sum("contracted_in_filter"),
            paid=_sum("paid_in_filter"),
            without_amount=Count("pk", filter=~no_share & Q(contracted__isnull=True)),
            without_share=Count("pk", filter=no_share),
            without_share_whole=Coalesce(Sum("contracted_whole", filter=no_share), Value(NOTHING)),
        )
        return GrantTotals(**figures)


class ProgrammeQuerySet(PublishedQuerySet[Any]):
    """Questions to published programmes."""

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


class TransactionQuerySet(PublishedQuerySet[Any]):
    """Questions to published transactions."""

    def paid(self) -> Self:
        """Keep what counts as paid: disbursements and expenditure on grants."""
        return self.filter(kind__in=PAID_KINDS).exclude(grant="")

    def paid_in(self, years: Collection[int]) -> Self:
        """Keep current payments of the years."""
        return self.current().paid().filter(date__year__in=years)

    def in_sectors(self, sectors: Collection[str]) -> Self:
        """Keep transactions with a part in one of the sectors; none chosen keeps all."""
        return self.filter(Exists(self._parts(sectors))) if sectors else self

    def with_amounts_in(self, sectors: Collection[str]) -> Self:
        """Annotate `amount_in_filter`: the parts in the sectors, or all where none is chosen."""
        if not sectors:
            return self.annotate(amount_in_filter=F("amount"))
        return self.annotate(amount_in_filter=_sum_of_parts(self._parts(sectors), "amount"))

    def _parts(self, sectors: Collection[str]) -> QuerySet[Any]:
        parts = self.model._meta.get_field("parts").related_model._default_manager  # noqa: SLF001 -- Django's documented API
        return parts.filter(transaction=OuterRef("pk"), sector__in=sectors).annotate(owner=F("transaction"))

    def totals_by_kind(self) -> list[KindTotal]:
        """Sum a queryset that has been through `with_amounts_in`; kinds are never added to one another."""
        rows = (
            self.order_by()
            .values("kind")
            .annotate(transactions=Count("pk"), total=_sum("amount_in_filter"))
            .order_by("kind")
        )
        return [KindTotal(row["kind"], row["transactions"], row["total"]) for row in rows]


class OrganisationQuerySet(PublishedQuerySet[Any]):
    """Questions to published organisations."""


class PackageQuerySet(PublishedQuerySet[Any]):
    """Questions to announced packages."""

    def announced(self) -> Decimal:
        """Sum the packages that aren't part of another one."""
        total = self.current().filter(part_of="").aggregate(total=_sum("amount"))["total"]
        return Decimal(total)
