"""Transactions in the admin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from funding.codelists.iati import TransactionKind
from funding.desk.admin.base import ListTotals, RegisterAdmin, amount_text
from funding.desk.admin.forms import RegisterForm
from funding.register.models import Transaction


class TransactionForm(RegisterForm):
    """A transaction; its owner is asked for at the field."""

    def clean(self) -> dict[str, Any] | None:
        """Ask for exactly one owner."""
        cleaned = super().clean() or {}
        owners = [cleaned.get("grant"), cleaned.get("programme")]
        if all(owners):
            self.add_error("programme", "Choose a grant or a programme, not both.")
        if not any(owners) and not {"grant", "programme"} & self.errors.keys():
            self.add_error("grant", "Choose the grant or the programme that the money belongs to.")
        return cleaned


class OwnerFilter(admin.SimpleListFilter):
    """Whether a transaction is a grant's or a programme's."""

    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:  # noqa: ANN401, ARG002 -- Django's own signature
        """Offer the two."""
        return [("grant", "Grant"), ("programme", "Programme")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 -- the same
        """Keep transactions of the one or the other."""
        if self.value() not in {"grant", "programme"}:
            return queryset
        return queryset.filter(**{f"{self.value()}__isnull": False})


@admin.register(Transaction)
class TransactionAdmin(RegisterAdmin):
    """Dated movements of money."""

    form = TransactionForm
    change_form_template = "desk/transaction_form.html"
    list_display = ("date", "kind", "money", "owner", "receiver", "reference")
    list_filter = ("kind", OwnerFilter, "currency")
    list_select_related = ("grant", "programme", "receiver")
    search_fields = ("reference", "description", "grant__title", "grant__contract_number", "programme__title")
    search_help_text = "Reference, description, title or contract number of the grant, title of the programme."
    date_hierarchy = "date"
    autocomplete_fields = ("grant", "programme", "receiver")
    fieldsets = (
        (None, {"fields": ("grant", "programme"), "description": "Choose a grant or a programme, not both."}),
        ("Movement", {"fields": (("kind", "date"), ("amount", "currency"), "receiver")}),
        ("Details", {"fields": ("reference", "description")}),
    )

    def list_totals(self, queryset: QuerySet[Any]) -> ListTotals:
        """Sum the filtered list by kind and currency; kinds are never added to one another."""
        kept = Transaction.objects.filter(pk__in=queryset.order_by().values("pk")).order_by()
        figures = kept.values("kind", "currency").annotate(count=Count("pk"), total=Sum("amount"))
        order = {kind: place for place, kind in enumerate(TransactionKind.values)}
        rows = [
            [TransactionKind(one["kind"]).label, one["currency"], f"{one['count']:,}", amount_text(one["total"])]
            for one in sorted(figures, key=lambda one: (order[one["kind"]], one["currency"]))
        ]
        return ListTotals(("Kind", "Currency", "Transactions", "Amount"), rows)

    @admin.display(description="amount", ordering="amount")
    def money(self, movement: Transaction) -> str:
        """Show the amount with its currency."""
        return amount_text(movement.amount, movement.currency)

    @admin.display(description="grant or programme")
    def owner(self, movement: Transaction) -> str:
        """Show whose it is."""
        return str(movement.grant or movement.programme)
