"""Files of the lists: what the filter shows, safe in a spreadsheet, named by release."""

import csv
import re
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpRequest

from funding.codelists.sectors import Sector
from funding.portal.exports import copying, lists
from funding.portal.exports.columns import values_of
from funding.portal.exports.csv_format import PLAIN
from funding.portal.filtering import filtered
from funding.publication.models import PublishedGrant
from funding.publication.withdrawing import withdraw
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, approved
from tests.portal.reading import LISTS, fetched, records

pytestmark = pytest.mark.django_db
SHARED = ("Content-Disposition", "Content-Type", "ETag", "Vary", "Link")
COLUMNS = [lists.GRANTS.columns[0]]


def test_a_file_has_codes_labels_and_the_bases_of_amounts_and_years(client, publish):
    approved(GrantFactory(status="2", sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40}))
    publish()
    row = records(client.get("/grants.csv?sector=culture"))[0]
    assert (row["status"], row["status_label"]) == ("2", "Implementation")
    assert (row["sectors"], row["sectors_label"]) == ("culture|education", "Culture|Education")
    assert (row["year"], row["year_basis"], row["contracted_basis"]) == ("2023", "signed", "stated")
    assert (row["contracted_in_filter"], row["contracted"]) == ("60000.00", "100000.00")
    assert (row["recipient_countries_label"], row["release"], row["is_invented"]) == ("Lithuania", "1", "no")


def test_what_is_unknown_is_empty_and_never_nought(client, publish):
    approved(GrantFactory(contracted=None, contracted_basis="", signed_on=None, planned_start=None, planned_end=None))
    publish()
    row = records(client.get("/grants.csv"))[0]
    assert (row["contracted"], row["paid"], row["year"], row["starts_on"]) == ("", "", "", "")


def test_the_file_is_in_the_order_of_the_page(client, publish):
    for title, amount in (("b", 3), ("a", 1), ("c", 2)):
        approved(GrantFactory(title=title, contracted=Decimal(amount)))
    publish()
    for sort, order in (("contracted", "acb"), ("-contracted", "bca"), ("title", "abc"), ("-title", "cba")):
        assert "".join(row["title"] for row in records(client.get(f"/grants.csv?sort={sort}"))) == order
        assert "".join(fetched(client, f"/grants/?sort={sort}").titles) == order


def test_text_that_a_spreadsheet_would_run_is_defused_and_numbers_stay_numbers(client, publish):
    grant = approved(GrantFactory(title="=HYPERLINK(1)"))
    approved(PaymentFactory(grant=grant, amount=Decimal("-5.50")).grant)
    publish()
    row = records(client.get("/transactions.csv"))[0]
    assert (row["title"], row["amount"]) == ("'=HYPERLINK(1)", "-5.50")


def test_payments_in_another_currency_are_counted_in_a_column_of_their_own(client, publish):
    grant = GrantFactory()
    PaymentFactory(grant=grant, amount=Decimal(5))
    PaymentFactory(grant=grant, amount=Decimal(7), currency="USD")
    approved(grant)
    publish()
    row = records(client.get("/grants.csv"))[0]
    assert (row["paid"], row["payments_unconverted"]) == ("5.00", "1")


def test_excel_gets_a_mark_semicolons_and_cyrillic_intact(client, publish):
    approved(GrantFactory(title="Тэатр; у выгнанні"))
    publish()
    response = client.get("/grants.excel.csv")
    content = response.getvalue()
    assert content.startswith("\ufeffpublic_id;title;".encode())
    assert '"Тэатр; у выгнанні"' in content.decode("utf-8-sig")


def test_excel_gets_decimal_commas_so_that_no_amount_becomes_a_date(client, publish):
    approved(GrantFactory(contracted=Decimal("12.50")))
    publish()
    content = client.get("/grants.excel.csv").getvalue().decode("utf-8-sig")
    row = next(csv.DictReader(content.splitlines(), delimiter=";"))
    assert (row["contracted"], row["belarus_share"]) == ("12,50", "100,0000")


@pytest.mark.parametrize(("invented", "name"), [(False, ""), (True, "-invented")])
def test_the_file_name_carries_release_date_and_whether_anything_is_invented(client, publish, invented, name):
    approved(GrantFactory(is_invented=invented))
    publish()
    for suffix in (".csv", ".excel.csv"):
        given = client.get(f"/grants{suffix}")["Content-Disposition"]
        wanted = rf'attachment; filename="grants-release-1-\d{{4}}-\d\d-\d\d{name}{re.escape(suffix)}"'
        assert re.fullmatch(wanted, given)


@pytest.mark.parametrize("noun", LISTS)
def test_a_file_of_nothing_is_a_header(client, noun):
    response = client.get(f"/{noun}.csv")
    assert len(response.getvalue().splitlines()) == 1
    assert f'filename="{noun}-no-release.csv"' in response["Content-Disposition"]


@pytest.mark.parametrize("noun", LISTS)
def test_head_has_the_headers_and_asks_for_no_rows(client, publish, noun, django_assert_max_num_queries):
    approved(GrantFactory())
    publish()
    with django_assert_max_num_queries(2):
        response = client.head(f"/{noun}.csv")
    assert (response.status_code, response.getvalue()) == (200, b"")
    got = client.get(f"/{noun}.csv")
    assert [response[name] for name in SHARED] == [got[name] for name in SHARED]


@pytest.mark.parametrize("noun", LISTS)
def test_every_row_of_the_list_is_in_its_file(client, publish, noun):
    for number in range(3):
        grant = GrantFactory(implementer=OrganisationFactory(name=f"Organisation {number}"))
        approved(PaymentFactory(grant=grant).grant)
    publish()
    assert len(records(client.get(f"/{noun}.csv"))) == fetched(client, f"/{noun}/").count == 3


@pytest.mark.parametrize("noun", LISTS)
def test_a_file_that_is_known_is_304_and_asks_for_no_rows(client, publish, noun, django_assert_max_num_queries):
    approved(GrantFactory())
    publish()
    tag = client.get(f"/{noun}.csv?per_page=5")["ETag"]
    for method in (client.get, client.head):
        with django_assert_max_num_queries(1):
            response = method(f"/{noun}.csv?per_page=5", headers={"if-none-match": f'"a", W/{tag}'})
        assert (response.status_code, response.getvalue(), response["ETag"]) == (304, b"", tag)
    others = [f"/{noun}.csv", f"/{noun}.excel.csv?per_page=5"]
    assert [client.get(one, headers={"if-none-match": tag}).status_code for one in others] == [200, 200]


def test_no_file_is_304_after_a_withdrawal(client, publish, staff):
    grant = approved(GrantFactory())
    publish()
    tag = client.get("/grants.csv")["ETag"]
    withdraw(record=grant, ground="A reason.", actor=staff)
    assert records(client.get("/grants.csv", headers={"if-none-match": tag})) == []


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE publication_release; --", "\\'; SELECT 1 --", "%s %(a)s %", "$1 {} $$", "') TO STDOUT --"]
)
def test_a_filter_that_looks_like_sql_is_only_a_text(client, publish, words):
    approved(GrantFactory(title=f"Help {words}"))
    approved(GrantFactory(title="Another"))
    publish()
    found = records(client.get("/grants.csv", {"q": words}))
    page = client.get("/grants/", {"q": words})
    assert page.status_code == 200
    assert f"Help {words}" in [row["title"] for row in found]
    assert records(client.get("/grants.csv"))


def test_a_filter_that_nothing_can_pass_gives_a_header(client, publish):
    approved(GrantFactory())
    publish()
    assert records(client.get("/grants.csv?q=nowhere")) == []
    assert b"".join(copying.csv_of(PublishedGrant.objects.none(), COLUMNS, PLAIN, release=1)) == b"public_id\n"


def test_plain_values_are_those_of_the_file(publish):
    grant = approved(GrantFactory(sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40}, implementer__country="LT"))
    approved(PaymentFactory(grant=grant).grant)
    publish()
    found = filtered(HttpRequest(), lists.GRANTS.filterset_class).qs
    (values,) = values_of(found, lists.GRANTS.columns, release=1)
    names = [column.name for column in lists.GRANTS.columns]
    row = dict(zip(names, values, strict=True))
    assert (row["contracted"], row["signed_on"], row["is_invented"]) == (Decimal(100000), date(2023, 3, 1), False)
    assert (row["sectors_label"], row["sector_shares"]) == (["Culture", "Education"], [Decimal(60), Decimal(40)])
    assert (row["recipient_countries_label"], row["status_label"], row["release"]) == (["Lithuania"], None, 1)


def test_the_page_links_to_the_file_of_the_same_filter(client, publish):
    approved(GrantFactory())
    publish()
    page = fetched(client, "/grants/?sector=culture&page=1&per_page=5&sort=title")
    assert page.link("CSV") == "/grants.csv?sector=culture&sort=title"
    assert page.link("CSV for Excel") == "/grants.excel.csv?sector=culture&sort=title"
