"""Pages of text: about, methodology, data; and what robots are told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from funding.codelists.sectors import DESCRIPTIONS, Sector
from funding.portal.views.page import Page


class AboutView(Page):
    """What the tracker is and is not."""

    template_name = "funding/about.html"


class MethodologyView(Page):
    """How figures are made."""

    template_name = "funding/methodology.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the sectors and what belongs to each."""
        sectors = [(sector, DESCRIPTIONS[sector]) for sector in Sector]
        return super().get_context_data(**kwargs) | {"sectors": sectors}


class DataView(Page):
    """What can be downloaded, and under which licence."""

    template_name = "funding/data.html"


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view takes the request
    """Let robots read the pages, but not every combination of filters."""
    return HttpResponse(render_to_string("funding/robots.txt"), content_type="text/plain; charset=utf-8")
