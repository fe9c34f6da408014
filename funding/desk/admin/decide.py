# ruff: noqa: ANN401, FBT001, FBT002 -- the signatures are Django's own
"""Deciding in the admin what the public sees of a record: the actions, the buttons, what can't be deleted."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path

from funding.codelists.disclosure import Level, Outcome
from funding.desk.admin.base import RegisterAdmin, user_of
from funding.desk.admin.lowering import lower_many
from funding.desk.admin.submitting import submit_many, submit_view, waiting_for
from funding.desk.standing import changes_of, standing_of
from funding.register import deciding
from funding.register.models import Approval, Document
from funding.register.models.publishable import Publishable

SUBMIT_BUTTON = "_submit"  # name of the button


class PublishableAdmin(RegisterAdmin):
    """An admin page of records with a level of publication."""

    actions: tuple[str, ...] = ("submit", "withdraw")
    change_form_template = "desk/publishable_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a record is submitted."""
        name = f"register_{self.opts.model_name}_submit"
        page = path("<path:object_id>/submit/", self.admin_site.admin_view(self.submit_page), name=name)
        return [page, *super().get_urls()]

    def submit_page(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show what would be public, and submit it."""
        return submit_view(self, request, object_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the approval with each record; Django forgets the list's own relations where there are any here."""
        related = self.list_select_related
        named = () if isinstance(related, bool) else related
        return super().get_queryset(request).select_related("approval__decided_by", "approval__submitted_by", *named)

    def look_at(self, records: Iterable[Model]) -> None:
        """Learn which records were edited since they were approved, and which wait for a second person."""
        rows = [cast("Publishable", record) for record in records]
        changes = changes_of(rows)
        waiting = Approval.objects.filter(subject=self.opts.model_name, outcome=Outcome.WAITING)
        levels = dict(waiting.filter(subject_id__in=[one.pk for one in rows]).values_list("subject_id", "level"))
        for row in rows:
            edited = row.pk in changes and changes[row.pk].differences
            notes = ["changed since"] if edited else []
            notes += [f"{Level(levels[row.pk]).label.lower()} waits"] if row.pk in levels else []
            row.notes_on_level = notes  # type: ignore[attr-defined]  # read by `public`

    @admin.display(description="public", ordering="level")
    def public(self, record: Publishable) -> str:
        """Show the level, whether the record was edited since, and what waits."""
        return ", ".join([str(Level(record.level).label), *getattr(record, "notes_on_level", [])])

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Tell who may propose; review asks again."""
        return user_of(request).has_perm(deciding.SUBMIT)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell who may lower; the publisher asks again."""
        return user_of(request).has_perm(deciding.DECIDE)

    @admin.action(description="Submit for approval…", permissions=["submit"])
    def submit(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Propose one level for all of them."""
        return submit_many(self, request, queryset)

    @admin.action(description="Withdraw or lower…", permissions=["decide"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Take them from the public at once."""
        return lower_many(self, request, queryset)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show beside the form where the record stands."""
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if obj is not None:
            context |= {"standing": standing_of(obj), "subject": self.opts.model_name}
        context |= {
            "may_submit": self.has_submit_permission(request) and may_change,
            "may_decide": self.has_decide_permission(request) and may_change,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to submit it where that button was pressed."""
        return self._to_submit(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go on to submit it where that button was pressed; say of a published record what the public doesn't see."""
        if going_on := self._to_submit(request, obj):
            return going_on
        if (changes := changes_of([obj]).get(obj.pk)) and changes.differences:
            self.message_user(request, still_seen(obj), messages.WARNING)
        return super().response_change(request, obj)

    def _to_submit(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect | None:
        if SUBMIT_BUTTON not in request.POST:
            return None
        return redirect(f"admin:register_{self.opts.model_name}_submit", obj.pk)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Keep what is published, or waits to be, from being deleted, whatever it would be deleted with."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [f"{record} is published: withdraw it first." for record in _published(objs)]
        waiting = [one for one in objs if isinstance(one, Publishable) and waiting_for(one)]
        kept += [f"{record} waits for a second person: take that back first." for record in waiting]
        for words in kept:
            self.message_user(request, words, messages.ERROR)
        return deleted, counts, lacking, [*protected, *kept]


def still_seen(record: Publishable) -> str:
    """Say that an edited record is public as it was."""
    decided_at = record.approval.decided_at if record.approval else None
    when = f" on {decided_at:%d %B %Y}" if decided_at else ""
    return f"The public still sees it as approved{when}; submit it again to publish the change."


def _published(records: QuerySet[Any] | Sequence[Model]) -> list[Publishable]:
    """Give those that may not be deleted: published records, and published documents that would go with them."""
    own = [record for record in records if isinstance(record, Publishable) and record.is_published]
    keys = [record.pk for record in records]
    noun = {record._meta.model_name for record in records} & {"grant", "programme"}
    attached = [Q(**{f"{one}__in": keys}) for one in noun]
    documents = Document.objects.exclude(level=Level.NOT_PUBLISHED).filter(attached[0]) if attached else []
    return [*own, *documents]
