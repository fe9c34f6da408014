"""What was drawn or looked up already: kept in the memory of the process, for the current release alone.

Each request has read the latest release before it looks here, so nothing outlives a withdrawal: that makes another
release, and the first request to see it throws everything away.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache
from django.http import HttpResponse

from funding.publication.models import Edition

_EDITION = "edition"
Kept = TypeVar("Kept")


def page(edition: Edition | None, etag: str) -> HttpResponse | None:
    """Give a page of a release by its ETag, or None."""
    known = _get(edition, etag)
    if known is None:
        return None
    content, headers = cast("tuple[bytes, dict[str, str]]", known)
    return HttpResponse(content, headers=headers)


def keep_page(edition: Edition, etag: str, page: HttpResponse) -> None:
    """Keep a page of a release."""
    _set(edition, etag, (page.content, dict(page.headers)))


def made_once(edition: Edition | None, key: str, make: Callable[[], Kept]) -> Kept:
    """Give what a release says under a key, making it at the first request; before any release always."""
    known = _get(edition, key)
    if known is not None:
        return cast("Kept", known)
    made = make()
    if edition:
        _set(edition, key, made)
    return made


def _get(edition: Edition | None, key: str) -> object:
    return cache.get(_key(edition, key)) if edition else None


def _set(edition: Edition, key: str, value: object) -> None:
    """Keep a value of one release, and throw away what another left."""
    if cache.get(_EDITION) != edition:
        cache.clear()
        cache.set(_EDITION, edition)
    cache.set(_key(edition, key), value)


def _key(edition: Edition, key: str) -> str:
    """Name the release in the key: another thread may throw everything away between any two steps."""
    return f"{edition.number}-{edition.published_at.isoformat()}-{key}"
