"""Named questions to the published tables: which rows, and sums that count each euro once."""

from dataclasses import asdict, astuple
from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.disclosure import RowKind
from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.publication.models import (
    PublishedGrant,
    PublishedGrantRole,
    PublishedOrganisation,
    PublishedPackage,
    PublishedProgramme,
    PublishedTransaction,
)
from funding.publication.querysets import spanning
from funding.publication.sums import NO_GRANTS, Part
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
        assert {figure for figure in asdict(totals).values() if not isinstance(figure, dict)} == {0}
    assert PublishedGrant.objects.with_amounts_in([]).totals().unnamed == NO_GRANTS
    assert PublishedPackage.objects.announced() == 0


def test_the_part_without_a_named_recipient_is_summed_apart_and_a_pool_counts_its_grants():
    rows.grant("a", contracted=Decimal(100), paid=Decimal(40))
    rows.grant("w", row_kind=RowKind.WITHHELD, contracted=Decimal(10), paid=Decimal(5))
    rows.grant("p", row_kind=RowKind.POOL, grants_count=6, contracted=Decimal(600), paid=None)
    totals = PublishedGrant.objects.with_amounts_in([]).totals()
    assert (totals.rows, totals.grants, totals.contracted, totals.paid) == (3, 8, 710, 45)
    assert (totals.withheld, totals.withheld_paid, totals.pooled) == (Part(1, Decimal(10)), 5, Part(6, Decimal(600)))
    assert totals.unnamed == Part(7, Decimal(610))
    assert totals.beside_pools == 110
    assert totals.without_payment == 0  # of pooled grants nothing is said


def pool_years(first, last):
    return {"row_kind": RowKind.POOL, "first_year": first, "last_year": last, "year": first if first == last else None}


@pytest.mark.parametrize(
    ("years", "unknown", "belonging", "beside"),
    [
        ([], False, [], []),
        ([2021], False, ["a", "one year"], ["all years", "several"]),
        ([2027], False, [], ["all years", "several"]),
        ([2020], False, [], ["all years"]),
        ([2028], False, [], ["all years"]),
        ([], True, ["w"], ["all years"]),
        ([2021, 2028], True, ["a", "one year", "w"], ["all years", "several"]),
    ],
)
def test_a_pool_belongs_to_the_year_of_its_label_and_may_lie_in_those_that_it_spans(years, unknown, belonging, beside):
    rows.grant("a", year=2021)
    rows.grant("w", row_kind=RowKind.WITHHELD, year=None)
    rows.grant("one year", **pool_years(2021, 2021))
    rows.grant("several", **pool_years(2021, 2027))
    rows.grant("all years", **pool_years(None, None))
    assert ids(PublishedGrant.objects.in_years(years, unknown=unknown)) == belonging
    assert ids(PublishedGrant.objects.filter(spanning(years, unknown=unknown))) == beside


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
    rows.grant("w", programme="p", contracted=Decimal(7), row_kind=RowKind.WITHHELD)
    rows.grant("past", programme="p", contracted=Decimal(100), to_release=2)
    read = {one.public_id: one for one in PublishedProgramme.objects.with_grants(PublishedGrant.objects.current())}
    assert [(one.grants, one.contracted, one.paid) for one in (read["p"], read["q"])] == [(3, 22, 1), (0, None, None)]
    assert [(one.unnamed, one.unnamed_contracted) for one in (read["p"], read["q"])] == [(1, 7), (0, None)]


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


def test_a_row_says_what_it_is():
    named = rows.grant("a")
    withheld = rows.grant("w", row_kind=RowKind.WITHHELD)
    pool = rows.grant("p", row_kind=RowKind.POOL, grants_count=5, listed_count=2)
    assert [row.is_named for row in (named, withheld, pool)] == [True, False, False]
    assert [row.is_pool for row in (named, withheld, pool)] == [False, False, True]
    assert pool.sealed_count == 7
