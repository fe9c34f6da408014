"""Named questions to the published tables: which rows, and sums that count each euro once."""

from dataclasses import asdict, astuple
from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.publication.models import (
    PublishedGrant,
    PublishedGrantRole,
    PublishedOrganisation,
    PublishedPackage,
    PublishedProgramme,
    PublishedTransaction,
)
from tests.publication import rows

pytestmark = pytest.mark.django_db


def ids(queryset):
    return sorted(row.public_id for row in queryset)


def test_current_is_what_the_latest_release_shows():
    rows.grant("now")
    rows.grant("past", to_release=2)
    assert ids(PublishedGrant.objects.current()) == ["now"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("", ["a", "b"]), ("THEATRE", ["a", "b"]), ("théatre Minsk", ["a"]), ("Тэатр", []), ("nothing", [])],
)
def test_a_search_keeps_rows_with_every_word(text, found):
    rows.grant("a", search="theatre in minsk")
    rows.grant("b", search="theatre abroad")
    assert ids(PublishedGrant.objects.search(text)) == found


def test_a_sector_keeps_rows_with_a_part_in_it():
    rows.grant("a", parts={"culture": (1, 1), "education": (1, 1)})
    rows.grant("b", parts={"education": (1, 1)})
    rows.grant("c")
    grants = PublishedGrant.objects
    assert ids(grants.in_sectors([])) == ["a", "b", "c"]
    assert ids(grants.in_sectors(["culture"])) == ["a"]
    assert ids(grants.in_sectors(["culture", "education"])) == ["a", "b"]


def test_sectors_and_shares_come_with_the_row_in_the_order_of_its_parts():
    row = rows.grant("a", parts={"education": (1, 1), "culture": (1, 1)})
    row.parts.filter(sector="culture").update(share=40)
    row.parts.filter(sector="education").update(share=60)
    rows.grant("b")
    read = {one.public_id: one for one in PublishedGrant.objects.with_sectors().with_shares()}
    assert (read["a"].sector_codes, read["a"].sector_shares) == (["education", "culture"], [60, 40])
    assert (read["b"].sector_codes, read["b"].sector_shares) == ([], [])


def test_under_a_sector_filter_a_grant_counts_with_its_parts_there():
    rows.grant(
        "a", contracted=Decimal(10), paid=Decimal(7), parts={"culture": (6, 4), "education": (3, 2), "other": (1, 1)}
    )
    rows.grant("b", contracted=Decimal(5), paid=None, parts={"culture": (5, None)})
    grants = PublishedGrant.objects
    whole = grants.with_amounts_in([]).totals()
    assert (whole.grants, whole.contracted, whole.paid) == (2, 15, 7)
    some = grants.with_amounts_in(["culture", "other"]).totals()
    assert (some.contracted, some.paid) == (12, 5)
    assert grants.with_amounts_in(["culture"]).get(public_id="b").paid_in_filter is None


def test_what_cannot_be_counted_is_a_number_of_its_own():
    rows.grant("a", contracted=Decimal(10), contracted_whole=Decimal(20), paid=Decimal(1))
    rows.grant("b", contracted=None, contracted_whole=None, payments_unconverted=2)
    rows.grant("c", contracted=None, belarus_share=None, contracted_whole=Decimal(300))
    rows.grant("d", contracted=None, belarus_share=None, contracted_whole=None)
    totals = PublishedGrant.objects.with_amounts_in([]).totals()
    assert (totals.grants, totals.contracted, totals.paid) == (4, 10, 1)
    assert (totals.without_amount, totals.without_share, totals.without_share_whole) == (1, 2, 300)
    assert totals.unconverted == 1


def test_nothing_adds_up_to_nothing():
    for totals in (PublishedGrant.objects.with_amounts_in([]).totals(), PublishedProgramme.objects.totals()):
        assert set(asdict(totals).values()) == {0}
    assert PublishedPackage.objects.announced() == 0


RUN = {"starts_on": date(2023, 4, 1), "ends_on": date(2024, 3, 31)}


@pytest.mark.parametrize(
    ("day", "is_running"),
    [
        (date(2023, 3, 31), False),
        (date(2023, 4, 1), True),
        (date(2024, 3, 31), True),
        (date(2024, 4, 1), False),
    ],
)
def test_a_grant_runs_from_its_first_day_to_its_last(day, is_running):
    rows.grant("a", **RUN)
    rows.grant("b", starts_on=date(2000, 1, 1), ends_on=None)
    assert ids(PublishedGrant.objects.running_on(day)) == (["a"] if is_running else [])


@pytest.mark.parametrize(("year", "is_running"), [(2022, False), (2023, True), (2024, True), (2025, False)])
def test_a_grant_runs_in_each_year_of_which_it_has_a_day(year, is_running):
    rows.grant("a", **RUN)
    assert bool(ids(PublishedGrant.objects.running_in(year))) is is_running


def test_a_grant_that_starts_or_ends_with_the_year_runs_in_it():
    rows.grant("a", starts_on=date(2023, 12, 31), ends_on=date(2024, 1, 1))
    assert [year for year in range(2022, 2026) if PublishedGrant.objects.running_in(year).exists()] == [2023, 2024]


def test_grants_are_found_by_the_years_they_were_paid_in():
    for name in ("a", "b", "c", "d"):
        rows.grant(name)
    rows.transaction("1", grant="a", date=date(2023, 12, 31))
    rows.transaction("2", grant="b", date=date(2024, 1, 1))
    rows.transaction("3", grant="c", date=date(2023, 1, 1), to_release=2)
    rows.transaction("4", grant="d", date=date(2023, 1, 1), kind=TransactionKind.COMMITMENT.value)
    payments = PublishedTransaction.objects.all()
    assert ids(PublishedGrant.objects.paid_in([2023], payments)) == ["a"]
    assert ids(PublishedGrant.objects.paid_in([2023, 2024], payments)) == ["a", "b"]


def test_grants_are_found_by_their_organisations():
    rows.grant("a", roles=[("one", rows.IMPLEMENTER)])
    rows.grant("b", roles=[("two", rows.FUNDER)])
    rows.grant("c")
    assert ids(PublishedGrant.objects.with_organisation(["one"])) == ["a"]
    assert ids(PublishedGrant.objects.with_organisation(["one", "two"])) == ["a", "b"]


def test_a_programme_sums_its_own_grants_among_those_given():
    rows.programme("p")
    rows.programme("q")
    rows.grant("a", programme="p", contracted=Decimal(10), paid=Decimal(1))
    rows.grant("b", programme="p", contracted=Decimal(5), paid=None)
    rows.grant("past", programme="p", contracted=Decimal(100), to_release=2)
    read = {one.public_id: one for one in PublishedProgramme.objects.with_grants(PublishedGrant.objects.current())}
    assert [(one.grants, one.contracted, one.paid) for one in (read["p"], read["q"])] == [(2, 15, 1), (0, None, None)]


def test_programmes_without_a_share_or_an_amount_stand_apart():
    rows.programme("p", decided=Decimal(10), decided_whole=Decimal(10))
    rows.programme("q", decided=None, decided_whole=None)
    rows.programme("r", decided=None, decided_whole=Decimal(300), belarus_share=None)
    totals = PublishedProgramme.objects.totals()
    assert (totals.programmes, totals.decided) == (3, 10)
    assert (totals.without_amount, totals.without_share, totals.without_share_whole) == (1, 1, 300)


@pytest.mark.parametrize("kind", TransactionKind.values)
def test_paid_are_disbursements_and_expenditure_on_grants(kind):
    rows.transaction("a", grant="g", kind=kind)
    rows.transaction("b", programme="p", kind=kind)
    assert ids(PublishedTransaction.objects.paid()) == (["a"] if kind in PAID_KINDS else [])


def test_transactions_add_up_by_kind_and_level_and_never_across():
    rows.transaction("a", grant="g", parts={"culture": 6, "education": 4})
    rows.transaction("b", grant="g", amount=None)
    rows.transaction("c", grant="g", kind="10", amount=Decimal(3))
    rows.transaction("d", grant="g", kind="2", amount=Decimal(50))
    rows.transaction("e", programme="p", kind="2", amount=Decimal(70))
    assert [astuple(one) for one in PublishedTransaction.objects.with_amounts_in([]).totals_by_kind()] == [
        ("2", True, 1, 50, 0),
        ("3", True, 2, 10, 1),
        ("10", True, 1, 3, 0),
        ("2", False, 1, 70, 0),
    ]
    in_culture = PublishedTransaction.objects.filter(public_id="a").with_amounts_in(["culture"]).totals_by_kind()
    assert [astuple(one) for one in in_culture] == [("3", True, 1, 6, 0)]


def test_an_organisation_counts_each_grant_once():
    rows.organisation("one")
    rows.organisation("two")
    rows.grant("a", roles=[("one", rows.IMPLEMENTER), ("one", rows.FUNDER)])
    rows.grant("b", roles=[("one", rows.IMPLEMENTER)])
    read = {
        one.public_id: one.grants for one in PublishedOrganisation.objects.with_grants(PublishedGrantRole.objects.all())
    }
    assert read == {"one": 2, "two": 0}


def test_announced_is_the_sum_of_packages_that_are_part_of_no_other():
    rows.package("whole", amount=Decimal(53))
    rows.package("part", amount=Decimal(24), part_of="whole")
    rows.package("unknown", amount=None)
    rows.package("past", amount=Decimal(1000), to_release=2)
    assert PublishedPackage.objects.announced() == 53
