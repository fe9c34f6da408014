"""What every page of the portal has."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.views.generic import TemplateView

from funding.portal import kept_pages
from funding.portal.editions import etag_of
from funding.publication.models import Release


class Page(TemplateView):
    """A page of one release: says which, and shows that one alone, whatever is published meanwhile."""

    release: Release | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's own signature
        """Ask everything of one state of the database: first of all, whether the answer is known already."""
        with one_state():
            self.release = Release.objects.first()
            etag = etag_of(self.release, request)
            known = get_conditional_response(request, etag=etag) if self.release else None
            if known:
                known.headers["ETag"] = etag
            return known or kept_pages.get(self.release, etag) or self._drawn(request, etag, *args, **kwargs)

    def _drawn(self, request: HttpRequest, etag: str, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's own signature
        """Draw the page; the template asks the database too."""
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.render()
        if self.release and response.status_code == HTTPStatus.OK and isinstance(response, HttpResponse):
            response.headers["ETag"] = etag
            kept_pages.keep(self.release, etag, response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add `release`, the latest one, or None before the first."""
        return super().get_context_data(release=self.release, **kwargs)


@contextmanager
def one_state() -> Iterator[None]:
    """Let all statements inside see the database as it was at the first of them.

    Inside another transaction nothing changes: an isolation level can be chosen at its beginning only.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
