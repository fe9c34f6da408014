"""The pattern of every list: query → filter set → rows → table → template."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from funding.portal.addresses import query_string, without_blanks
from funding.portal.chips import chips_of
from funding.portal.filtering import Problem, PublishedFilterSet, filtered
from funding.portal.left_out import left_out_of
from funding.portal.paging import PLACES, NoSuchPage, Sheet, sheet_of
from funding.portal.rail import rail_of
from funding.portal.tables import Ledger
from funding.portal.totals import Totals, TotalsOf
from funding.portal.views.page import Page


@dataclass(frozen=True)
class DownloadLink:
    """A file of the same rows."""

    label: str
    address: str


class PublishedListView(Page):
    """A list of published rows: filters, totals over them, one page of a table, downloads of all of it."""

    noun: ClassVar[str]  # in the plural; also the name of the files
    filterset_class: ClassVar[type[PublishedFilterSet]]
    table_class: ClassVar[type[Ledger]]
    totals_of: ClassVar[TotalsOf]

    def get(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override] # lists take nothing from the path
        """Show the list, or what is wrong with the query and no rows."""
        found = filtered(request, self.filterset_class, self.release.edition if self.release else None)
        if address := without_blanks(request, found.form.fields):
            return HttpResponseRedirect(address)
        if found.problems:
            return self._refuse(found, found.problems, HTTPStatus.BAD_REQUEST)
        totals = type(self).totals_of(found)
        try:
            sheet = sheet_of(found, request.GET, total=totals.count)
        except NoSuchPage as refused:
            return self._refuse(found, [refused.problem], HTTPStatus.NOT_FOUND)
        return self._show(found, totals, sheet)

    def _show(self, found: PublishedFilterSet, totals: Totals, sheet: Sheet) -> HttpResponse:
        context = self.get_context_data(
            found=found,
            table=self.table_class(found, sheet.rows),
            sheet=sheet,
            totals=totals,
            chips=chips_of(found),
            rail=rail_of(found, found.counts()),
            left_out=left_out_of(found, totals.unnamed),
            downloads=self._downloads(),
        )
        return self.render_to_response(context)

    def _refuse(self, found: PublishedFilterSet, problems: list[Problem], status: HTTPStatus) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(found=found, problems=problems, rail=rail_of(found)), status=status
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the noun in both numbers."""
        return super().get_context_data(noun=self.noun, singular=self.noun.removesuffix("s"), **kwargs)

    def _downloads(self) -> list[DownloadLink]:
        query = query_string(self.request.GET, without=[*PLACES, "per_page"])
        return [
            DownloadLink("CSV", reverse(f"{self.noun}_csv") + query),
            DownloadLink("CSV for Excel", reverse(f"{self.noun}_excel") + query),
        ]
