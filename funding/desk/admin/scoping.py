# ruff: noqa: ANN401, FBT001 -- the signatures are Django's own
"""Deciding in the admin whether a record is assistance to the people of Belarus."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from funding.codelists.grants import Scope
from funding.desk.admin.base import user_of, words_of
from funding.desk.admin.decide import PublishableAdmin
from funding.desk.admin.typed import Fieldset, ModelForm
from funding.register.models import Grant, Programme

SCOPE_FIELDSET: Fieldset = (
    "Scope",
    {
        "fields": (("scope", "belarus_share"), "scope_decided_by"),
        "description": "The register also holds money for other countries. Only what is in scope can be published.",
    },
)


class ScopedAdmin(PublishableAdmin):
    """An admin page of programmes or grants."""

    actions = ("mark_in_scope", "mark_out_of_scope", *PublishableAdmin.actions)
    readonly_fields = ("scope_decided_by",)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Note who decided on the scope."""
        if "scope" in form.changed_data:
            obj.scope_decided_by = None if obj.scope == Scope.UNDECIDED else request.user
        super().save_model(request, obj, form, change)

    @admin.action(description="Mark as in scope", permissions=["change"])
    def mark_in_scope(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Say that records are assistance to the people of Belarus."""
        self._mark(request, queryset, Scope.IN)

    @admin.action(description="Mark as out of scope", permissions=["change"])
    def mark_out_of_scope(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Say that records aren't."""
        self._mark(request, queryset, Scope.OUT)

    def _mark(self, request: HttpRequest, queryset: QuerySet[Any], scope: Scope) -> None:
        done = sum(self._decide_scope(request, record, scope) for record in queryset)
        self.message_user(request, f"{done} marked as {scope.label.lower()}.", messages.SUCCESS)

    def _decide_scope(self, request: HttpRequest, record: Programme | Grant, scope: Scope) -> bool:
        record.scope, record.scope_decided_by = scope, user_of(request)
        try:
            record.clean()
        except ValidationError as error:
            self.message_user(request, f"“{record}” was not marked. {words_of(error)}", messages.ERROR)
            return False
        record.save(update_fields=["scope", "scope_decided_by", "changed_at"])
        self.log_change(request, record, f"Marked as {scope.label.lower()}.")
        if scope == Scope.OUT and record.is_published:
            words = f"“{record}” is still published: withdraw it to take it from the public."
            self.message_user(request, words, messages.WARNING)
        return True
