"""Decisions in the admin: read only."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from funding.desk.admin.base import RegisterAdmin
from funding.register.models import Approval


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


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """Who decided what, and the record as it was then."""

    list_display = ("decided_at", "subject", "name", "level", "decided_by")
    list_filter = ("subject", "level", "decided_by")
    list_select_related = ("decided_by",)
    search_fields = ("snapshot__record__title", "snapshot__record__wording", "decided_by__username")
    date_hierarchy = "decided_at"
    fields = ("subject", "name", "level", "decided_by", "decided_at", "frozen")

    @admin.display(description="record")
    def name(self, approval: Approval) -> str:
        """Show what the record was called."""
        record = approval.snapshot.get("record", {})
        return str(record.get("title") or record.get("wording") or approval.subject_id)

    @admin.display(description="as it was")
    def frozen(self, approval: Approval) -> str:
        """Show the snapshot."""
        return json.dumps(approval.snapshot, indent=2, ensure_ascii=False)
