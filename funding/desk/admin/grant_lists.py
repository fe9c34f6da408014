"""The list of grants: what it computes in the database, its filters, search and totals."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.desk.admin.base import ListTotals, amount_text
from funding.desk.searching import contains, organisations_named
from funding.register.models import (
    Amendment,
    Grant,
    GrantRole,
    Instrument,
    Organisation,
    SourceReference,
    Transaction,
)


def with_sums(grants: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate `amended` (contracted with amendments), `paid_sum` and `first_commitment_on`; null is unknown."""
    own = Transaction.objects.filter(grant=OuterRef("pk")).order_by().values("grant")
    payments = own.filter(kind__in=PAID_KINDS, currency=OuterRef("currency"))
    changes = Amendment.objects.filter(grant=OuterRef("pk")).order_by().values("grant")
    annotated: QuerySet[Any] = grants.annotate(
        amended=F("contracted")
        + Coalesce(Subquery(changes.annotate(total=Sum("amount_change")).values("total")), Decimal(0)),
        paid_sum=Subquery(payments.annotate(total=Sum("amount")).values("total")),
        first_commitment_on=Subquery(
            own.filter(kind=TransactionKind.COMMITMENT).annotate(first=Min("date")).values("first")
        ),
    )
    return annotated


def with_belongings(grants: QuerySet[Any]) -> QuerySet[Any]:
    """Read what the columns show of other tables, in a number of queries that doesn't depend on the rows."""
    roles = GrantRole.objects.select_related("organisation")
    return grants.select_related("programme").prefetch_related("sector_shares", Prefetch("roles", queryset=roles))


def mentions(word: str) -> Q:
    """Find grants by a word of their title or number, of an organisation's names, or of an identifier in a source."""
    named = Organisation.objects.filter(organisations_named(word))
    roles = GrantRole.objects.filter(grant=OuterRef("pk"), organisation__in=named)
    references = SourceReference.objects.filter(grant=OuterRef("pk"), identifier__icontains=word)
    return contains(word, ("title", "contract_number")) | Q(Exists(roles)) | Q(Exists(references))


def totals_of(grants: QuerySet[Any]) -> ListTotals:
    """Sum the grants of a filtered list by currency; paid and contracted stay apart, unknown amounts are counted."""
    kept = with_sums(Grant.objects.filter(pk__in=grants.order_by().values("pk"))).order_by()
    figures = kept.values("currency").annotate(
        count=Count("pk"),
        contracted_total=Sum("amended"),
        without_amount=Count("pk", filter=Q(contracted__isnull=True)),
        paid_total=Sum("paid_sum"),
    )
    rows = [
        [
            one["currency"],
            f"{one['count']:,}",
            amount_text(one["contracted_total"]),
            f"{one['without_amount']:,}",
            amount_text(one["paid_total"]),
        ]
        for one in figures.order_by("-count", "currency")
    ]
    return ListTotals(("Currency", "Grants", "Contracted", "Amount unknown", "Paid"), rows)


class InstrumentFilter(admin.SimpleListFilter):
    """The instrument of a grant: its own, else its programme's."""

    title = "instrument"
    parameter_name = "instrument"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:  # noqa: ANN401, ARG002 -- Django's own signature
        """Offer all instruments."""
        return [(one.pk, one.short_name) for one in Instrument.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 -- the same
        """Keep grants of one instrument."""
        if not self.value():
            return queryset
        by_programme = Q(instrument__isnull=True, programme__instrument=self.value())
        return queryset.filter(Q(instrument=self.value()) | by_programme)


class ProgrammeFilter(admin.SimpleListFilter):
    """Whether the programme of a grant is known."""

    title = "programme"
    parameter_name = "has_programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:  # noqa: ANN401, ARG002 -- Django's own signature
        """Offer the two."""
        return [("yes", "Known"), ("no", "Unknown")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 -- the same
        """Keep grants with or without a programme."""
        if self.value() is None:
            return queryset
        return queryset.filter(programme__isnull=self.value() == "no")
