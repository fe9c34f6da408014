"""Files of the lists: exactly what the filter shows, in its order, on all pages."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from http import HTTPStatus
from itertools import chain
from threading import BoundedSemaphore
from time import monotonic

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.utils.timezone import localdate
from django.views.generic import View

from funding.portal.addresses import without_blanks
from funding.portal.editions import etag_of
from funding.portal.exports import csv_format
from funding.portal.exports.copying import csv_of, one_release
from funding.portal.exports.lists import GRANTS, Export
from funding.portal.filtering import PublishedFilterSet, filtered
from funding.publication import files
from funding.publication.files import StoredFile
from funding.publication.models import Edition, Release

LICENCE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
SECONDS = 600  # pages have three; who reads a large file takes longer, but not for ever
BLOCK_SECONDS = 60  # a reader who takes no block of a file in so long has left, or holds a place on purpose
# Long files that one process sends at once; its other threads are for pages.
places = BoundedSemaphore(2)
BUSY = "Too many files are being read at this moment. Please try again in a minute.\n"


class DownloadView(View):
    """A file of one list. `page` and `per_page` are checked but divide only the page: a file holds all rows."""

    http_method_names = ["get", "head"]
    export: Export = GRANTS
    dialect: csv_format.Dialect = csv_format.PLAIN

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Answer that nothing has changed; or with the file that is kept ready; or with what the filter finds."""
        edition = Release.objects.latest_edition()
        tag = etag_of(edition, request)
        takes_gzip = _takes_gzip(request)
        if known := _known(request, [tag, *([_compressed(tag)] if takes_gzip else [])]):
            return HttpResponseNotModified(headers={"ETag": known, "Vary": "Accept-Encoding"})
        if edition and takes_gzip and not request.GET:
            stored = files.find(self.export.stored_as(self.dialect), release=edition.number)
            if stored:
                return self._send_stored(stored, edition)
        return self._send_found(filtered(request, self.export.filterset_class, edition), edition)

    def _send_stored(self, stored: StoredFile, edition: Edition) -> HttpResponseBase:
        """Send a file that is kept ready; where a withdrawal takes it away meanwhile, the connection breaks."""
        headers = self._headers(edition)
        headers |= {
            "ETag": _compressed(headers["ETag"]),
            "Content-Encoding": "gzip",
            "Content-Length": str(stored.size),
        }
        if self.request.method == "HEAD":
            return StreamingHttpResponse((), headers=headers)
        with ExitStack() as until_read:
            if not _take_place(until_read):
                return _busy(self.request)
            return self._stream(stored.read(), headers, until_read.pop_all())

    def _send_found(self, found: PublishedFilterSet, edition: Edition | None) -> HttpResponseBase:
        """Send the rows; what is wrong with the query is said in the words of the page, with 400."""
        if address := without_blanks(self.request, found.form.fields):
            return HttpResponseRedirect(address)
        if found.problems:
            words = "".join(f"{problem}\n" for problem in found.problems)
            return HttpResponse(words, status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
        if self.request.method == "HEAD":
            return StreamingHttpResponse((), headers=self._headers(edition))
        with ExitStack() as until_read:
            return self._copy(found, until_read)

    def _copy(self, found: PublishedFilterSet, until_read: ExitStack) -> HttpResponseBase:
        """Have the database write the file, of one state and so of one release.

        What fits into a block is answered as a whole. A longer file keeps its transaction until it is read or given up;
        nothing catches an error meanwhile: the connection breaks, and no half file looks whole.
        """
        edition = until_read.enter_context(one_release(seconds=SECONDS))
        number = edition.number if edition else None
        blocks = csv_of(found.qs, self.export.columns, self.dialect, release=number)
        until_read.callback(blocks.close)
        first = next(blocks)
        if (second := next(blocks, None)) is None:
            return HttpResponse(first, headers=self._headers(edition))
        if not _take_place(until_read):
            return _busy(self.request)
        return self._stream(chain((first, second), blocks), self._headers(edition), until_read.pop_all())

    def _stream(self, blocks: Iterable[bytes], headers: dict[str, str], until_read: ExitStack) -> HttpResponseBase:
        """Stream what was begun, unless the reader's conditions forbid it: a middleware would only drop the answer."""
        if refusal := get_conditional_response(self.request, etag=headers["ETag"]):
            until_read.close()
            return refusal
        if socket := self.request.META.get("gunicorn.socket"):
            socket.settimeout(BLOCK_SECONDS)
        return StreamingHttpResponse(_Held(blocks, until_read), headers=headers)

    def _headers(self, edition: Edition | None) -> dict[str, str]:
        return {
            "Content-Type": "text/csv; charset=utf-8; header=present",
            "Content-Disposition": f'attachment; filename="{self._file_name(edition)}"',
            "Link": LICENCE,
            "ETag": etag_of(edition, self.request),
            "Vary": "Accept-Encoding",
        }

    def _file_name(self, edition: Edition | None) -> str:
        parts = [self.export.noun, "no-release"]
        if edition:
            parts = [self.export.noun, f"release-{edition.number}", localdate(edition.published_at).isoformat()]
            parts += ["invented"] if edition.has_invented else []
        return "-".join(parts) + self.dialect.suffix


class _Held:
    """Blocks of a file with what they need; the server closes it, whether it was read, given up or never begun."""

    def __init__(self, blocks: Iterable[bytes], until_read: ExitStack) -> None:
        self._blocks, self._until_read = blocks, until_read
        self._ends = monotonic() + SECONDS

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            if monotonic() > self._ends:
                message = f"A file was not read within {SECONDS} seconds."
                raise TimeoutError(message)
            yield block
        self.close()

    def close(self) -> None:
        self._until_read.close()


def _take_place(until_read: ExitStack) -> bool:
    """Take one of the places for long files, if one is free."""
    if not places.acquire(blocking=False):
        return False
    until_read.callback(places.release)
    return True


def _busy(request: HttpRequest) -> HttpResponse:
    """Say that a file can't be sent now: to a browser as a page, to a program in a line."""
    kind, words = "text/plain", BUSY
    if "text/html" in request.headers.get("Accept", ""):
        kind, words = "text/html", render_to_string("503.html", {"message": BUSY})
    headers = {"Retry-After": "60", "Content-Type": f"{kind}; charset=utf-8", "Vary": "Accept"}
    return HttpResponse(words, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


def _compressed(tag: str) -> str:
    """Name the compressed form of the same file: other bytes, another name."""
    return f'{tag[:-1]}-gzip"'


def _known(request: HttpRequest, tags: list[str]) -> str:
    """Give the tag of what the reader has already, if it is one of these; a proxy may have weakened it."""
    given = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    return next((tag for tag in tags if given & {tag, "*"}), "")


def _takes_gzip(request: HttpRequest) -> bool:
    """Tell whether the reader's program can uncompress."""
    for one in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, quality = one.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return quality.strip("0.") != "" or not quality
    return False
