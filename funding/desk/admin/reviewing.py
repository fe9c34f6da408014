"""Going through proposed levels one by one: what would be public beside what the register holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from funding.codelists.disclosure import Level, Outcome
from funding.desk.admin.base import user_of
from funding.desk.admin.queue import VIEW, DecisionForm, verb
from funding.desk.admin.saying import attempt, say
from funding.desk.public_view import public_view
from funding.desk.queue import Filters, approvals_waiting, title_of
from funding.desk.standing import names_in
from funding.publication.differences import Difference, differences, passes
from funding.register import deciding, review, snapshots
from funding.register.models import Approval, PublicIdentity
from funding.register.screening import Screen
from funding.register.wording import Fact, entries_of

_LINES = {
    "sector_shares": "Sector shares",
    "amendments": "Amendments",
    "transactions": "Transactions",
    "parts": "Parts as they were worded",
    "sources": "Sources",
}
_SAID = {"approve": "Approved. The public sees it with the next release.", "refuse": "Refused."}


@dataclass(frozen=True)
class Held:
    """What the register holds: of the record itself (no name), of something that belongs to it, or of several in lines.

    Each fact comes with whether it shows at the level in some form.
    """

    name: str
    facts: list[tuple[Fact, bool]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)


def review_view(request: HttpRequest, key: int) -> HttpResponse:
    """Show one proposed level; approve or refuse it and go on to the next."""
    user = user_of(request)
    if not user.has_perm(VIEW):
        raise PermissionDenied
    approvals = Approval.objects.select_related("submitted_by", "decided_by")
    approval = get_object_or_404(approvals, pk=key)
    filters = Filters.read(request.GET)
    around = approvals_waiting(filters, user)
    following = next((one for one in around if one > key), None)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if words := _decide(request, approval, form):
            form.add_error(None, words)
        else:
            return redirect(_address(request, following))
    context = {
        "title": f"{approval.get_level_display()}: {title_of(approval)}",
        "approval": approval,
        "form": form,
        "previous": _address(request, max((one for one in around if one < key), default=None)),
        "following": _address(request, following),
        "place": around.index(key) + 1 if key in around else None,
        "count": len(around),
    }
    context |= _shown(approval) | _may(request, approval)
    return TemplateResponse(request, "desk/review.html", admin.site.each_context(request) | context)


def _decide(request: HttpRequest, approval: Approval, form: DecisionForm) -> str:
    said = form.cleaned_data
    decide = verb(request, said["do"], reason=said["reason"], is_read=said["is_read"])
    if words := attempt(decide, approval):
        return words
    say(request, f"{title_of(approval)}: {_SAID.get(said['do'], 'Taken back.')}", [])
    return ""


def _address(request: HttpRequest, key: int | None) -> str:
    """Give the page of a proposal, or that of the queue where there is none; the filters stay."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return (reverse("desk:review", args=[key]) if key else reverse("desk:queue")) + query


def _may(request: HttpRequest, approval: Approval) -> dict[str, bool]:
    user = user_of(request)
    is_mine = approval.submitted_by_id == user.pk
    return {
        "is_mine": is_mine,
        "may_decide": approval.is_waiting and not is_mine and user.has_perm(deciding.DECIDE),
        "may_take_back": approval.is_waiting and user.has_perm(deciding.SUBMIT),
    }


def _shown(approval: Approval) -> dict[str, Any]:
    """Give what the page shows of a proposal: the public view, the facts, what changes, what stands against it."""
    noun, snapshot = review.model_of(approval.subject).__name__, approval.snapshot
    names = names_in([snapshot])
    record = review.model_of(approval.subject)._base_manager.filter(pk=approval.subject_id).first()
    identity = PublicIdentity.objects.filter(subject=approval.subject, subject_id=approval.subject_id).first()
    public = identity.approval if identity else None
    shown: dict[str, Any] = {
        "record": record,
        "view": public_view(noun, snapshot, approval.level),
        "held": _held(noun, snapshot, approval.level, names),
        "obstacles": Screen().obstacles(noun, snapshot, approval.level) if approval.is_waiting else [],
        "public": public,
        "from_public": _between(noun, public.snapshot, snapshot, approval.level) if public else [],
    }
    if record is not None and approval.outcome == Outcome.WAITING:
        shown["edited"] = _between(noun, snapshot, snapshots.take(record), approval.level)
    return shown


def _between(noun: str, before: Mapping[str, Any], after: Mapping[str, Any], level: str) -> list[Difference]:
    return differences(noun, before, after, level=level, names=names_in([before, after]))


def _held(noun: str, snapshot: Mapping[str, Any], level: str, names: Mapping[tuple[str, Any], str]) -> list[Held]:
    """Give the record and its organisations field by field, what there are many of in a line each."""
    found: list[Held] = []
    lines: dict[str, list[tuple[str, str]]] = {}
    for entry in entries_of(noun, snapshot, names):
        if entry.group in _LINES:
            lines.setdefault(entry.group, []).append((entry.name, entry.text))
            continue
        shown = [one for one in entry.facts if one.text and one.value is not False and one.field != "currency"]
        found.append(Held(entry.name, [(one, passes(Level(level), one)) for one in shown]))
    return found + [Held(_LINES[group], lines=of) for group, of in lines.items()]
