# ruff: noqa: ANN401, FBT001 -- the signatures are Django's own
"""Deciding in the admin what the public sees of a record: the actions, the buttons, what can't be deleted."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from funding.codelists.disclosure import Level
from funding.desk.admin.base import RegisterAdmin, user_of, words_of
from funding.desk.standing import standing_of
from funding.publication import withdrawing
from funding.register import deciding, review
from funding.register.models import Document
from funding.register.models.publishable import Publishable

_SAID = 20  # so many records are named one by one


class GroundForm(forms.Form):
    """Why something is withdrawn."""

    ground = forms.CharField(
        label="Why?", max_length=300, help_text="Staff will see it in the history, the public never.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip


class PublishableAdmin(RegisterAdmin):
    """An admin page of records with a level of publication."""

    actions: tuple[str, ...] = ("approve", "withdraw")
    change_form_template = "desk/publishable_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the approval with each record; Django forgets the list's own relations where there are any here."""
        related = self.list_select_related
        named = () if isinstance(related, bool) else related
        return super().get_queryset(request).select_related("approval__decided_by", *named)

    def look_at(self, records: Iterable[Model]) -> None:
        """Learn which records were edited since they were approved."""
        rows = [cast("Publishable", record) for record in records]
        changed = review.changed_since_approval(rows)
        for row in rows:
            row.is_changed = row.pk in changed  # type: ignore[attr-defined]  # read by `public`

    @admin.display(description="public", ordering="level")
    def public(self, record: Publishable) -> str:
        """Show the level, and whether the record was edited since."""
        level = "Approved" if record.is_published else "Not published"
        return f"{level}, changed since" if getattr(record, "is_changed", False) else level

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell who gets the actions; review and publisher ask again."""
        return user_of(request).has_perm(deciding.DECIDE)

    @admin.action(description="Approve for publication (full)", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Approve the records that nothing keeps from it; say of the others what does."""
        refused = [words for record in queryset if (words := self._approve(request, record))]
        if count := len(queryset) - len(refused):
            self.message_user(request, f"{count} approved. The public sees it with the next release.", messages.SUCCESS)
        for words in refused[:_SAID]:
            self.message_user(request, words, messages.ERROR)
        if len(refused) > _SAID:
            self.message_user(request, f"{len(refused) - _SAID} more were not approved.", messages.ERROR)

    def _approve(self, request: HttpRequest, record: Publishable) -> str:
        """Approve a record; give what keeps it from being approved."""
        try:
            review.submit(record, review.Proposal(is_read=True), actor=user_of(request))
        except ValidationError as error:
            return f"“{record}” was not approved. {words_of(error)}"
        self.log_change(request, record, "Approved for publication (full).")
        return ""

    @admin.action(description="Withdraw from the public…", permissions=["decide"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask why, then take the records from the public at once."""
        records = list(queryset.exclude(level=Level.NOT_PUBLISHED))
        if not records:
            self.message_user(request, "None of them is published or approved.", messages.WARNING)
            return None
        form = GroundForm(request.POST if "ground" in request.POST else None)
        if form.is_valid():
            self._withdraw(request, records, form.cleaned_data["ground"])
            return HttpResponseRedirect(request.get_full_path())
        context = {"title": "Withdraw from the public", "records": records, "form": form, "opts": self.opts}
        return TemplateResponse(request, "desk/withdraw.html", self.admin_site.each_context(request) | context)

    def _withdraw(self, request: HttpRequest, records: list[Publishable], ground: str) -> None:
        with transaction.atomic():
            for record in records:
                withdrawing.withdraw(record=record, ground=ground, actor=user_of(request))
                self.log_change(request, record, f"Withdrawn from the public: {ground}")
        self.message_user(request, f"{len(records)} withdrawn: the public sees it no more.", messages.SUCCESS)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT002 -- Django's own signature
        change: bool = False,  # noqa: FBT002 -- Django's own signature
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show beside the form where the record stands."""
        if obj is not None:
            context |= {"standing": standing_of(obj)}
        context |= {"may_decide": self.has_decide_permission(request) and self.has_change_permission(request, obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Approve where that button was pressed; say of a published record that the public doesn't see the change."""
        if "_approve" in request.POST:
            words = self._approve(request, obj)
            level = messages.ERROR if words else messages.SUCCESS
            self.message_user(request, words or "Approved. The public sees it with the next release.", level)
            return HttpResponseRedirect(request.get_full_path())
        if obj.approval and review.has_changed_since_approval(obj):
            self.message_user(request, still_seen(obj), messages.WARNING)
        return super().response_change(request, obj)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Keep what is published from being deleted, whatever it would be deleted with."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        published = [f"{record} is published: withdraw it first." for record in _published(objs)]
        for words in published:
            self.message_user(request, words, messages.ERROR)
        return deleted, counts, lacking, [*protected, *published]


def still_seen(record: Publishable) -> str:
    """Say that an edited record is public as it was."""
    when = f"{record.approval.decided_at:%d %B %Y}" if record.approval else ""
    return f"The public still sees it as approved on {when}; approve again to publish the change."


def _published(records: QuerySet[Any] | Sequence[Model]) -> list[Publishable]:
    """Give those that may not be deleted: published records, and published documents that would go with them."""
    own = [record for record in records if isinstance(record, Publishable) and record.is_published]
    keys = [record.pk for record in records]
    noun = {record._meta.model_name for record in records} & {"grant", "programme"}
    attached = [Q(**{f"{one}__in": keys}) for one in noun]
    documents = Document.objects.exclude(level=Level.NOT_PUBLISHED).filter(attached[0]) if attached else []
    return [*own, *documents]
