"""The emergency page: one search finds all that shows somebody, two clicks take it out of the public."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from funding.desk import emergency
from funding.desk.admin.base import user_of
from funding.desk.finding import find
from funding.register.deciding import DECIDE


class SearchForm(forms.Form):
    """What is looked for."""

    q = forms.CharField(
        label="Organisation, programme or words", max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )


class ReasonForm(forms.Form):
    """Why it is taken out."""

    reason = forms.CharField(
        label="Why?", max_length=300, initial="Emergency",
        help_text="Staff will see it in the history, the public never.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip


def emergency_view(request: HttpRequest) -> HttpResponse:
    """Find, ask once more, take out."""
    if not user_of(request).has_perm(DECIDE):
        raise PermissionDenied
    search = SearchForm(request.POST or request.GET or None)
    query = search.cleaned_data["q"] if search.is_valid() else ""
    if request.method == "POST":
        return _ask(request, query, _choice(request.POST))
    findings = find(query)
    context = {
        "title": "Emergency",
        "search": search,
        "query": query,
        "findings": findings,
        "listed": findings.hits[: emergency.LISTED],
        "rest": findings.hits[emergency.LISTED :],
    }
    return _page(request, "desk/emergency.html", context)


def _choice(sent: QueryDict) -> emergency.Choice:
    """Read the ticks; one of them stands for all that isn't listed one by one."""
    return emergency.choose(" ".join(sent.getlist("take")).split(), sent.getlist("protect"))


def _ask(request: HttpRequest, query: str, choice: emergency.Choice) -> HttpResponse:
    """Ask once more with the reason; take out when it is given."""
    if not choice.records and not choice.organisations:
        messages.warning(request, "Nothing was ticked: nothing was taken out.")
        return redirect("desk:emergency")
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        emergency.take_out(choice, reason=form.cleaned_data["reason"], actor=user_of(request))
        messages.success(request, _said(choice))
        return redirect("desk:emergency")
    sent = {name: request.POST.getlist(name) for name in ("q", "take", "protect")}
    context = {"title": "Take all this out of the public?", "query": query, "choice": choice, "form": form}
    return _page(request, "desk/emergency_confirm.html", context | {"sent": sent})


def _said(choice: emergency.Choice) -> str:
    counts = [f"{len(choice.records):,} records were taken out of the public, from all releases."]
    if choice.organisations:
        counts.append(f"{len(choice.organisations):,} organisations are protected.")
    return " ".join(counts)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, admin.site.each_context(request) | context)
