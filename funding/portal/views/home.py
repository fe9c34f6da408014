"""The overview: how much, to whom, for what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from funding.codelists.disclosure import POOL_SENTENCES
from funding.codelists.sectors import SIX_SECTORS, Sector
from funding.money import percent
from funding.portal import charts, flows
from funding.portal.views.page import Page
from funding.publication import summaries
from funding.publication.models import PublishedEnvelope, PublishedProgramme, PublishedStatement
from funding.publication.summaries import Cell, Group
from funding.publication.sums import NO_GRANTS, NOTHING

YEAR_UNKNOWN = "Year not known"
SEVERAL_YEARS = "Several years, in groups"


@dataclass(frozen=True)
class FigureRow:
    """A row of the table that holds the figures of a picture: an amount for each sector, and their sum."""

    name: str
    amounts: list[Decimal | None]
    total: Decimal


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


def row_of(name: str, amounts: Mapping[str, Decimal]) -> FigureRow:
    """Lay out one row of a table beside a picture."""
    return FigureRow(name, [amounts.get(sector) for sector in Sector], sum(amounts.values(), NOTHING))


def instrument_rows(table: Sequence[Cell]) -> list[FigureRow]:
    """Lay out what the picture of flows shows as a table."""
    return [row_of(name, amounts) for name, amounts in flows.by_instrument(table).items()]


def year_rows(table: Sequence[Cell]) -> list[FigureRow]:
    """Lay out what the columns show as a table, and below it the pools over several years, which they can't show."""
    rows = [row_of(str(year or YEAR_UNKNOWN), amounts) for year, amounts in charts.by_year_and_sector(table).items()]
    yearless = amounts_by_sector(cell for cell in table if cell.is_yearless)
    return rows + ([row_of(SEVERAL_YEARS, yearless)] if yearless else [])


def amounts_by_sector(table: Iterable[Cell]) -> dict[str, Decimal]:
    """Add up what was contracted by sector."""
    return {sector: group.contracted for sector, group in summaries.by_sector(table).items()}


class HomeView(Page):
    """How much was announced, decided, contracted and paid, and for what."""

    template_name = "funding/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the four amounts, the stated figure, and what grants give by sector, year and instrument."""
        announced, grants = summaries.announced(), summaries.totals_under()
        programmes = PublishedProgramme.objects.current().totals()
        chain = (announced.amount, programmes.decided, grants.contracted, grants.paid)
        return (
            super().get_context_data(**kwargs)
            | {
                "announced": announced,
                "programmes": programmes,
                "grants": grants,
                "paid_percent": percent(grants.paid, grants.beside_pools),
                "scales": charts.scaled(chain),
                "statements": list(PublishedStatement.objects.filter(to_release=None).order_by("-dated", "public_id")),
                "envelopes": list(PublishedEnvelope.objects.filter(to_release=None)),
            }
            | flows_of(*summaries.cells())
            | {"waiting": POOL_SENTENCES[-1]}
        )


def flows_of(table: Sequence[Cell], undivided: Group) -> dict[str, Any]:
    """Give the pictures of the overview and the tables of the same figures, and what neither can show."""
    return {
        "cards": sector_cards(table),
        "years": charts.columns(table),
        "year_rows": year_rows(table),
        "flow": flows.flow(table),
        "instrument_rows": instrument_rows(table),
        "unnamed_row": row_of("", amounts_by_sector(summaries.of_the_unnamed(table))),
        "undivided": undivided,
        "yearless": sum((group.yearless for group in summaries.by_sector(table).values()), NO_GRANTS),
        "sectors": list(Sector),
        "without_year": sum(cell.grants for cell in table if cell.year is None and not cell.is_yearless),
    }
