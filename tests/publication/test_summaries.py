"""Questions across tables: cells that add up, and who gets most."""

from decimal import Decimal

import pytest

from funding.codelists.disclosure import RowKind
from funding.publication import summaries
from funding.publication.summaries import Cell, Group
from funding.publication.sums import NO_GRANTS, Part
from tests.publication import rows

pytestmark = pytest.mark.django_db


def cell(**changes):
    values = {
        "year": 2023, "instrument": "NDICI", "sector": "culture", "grants": 1, "without_amount": 0,
        "with_payment": 1, "contracted": Decimal(10), "paid": Decimal(4), "unconverted": 0,
    }  # fmt: skip
    return Cell(**values | changes)


POOL, WITHHELD = {"row_kind": RowKind.POOL}, {"row_kind": RowKind.WITHHELD}


@pytest.fixture
def _grants(db):  # noqa: ARG001 -- the fixture opens the database
    """Add grants of two sectors, years and instruments, pools, and a past one."""
    common = {"year": 2023, "instrument_name": "NDICI", "contracted": Decimal(10), "paid": Decimal(4)}
    rows.grant("a", **common, parts={"culture": (9, 4), "education": (1, 0)})
    rows.grant("b", **common | {"contracted": None, "paid": 3}, parts={"culture": (None, 3)}, payments_unconverted=1)
    rows.grant("c", contracted=20, paid=None, parts={"culture": (20, None)})
    rows.grant(
        "p", **POOL, grants_count=6, first_year=2021, last_year=2027, contracted=600, parts={"culture": (600, None)}
    )
    rows.grant("q", **POOL, grants_count=7, contracted=700)
    rows.grant("past", **common, parts={"culture": (1000, 1000)}, to_release=2)


@pytest.mark.usefixtures("_grants")
def test_a_cell_is_what_grants_of_a_year_and_an_instrument_give_to_a_sector():
    table, beside = summaries.cells()
    assert sorted(table, key=str) == sorted(
        [
            cell(grants=2, without_amount=1, with_payment=2, contracted=Decimal(9), paid=Decimal(7), unconverted=1),
            cell(sector="education", contracted=Decimal(1), paid=Decimal(0)),
            cell(year=None, instrument="", with_payment=0, contracted=Decimal(20), paid=Decimal(0)),
            cell(
                year=None,
                instrument="",
                with_payment=0,
                grants=6,
                contracted=Decimal(600),
                paid=Decimal(0),
                kind=RowKind.POOL,
            ),
        ],
        key=str,
    )
    assert (beside.grants, beside.contracted, beside.pooled) == (7, 700, Part(7, Decimal(700)))


@pytest.mark.usefixtures("_grants")
def test_a_sector_keeps_its_cells_alone_and_what_could_not_be_divided_stands_beside():
    table, beside = summaries.cells(sector="education")
    assert [(one.sector, one.contracted) for one in table] == [("education", 1)]
    assert beside.grants == 7
    assert len(summaries.cells(sector="culture")[0]) == 3


def test_cells_add_up_by_sector():
    groups = summaries.by_sector(
        [
            cell(without_amount=1, with_payment=0, unconverted=1),
            cell(year=2024, grants=2, with_payment=2, unconverted=1),
            cell(year=2024, contracted=Decimal(5), without_amount=1, with_payment=0, kind=RowKind.WITHHELD),
            cell(year=None, grants=6, contracted=Decimal(600), paid=Decimal(0), with_payment=0, kind=RowKind.POOL),
            cell(year=2022, grants=5, contracted=Decimal(50), paid=Decimal(0), with_payment=0, kind=RowKind.POOL),
            cell(year=None, contracted=Decimal(3)),
            cell(sector="education"),
        ]
    )
    culture = groups["culture"]
    assert culture == Group(
        grants=16,
        without_amount=2,
        with_payment=3,
        contracted=Decimal(678),
        paid=Decimal(16),
        unconverted=2,
        withheld=Part(1, Decimal(5)),
        pooled=Part(11, Decimal(650)),
        by_year={2023: Decimal(10), 2024: Decimal(15), 2022: Decimal(50), None: Decimal(3)},
        yearless=Part(6, Decimal(600)),
    )
    assert culture.unnamed == Part(12, Decimal(655))
    assert (culture.without_payment, culture.beside_pools) == (2, 28)
    assert groups["education"].contracted == 10
    assert list(groups) == ["culture", "education"]


def test_unnamed_are_cells_of_pools_and_withheld_rows():
    table = [cell(), cell(kind=RowKind.WITHHELD), cell(kind=RowKind.POOL)]
    assert summaries.of_the_unnamed(table) == table[1:]


def test_pools_over_several_years_tell_none_and_an_unknown_year_is_another_thing():
    assert cell(kind=RowKind.POOL, year=None).is_yearless
    assert not cell(kind=RowKind.POOL).is_yearless
    assert not cell(year=None).is_yearless


@pytest.mark.parametrize(
    ("grants", "unknown", "is_known"), [(2, 2, False), (2, 1, True), (2, 0, True), (1, 1, False), (0, 0, True)]
)
def test_where_no_amount_is_known_the_sum_is_unknown_and_not_nothing(grants, unknown, is_known):
    group = Group(grants=grants, without_amount=unknown, contracted=Decimal(3))
    assert group.known_contracted == (3 if is_known else None)
    group = Group(grants=grants, with_payment=grants - unknown, paid=Decimal(2))
    assert group.known_paid == (2 if is_known else None)


def test_a_sector_is_summed_by_programme_the_largest_first_unknown_after_it_and_pools_last():
    rows.programme("p", is_invented=True)
    rows.programme("q")
    rows.programme("p-past", is_invented=True, to_release=2)
    for name, programme, amount in (("a", "q", 10), ("b", "p", 20), ("c", "p", 1), ("d", "", None), ("e", "q", None)):
        rows.grant(name, programme=programme, programme_title=programme.upper(), parts={"culture": (amount, None)})
    rows.grant("f", programme="p", programme_title="P", parts={"education": (1000, None)})
    rows.grant("past", programme="p", programme_title="P", parts={"culture": (1000, None)}, to_release=2)
    rows.grant("h", programme="p-past", programme_title="A", parts={"culture": (10, None)})
    rows.grant("w", **WITHHELD, programme="p", programme_title="P", parts={"culture": (5, None)})
    rows.grant("pool", **POOL, grants_count=6, parts={"culture": (600, None)})
    parts = summaries.by_programme("culture")
    assert [(one.programme, one.title, one.is_pooled, one.grants, one.amount) for one in parts] == [
        ("p", "P", False, 3, 26),
        ("p-past", "A", False, 1, 10),
        ("q", "Q", False, 2, 10),
        ("", "", False, 1, None),
        ("", "", True, 6, 600),
    ]
    assert [(one.unnamed, one.unnamed_amount, one.is_invented) for one in parts] == [
        (1, 5, True),
        (0, 0, False),
        (0, 0, False),
        (0, 0, False),
        (6, 600, False),
    ]


@pytest.fixture
def _unnamed(db):  # noqa: ARG001 -- the fixture opens the database
    """Add rows with and without a named recipient."""
    rows.grant("a", contracted=1000, paid=1000, parts={"culture": (1000, 1000)})
    rows.grant("w", **WITHHELD, contracted=10, paid=5, parts={"culture": (10, 5)})
    rows.grant("v", **WITHHELD, contracted=20, paid=None, parts={"education": (20, None)})
    rows.grant("p", **POOL, grants_count=6, contracted=600, parts={"culture": (600, None)})
    rows.grant("q", **POOL, grants_count=7, contracted=700)
    rows.grant("past", **WITHHELD, contracted=1000, parts={"culture": (1000, 5)}, to_release=2)


def figures(sums):
    return sums.withheld, sums.withheld_paid, sums.pooled, sums.undivided, sums.together


@pytest.mark.usefixtures("_unnamed")
def test_what_has_no_named_recipient_is_summed_by_kind():
    assert figures(summaries.unnamed()) == (
        Part(2, Decimal(30)), 5, Part(13, Decimal(1300)), NO_GRANTS, Part(15, Decimal(1330)),
    )  # fmt: skip


@pytest.mark.usefixtures("_unnamed")
def test_under_sectors_pools_over_all_of_them_stand_apart():
    assert figures(summaries.unnamed(["culture", "other"])) == (
        Part(1, Decimal(10)), 5, Part(6, Decimal(600)), Part(7, Decimal(700)), Part(7, Decimal(610)),
    )  # fmt: skip


def test_recipients_of_a_sector_are_those_with_most_grants_as_they_are_called_now():
    for name in ("one", "two", "three", "funder"):
        rows.organisation(name)
    rows.organisation("two", name="formerly", to_release=2)
    rows.grant("a", parts={"culture": (1, 1)}, roles=[("two", rows.IMPLEMENTER), ("funder", rows.FUNDER)])
    rows.grant("b", parts={"culture": (1, 1)}, roles=[("two", rows.IMPLEMENTER), ("one", "beneficiary")])
    rows.grant("c", parts={"education": (1, 1)}, roles=[("three", rows.IMPLEMENTER)])
    rows.grant("d", parts={"culture": (1, 1)}, roles=[("three", rows.IMPLEMENTER)], to_release=2)
    found = summaries.recipients("culture", limit=5)
    assert [(one.name, one.grants) for one in found] == [("two", 2), ("one", 1)]
    assert [one.name for one in summaries.recipients("culture", limit=1)] == ["two"]


def test_recipients_with_as_many_grants_stand_by_name():
    for name in ("b", "a"):
        rows.organisation(name)
        rows.grant(f"grant of {name}", parts={"culture": (1, 1)}, roles=[(name, rows.IMPLEMENTER)])
    assert [one.name for one in summaries.recipients("culture", limit=5)] == ["a", "b"]


def test_announced_packages_are_listed_and_their_parts_add_nothing():
    rows.package("whole", amount=Decimal(53))
    rows.package("part", amount=Decimal(24), part_of="whole")
    rows.package("unknown", amount=None)
    rows.package("past", to_release=2)
    found = summaries.announced()
    assert sorted(one.public_id for one in found.packages) == ["part", "unknown", "whole"]
    assert (found.amount, found.count) == (53, 2)


def test_grants_under_a_programme_are_current_ones():
    for name, programme, release in (("a", "p", None), ("b", "q", None), ("c", "p", 2)):
        rows.grant(name, programme=programme, to_release=release, contracted=Decimal(3))
    assert [one.public_id for one in summaries.grants_under("p")] == ["a"]
    assert summaries.totals_under("p").contracted == 3
    assert summaries.totals_under().contracted == 6
