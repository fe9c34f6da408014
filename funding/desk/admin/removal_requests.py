# ruff: noqa: ANN401, ARG002, FBT001 -- the signatures are Django's own
"""Requests for removal in the admin: the overdue first, each with the hours that are left to answer it."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from funding.desk.admin.base import RegisterAdmin
from funding.desk.admin.typed import ModelForm
from funding.desk.removals import hours_words
from funding.register.models import RemovalRequest


class OpenFilter(admin.SimpleListFilter):
    """Whether a request was answered."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the two."""
        return [("open", "Open"), ("answered", "Answered")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the ones or the others."""
        if self.value() not in {"open", "answered"}:
            return queryset
        return queryset.filter(answered_at__isnull=self.value() == "open")


@admin.register(RemovalRequest)
class RemovalRequestAdmin(RegisterAdmin):
    """Who asks that something be taken from the public is answered within 24 hours."""

    change_form_template = "desk/removal_request_form.html"
    list_display = ("received_at", "hours", "organisation", "channel", "language", "outcome", "answered_by")
    list_filter = (OpenFilter, "outcome", "language")
    list_select_related = ("organisation", "answered_by")
    search_fields = ("concerns", "answer", "organisation__name")
    date_hierarchy = "received_at"
    autocomplete_fields = ("organisation",)
    readonly_fields = ("hours", "answered_at", "answered_by")
    fieldsets = (
        (None, {"fields": ("received_at", "hours", ("channel", "language"), "concerns", "organisation")}),
        ("Answer", {"fields": ("outcome", "answer", ("answered_at", "answered_by"))}),
    )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Put the open ones first, the oldest of them on top, then the latest answered."""
        is_answered = Case(When(answered_at=None, then=0), default=1, output_field=IntegerField())
        return [is_answered.asc(), F("answered_at").desc(), "received_at"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Have the 24 hours run from now unless somebody says otherwise."""
        return {"received_at": timezone.now()} | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: RemovalRequest, form: ModelForm, change: bool) -> None:
        """Note who answered and when, with the outcome; without one it is open again."""
        if "outcome" in form.changed_data:
            is_answered = bool(obj.outcome)
            obj.answered_at = timezone.now() if is_answered else None
            obj.answered_by = request.user if is_answered else None  # type: ignore[assignment]  # staff are signed in
        super().save_model(request, obj, form, change)

    @admin.display(description="time left", ordering="received_at")
    def hours(self, request: RemovalRequest) -> str:
        """Show how long is left, marked where it is overdue."""
        if request.received_at is None:
            return "24 hours from then"
        return render_to_string("desk/_hours.html", {"words": hours_words(request), "is_overdue": request.is_overdue})
