"""Programmes and instruments in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from funding.desk.admin.base import ListTotals, RegisterAdmin, amount_text
from funding.desk.admin.grant_inlines import SourceReferenceInline, TransactionInline
from funding.desk.admin.scoping import SCOPE_FIELDSET, ScopedAdmin
from funding.register.models import Grant, Instrument, Programme


@admin.register(Programme)
class ProgrammeAdmin(ScopedAdmin):
    """Financing decisions."""

    list_display = (
        "title", "reach", "instrument", "decided_on", "decided_amount", "belarus_share", "grant_count", "scope",
        "public",
    )  # fmt: skip
    list_filter = ("level", "scope", "reach", "instrument", "status", "decided_basis", "is_invented")
    list_select_related = ("instrument",)
    search_fields = ("title", "reference", "source_references__identifier")
    search_help_text = "Title, number of the decision, identifier in a source."
    date_hierarchy = "decided_on"
    autocomplete_fields = ("instrument",)
    inlines = (TransactionInline, SourceReferenceInline)
    fieldsets = (
        (None, {"fields": ("title", "reference", "instrument", ("reach", "status"))}),
        ("Money", {"fields": (("decided", "currency"), "decided_basis", "decided_on")}),
        ("Dates", {"fields": (("planned_start", "planned_end"), ("actual_start", "actual_end"))}),
        SCOPE_FIELDSET,
        ("Sectors", {"fields": ("sectors",)}),
        ("Texts", {"fields": ("summary", "description")}),
        ("Internal", {"fields": ("notes", "is_invented")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the grants of each programme."""
        grants = Grant.objects.filter(programme=OuterRef("pk")).order_by().values("programme")
        count = Subquery(grants.annotate(count=Count("pk")).values("count"))
        counted: QuerySet[Any] = super().get_queryset(request).annotate(grants_below=Coalesce(count, 0))
        return counted

    def list_totals(self, queryset: QuerySet[Any]) -> ListTotals:
        """Sum the decided amounts by currency."""
        kept = Programme.objects.filter(pk__in=queryset.order_by().values("pk")).order_by()
        figures = kept.values("currency").annotate(
            count=Count("pk"), total=Sum("decided"), unknown=Count("pk", filter=Q(decided__isnull=True))
        )
        rows = [
            [one["currency"], f"{one['count']:,}", amount_text(one["total"]), f"{one['unknown']:,}"]
            for one in figures.order_by("-count", "currency")
        ]
        return ListTotals(("Currency", "Programmes", "Decided", "Amount unknown"), rows)

    @admin.display(description="decided", ordering="decided")
    def decided_amount(self, programme: Programme) -> str:
        """Show the decided amount."""
        return amount_text(programme.decided, programme.currency)

    @admin.display(description="grants", ordering="grants_below")
    def grant_count(self, programme: Any) -> int:  # noqa: ANN401 -- annotated
        """Show how many grants are under it."""
        return int(programme.grants_below)


@admin.register(Instrument)
class InstrumentAdmin(RegisterAdmin):
    """Regulations that pay."""

    list_display = ("short_name", "name", "regulation", "valid_from", "valid_to")
    search_fields = ("short_name", "name", "regulation")
    autocomplete_fields = ("source",)
