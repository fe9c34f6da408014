"""The page of the next release: what it would change in public, and the button that makes it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from funding.desk.admin.base import user_of
from funding.desk.preview import preview
from funding.publication import publisher
from funding.publication.models import Release
from funding.register.deciding import PUBLISH


class ReleaseForm(forms.Form):
    """What is said of a release, and what it was made to look like."""

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
    seen = preview()
    form = ReleaseForm(request.POST or None, initial={"fingerprint": seen.fingerprint})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["fingerprint"] == seen.fingerprint:
            return _publish(request, form.cleaned_data["note"])
        messages.warning(request, "Somebody decided something in the meantime. Nothing was published: look again.")
        form = ReleaseForm(initial={"fingerprint": seen.fingerprint, "note": form.cleaned_data["note"]})
    context = {
        "title": "Publish a release",
        "tables": seen.tables,
        "form": form,
        "latest": Release.objects.first(),
    }
    return TemplateResponse(request, "desk/publish.html", admin.site.each_context(request) | context)


def _publish(request: HttpRequest, note: str) -> HttpResponse:
    publication = publisher.publish(actor=user_of(request), note=note)
    if publication.release is None:
        messages.info(request, "Nothing has changed since the latest release: there is no new one.")
    else:
        sums = [sum(column) for column in zip(*publication.counts.values(), strict=True)] or [0, 0, 0]
        words = "{} rows added, {} changed, {} removed".format(*sums)
        messages.success(request, f"{publication.release} is published: {words}.")
    return redirect("admin:register_publicationrun_changelist")
