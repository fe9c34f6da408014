"""The overview: how much, to whom, for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from funding.codelists.sectors import SIX_SECTORS, Sector
from funding.money import percent
from funding.portal import charts, flows
from funding.portal.views.page import Page
from funding.publication import summaries
from funding.publication.models import PublishedEnvelope, PublishedProgramme, PublishedStatement
from funding.publication.summaries import Cell, Group


@dataclass(frozen=True)
class SectorCard:
    """One sector: its sums and a row of small bars by year."""

    sector: Sector
    sums: Group
    bars: list[charts.Bar]


def sector_cards(table: Sequence[Cell]) -> list[SectorCard]:
    """Make a card for each of the six sectors, and one for `other` where money went there."""
    groups, years = summaries.by_sector(table), charts.years_of(table)
    shown = [sector for sector in Sector if sector in SIX_SECTORS or sector in groups]
    cards = [(sector, groups.get(sector, Group())) for sector in shown]
    return [SectorCard(sector, sums, charts.bars(sums.by_year, years)) for sector, sums in cards]


def instrument_rows(table: Sequence[Cell]) -> list[tuple[str, list[Decimal | None], Decimal]]:
    """Lay out what the picture of flows shows as a table: instrument, an amount for each sector, sum."""
    return [
        (name, [row.get(sector) for sector in Sector], sum(row.values(), summaries.NOTHING))
        for name, row in flows.by_instrument(table).items()
    ]


def year_rows(table: Sequence[Cell]) -> list[tuple[int | None, list[Decimal | None], Decimal]]:
    """Lay out what the columns show as a table: year, an amount for each sector, sum."""
    return [
        (year, [row.get(sector) for sector in Sector], sum(row.values(), summaries.NOTHING))
        for year, row in charts.by_year_and_sector(table).items()
    ]


class HomeView(Page):
    """How much was announced, decided, contracted and paid, and for what."""

    template_name = "funding/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the four amounts, the stated figure, and what grants give by sector, year and instrument."""
        announced, every_grant = summaries.announced(), summaries.grants_under()
        grants = every_grant.totals()
        programmes = PublishedProgramme.objects.current().totals()
        chain = (announced.amount, programmes.decided, grants.contracted, grants.paid)
        return (
            super().get_context_data(**kwargs)
            | {
                "announced": announced,
                "programmes": programmes,
                "grants": grants,
                "without_payment": summaries.without_payment(every_grant),
                "paid_percent": percent(grants.paid, grants.contracted),
                "scales": charts.scaled(chain),
                "statements": list(PublishedStatement.objects.filter(to_release=None).order_by("-dated")),
                "envelopes": list(PublishedEnvelope.objects.filter(to_release=None)),
            }
            | flows_of(summaries.cells())
        )


def flows_of(table: Sequence[Cell]) -> dict[str, Any]:
    """Give the pictures of the overview and the tables of the same figures."""
    return {
        "cards": sector_cards(table),
        "years": charts.columns(table),
        "year_rows": year_rows(table),
        "flow": flows.flow(table),
        "instrument_rows": instrument_rows(table),
        "sectors": list(Sector),
        "without_year": sum(cell.grants for cell in table if cell.year is None),
    }
