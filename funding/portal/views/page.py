"""What every page of the portal has."""

from typing import Any

from django.views.generic.base import ContextMixin

from funding.publication.models import Release


class Page(ContextMixin):
    """A page of one release: says which, and whether anything on it is made up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add `release`, the latest one, or None before the first."""
        return super().get_context_data(release=Release.objects.first(), **kwargs)
