"""Decisions and releases in the admin: read only, and the way to the next release."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from funding.desk.admin.base import RegisterAdmin
from funding.desk.admin.publishing import publish_view
from funding.register.deciding import PUBLISH
from funding.register.models import Approval, PublicationRun


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


@admin.register(PublicationRun)
class PublicationRunAdmin(ReadOnlyAdmin):
    """Who made which release."""

    change_list_template = "desk/releases.html"
    list_display = ("release_number", "kind", "actor", "made_at", "ground")
    list_filter = ("kind", "actor")
    list_select_related = ("actor",)
    search_fields = ("ground", "actor__username")
    date_hierarchy = "made_at"
    fields = list_display

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the next release."""
        page = path("publish/", self.admin_site.admin_view(publish_view), name="publish")
        return [page, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 -- Django's own signature
        """Offer the next release to those who may publish."""
        may = {"may_publish": request.user.has_perm(PUBLISH)}
        return super().changelist_view(request, (extra_context or {}) | may)
