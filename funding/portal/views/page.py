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

from funding.portal import kept
from funding.portal.editions import etag_of
from funding.publication.models import Release


class Page(TemplateView):
    """A page of one release: says which, and shows that one alone, whatever is published meanwhile."""

    release: Release | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's own signature
        """Answer what is known already, at the price of one short question to the database; else draw the page."""
        return _known(request) or self._drawn(request, *args, **kwargs)

    def _drawn(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's own signature
        """Ask everything of one state of the database; the template asks it too."""
        with one_state():
            self.release = Release.objects.first()
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
        if self.release and response.status_code == HTTPStatus.OK and isinstance(response, HttpResponse):
            etag = etag_of(self.release.edition, request)
            response.headers["ETag"] = etag
            kept.keep_page(self.release.edition, etag, response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add `release`, the latest one, or None before the first."""
        return super().get_context_data(release=self.release, **kwargs)


def _known(request: HttpRequest) -> HttpResponseBase | None:
    """Answer 304, or with the page that was drawn before in the latest release, if there is one."""
    if request.method not in ("GET", "HEAD"):
        return None
    edition = Release.objects.latest_edition()
    etag = etag_of(edition, request)
    # Whoever has just anything may have what was withdrawn, or an address that never was.
    has_it = request.headers.get("If-None-Match", "*").strip() != "*"
    known = get_conditional_response(request, etag=etag) if edition and has_it else None
    if known:
        known.headers["ETag"] = etag
    return known or kept.page(edition, etag)


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
