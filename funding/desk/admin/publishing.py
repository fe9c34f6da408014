"""The page of the next release: what it would change in public, what it holds back, and the button that makes it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from funding.desk.admin.base import user_of, words_of
from funding.desk.filing import write_files_soon
from funding.desk.preview import Preview, preview
from funding.publication import publisher
from funding.publication.models import Release
from funding.publication.waiting_room import quarters_to_seal
from funding.register.deciding import PUBLISH


class SealForm(forms.Form):
    """Which quarter's pools are sealed with the release, if any."""

    seal = forms.ChoiceField(label="Seal the pools of", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer what can be sealed now."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came
        quarters = quarters_to_seal(today=localdate())
        field = self.fields["seal"]
        field.choices = [("", "no quarter"), *((str(one), _label(one)) for one in quarters)]  # type: ignore[attr-defined]  # a choice field
        self.has_quarters = bool(quarters)


def _label(quarter: object) -> str:
    return f"{quarter}, the yearly one" if str(quarter).endswith("Q4") else str(quarter)


class ReleaseForm(SealForm):
    """What is said of a release, and what it was made to look like."""

    seal = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        required=False,
        max_length=2000,
        help_text="What is new in this release, in a sentence or two. The public reads it.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput)


def publish_view(request: HttpRequest) -> HttpResponse:
    """Show what a release would change; make it when the button is pressed and it would still be the same."""
    if not user_of(request).has_perm(PUBLISH):
        raise PermissionDenied
    form = ReleaseForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            return _publish(request, form.cleaned_data)
        except (ValidationError, ImproperlyConfigured) as error:
            messages.warning(request, _words(error))
    return _look(request)


def _look(request: HttpRequest) -> HttpResponse:
    """Show the draft with the quarter that is asked for."""
    asked = request.POST or request.GET
    choice = SealForm({"seal": asked.get("seal", "")})
    seal = choice.cleaned_data["seal"] if choice.is_valid() else ""
    seen: Preview | None = None
    try:
        seen = preview(seal=seal)
    except (ValidationError, ImproperlyConfigured) as error:
        messages.error(request, f"The next release can’t be drafted. {_words(error)}")
    initial = {"seal": seal, "note": asked.get("note", ""), "fingerprint": seen.fingerprint if seen else ""}
    context = {
        "title": "Publish a release",
        "seen": seen,
        "choice": choice,
        "form": ReleaseForm(initial=initial),
        "latest": Release.objects.first(),
    }
    return TemplateResponse(request, "desk/publish.html", admin.site.each_context(request) | context)


def _words(error: ValidationError | ImproperlyConfigured) -> str:
    return words_of(error) if isinstance(error, ValidationError) else str(error)


def _publish(request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
    seal = chosen["seal"]
    publication = publisher.publish(
        actor=user_of(request), note=chosen["note"], seal=seal, agreed=chosen["fingerprint"]
    )
    if publication.release is None:
        messages.info(request, "Nothing has changed since the latest release: there is no new one.")
    else:
        sums = [sum(column) for column in zip(*publication.counts.values(), strict=True)] or [0, 0, 0]
        words = "{} rows added, {} changed, {} removed".format(*sums)
        messages.success(request, f"{publication.release} is published: {words}.")
        write_files_soon()
    if seal:
        messages.success(request, f"{seal} is sealed: {len(publication.sealed)} pools.")
    return redirect("admin:register_publicationrun_changelist")
