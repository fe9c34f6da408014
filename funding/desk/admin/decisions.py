"""Decisions in the admin: read only."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from funding.desk.admin.base import RegisterAdmin
from funding.desk.reviews import approvals_due, is_clearance_due
from funding.register.models import Approval, Clearance, ClearedHit, Organisation


class ReadOnlyAdmin(RegisterAdmin):
    """A history: nobody adds to it or changes it by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's own signature
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002 -- the same
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002 -- the same
        """Refuse."""
        return False


class AgainFilter(admin.SimpleListFilter):
    """Whether a decision holds and its review date has come."""

    title = "to look at again"
    parameter_name = "again"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:  # noqa: ANN401, ARG002 -- Django's own signature
        """Offer what is due."""
        return [("due", "Due")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 -- the same
        """Keep decisions that hold and are due."""
        if self.value() != "due":
            return queryset
        if queryset.model is Approval:
            return queryset.filter(pk__in=approvals_due().values("pk"))
        return queryset.filter(pk__in=Organisation.objects.filter(is_clearance_due()).values("clearance"))


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """Who proposed and decided what, and the record as it was then."""

    list_display = (
        "submitted_at",
        "subject",
        "name",
        "level",
        "ground",
        "outcome",
        "submitted_by",
        "decided_by",
        "review_on",
    )
    list_filter = ("outcome", "level", "ground", AgainFilter, "subject", "submitted_by", "decided_by")
    list_select_related = ("submitted_by", "decided_by")
    search_fields = (
        "snapshot__record__title", "snapshot__record__wording", "submitted_by__username", "decided_by__username",
    )  # fmt: skip
    date_hierarchy = "submitted_at"
    fields = (
        "subject", "name", ("level", "ground"), "outcome", "reason", ("submitted_by", "submitted_at"),
        ("decided_by", "decided_at"), "is_read", "review_on", "frozen",
    )  # fmt: skip

    @admin.display(description="record")
    def name(self, approval: Approval) -> str:
        """Show what the record was called."""
        record = approval.snapshot.get("record", {})
        return str(record.get("title") or record.get("wording") or approval.subject_id)

    @admin.display(description="as it was")
    def frozen(self, approval: Approval) -> str:
        """Show the snapshot."""
        return json.dumps(approval.snapshot, indent=2, ensure_ascii=False)


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    """Who decided which organisations may be named."""

    list_display = (
        "submitted_at",
        "organisation",
        "basis",
        "outcome",
        "submitted_by",
        "decided_by",
        "review_on",
        "ended_at",
    )
    list_filter = ("outcome", "basis", AgainFilter, "submitted_by", "decided_by")
    list_select_related = ("organisation", "submitted_by", "decided_by")
    search_fields = ("organisation__name", "evidence", "submitted_by__username", "decided_by__username")
    date_hierarchy = "submitted_at"
    fields = (
        "organisation", "basis", "evidence", "outcome", "reason", ("submitted_by", "submitted_at"),
        ("decided_by", "decided_at"), "review_on", ("ended_by", "ended_at"),
    )  # fmt: skip


@admin.register(ClearedHit)
class ClearedHitAdmin(ReadOnlyAdmin):
    """Who decided which hits of the name scan are no names."""

    list_display = ("submitted_at", "term", "subject", "subject_id", "outcome", "submitted_by", "decided_by")
    list_filter = ("outcome", "subject", "submitted_by", "decided_by")
    list_select_related = ("submitted_by", "decided_by")
    search_fields = ("term", "submitted_by__username", "decided_by__username")
    date_hierarchy = "submitted_at"
    fields = (
        "term", ("subject", "subject_id"), "outcome", "reason", ("submitted_by", "submitted_at"),
        ("decided_by", "decided_at"),
    )  # fmt: skip
