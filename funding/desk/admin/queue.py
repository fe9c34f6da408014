"""The page of the queue: approve, refuse or take back many at once."""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from funding.codelists.disclosure import Level, Outcome
from funding.desk.admin.base import user_of
from funding.desk.admin.saying import attempt, say
from funding.desk.queue import KIND_CHOICES, MODELS, Filters, Kind, Show, approvals_waiting, counts, sections, title_of
from funding.register import clearing, deciding, review
from funding.register.models import Approval, Clearance, ClearedHit
from funding.register.models.two_persons import Decision
from funding.register.screening import Screen

VIEW = "register.view_approval"
_TABS = {Show.WAITING: "Waits for a second person", Show.MINE: "Proposed by you", Show.SENT_BACK: "Sent back to you"}
_DONE = {"approve": "approved", "refuse": "refused", "take_back": "taken back"}


class DecisionForm(forms.Form):
    """What one person decides on what others proposed."""

    do = forms.ChoiceField(choices=list(_DONE.items()), widget=forms.HiddenInput)
    is_read = forms.BooleanField(label="Read: no names, no faces, no places", required=False)
    reason = forms.CharField(
        required=False,
        max_length=500,
        label="Reason, where you refuse",
        help_text="Whoever proposed it reads this; the public never.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


def queue_view(request: HttpRequest) -> HttpResponse:
    """Show the queue by its filters; decide on what was chosen."""
    user = user_of(request)
    if not user.has_perm(VIEW):
        raise PermissionDenied
    if request.method == "POST":
        _decide_chosen(request)
        return redirect(request.get_full_path())
    filters = Filters.read(request.GET)
    found = sections(user, filters)
    totals = counts(user)
    context = {
        "title": "What waits for a second person",
        "filters": filters,
        "tabs": [(show.value, label, totals[show.value]) for show, label in _TABS.items()],
        "kinds": KIND_CHOICES,
        "levels": [choice for choice in Level.choices if choice[0] != Level.NOT_PUBLISHED],
        "sections": found,
        "form": DecisionForm(),
        "may_decide": any(one.may_decide for one in found),
        "may_take_back": filters.show is Show.MINE and bool(found) and user.has_perm(deciding.SUBMIT),
        "first": next(iter(approvals_waiting(filters, user)), None) if filters.show is Show.WAITING else None,
    }
    return TemplateResponse(request, "desk/queue.html", admin.site.each_context(request) | context)


@require_POST
def take_back_view(request: HttpRequest) -> HttpResponse:
    """Take back one thing that waits, and return to where that was asked."""
    _decide_chosen(request, do="take_back")
    return redirect(_back(request))


@require_POST
def no_name_view(request: HttpRequest) -> HttpResponse:
    """Propose that a hit of the name scan is no name in its record."""
    said = request.POST
    key = said.get("key", "")
    if said.get("subject") not in dict(KIND_CHOICES) or not key.isdecimal() or not said.get("term", "").strip():
        message = "This page was asked for something that isn't there."
        messages.error(request, message)
        return redirect("admin:index")
    about = {"subject": said["subject"], "subject_id": int(key), "term": said["term"]}
    words = attempt(clearing.propose_cleared_hit, **about, actor=user_of(request))
    done = "" if words else f"Proposed: “{said['term']}” is no name there. It waits for a second person."
    say(request, done, [words] if words else [])
    return redirect(f"admin:register_{said['subject']}_submit", key)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("desk:queue")


def _decide_chosen(request: HttpRequest, *, do: str = "") -> None:
    """Decide one by one on what was chosen, and say of each that was refused why."""
    data = request.POST.copy()
    data["do"] = do or data.get("do", "")
    form = DecisionForm(data)
    chosen = list(_chosen(request.POST.getlist("item")))
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for found in form.errors.values() for words in found))
    elif not chosen:
        messages.warning(request, "Choose at least one.")
    else:
        said = form.cleaned_data
        decide = verb(request, said["do"], reason=said["reason"], is_read=said["is_read"])
        refused = [f"“{title_of(one)}”: {words}" for one in chosen if (words := attempt(decide, one))]
        done = len(chosen) - len(refused)
        say(request, f"{done} {_DONE[said['do']]}." if done else "", refused)


def _chosen(names: Iterable[str]) -> Iterable[Decision]:
    """Read the proposals that a form names; clearances and hits first, for levels may hang on them."""
    keys: dict[Kind, list[int]] = {kind: [] for kind in (Kind.CLEARANCE, Kind.HIT, Kind.APPROVAL)}
    for name in names:
        kind, _, key = name.partition("-")
        if kind in set(Kind) and key.isdecimal() and len(key) < 19:  # noqa: PLR2004 -- longer ones are no keys
            keys[Kind(kind)].append(int(key))
    for kind, found in keys.items():
        yield from MODELS[kind]._base_manager.filter(pk__in=found).order_by("pk")


def verb(request: HttpRequest, do: str, *, reason: str, is_read: bool) -> Callable[[Decision], object]:
    """Give what decides one proposal; many share the screen, read when the first level is decided."""
    actor = user_of(request)
    screens: list[Screen] = []

    def approve(proposal: Decision) -> None:
        if isinstance(proposal, Clearance):
            clearing.approve_clearance(proposal, actor=actor)
        elif isinstance(proposal, ClearedHit):
            clearing.decide_cleared_hit(proposal, outcome=Outcome.APPROVED, actor=actor)
        elif isinstance(proposal, Approval):
            screens[:] = screens or [Screen()]
            review.approve(proposal, actor=actor, is_read=is_read, screen=screens[0])

    def refuse(proposal: Decision) -> None:
        if isinstance(proposal, Clearance):
            clearing.refuse_clearance(proposal, reason=reason, actor=actor)
        elif isinstance(proposal, ClearedHit):
            clearing.decide_cleared_hit(proposal, outcome=Outcome.REFUSED, actor=actor, reason=reason)
        elif isinstance(proposal, Approval):
            review.refuse(proposal, reason=reason, actor=actor)

    def take_back(proposal: Decision) -> None:
        deciding.take_back(proposal, actor=actor)

    return {"approve": approve, "refuse": refuse, "take_back": take_back}[do]
