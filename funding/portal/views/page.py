"""What every page of the portal has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import TemplateView

from funding.publication.models import Release


class Page(TemplateView):
    """A page of one release: says which, and shows that one alone, whatever is published meanwhile."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's own signature
        """Ask everything of one state of the database; the template asks too, so it is drawn inside."""
        with one_state():
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add `release`, the latest one, or None before the first, unless it is there already."""
        if "release" not in kwargs:
            kwargs["release"] = Release.objects.first()
        return super().get_context_data(**kwargs)


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
