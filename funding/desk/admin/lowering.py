"""Withdrawing and lowering: one page that asks why, and acts at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from funding.codelists.disclosure import Level
from funding.desk.admin.base import user_of
from funding.desk.admin.decision_forms import LoweringForm
from funding.desk.admin.saying import attempt
from funding.desk.filing import write_files_soon
from funding.publication import withdrawing
from funding.register.models import Grant
from funding.register.models.publishable import Publishable

if TYPE_CHECKING:
    from funding.desk.admin.decide import PublishableAdmin


def lower_many(page: "PublishableAdmin", request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Ask why and how far, then take the records from the public at once: all of them, or none."""
    records = list(queryset.exclude(level=Level.NOT_PUBLISHED))
    if not records:
        messages.warning(request, "None of them is published or approved.")
        return None
    form = LoweringForm(
        request.POST if "reason" in request.POST else None,
        levels=_levels_below(records),
        initial={"level": Level.NOT_PUBLISHED},
    )
    if form.is_valid() and _lower(page, request, records, form):
        return HttpResponseRedirect(request.get_full_path())
    context = {"title": "Withdraw or lower", "records": records, "form": form, "opts": page.opts}
    return TemplateResponse(request, "desk/withdraw.html", page.admin_site.each_context(request) | context)


def _levels_below(records: Sequence[Publishable]) -> list[Level]:
    """Give the levels that show less than the records do: grants with a row of their own can still be pooled."""
    above = (Level.FULL, Level.RECIPIENT_WITHHELD)
    can_pool = all(isinstance(one, Grant) and one.level in above for one in records)
    return [Level.NOT_PUBLISHED, *([Level.POOLED] if can_pool else [])]


def _lower(page: "PublishableAdmin", request: HttpRequest, records: Sequence[Publishable], form: LoweringForm) -> bool:
    lowering = form.lowering()
    if words := attempt(withdrawing.lower, records, lowering, actor=user_of(request)):
        form.add_error(None, f"Nothing was lowered. {words}")
        return False
    write_files_soon()
    done = "Withdrawn from the public" if lowering.level == Level.NOT_PUBLISHED else "Lowered to a group of grants"
    for record in records:
        page.log_change(request, record, f"{done}: {lowering.reason}")
    messages.success(request, f"{done}: {len(records)}. The public sees it no more.")
    return True
