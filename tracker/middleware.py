"""What every answer has, and what is refused before any view sees it."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Control characters, bare or percent-encoded. PostgreSQL takes no NUL; nobody types the others.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]|%(?:[01][0-9a-fA-F]|7[fF])")
_PUBLIC_SECONDS = 300


class BodilessHead:
    """An answer to HEAD has the headers of GET and no body; Django leaves that to the server."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Drop the body and keep its length; a view that made none, as for a file, tells no length either."""
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()  # what it held is closed with the answer
        elif isinstance(response, HttpResponse):
            if not response.content:
                response.headers.pop("Content-Length", None)
            response.content = b""
        return response


class PublicHeaders:
    """Headers that Django has no setting for, and the cache policy of public pages."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers; answers to signed-in staff are never cached."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "")
        if not response.has_header("Cache-Control"):
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                patch_cache_control(response, no_store=True)  # a fault isn't a page to keep for five minutes
            elif hasattr(request, "user") and "Cookie" in response.headers.get("Vary", ""):
                patch_cache_control(response, private=True, no_store=True)
            else:
                patch_cache_control(response, public=True, max_age=_PUBLIC_SECONDS, must_revalidate=True)
        return response


class ReadOnlyMethods:
    """The portal answers GET and HEAD only."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse every other method with 405."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.get_response(request)


class RefuseControlCharacters:
    """A path or query with control characters is a bad request, said in words."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse with 400."""
        if _CONTROL.search(request.path) or _CONTROL.search(request.META.get("QUERY_STRING", "")):
            message = "The address holds control characters. Please check how it was copied."
            return HttpResponse(render_to_string("400.html", {"message": message}), status=400)
        return self.get_response(request)
