"""Which organisations may be named: proposing it for one or many, and protecting one again."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from funding.codelists.disclosure import Level
from funding.desk.admin.base import user_of
from funding.desk.admin.decision_forms import ClearanceForm, LoweringForm
from funding.desk.admin.saying import attempt, say
from funding.desk.filing import write_files_soon
from funding.publication import withdrawing
from funding.register import clearing
from funding.register.models import Organisation

if TYPE_CHECKING:
    from funding.desk.admin.organisations import OrganisationAdmin

_NAMED = 200  # as many as one page of a list can hold; of more, all were selected


def propose_many(page: "OrganisationAdmin", request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """Ask on what basis they may be named, then propose it; say of those that can't be what keeps them from it."""
    form = ClearanceForm(request.POST if "basis" in request.POST else None)
    if form.is_valid():
        _propose_all(page, request, queryset, form.cleaned_data)
        return HttpResponseRedirect(request.get_full_path())
    context = {
        "title": "Propose that they may be named",
        "count": queryset.count(),
        "records": queryset[:_NAMED],
        "form": form,
        "opts": page.opts,
    }
    return TemplateResponse(request, "desk/propose_clearance.html", page.admin_site.each_context(request) | context)


def _propose_all(
    page: "OrganisationAdmin", request: HttpRequest, queryset: QuerySet[Any], said: dict[str, Any]
) -> None:
    refused, count = [], 0
    for one in queryset:
        words = attempt(clearing.propose_clearance, one, actor=user_of(request), **said)
        if words:
            refused.append(f"“{one}” was left out. {words}")
        else:
            count += 1
            page.log_change(request, one, "Proposed that it may be named.")
    say(
        request,
        f"{count} proposed. They wait for a second person; until then they are protected." if count else "",
        refused,
    )


def protect_view(page: "OrganisationAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what protecting an organisation takes from the public; do it at once."""
    organisation = page.get_object(request, object_id)
    if organisation is None:
        return redirect("admin:register_organisation_changelist")
    if not page.has_decide_permission(request):
        raise PermissionDenied
    form = LoweringForm(
        request.POST or None, levels=(Level.NOT_PUBLISHED, Level.POOLED), initial={"level": Level.NOT_PUBLISHED}
    )
    if form.is_valid() and _protect(page, request, organisation, form):
        return redirect("admin:register_organisation_change", organisation.pk)
    context = {
        "title": f"Protect “{organisation}”",
        "organisation": organisation,
        "grants": withdrawing.grants_naming(organisation),
        "payments": withdrawing.payments_to(organisation).count(),
        "form": form,
        "opts": page.opts,
    }
    return TemplateResponse(request, "desk/protect.html", page.admin_site.each_context(request) | context)


def _protect(page: "OrganisationAdmin", request: HttpRequest, organisation: Organisation, form: LoweringForm) -> bool:
    lowering = form.lowering()
    if words := attempt(withdrawing.protect, organisation, lowering, actor=user_of(request)):
        form.add_error(None, f"Nothing was changed. {words}")
        return False
    write_files_soon()
    page.log_change(request, organisation, f"Protected: {lowering.reason}")
    words = "no grant or payment in public names it any more. Look for it in texts too, on the page for emergencies."
    messages.success(request, f"“{organisation}” is protected: {words}")
    return True
