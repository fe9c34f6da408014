# ruff: noqa: ANN401 -- the signatures are Django's own
"""The page of a record's history: what Django's "History" button opens."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from funding.desk.admin.typed import ModelAdmin, user_of
from funding.desk.timeline import Part, decisions_on, timeline
from funding.register.history import last_known

PER_PAGE = 25


class HistoryAdmin(ModelAdmin):
    """An admin page whose records have a history, which those may read who may view the record."""

    object_history_template = "desk/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show when who changed which field of the record and of what belongs to it; also of one that is deleted."""
        stored = self.get_object(request, unquote(object_id))
        record = stored or self.last_known(unquote(object_id))
        if not self.has_view_or_change_permission(request, stored):
            raise PermissionDenied
        if record is None:
            raise Http404
        entries = timeline([*self.parts_of(request, record), *self.decisions_on(request, record)], user_of(request))
        context = {
            "title": f"History of {self.opts.verbose_name}: {record}",
            "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("p")),
            "record": record,
            "is_deleted": stored is None,
            "opts": self.opts,
        }
        page = self.admin_site.each_context(request) | context | (extra_context or {})
        return TemplateResponse(request, self.object_history_template, page)

    def last_known(self, object_id: str) -> Any:
        """Give a deleted record as its history has it last; None where there never was one."""
        try:
            key = self.opts.pk.to_python(object_id)
        except ValidationError:
            return None
        return next(iter(last_known(self.model, [key]).values()), None)

    def parts_of(self, request: HttpRequest, record: Model) -> list[Part]:
        """Give the record and what is edited with it, as far as the user may view it."""
        return self.parts_of_some(request, [record.pk], record=record)

    def parts_of_some(self, request: HttpRequest, keys: list[Any], *, record: Any = None) -> list[Part]:
        """Give the same for several records, which are named; one `record` alone needs no name."""
        parts = [Part(self.model, {"pgh_obj_id__in": keys}, "" if record else str(self.opts.verbose_name))]
        for inline in self.get_inline_instances(request, record):
            if inline.show_change_link:  # it has a page and a history of its own
                continue
            owner: Any = inline.get_formset(request, record).fk
            parts.append(Part(inline.model, {f"{owner.attname}__in": keys}, str(inline.verbose_name)))
        return parts

    def decisions_on(self, request: HttpRequest, record: Model) -> list[Part]:
        """Give what was decided about the record, as far as the user may view it."""
        parts, user = decisions_on(record), user_of(request)
        return [part for part in parts if user.has_perm(f"register.view_{part.model._meta.model_name}")]
