"""The economic support plan: money under a condition, in no total."""

from typing import Any

from funding.portal.views.page import Page
from funding.publication.models import PublishedEnvelope


class PlanView(Page):
    """What was promised for a democratic Belarus, on which condition, and what it is not."""

    template_name = "funding/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the conditional envelopes; there is one so far."""
        return super().get_context_data(**kwargs) | {
            "envelopes": list(PublishedEnvelope.objects.filter(to_release=None)),
        }
