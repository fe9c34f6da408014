"""The six sectors and what goes to each."""

from typing import Any

from django.http import Http404

from funding.codelists.sectors import Sector
from funding.money import percent
from funding.portal import charts
from funding.portal.views.home import YEAR_UNKNOWN, flows_of
from funding.portal.views.page import Page
from funding.publication import summaries
from funding.publication.summaries import Group

SHOWN_RECIPIENTS = 12


class SectorListView(Page):
    """The sectors beside one another."""

    template_name = "funding/sector_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add a card for each sector and money by year."""
        return super().get_context_data(**kwargs) | flows_of(*summaries.cells())


class SectorDetailView(Page):
    """One sector: amounts, over time, by programme, and who receives it."""

    template_name = "funding/sector_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the sums, years, programmes and recipients of the sector in the address."""
        sector = sector_of(self.kwargs["sector"])
        table, undivided = summaries.cells(sector=sector)
        sums = summaries.by_sector(table).get(sector, Group())
        return super().get_context_data(**kwargs) | {
            "sector": sector,
            "sums": sums,
            "undivided": undivided,
            "scales": charts.scaled([sums.contracted, sums.paid]),
            "paid_percent": percent(sums.paid, sums.beside_pools),
            "years": charts.columns(table),
            "year_amounts": [(year or YEAR_UNKNOWN, sums.by_year.get(year)) for year in charts.years_of(table)],
            "programmes": summaries.by_programme(sector),
            "recipients": summaries.recipients(sector, limit=SHOWN_RECIPIENTS),
        }


def sector_of(slug: str) -> Sector:
    """Find the sector of an address.

    Raises:
        Http404: there is no such sector.

    """
    if slug not in Sector.values:
        message = "There is no such sector."
        raise Http404(message)
    return Sector(slug)
