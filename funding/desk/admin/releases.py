# ruff: noqa: ANN401 -- the signatures are Django's own
"""Releases in the admin: who made them and what they changed, the way to the next one, and the undoing of a mistake."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from funding.codelists.disclosure import RunKind
from funding.desk.admin.base import user_of, words_of
from funding.desk.admin.decisions import ReadOnlyAdmin
from funding.desk.admin.publishing import publish_view
from funding.desk.filing import write_files_soon
from funding.desk.undoing import shown_plan
from funding.publication import undoing
from funding.publication.models import Release
from funding.register.deciding import DECIDE, PUBLISH
from funding.register.models import PublicationRun

_UNDOABLE = 10  # so many of the latest publications can be undone from the list


class UndoForm(forms.Form):
    """Why a publication is undone."""

    reason = forms.CharField(
        label="Why?", max_length=300, help_text="Staff will see it in the history, the public never.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip


@admin.register(PublicationRun)
class PublicationRunAdmin(ReadOnlyAdmin):
    """Who made which release."""

    change_list_template = "desk/releases.html"
    list_display = ("release_number", "kind", "actor", "made_at", "why", "what")
    list_filter = ("kind", "actor")
    list_select_related = ("actor", "undone_by")
    search_fields = ("ground", "actor__username")
    date_hierarchy = "made_at"
    fields = ("release_number", "kind", "actor", "made_at", "why", "what", "undoes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count what each release changed, and read what the public was told of it."""
        release = Release.objects.filter(number=OuterRef("release_number"))
        counted: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                shown_count=Count("changes", filter=Q(changes__before=None)),
                changed_count=Count("changes", filter=Q(changes__before__isnull=False, changes__after__isnull=False)),
                gone_count=Count("changes", filter=Q(changes__after=None)),
                note=Subquery(release.values("note")),
                withdrawals=Subquery(release.values("withdrawals")),
            )
        )
        return counted

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the next release and the undoing."""
        guard = self.admin_site.admin_view
        return [
            path("publish/", guard(publish_view), name="publish"),
            path("<int:key>/undo/", guard(undo_view), name="undo"),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Offer the undoing to those who may decide."""
        return (*self.list_display, "undo") if request.user.has_perm(DECIDE) else self.list_display

    def look_at(self, records: Iterable[Model]) -> None:
        """Learn which of the latest publications can be undone."""
        publications = PublicationRun.objects.filter(kind=RunKind.PUBLISH, changes__isnull=False).distinct()
        latest = set(publications.values_list("pk", flat=True)[:_UNDOABLE])
        for run in records:
            run.is_undoable = run.pk in latest  # type: ignore[attr-defined]  # read by `undo`

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Offer the next release to those who may publish."""
        own = {"title": "Releases", "may_publish": request.user.has_perm(PUBLISH)}
        return super().changelist_view(request, (extra_context or {}) | own)

    @admin.display(description="reason or note")
    def why(self, run: Any) -> str:
        """Show why something was taken out, or what the public was told of a publication."""
        return run.ground or run.note or "-"

    @admin.display(description="records")
    def what(self, run: Any) -> str:
        """Count what the release changed."""
        counts = (
            (run.shown_count, "new"),
            (run.changed_count, "changed"),
            (run.gone_count, "left"),
            (run.withdrawals or 0, "taken out or lowered"),
        )
        return ", ".join(f"{count} {words}" for count, words in counts if count) or "-"

    @admin.display(description="undo")
    def undo(self, run: PublicationRun) -> str:
        """Link to the undoing of a recent publication."""
        by = getattr(run, "undone_by", None)
        return render_to_string("desk/_undo.html", {"run": run, "undone_by": by})


def undo_view(request: HttpRequest, key: int) -> HttpResponse:
    """Show what undoing a publication would do; do it when the button is pressed with a reason."""
    actor = user_of(request)
    if not actor.has_perm(DECIDE):
        raise PermissionDenied
    run = get_object_or_404(PublicationRun, pk=key, kind=RunKind.PUBLISH)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publication = undoing.undo(run=run, reason=form.cleaned_data["reason"], actor=actor)
        except ValidationError as error:
            messages.error(request, words_of(error))
        else:
            write_files_soon()
            messages.success(request, f"{run} is undone by {publication.release}.")
        return redirect("admin:register_publicationrun_changelist")
    context = {"title": f"Undo {run}", "run": run, "plan": shown_plan(run), "form": form}
    return TemplateResponse(request, "desk/undo.html", admin.site.each_context(request) | context)
