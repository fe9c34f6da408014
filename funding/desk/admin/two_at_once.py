# ruff: noqa: ANN401 -- the signatures are Django's own
"""Two people at one record: the second to save sees what the first one changed; nothing is lost in silence."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import quote, unquote
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from funding.desk import seen
from funding.desk.admin.history import HistoryAdmin
from funding.desk.admin.typed import user_of
from funding.desk.meanwhile import reconcile
from funding.desk.timeline import Part, changes_since

UNREADABLE = (
    "Nothing was saved: the form doesn’t say what the record was like when you opened it. Compare what stands below"
    " with the record as it is now, then save again."
)
CHANGED = "Nothing was saved yet: somebody changed this record while you had it open. Compare, then save again."
UNCONFIRMED = "Nothing was deleted: the page doesn’t say what the record was like when you opened it. Look again."
CHANGED_BEFORE_DELETION = "Nothing was deleted: somebody changed this record while you had this page open. Look again."


class TwoAtOnceAdmin(HistoryAdmin):
    """An admin page whose forms carry what was seen when they were opened (`seen.token_of`)."""

    change_form_template = "desk/change_form.html"
    delete_confirmation_template = "desk/delete_confirmation.html"
    delete_selected_confirmation_template = "desk/delete_selected_confirmation.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Compare what was seen with what is stored, before anything is saved."""
        record = self._locked(request, object_id)
        context = dict(extra_context or {})
        if record is not None:
            # Signed before the form reads the record: what comes in between is shown as a change, never lost.
            context["seen_token"] = seen.token_of(_name(record), self.parts_of(request, record))
            if request.method == "POST" and self.has_change_permission(request, record):
                self._compare(request, record, context)
        return super().changeform_view(request, object_id, form_url, context)

    def _locked(self, request: HttpRequest, object_id: str | None) -> Any:
        """Read a record, and keep others from changing it meanwhile where something is to be saved."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if record is not None and request.method == "POST":
            return self.model._base_manager.select_for_update().filter(pk=record.pk).first()
        return record

    def _compare(self, request: HttpRequest, record: Model, context: dict[str, Any]) -> None:
        """Refuse to save what was filled in without seeing what is stored; carry over what was left alone."""
        was = seen.seen_in(request.POST.get(seen.FIELD, ""), _name(record))
        if was is None:
            request.refusal = UNREADABLE  # type: ignore[attr-defined]  # read by get_form
            return
        changes = changes_since(self.parts_of(request, record), user_of(request), was)
        if not changes:
            return
        data = request.POST.copy()
        context["differences"] = reconcile(*self._fresh_forms(request, record), changes, data)
        request.POST = data  # type: ignore[assignment]  # a copy is as good
        request.refusal = CHANGED  # type: ignore[attr-defined]  # the same

    def _fresh_forms(self, request: HttpRequest, record: Model) -> tuple[Any, list[Any]]:
        """Make the forms as they would be opened now."""
        form = self.get_form(request, record, change=True)(instance=record)
        formsets = [
            made(instance=record, prefix=made.get_default_prefix(), queryset=inline.get_queryset(request))
            for made, inline in self.get_formsets_with_inlines(request, record)
        ]
        return form, formsets

    @transaction.atomic
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask again where the record changed since its deletion was asked about."""
        record = self._locked(request, object_id)
        is_sent = request.method == "POST"
        if record is not None and not self.may_delete(
            request, _name(record), self.parts_of(request, record), is_confirmed=is_sent
        ):
            request.POST = QueryDict()  # as if the page were opened
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Ask again, too, where many are deleted at once."""
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (delete_seen, *actions["delete_selected"][1:])
        return actions

    def may_delete(self, request: HttpRequest, about: str, parts: list[Part], *, is_confirmed: bool) -> bool:
        """Tell whether what is to be deleted is what was seen; note what the page needs to ask about it."""
        request.seen_token = seen.token_of(about, parts)  # type: ignore[attr-defined]  # read by the templates
        if not is_confirmed:
            return True
        was = seen.seen_in(request.POST.get(seen.FIELD, ""), about)
        changes = [] if was is None else changes_since(parts, user_of(request), was)
        request.changes = changes  # type: ignore[attr-defined]  # the same
        if was is None or changes:
            self.message_user(request, UNCONFIRMED if was is None else CHANGED_BEFORE_DELETION, messages.WARNING)
            return False
        return True

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Lead to the history of a record that was deleted."""
        record = self.last_known(unquote(object_id))
        if record is None or not self.has_view_or_change_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc,no-any-return]  # the stubs don't know it
        words = f"“{record}” was deleted: its history says when and by whom."
        lost = " Nothing of what you sent was saved." if request.method == "POST" else ""
        self.message_user(request, words + lost, messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:register_{opts.model_name}_history", args=[quote(record.pk)]))


@transaction.atomic
def delete_seen(page: TwoAtOnceAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Delete selected records as Django does, unless one of them changed since that was asked about."""
    chosen = page.model._base_manager.filter(pk__in=queryset.order_by().values("pk")).order_by("pk")
    keys = [record.pk for record in chosen.select_for_update()]
    about = f"{page.opts.label} {keys}"
    if not page.may_delete(request, about, page.parts_of_some(request, keys), is_confirmed="post" in request.POST):
        data = request.POST.copy()
        data.pop("post", None)
        request.POST = data  # type: ignore[assignment]  # as if it were asked for the first time
    answer: HttpResponse | None = delete_selected(page, request, queryset)
    return answer


def _name(record: Model) -> str:
    return f"{record._meta.label} {record.pk}"
