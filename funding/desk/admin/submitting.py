"""Proposing what the public sees: a page for one record with its public view, and one for many."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from funding.codelists.disclosure import Level, Outcome
from funding.desk.admin.base import user_of
from funding.desk.admin.decision_forms import ProposalForm
from funding.desk.admin.saying import attempt, say
from funding.desk.public_view import public_view
from funding.desk.standing import gates_of, levels_of
from funding.register import review, snapshots
from funding.register.models import Approval, ClearedHit
from funding.register.models.publishable import Publishable
from funding.register.screening import Hit, Screen

if TYPE_CHECKING:
    from funding.desk.admin.decide import PublishableAdmin

_CHANGED = "Somebody changed the record since you opened this page. Nothing was submitted: read it again."
_NAMED = 200  # as many as one page of a list can hold; of more, all were selected


def submit_view(page: "PublishableAdmin", request: HttpRequest, object_id: str) -> HttpResponseBase:
    """Show a record as it would be public at each level; submit it as it was seen."""
    record = page.get_object(request, object_id)
    if record is None:
        return redirect("admin:index")
    if not page.has_submit_permission(request) or not page.has_change_permission(request, record):
        raise PermissionDenied
    snapshot, screen = snapshots.take(record), Screen()
    seen = _fingerprint(snapshot)
    form = _form(request, record, seen)
    if form.is_bound and form.is_valid() and _submit(page, request, record, form, screen):
        return redirect(f"admin:register_{page.opts.model_name}_change", record.pk)
    panels = [
        {"gate": gate, "view": public_view(type(record).__name__, snapshot, gate.level)}
        for gate in gates_of(record, snapshot, screen=screen)
    ]
    hits = screen.hits(type(record).__name__, snapshot)
    context = {"title": f"Submit “{record}”", "record": record, "form": form, "seen": seen, "panels": panels}
    context |= {"hits": _with_proposals(record, hits), "opts": page.opts, "waiting": waiting_for(record)}
    context |= {"media": page.media}
    return TemplateResponse(request, "desk/submit.html", page.admin_site.each_context(request) | context)


def _form(request: HttpRequest, record: Publishable, seen: str) -> ProposalForm:
    levels = levels_of(record)
    level = record.level if record.level in levels else Level.FULL
    if request.method != "POST":
        return ProposalForm(levels=levels, initial={"level": level})
    if request.POST.get("seen") == seen:
        return ProposalForm(request.POST, levels=levels)
    data = request.POST.copy()
    data.pop("is_read", None)  # what was read isn't what is there now
    form = ProposalForm(data, levels=levels)
    form.add_error(None, _CHANGED)
    return form


def _submit(
    page: "PublishableAdmin", request: HttpRequest, record: Publishable, form: ProposalForm, screen: Screen
) -> bool:
    proposal = form.proposal()
    words = attempt(review.submit, record, proposal, actor=user_of(request), screen=screen)
    if words:
        form.add_error(None, words)
        return False
    _log(page, request, record, proposal)
    say(request, "Submitted. It waits for a second person; the public sees nothing new until then.", [])
    return True


def _log(page: "PublishableAdmin", request: HttpRequest, record: Publishable, proposal: review.Proposal) -> None:
    page.log_change(request, record, f"Submitted for approval: {Level(proposal.level).label.lower()}.")


def waiting_for(record: Publishable) -> Approval | None:
    """Give what waits for a second person about a record."""
    own = Approval.objects.filter(subject=review.subject_of(record), subject_id=record.pk, outcome=Outcome.WAITING)
    return own.select_related("submitted_by").first()


def _with_proposals(record: Publishable, hits: list[Hit]) -> list[tuple[Hit, ClearedHit | None]]:
    """Give each hit of the name scan with what waits about it."""
    waiting = ClearedHit.objects.filter(
        subject=review.subject_of(record), subject_id=record.pk, outcome=Outcome.WAITING
    ).select_related("submitted_by")
    by_term = {one.term: one for one in waiting}
    return [(hit, by_term.get(hit.term)) for hit in hits]


def _fingerprint(snapshot: Mapping[str, Any]) -> str:
    """Name what a page shows, to tell whether it is still so."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest()


def submit_many(page: "PublishableAdmin", request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """Ask for one level and ground, then submit the records that nothing keeps from it; say of the others what does."""
    levels = levels_of(page.model())
    form = ProposalForm(request.POST if "level" in request.POST else None, levels=levels, initial={"level": Level.FULL})
    if form.is_valid():
        _submit_all(page, request, queryset, form.proposal())
        return HttpResponseRedirect(request.get_full_path())
    context = {
        "title": "Submit for approval",
        "count": queryset.count(),
        "records": queryset[:_NAMED],
        "form": form,
        "opts": page.opts,
    }
    return TemplateResponse(request, "desk/submit_many.html", page.admin_site.each_context(request) | context)


def _submit_all(
    page: "PublishableAdmin", request: HttpRequest, queryset: QuerySet[Any], proposal: review.Proposal
) -> None:
    screen, refused, count = Screen(), [], 0
    records = list(queryset)
    taken = snapshots.take_all(records)
    for record in records:
        words = attempt(
            review.submit, record, proposal, actor=user_of(request), screen=screen, snapshot=taken[record.pk]
        )
        if words:
            refused.append(f"“{record}” was left out. {words}")
        else:
            count += 1
            _log(page, request, record, proposal)
    say(request, f"{count} submitted. They wait for a second person." if count else "", refused)
