"""Questions across tables: cells that add up, and who gets most."""

from dataclasses import astuple
from decimal import Decimal

import pytest

from funding.publication import summaries
from funding.publication.summaries import Cell, Group
from tests.publication import rows

pytestmark = pytest.mark.django_db


def cell(**changes):
    values = {
        "year": 2023, "instrument": "NDICI", "sector": "culture", "grants": 1, "without_amount": 0,
        "without_payment": 0, "contracted": Decimal(10), "paid": Decimal(4), "unconverted": 0,
    }  # fmt: skip
    return Cell(**values | changes)


@pytest.fixture
def _grants(db):  # noqa: ARG001 -- the fixture opens the database
    """Add grants of two sectors, years and instruments, and a past one."""
    common = {"year": 2023, "instrument_name": "NDICI"}
    rows.grant("a", **common, parts={"culture": (10, 4), "education": (1, None)})
    rows.grant("b", **common, parts={"culture": (None, 3)}, payments_unconverted=1)
    rows.grant("c", year=None, instrument_name="", parts={"culture": (20, 1)})
    rows.grant("past", **common, parts={"culture": (1000, 1000)}, to_release=2)


@pytest.mark.usefixtures("_grants")
def test_a_cell_is_what_grants_of_a_year_and_an_instrument_give_to_a_sector():
    assert sorted(summaries.cells(), key=str) == sorted(
        [
            cell(grants=2, without_amount=1, paid=Decimal(7), unconverted=1),
            cell(sector="education", without_payment=1, contracted=Decimal(1), paid=Decimal(0)),
            cell(year=None, instrument="", contracted=Decimal(20), paid=Decimal(1)),
        ],
        key=str,
    )


@pytest.mark.usefixtures("_grants")
def test_a_sector_keeps_its_cells_alone():
    assert {one.sector for one in summaries.cells(sector="education")} == {"education"}
    assert len(summaries.cells(sector="culture")) == 2


def test_cells_add_up_by_sector():
    groups = summaries.by_sector(
        [
            cell(without_amount=1, without_payment=1, unconverted=1),
            cell(year=2024, grants=2, unconverted=1),
            cell(year=2024, contracted=Decimal(5), without_amount=1, without_payment=1),
            cell(sector="education"),
        ]
    )
    assert groups["culture"] == Group(
        grants=4,
        without_amount=2,
        without_payment=2,
        contracted=Decimal(25),
        paid=Decimal(12),
        unconverted=2,
        by_year={2023: Decimal(10), 2024: Decimal(15)},
    )
    assert groups["education"].contracted == 10
    assert list(groups) == ["culture", "education"]


@pytest.mark.parametrize(
    ("grants", "unknown", "is_known"), [(2, 2, False), (2, 1, True), (2, 0, True), (1, 1, False), (0, 0, True)]
)
def test_where_no_amount_is_known_the_sum_is_unknown_and_not_nothing(grants, unknown, is_known):
    group = Group(grants=grants, without_amount=unknown, without_payment=0, contracted=Decimal(3), paid=Decimal(2))
    assert group.known_contracted == (3 if is_known else None)
    group = Group(grants=grants, without_amount=0, without_payment=unknown, contracted=Decimal(3), paid=Decimal(2))
    assert group.known_paid == (2 if is_known else None)


def test_a_sector_is_summed_by_programme_the_largest_first_and_unknown_last():
    rows.programme("p", is_invented=True)
    rows.programme("q")
    rows.programme("p-past", is_invented=True, to_release=2)
    for name, programme, amount in (("a", "q", 10), ("b", "p", 20), ("c", "p", 1), ("d", "", None), ("e", "q", None)):
        rows.grant(name, programme=programme, programme_title=programme.upper(), parts={"culture": (amount, None)})
    rows.grant("f", programme="p", programme_title="P", parts={"education": (1000, None)})
    rows.grant("past", programme="p", programme_title="P", parts={"culture": (1000, None)}, to_release=2)
    rows.grant("h", programme="p-past", programme_title="A", parts={"culture": (10, None)})
    assert [astuple(one) for one in summaries.by_programme("culture")] == [
        ("p", "P", 2, 21, True),
        ("p-past", "A", 1, 10, False),
        ("q", "Q", 2, 10, False),
        ("", "", 1, None, False),
    ]


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
    assert summaries.grants_under().totals().contracted == 6


def test_grants_of_which_no_payment_is_known_are_counted():
    rows.grant("a", paid=None)
    rows.grant("b", paid=Decimal(0))
    assert summaries.without_payment(summaries.grants_under()) == 1
