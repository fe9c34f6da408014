"""/grants/ and its rows without a named recipient: counted as grants, said beside every total, and never mistaken."""

from datetime import date
from decimal import Decimal

import lxml.html
import pytest
from django.template.loader import render_to_string

from funding.codelists.disclosure import POOL_SENTENCES, UNNAMED, WITHHELD_SENTENCES, Level, RowKind
from funding.codelists.sectors import Sector
from funding.publication.models import PublishedGrant, PublishedOrganisation
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, approved
from tests.portal.pooling import (
    OF_ALL,
    OF_ALL_SECTORS,
    OF_ONE_SECTOR_AND_YEAR,
    OF_SEVERAL_YEARS,
    SEAL,
    pooled,
    withheld,
)
from tests.portal.reading import fetched, records
from tests.portal.selecting import page_of, select, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_pools")]


def left_out(page):
    return [note for note in page.notes if "not shown here" in note or note.startswith("Plus a share")]


def row_of(client, kind):
    """Give the page of the only row of a kind."""
    public_id = PublishedGrant.objects.current().get(row_kind=kind).public_id
    return page_of(client.get(f"/grants/{public_id}/"))


def test_a_total_counts_grants_and_says_how_many_and_how_much_have_no_named_recipient(client, publish):
    approved(GrantFactory(contracted=Decimal(1_000_000)))
    withheld(contracted=Decimal(201_000))
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    page = fetched(client, "/grants/")
    assert (page.grants, page.count, page.row_count) == (5, 3, 3)
    assert page.totals["Contracted"] == Decimal("1500000.00")
    assert page.texts("//p[@class='unnamed-part']") == [
        "5 grants, € 1.5 million ; 4 of them ( € 500,000 ) without naming the recipient ( why )"
    ]


def test_where_all_are_named_nothing_is_said_of_the_others(client, publish):
    approved(GrantFactory())
    publish()
    page = fetched(client, "/grants/")
    assert (page.grants, page.notes, page.texts("//p[@class='unnamed-part']")) == (1, [], [])


def test_under_a_filter_the_unnamed_part_is_that_of_the_filter(client, publish):
    withheld(sectors={Sector.EDUCATION: 100})
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    said = fetched(client, "/grants/?sector=culture").texts("//p[@class='unnamed-part']")[0]
    assert said.startswith("3 grants, € 300,000 ; 3 of them ( € 300,000 )")


def test_a_withheld_row_has_fixed_words_rounded_amounts_and_the_one_sentence(client, publish):
    grant = GrantFactory(title="Canary", contracted=Decimal(102_499), implementer=OrganisationFactory(name="Kanarek"))
    PaymentFactory(grant=grant, date=date(2024, 1, 1), amount=Decimal(39_000))
    approved(grant, level=Level.RECIPIENT_WITHHELD)
    publish()
    page = fetched(client, "/grants/")
    assert page.titles == ["Support for culture"]
    assert page.cells("Recipient") == [UNNAMED]
    assert page.cells("Contracted") == ["€ 100,000 rounded"]
    assert page.cells("Paid") == ["€ 40,000 at the last 31 December"]
    assert page.texts("//tr[@class='is-unnamed']//*[@class='tag kind']") == ["recipient not named"]
    assert "Kanarek" not in page.tree.text_content() + "".join(page.titles)


def test_what_was_paid_on_withheld_grants_is_said_to_be_as_at_the_last_31_december(client, publish):
    grant = GrantFactory()
    PaymentFactory(grant=grant, date=date(2024, 1, 1), amount=Decimal(40_000))
    approved(grant, level=Level.RECIPIENT_WITHHELD)
    publish()
    note = "1 grant without naming the recipient: what was paid on them is as at the last 31 December ( € 40,000 paid)."
    assert fetched(client, "/grants/").notes == [note]


def test_a_pool_is_a_row_of_its_own_kind_with_its_label_count_and_total(client, publish):
    pooled(*OF_SEVERAL_YEARS)
    publish(seal=SEAL)
    page = fetched(client, "/grants/")
    assert page.titles == ["3 grants for culture, 2021–2027"]
    assert page.texts("//tr[@class='is-unnamed is-pool']//*[@class='tag kind']") == ["3 grants together"]
    assert page.cells("Recipient") == [UNNAMED]
    assert page.cells("Sectors") + page.cells("Year") == ["Culture", "2021–2027"]
    assert page.cells("Contracted") + page.cells("Paid") == ["€ 300,000", "not shown"]


def test_pooled_grants_are_said_to_be_in_no_total_of_what_was_paid_and_not_taken_for_unpaid(client, publish):
    pooled(*OF_ALL_SECTORS)
    publish(seal=SEAL)
    page = fetched(client, "/grants/")
    words = "3 grants together in groups: what was paid on them isn’t shown, and isn’t in the sum of what was paid"
    assert page.notes == [f"{words} ( € 300,000 contracted)."]
    assert PublishedGrant.objects.all().with_amounts_in([]).totals().without_payment == 0


def test_a_grant_of_a_pool_that_has_a_row_by_now_counts_once(client, publish):
    grants = pooled(*OF_ONE_SECTOR_AND_YEAR, OF_ONE_SECTOR_AND_YEAR[0])
    publish(seal=SEAL)
    approved(grants[0])
    publish()
    page = fetched(client, "/grants/")
    assert (page.grants, page.totals["Contracted"]) == (4, Decimal("400000.00"))
    assert page.cells("Contracted") == ["€ 400,000 of which € 100,000 in 1 grant now listed", "€ 100,000"]
    row = next(row for row in records(client.get("/grants.csv")) if row["row_kind"] == "pool")
    assert (row["grants_count"], row["listed_count"], row["listed_amount"]) == ("3", "1", "100000.00")
    assert (row["contracted"], row["contracted_whole"]) == ("300000.00", "400000.00")


def test_under_a_sector_filter_pools_over_all_sectors_are_said_to_be_a_share(client, publish):
    approved(GrantFactory())
    pooled(*OF_ALL_SECTORS)
    publish(seal=SEAL)
    page = fetched(client, "/grants/?sector=culture")
    assert page.grants == 1
    assert left_out(page) == ["Plus a share of € 300,000 in 3 grants, shown without a sector."]


def test_under_a_year_filter_pools_over_several_years_are_said_to_be_a_share_if_the_year_is_theirs(client, publish):
    for year in (2016, 2022):
        approved(GrantFactory(signed_on=date(year, 3, 1)))
    pooled(*OF_SEVERAL_YEARS)
    publish(seal=SEAL)
    assert left_out(fetched(client, "/grants/?year=2022")) == [
        "Plus a share of € 300,000 in 3 grants, shown without a year."
    ]
    assert not left_out(fetched(client, "/grants/?year=2016"))
    assert not left_out(fetched(client, "/grants/?year=unknown"))


def test_a_pool_over_all_years_may_hold_any_and_the_unknown_one(client, publish):
    approved(GrantFactory(signed_on=date(2016, 3, 1)))
    pooled(*OF_ALL)
    publish(seal=SEAL)
    for year in ("2016", "unknown"):
        assert left_out(fetched(client, f"/grants/?year={year}")) == [
            "Plus a share of € 300,000 in 3 grants, shown without a year."
        ]


def test_the_unknown_year_is_that_of_grants_whose_dates_nobody_knows_and_of_no_pool(client, publish):
    undated = {"signed_on": None, "planned_start": None, "planned_end": None}
    approved(GrantFactory(title="Named", **undated))
    withheld(**undated)
    withheld()
    pooled(*OF_SEVERAL_YEARS)
    publish(seal=SEAL)
    page = fetched(client, "/grants/?year=unknown&sort=title")
    assert page.titles == ["Named", "Support for culture"]
    assert page.cells("Year") == ["unknown", "unknown"]


def test_a_row_that_two_filters_cannot_test_is_counted_once(client, publish):
    approved(GrantFactory(status="2"))
    pooled(*OF_ALL)
    publish(seal=SEAL)
    page = fetched(client, "/grants/?status=2&sector=culture&year=2023")
    assert left_out(page) == ["Plus a share of € 300,000 in 3 grants, shown without a sector."]
    page = fetched(client, "/grants/?status=2&country=LT")
    assert len(left_out(page)) == 1


@pytest.fixture
def one_of_each(publish, small_pools):  # noqa: ARG001 -- it is set before anything is sealed
    """Publish a named grant that passes every filter, a withheld one and a pool of three."""
    grant = GrantFactory(title="Kept", status="2", implementer=OrganisationFactory(name="Lead"))
    PaymentFactory(grant=grant, date=date(2023, 6, 1))
    approved(grant)
    withheld(contracted=Decimal(200_000), programme=grant.programme)
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(
    "query", ["status=2", "country=LT", "organisation={lead}", "running=2023", "paid_year=2023", "q=kept"]
)
def test_what_unnamed_rows_do_not_show_is_said_with_grants_and_money(client, query):
    lead = PublishedOrganisation.objects.get(name="Lead").public_id
    page = fetched(client, f"/grants/?{query.format(lead=lead)}")
    assert page.titles == ["Kept"]
    assert "can’t be tested for 4 more grants ( € 500,000 ), not shown here: they don’t name" in left_out(page)[0]


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(
    "query", ["programme={programme}", "instrument=ndici-neighbourhood", "amount_min=1", "amount_max=9999999"]
)
def test_what_pools_do_not_show_is_said_with_grants_and_money(client, query):
    programme = PublishedGrant.objects.get(title="Kept").programme
    page = fetched(client, f"/grants/?{query.format(programme=programme)}&sort=title")
    assert page.titles == ["Kept", "Support for culture"]
    assert (
        "can’t be tested for 3 more grants ( € 300,000 ), not shown here: they are shown together" in left_out(page)[0]
    )


@pytest.mark.usefixtures("one_of_each")
def test_words_of_a_fixed_title_are_found_and_then_nothing_of_it_is_left_out(client):
    page = fetched(client, "/grants/?q=support+culture")
    assert page.titles == ["Support for culture"]
    assert "for 3 more grants" in left_out(page)[0]


@pytest.mark.usefixtures("one_of_each")
def test_rows_can_be_chosen_by_whether_and_how_the_recipient_is_named(client):
    shown = {kind: fetched(client, f"/grants/?row_kind={kind}").titles for kind in RowKind.values}
    assert shown == {
        "named": ["Kept"],
        "withheld": ["Support for culture"],
        "pool": ["3 grants for culture, 2023"],
    }
    both = fetched(client, "/grants/?row_kind=withheld&row_kind=pool")
    assert (both.grants, both.count) == (4, 2)


@pytest.mark.usefixtures("one_of_each")
def test_the_file_says_of_each_row_what_it_is_and_is_empty_where_a_row_shows_nothing(client):
    rows = {row["row_kind"]: row for row in records(client.get("/grants.csv"))}
    pool, withheld_row, named = rows["pool"], rows["withheld"], rows["named"]
    assert [rows[kind]["row_kind_label"] for kind in RowKind.values] == RowKind.labels
    assert (pool["grants_count"], pool["first_year"], pool["last_year"]) == ("3", "2023", "2023")
    assert (pool["listed_count"], pool["listed_amount"], pool["paid"]) == ("0", "0.00", "")
    shown = {
        "public_id", "title", "programme", "programme_title", "instrument", "instrument_name", "sectors",
        "sectors_label", "year", "contracted", "contracted_in_filter", "contracted_whole", "page", "is_invented",
        "release", "row_kind", "row_kind_label", "grants_count",
    }  # fmt: skip
    assert {name for name, value in withheld_row.items() if value} == shown
    assert {name for name, value in pool.items() if value} == shown - {
        "programme", "programme_title", "instrument", "instrument_name"
    } | {"first_year", "last_year", "listed_count", "listed_amount"}  # fmt: skip
    assert [named[name] for name in ("first_year", "last_year", "listed_count", "listed_amount")] == [""] * 4
    assert list(pool)[-7:] == [
        "row_kind", "row_kind_label", "grants_count", "first_year", "last_year", "listed_count", "listed_amount"
    ]  # fmt: skip


@pytest.mark.usefixtures("one_of_each")
def test_the_page_of_a_withheld_row_has_its_facts_the_fixed_sentences_and_nothing_else(client):
    page = row_of(client, RowKind.WITHHELD)
    assert text_of(page, ".lead") == UNNAMED
    assert [one.text_content() for one in select(page, ".prose p")][:-1] == list(WITHHELD_SENTENCES)
    assert [one.text_content() for one in select(page, ".facts dt")] == [
        "Sector", "Year contracted", "Programme", "Instrument"
    ]  # fmt: skip
    assert [one.text_content() for one in select(page, ".amounts dt")] == ["Contracted", "Paid"]
    assert select(page, "main a[href='/protection/']")
    assert not [words for words in ("Signed", "Runs", "Transactions", "Source") if words in text_of(page, "main")]


@pytest.mark.usefixtures("one_of_each")
def test_the_page_of_a_pool_has_its_label_total_and_the_fixed_sentences(client):
    page = row_of(client, RowKind.POOL)
    assert text_of(page, "h1") == "3 grants for culture, 2023"
    assert [one.get("value") for one in select(page, ".amounts data")] == ["300000.00"]
    assert "3 grants together" in text_of(page, ".amounts")
    assert [one.text_content() for one in select(page, ".prose p")][:-1] == list(POOL_SENTENCES)
    assert [one.text_content() for one in select(page, ".facts dt")] == ["Sector", "Year contracted"]
    assert "unknown" not in text_of(page, "main")


def test_the_page_of_a_pool_says_what_of_it_is_listed_by_now(client, publish):
    grants = pooled(*OF_ONE_SECTOR_AND_YEAR, OF_ONE_SECTOR_AND_YEAR[0])
    publish(seal=SEAL)
    approved(grants[0])
    publish()
    line = text_of(row_of(client, RowKind.POOL), ".amount-line")
    assert line.startswith("4 grants together")
    assert "of which € 100,000 in 1 grant now listed, so that totals count € 300,000 here" in line


def test_a_named_grant_whose_recipient_nobody_knows_is_not_said_to_be_protected(client, publish):
    approved(GrantFactory(implementer=False))
    publish()
    page = fetched(client, "/grants/")
    assert page.cells("Recipient") == ["not known"]
    assert UNNAMED not in lxml.html.tostring(page.tree, encoding="unicode")


def test_the_preview_draws_unnamed_rows_that_are_not_saved_without_asking_the_database(django_assert_num_queries):
    rows = [
        PublishedGrant(row_kind=RowKind.WITHHELD, title="Grant for culture", contracted=Decimal(5000)),
        PublishedGrant(row_kind=RowKind.POOL, title="5 grants", grants_count=5, contracted_whole=Decimal(90_000)),
    ]
    with django_assert_num_queries(0):
        html = render_to_string("funding/_grant_rows.html", {"rows": rows})
    words = lxml.html.fromstring(f"<table>{html}</table>").text_content()
    assert words.count(UNNAMED) == 2
    assert "€ 90,000" in words
