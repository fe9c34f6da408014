"""Pages that were drawn already: kept in the memory of the process, for the current release alone.

Each request has read the latest release before it looks here, so a page never outlives a withdrawal: that makes another
release, and the first request to see it throws all pages away.
"""

from django.core.cache import cache
from django.http import HttpResponse

from funding.publication.models import Release

_RELEASE = "release"


def get(release: Release | None, etag: str) -> HttpResponse | None:
    """Give a page of the release by its ETag, or None."""
    if release is None or cache.get(_RELEASE) != release.pk:
        return None
    page = cache.get(etag)
    if page is None:
        return None
    content, headers = page
    return HttpResponse(content, headers=headers)


def keep(release: Release, etag: str, page: HttpResponse) -> None:
    """Keep a page of the release, and none of another."""
    if cache.get(_RELEASE) != release.pk:
        cache.clear()
        cache.set(_RELEASE, release.pk)
    cache.set(etag, (page.content, dict(page.headers)))
