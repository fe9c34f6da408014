# ruff: noqa: ANN401, ARG002 -- the signatures are Django's own
"""Grants in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from funding.codelists.reference import EURO
from funding.desk.admin.base import ListTotals, amount_text
from funding.desk.admin.grant_inlines import (
    AmendmentInline,
    RoleInline,
    ShareInline,
    SourceReferenceInline,
    TransactionInline,
)
from funding.desk.admin.grant_lists import (
    InstrumentFilter,
    ProgrammeFilter,
    mentions,
    totals_of,
    with_belongings,
    with_sums,
)
from funding.desk.admin.scoping import SCOPE_FIELDSET, ScopedAdmin
from funding.desk.admin.shares import SPLIT
from funding.desk.admin.typed import ModelForm
from funding.desk.searching import keep_matching
from funding.desk.sums import contradictions, sums_of
from funding.money import percent
from funding.periods import year_contracted
from funding.register.models import Grant


@admin.register(Grant)
class GrantAdmin(ScopedAdmin):
    """Grants with everything that belongs to them."""

    change_form_template = "desk/grant_form.html"
    list_display = (
        "title", "programme", "recipient", "year", "contracted_with_amendments", "paid_so_far", "percent_paid",
        "sectors", "scope", "public",
    )  # fmt: skip
    list_filter = (
        "level", "scope", "status", InstrumentFilter, "sector_shares__sector", "contract_type", ProgrammeFilter,
        "sectors_confirmed", "is_invented",
    )  # fmt: skip
    search_fields = ("title",)
    search_help_text = "Title, contract number, organisation in any script, identifier in a source."
    date_hierarchy = "signed_on"
    autocomplete_fields = ("programme", "instrument")
    inlines = (ShareInline, RoleInline, AmendmentInline, TransactionInline, SourceReferenceInline)
    fieldsets = (
        (None, {"fields": ("title", "contract_number", "programme", "programme_identifier", "instrument")}),
        ("Money", {"fields": (("contracted", "currency"), "contracted_basis", ("eu_contribution", "total_cost"))}),
        ("Dates", {"fields": ("signed_on", ("planned_start", "planned_end"), ("actual_start", "actual_end"))}),
        SCOPE_FIELDSET,
        ("Contract", {"fields": (("contract_type", "management_mode"), "status", "recipient_kind", "passes_money_on")}),
        ("For whom", {"fields": ("target_groups", "sectors_confirmed")}),
        ("Texts", {"fields": ("summary", "description")}),
        ("Internal", {"fields": ("notes", "is_invented")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Compute sums in the database."""
        return with_sums(with_belongings(super().get_queryset(request)))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search in names too, folded."""
        return keep_matching(queryset, search_term, mentions), False

    def list_totals(self, queryset: QuerySet[Any]) -> ListTotals:
        """Sum the filtered list."""
        return totals_of(queryset)

    @admin.display(description="recipient")
    def recipient(self, grant: Grant) -> str:
        """Show the lead, and how many others there are."""
        names = [role.organisation.name for role in grant.roles.all()]
        return f"{names[0]} (+{len(names) - 1})" if len(names) > 1 else next(iter(names), "-")

    @admin.display(description="year", ordering="signed_on")
    def year(self, grant: Any) -> str:
        """Show the year contracted, and what it rests on where that isn't the signature."""
        committed = grant.first_commitment_on
        year, basis = year_contracted(
            signed_on=grant.signed_on,
            commitments_on=[committed] if committed else [],
            actual_start=grant.actual_start,
            planned_start=grant.planned_start,
        )
        return str(year) if grant.signed_on else f"{year or ''} {basis.label.lower()}".strip()

    @admin.display(description="contracted", ordering="amended")
    def contracted_with_amendments(self, grant: Any) -> str:
        """Show the amount as it is now; in EUR where no currency stands."""
        return amount_text(grant.amended, "" if grant.currency == EURO else grant.currency)

    @admin.display(description="paid", ordering="paid_sum")
    def paid_so_far(self, grant: Any) -> str:
        """Show the sum of payments."""
        return amount_text(grant.paid_sum)

    @admin.display(description="% paid")
    def percent_paid(self, grant: Any) -> str:
        """Show payments in percent of the contracted amount; above 100 is real."""
        paid = percent(grant.paid_sum, grant.amended)
        return "-" if paid is None else f"{paid} %"

    @admin.display(description="sectors")
    def sectors(self, grant: Grant) -> str:
        """Show the shares."""
        shares = grant.sector_shares.all()
        return ", ".join(f"{one.get_sector_display()} {one.share.normalize():f} %" for one in shares) or "-"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the sums beside the form."""
        grant = kwargs.get("obj")
        if grant is not None:
            stored = Grant.objects.prefetch_related("amendments", "transactions").get(pk=grant.pk)
            context |= {"sums": sums_of(stored), "contradictions": contradictions(stored)}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: Any) -> None:
        """Say where shares were completed."""
        super().save_formset(request, form, formset, change)
        if completed := getattr(formset, "completed", ""):
            self.message_user(request, completed, messages.INFO)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Stay on the form after a split."""
        return super().response_add(_staying(request), obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Stay on the form after a split."""
        return super().response_change(_staying(request), obj)


def _staying(request: HttpRequest) -> HttpRequest:
    if SPLIT in request.POST:
        data = request.POST.copy()
        data["_continue"] = "1"
        request.POST = data  # type: ignore[assignment]  # a copy is as good
    return request
