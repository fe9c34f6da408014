"""The timeline as a page, and one page for each kind of what is on it."""

from typing import Any

from django.http import Http404

from funding.portal import timeline
from funding.portal.views.page import Page


class TimelineView(Page):
    """What happened when."""

    template_name = "funding/timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the entries, of the kind in the address where it names one."""
        kind = kind_of(self.kwargs.get("kind", ""))
        found = timeline.entries()
        shown = [one for one in found if kind in ("", one.kind)]
        return super().get_context_data(**kwargs) | {
            "kind": kind,
            "label": timeline.KINDS.get(kind, ""),
            "kinds": timeline.counted(found),
            "all": len(found),
            "stretches": timeline.by_phase(shown),
        }


def kind_of(slug: str) -> str:
    """Find the kind of an address; an empty one is all kinds.

    Raises:
        Http404: there is no such kind.

    """
    if slug and slug not in timeline.KINDS:
        message = "There is no such kind."
        raise Http404(message)
    return slug
