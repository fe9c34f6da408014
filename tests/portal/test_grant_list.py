"""/grants/: rows, parts and wholes, totals, order, pages, chips."""

from datetime import date
from decimal import Decimal

import lxml.html
import pytest
from django.template.loader import render_to_string

from funding.codelists.sectors import Sector
from funding.publication.models import PublishedGrant, PublishedOrganisation
from tests.factories import (
    GrantFactory,
    InstrumentFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    approved,
)
from tests.portal.reading import LISTS, fetched

pytestmark = pytest.mark.django_db


def test_a_grant_stands_in_the_list_with_its_recipient_year_and_amounts(client, publish):
    grant = GrantFactory(implementer=OrganisationFactory(name="Northern Stage"), contracted=Decimal(1000000))
    PaymentFactory(grant=grant, amount=Decimal(400000))
    approved(grant)
    publish()
    page = fetched(client, "/grants/")
    assert page.titles == [grant.title]
    assert page.cells("Recipient") == ["Northern Stage Lithuania"]
    assert page.cells("Contracted") + page.cells("Paid") == ["€ 1 million", "€ 400,000"]
    assert page.totals == {"Contracted": Decimal("1000000.00"), "Paid": Decimal("400000.00")}


def test_under_a_sector_filter_rows_show_the_part_and_the_whole_and_totals_add_the_parts(client, publish):
    approved(GrantFactory(contracted=Decimal(1000000), sectors={Sector.CULTURE: 40, Sector.EDUCATION: 60}))
    approved(GrantFactory(contracted=Decimal(500000), sectors={Sector.EDUCATION: 100}))
    publish()
    page = fetched(client, "/grants/?sector=culture")
    assert page.cells("Contracted") == ["€ 0.4 of 1.0 million"]
    assert page.totals["Contracted in these sectors"] == Decimal("400000.00")
    assert fetched(client, "/grants/?sector=culture&sector=education").totals["Contracted in these sectors"] == Decimal(
        "1500000.00"
    )


@pytest.mark.parametrize("query", ["тэатр", "TEATR", "thEatr", "Teatr у выгнанні", "northern stage", "TEATR+northern"])
def test_text_is_found_in_any_script_case_and_order(client, publish, query):
    theatre = GrantFactory(title="Тэатр у выгнанні", implementer=OrganisationFactory(name="Northern Stage"))
    approved(theatre)
    approved(GrantFactory(title="Radio"))
    publish()
    expected = [] if query == "thEatr" else [theatre.title]
    assert fetched(client, f"/grants/?q={query}").titles == expected


def test_each_filter_keeps_its_own(client, publish):
    kept = GrantFactory(
        title="Kept",
        status="2",
        signed_on=date(2022, 1, 1),
        planned_start=date(2022, 2, 1),
        planned_end=date(2022, 12, 31),
        programme=ProgrammeFactory(title="Own", instrument=InstrumentFactory(slug="eni", short_name="ENI")),
        implementer=OrganisationFactory(name="Lead", country="PL"),
        contracted=Decimal(500),
    )
    PaymentFactory(grant=kept, date=date(2022, 6, 1), amount=Decimal(1))
    approved(kept)
    approved(PaymentFactory(grant=GrantFactory(title="Other", status="4", sectors={Sector.OTHER: 100})).grant)
    publish()
    lead = PublishedOrganisation.objects.get(name="Lead").public_id
    queries = ["sector=culture", "programme=own", "instrument=eni", "status=2", f"organisation={lead}", "country=PL"]
    queries += ["amount_max=500.00", "year=2022", "running=2022-12-31", "running=2022", "paid_year=2022", "q=kept"]
    for query in queries:
        assert fetched(client, f"/grants/?{query}").titles == ["Kept"], query
    assert fetched(client, "/grants/?amount_min=500.01").titles == ["Other"]
    assert fetched(client, "/grants/?year=2022&year=2023").count == 2


def test_a_filter_says_how_many_grants_and_how_much_money_it_cannot_test(client, publish):
    approved(GrantFactory(title="Known"))
    approved(GrantFactory(planned_start=None, planned_end=None, contracted=Decimal(2000000)))
    approved(GrantFactory(planned_start=None, contracted=Decimal(2500000), sectors={Sector.CULTURE: 40, "other": 60}))
    approved(GrantFactory(planned_start=None, sectors={Sector.OTHER: 100}))
    publish()
    page = fetched(client, "/grants/?running=2023&sector=culture")
    assert page.titles == ["Known"]
    said = "“Running” can’t be tested for 2 more grants ( € 3 million ), not shown here"
    assert any(note.startswith(said) for note in page.notes)


def test_years_say_which_year_they_mean_and_the_unknown_one_can_be_chosen(client, publish):
    approved(GrantFactory(title="When", signed_on=None, planned_start=None, planned_end=None))
    approved(GrantFactory())
    publish()
    page = fetched(client, "/grants/?year=unknown")
    assert page.titles == ["When"]
    assert page.notes[0].startswith("Year contracted: the year of signature, else of the first commitment")


def test_grants_without_a_known_amount_or_share_stand_apart_from_the_sums(client, publish):
    approved(GrantFactory(contracted=Decimal(100)))
    approved(GrantFactory(contracted=None, contracted_basis=""))
    approved(GrantFactory(contracted=Decimal(5000000), belarus_share=None))
    publish()
    page = fetched(client, "/grants/")
    assert (page.count, page.totals["Contracted"]) == (3, Decimal("100.00"))
    assert page.notes[0] == "1 grant whose amount isn’t known: not in the sums."
    assert "€ 5 million" in page.notes[1]
    assert "unknown part of € 5 million" in page.cells("Contracted")


def test_equals_have_one_order_over_all_pages_and_the_unknown_come_last_both_ways(client, publish):
    for _ in range(4):
        approved(GrantFactory(title="Same"))
    approved(GrantFactory(title="Unknown", contracted=None, contracted_basis=""))
    publish()
    for sort in ("contracted", "-contracted"):
        pages = [fetched(client, f"/grants/?sort={sort}&per_page=2&page={number}") for number in (1, 2, 3)]
        links = [link for page in pages for link in page.tree.xpath("//td/a[@class='t']/@href")]
        assert len(set(links)) == 5
        assert pages[-1].titles == ["Unknown"]


def test_headings_sort_and_keep_the_filters(client, publish):
    approved(GrantFactory())
    publish()
    page = fetched(client, "/grants/?sector=culture&per_page=1&page=1")
    assert page.tree.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert page.link("Contracted ↓") == "?sector=culture&per_page=1&sort=contracted"
    assert page.link("Grant") == "?sector=culture&per_page=1&sort=title"


def test_chips_name_what_is_set_and_remove_it(client, publish):
    approved(GrantFactory(sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50}))
    publish()
    page = fetched(client, "/grants/?sector=culture&sector=education&sort=title&page=1")
    assert page.chips == ["Remove filter Sector: Culture", "Remove filter Sector: Education"]
    assert page.link("Remove filter Sector: Culture") == "?sector=education&sort=title"
    assert page.link("Clear all") == "/grants/"


def test_invented_rows_say_so(client, publish):
    approved(GrantFactory(is_invented=True))
    publish()
    assert fetched(client, "/grants/").texts("//td//*[@class='invented']") == ["invented"]


def test_the_cells_of_a_row_stand_under_the_headings_that_name_them(client, publish):
    approved(PaymentFactory().grant)
    publish()
    for noun in LISTS:
        page = fetched(client, f"/{noun}/")
        headings = [text.strip(" ↑↓") for text in page.texts("//th")]
        assert headings[1:] == page.tree.xpath("//tbody/tr[1]/td/@data-label")


def test_the_preview_draws_rows_that_are_not_saved_without_asking_the_database(django_assert_num_queries):
    row = PublishedGrant(public_id="x1", title="Draft", contracted=Decimal(5), contracted_whole=Decimal(10))
    with django_assert_num_queries(0):
        html = render_to_string("funding/_grant_rows.html", {"rows": [row]})
    page = lxml.html.fromstring(f"<table>{html}</table>")
    assert "€ 5 of 10" in page.text_content()


def test_a_reader_gets_no_cookie(client, publish):
    approved(GrantFactory())
    publish()
    response = client.get("/grants/?sector=culture")
    assert not response.cookies
    assert "csrf" not in response.content.decode()


def test_the_form_offers_the_order_that_is_shown(client, publish):
    approved(GrantFactory())
    publish()
    chosen = "//select[@name='sort']/option[@selected]"
    assert fetched(client, "/grants/").texts(chosen) == ["Usual: Contracted, largest first"]
    assert fetched(client, "/grants/?sort=title").texts(chosen) == ["Grant, A to Z"]
    assert fetched(client, "/grants/").texts("//th[@class='num']") == ["Contracted ↓", "Paid"]


def test_payments_in_another_currency_are_said_in_the_row_and_below_the_sum(client, publish):
    grant = GrantFactory()
    PaymentFactory(grant=grant, amount=Decimal(5))
    PaymentFactory(grant=grant, currency="USD")
    approved(grant)
    publish()
    page = fetched(client, "/grants/")
    assert page.cells("Paid") == ["€ 5 and 1 payment in another currency, not converted"]
    assert page.notes == ["1 grant with payments in another currency: those are not in the sum of what was paid."]
