"""Files of the lists: exactly what the filter shows, in its order, on all pages."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.utils.timezone import localdate
from django.views.generic import View

from funding.portal.addresses import without_blanks
from funding.portal.exports import csv_format
from funding.portal.exports.columns import Column
from funding.portal.exports.rows import rows_of
from funding.portal.filtering import PublishedFilterSet, filtered
from funding.publication.models import Release

LICENCE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


class DownloadView(View):
    """A file of one list. `page` and `per_page` are checked but divide only the page: a file holds all rows."""

    http_method_names = ["get", "head"]
    noun: ClassVar[str]
    filterset_class: ClassVar[type[PublishedFilterSet]]
    columns: ClassVar[Sequence[Column]]
    dialect: csv_format.Dialect = csv_format.PLAIN

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Stream the rows; what is wrong with the query is said in the words of the page, with 400.

        Nothing catches an error while rows are read: the connection breaks, and no half file looks whole.
        """
        found = filtered(request, self.filterset_class)
        if address := without_blanks(request, found.form.fields):
            return HttpResponseRedirect(address)
        if found.problems:
            words = "".join(f"{problem}\n" for problem in found.problems)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        if request.method == "HEAD":
            return HttpResponse(headers=self._headers(Release.objects.first()))
        release, lines = self._of_one_release(found)
        return StreamingHttpResponse(lines, headers=self._headers(release))

    def _of_one_release(self, found: PublishedFilterSet) -> tuple[Release | None, Iterator[bytes]]:
        """Give the file, and the release that its rows are of.

        One statement reads them all and sees one state of the database: that of the release which is the latest both
        before and after the statement begins. So no transaction has to wait for a slow reader.
        """
        while True:
            release = Release.objects.first()
            lines = self._lines(found, release)
            next(lines)
            if Release.objects.first() == release:
                return release, lines
            lines.close()

    def _lines(self, found: PublishedFilterSet, release: Release | None) -> Generator[bytes]:
        """Run the statement, give nothing, and then the file line by line; closing it closes the cursor."""
        with closing(rows_of(found.qs, self.columns, release=release.number if release else None)) as rows:
            first = list(islice(rows, 1))
            yield b""
            yield from csv_format.lines([column.name for column in self.columns], chain(first, rows), self.dialect)

    def _headers(self, release: Release | None) -> dict[str, str]:
        return {
            "Content-Type": "text/csv; charset=utf-8; header=present",
            "Content-Disposition": f'attachment; filename="{self._file_name(release)}"',
            "Link": LICENCE,
        }

    def _file_name(self, release: Release | None) -> str:
        parts = [self.noun, "no-release"]
        if release:
            parts = [self.noun, f"release-{release.number}", localdate(release.published_at).isoformat()]
            parts += ["invented"] if release.has_invented else []
        return "-".join(parts) + self.dialect.suffix
