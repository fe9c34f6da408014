"""Aggregates beside the published rows: what they count, how they are named, and that they can be made anew."""

from decimal import Decimal

import pytest

from funding.codelists.disclosure import RowKind
from funding.publication import aggregates, cube, marks, seeking
from funding.publication.facets import FACETS, Question, counted
from funding.publication.models import GrantCell, GrantCellSector, PageMark, PublishedFilePart, PublishedGrant
from funding.publication.orders import GRANT_ORDERS
from funding.publication.seeking import Marked, Order
from tests.publication import rows
from tests.publication.counting import cells

pytestmark = pytest.mark.django_db


def test_the_smallest_grouping_that_holds_the_columns_answers():
    assert cube.grouping_of([]) == "all"
    assert cube.grouping_of(["row_kind", "year"]) == "year"
    assert cube.grouping_of(["year", "sectors"]) == "flow"
    assert cube.grouping_of(["year", "status"]) == "cube"
    assert cube.grouping_of(["programme", "year"]) is None


def test_a_grant_of_two_sectors_is_one_grant_and_each_euro_is_counted_once():
    rows.grant("a", contracted=Decimal(10), parts={"culture": (6, 4), "education": (4, 2)})
    rows.grant("b", contracted=Decimal(5), parts={"education": (5, None)})
    sums = GrantCell.objects.of("sector").in_sectors(["culture", "education"])
    totals = sums.with_amounts_in(["culture", "education"]).totals()
    assert (totals.grants, totals.contracted, totals.paid) == (2, 15, 6)
    counts = counted([Question(GrantCell.objects.of("sector"), ["sector"])]).counts
    assert counts == {"sector": {"culture": 1, "education": 2}}


def test_grants_and_their_aggregates_give_the_same_counts_at_every_value():
    rows.grant("a", year=2021, status="2", parts={"culture": (1, 1)}, recipient_countries=["LT", "PL"], programme="p")
    rows.grant("b", year=None, instrument="ndici", recipient_kind="ngo")
    rows.grant(
        "c", row_kind=RowKind.POOL, grants_count=7, first_year=2021, last_year=2022, parts={"culture": (9, None)}
    )
    direct = counted([Question(PublishedGrant.objects.current(), list(FACETS))]).counts
    of_cells = [
        Question(GrantCell.objects.of(cube.grouping_of(facet.columns)), [name]) for name, facet in FACETS.items()
    ]
    assert direct == counted(of_cells).counts
    assert direct["year"] == {"2021": 1, "unknown": 1}, "a pool over several years has none, which isn't unknown"
    assert direct["country"] == {"LT": 1, "PL": 1}
    assert direct["sector"] == {"culture": 8}


def test_of_nothing_nothing_is_counted_and_nothing_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        counts = counted([Question(PublishedGrant.objects.none(), ["year", "status"])]).counts
    assert counts == {"year": {}, "status": {}}


def test_sums_are_asked_of_the_rows_that_the_facets_are_counted_over():
    rows.grant("a", contracted=Decimal(10), year=2021, search="puppets", parts={"culture": (6, 4), "education": (4, 2)})
    rows.grant("b", contracted=Decimal(5), year=2022, search="puppets", parts={"education": (5, None)})
    rows.grant("c", contracted=Decimal(5), year=2022, search="drama", parts={"culture": (5, None)})
    grants = PublishedGrant.objects.current()
    found = grants.search("puppets")
    for sectors in ([], ["culture"], ["culture", "education"]):
        whole = PublishedGrant.objects.with_amounts_in(sectors)
        answer = counted(
            [Question(found.in_years([2021], unknown=False), ["year"]), Question(found, ["sector"], whole)]
        )
        assert answer.totals == found.with_amounts_in(sectors).totals()
        assert answer.counts == {"year": {"2021": 1}, "sector": {"culture": 1, "education": 2}}


def test_everything_can_be_made_anew_and_is_what_it_was(monkeypatch):
    monkeypatch.setattr(marks, "STEP", 2)
    monkeypatch.setattr(marks, "SHORT", 2)
    for number in range(5):
        rows.grant(f"g{number}", contracted=Decimal(number), parts={"culture": (number, 0)})
    marks.settle()
    kept, places = cells(), sorted(map(str, PageMark.objects.all()))
    GrantCellSector.objects.update(contracted=0)
    PageMark.objects.update(place=7)
    aggregates.remake()
    assert (cells(), sorted(map(str, PageMark.objects.all()))) == (kept, places)


def test_cells_and_marks_say_what_they_are_of(monkeypatch):
    monkeypatch.setattr(marks, "SHORT", 0)
    rows.grant("a", year=2021, parts={"culture": (1, 1)})
    marks.settle()
    assert str(GrantCell.objects.of("year").get()) == 'year ["named", null, null, 2021]'
    part = GrantCellSector.objects.get(cell__grouping="sector")
    assert str(part) == 'sector ["named", null, null, ["culture"]], Culture'
    assert "grant by year: 0" in map(str, PageMark.objects.filter(order="year"))


def test_a_part_of_a_file_says_which_it_is():
    assert str(PublishedFilePart(name="grants.csv", release=2, number=3)) == "grants.csv of release 2, part 3"


def test_a_row_before_the_first_mark_is_found(monkeypatch):
    monkeypatch.setattr(marks, "SHORT", 1)
    monkeypatch.setattr(seeking, "SHORT", 1)
    for year in (2021, 2022, 2023):
        rows.grant(str(year), year=year)
    marks.settle()
    rows.grant("2020", year=2020)  # the marks know of it, and none stands before it
    marked = Marked("grant", "year", Order(GRANT_ORDERS["year"]))
    found = marked.by_number(PublishedGrant.objects.current(), offset=0, limit=2, total=4)
    assert [row.year for row in found] == [2020, 2021]


def test_no_mark_keeps_what_a_row_that_is_gone_was_sorted_by(monkeypatch):
    monkeypatch.setattr(marks, "STEP", 1)
    monkeypatch.setattr(marks, "SHORT", 1)
    for number in range(4):
        rows.grant(f"g{number}", recipient=f"Canary {number}", search=f"canary {number}")
    marks.settle()
    assert PageMark.objects.filter(key__contains="canary 2").count() == 2
    aggregates.erase(PublishedGrant.objects.filter(public_id="g2"))
    assert not PageMark.objects.filter(key__contains="canary 2").exists()
    assert not PageMark.objects.filter(public_id="g2").exists()
    assert PageMark.objects.get(order="title", public_id="g3").place == 2
