"""Pages of text: about, methodology, protection, accessibility, data; and what robots are told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from funding.codelists.disclosure import POOL_SENTENCES, UNNAMED, WITHHELD_SENTENCES, Ground
from funding.codelists.sectors import DESCRIPTIONS, Sector
from funding.portal.views.page import Page
from funding.publication.models import Release

SHOWN_RELEASES = 24


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


class ProtectionView(Page):
    """Why some recipients aren't named, what can't be recalled, and how to ask for removal."""

    template_name = "funding/protection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the fixed sentences, the grounds there are, and whom to ask; nothing that hangs on what is protected."""
        return super().get_context_data(**kwargs) | {
            "unnamed": UNNAMED,
            "withheld_sentences": WITHHELD_SENTENCES,
            "pool_sentences": POOL_SENTENCES,
            "grounds": [ground.label for ground in Ground],
            "contact": settings.REMOVAL_CONTACT,
            "key": settings.REMOVAL_KEY,
        }


class AccessibilityView(Page):
    """How far the site can be read by everybody, and what nobody has tested."""

    template_name = "funding/accessibility.html"


class DataView(Page):
    """What can be downloaded, under which licence, and which releases there were."""

    template_name = "funding/data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the latest releases, and how many records all earlier ones took back."""
        releases = list(Release.objects.all())
        return super().get_context_data(**kwargs) | {
            "releases": releases[:SHOWN_RELEASES],
            "earlier": len(releases[SHOWN_RELEASES:]),
            "withdrawn_earlier": sum(one.withdrawals for one in releases[SHOWN_RELEASES:]),
        }


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view takes the request
    """Let robots read the pages, but not every combination of filters."""
    return HttpResponse(render_to_string("funding/robots.txt"), content_type="text/plain; charset=utf-8")
