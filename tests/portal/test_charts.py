"""Geometry: what is drawn is what was counted."""

from decimal import Decimal

import pytest

from funding.portal import charts, flows
from funding.publication.summaries import Cell


def _cell(year, sector, contracted, instrument="NDICI"):
    return Cell(year, instrument, sector, 1, 0, 1, Decimal(contracted), Decimal(0))


def test_years_without_a_grant_keep_their_place_and_unknown_years_come_last():
    table = [_cell(2021, "culture", 1), _cell(2023, "culture", 1), _cell(None, "culture", 1)]
    assert charts.years_of(table) == [2021, 2022, 2023, None]


def test_a_stack_is_as_tall_as_its_total_and_stays_below_the_top_line():
    drawn = charts.columns([_cell(2021, "culture", 2_400_000), _cell(2021, "education", 20_000_000)])
    column = drawn.columns[0]
    tops = [Decimal(segment.y) for segment in column.segments]
    assert [segment.css for segment in column.segments] == ["education", "culture"]
    assert column.label == "22.4"
    assert min(tops) > Decimal(drawn.ticks[-1].y)
    assert [tick.label for tick in drawn.ticks] == ["0", "5", "10", "15", "20", "25"]


def test_nothing_contracted_is_no_picture():
    assert charts.columns([_cell(2021, "culture", 0)]) is None
    assert flows.flow([_cell(2021, "culture", 0)]) is None
    assert charts.bars({}, []) == charts.strip([]) == []
    assert charts.scaled([None, Decimal(0)]) == ["0", "0"]


def test_a_strip_fills_the_width():
    segments = charts.strip([("culture", Decimal("33.3333")), ("education", Decimal("66.6667"))])
    assert [(one.x, one.width) for one in segments] == [("0.00", "33.33"), ("33.33", "66.67")]


def test_amounts_on_one_scale_are_in_proportion():
    assert charts.scaled([Decimal(200), Decimal(100), None]) == ["100.00", "50.00", "0.00"]


def test_small_instruments_flow_as_one_and_no_euro_is_lost():
    table = [_cell(2021, "culture", 10 + n, f"Instrument {n}") for n in range(9)]
    rows = flows.by_instrument(table)
    assert list(rows)[-1] == flows.REST
    assert sum(sum(row.values()) for row in rows.values()) == sum(cell.contracted for cell in table)
    assert len(flows.flow(table).ribbons) == 7


@pytest.mark.parametrize("far", [1, 9999])
def test_a_date_centuries_away_adds_one_year_and_no_centuries(far):
    table = [_cell(2022, "culture", 1), _cell(2024, "culture", 1), _cell(far, "culture", 1)]
    assert charts.years_of(table) == sorted([2022, 2024, far])


def test_no_picture_shows_more_than_forty_years_and_the_table_keeps_all():
    table = [_cell(year, "culture", 1) for year in range(1990, 2100)] + [_cell(None, "culture", 1)]
    drawn = charts.columns(table)
    assert len(drawn.columns) == charts.MOST_YEARS == 40
    assert (drawn.columns[-2].year, drawn.columns[-1].year, drawn.earlier) == (2099, None, 71)
    assert len(charts.by_year_and_sector(table)) == 111
    assert len(charts.bars({2099: Decimal(1)}, charts.years_of(table))) == 40


def test_rungs_begin_where_the_last_one_ended_on_one_scale_with_what_was_said():
    spans = [(Decimal(0), Decimal(50)), (Decimal(50), Decimal(75))]
    assert charts.rungs(spans, Decimal(100)) == [
        charts.Rung("0.00", "50.00", "100.00"),
        charts.Rung("50.00", "25.00", "100.00"),
    ]
    assert [one.stated for one in charts.rungs(spans, None)] == ["", ""]
    assert charts.rungs([(Decimal(0), Decimal(0))], None) == [charts.Rung("0", "0", "")]
