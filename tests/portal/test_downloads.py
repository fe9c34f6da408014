"""Files of the lists: what the filter shows, safe in a spreadsheet, named by release."""

import csv
import re
from decimal import Decimal

import pytest
from django.db import DatabaseError

from funding.codelists.sectors import Sector
from funding.portal.exports import csv_format
from funding.portal.views import downloads
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, approved
from tests.portal.reading import LISTS, fetched, records

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}", "\uff0b", "\uff0d", "\uff20"]
)
def test_every_beginning_of_a_formula_is_known(start):
    assert csv_format.text_of(f"{start}1") == f"'{start}1"
    assert csv_format.text_of([f"{start}1", "2"]) == f"'{start}1|2"


@pytest.mark.parametrize(
    "unseen",
    [
        " ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}", "\N{WORD JOINER}",
        "\N{SOFT HYPHEN}", "\N{RIGHT-TO-LEFT MARK}", "\N{VARIATION SELECTOR-16}", "\N{HANGUL FILLER}", " \t\u3000",
    ],
)  # fmt: skip
def test_a_formula_behind_what_nobody_sees_is_known_too(unseen):
    assert csv_format.text_of(f"{unseen}=1") == f"'{unseen}=1"
    assert csv_format.text_of(f"{unseen}1=1") == f"{unseen}1=1"


def test_blanks_alone_are_no_formula():
    assert csv_format.text_of("") == ""
    assert csv_format.text_of(" ") == " "


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
    content = b"".join(response.streaming_content)
    assert content.startswith("\ufeffpublic_id;title;".encode())
    assert '"Тэатр; у выгнанні"' in content.decode("utf-8-sig")


def test_excel_gets_decimal_commas_so_that_no_amount_becomes_a_date(client, publish):
    approved(GrantFactory(contracted=Decimal("12.50")))
    publish()
    content = b"".join(client.get("/grants.excel.csv").streaming_content).decode("utf-8-sig")
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
    assert len(b"".join(response.streaming_content).splitlines()) == 1
    assert f'filename="{noun}-no-release.csv"' in response["Content-Disposition"]


@pytest.mark.parametrize("noun", LISTS)
def test_head_has_the_headers_and_asks_for_no_rows(client, publish, noun, django_assert_max_num_queries):
    approved(GrantFactory())
    publish()
    with django_assert_max_num_queries(2):
        response = client.head(f"/{noun}.csv")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Disposition"] == client.get(f"/{noun}.csv")["Content-Disposition"]


@pytest.mark.parametrize("noun", LISTS)
def test_every_row_of_the_list_is_in_its_file(client, publish, noun):
    for number in range(3):
        grant = GrantFactory(implementer=OrganisationFactory(name=f"Organisation {number}"))
        approved(PaymentFactory(grant=grant).grant)
    publish()
    assert len(records(client.get(f"/{noun}.csv"))) == fetched(client, f"/{noun}/").count == 3


def test_an_error_while_rows_are_read_breaks_the_transfer(client, publish, monkeypatch):
    def broken(*_args, **_options):
        yield ["a row"]
        raise DatabaseError

    approved(GrantFactory())
    publish()
    monkeypatch.setattr(downloads, "rows_of", broken)
    response = client.get("/grants.csv")
    with pytest.raises(DatabaseError):
        b"".join(response.streaming_content)


def test_the_page_links_to_the_file_of_the_same_filter(client, publish):
    approved(GrantFactory())
    publish()
    page = fetched(client, "/grants/?sector=culture&page=1&per_page=5&sort=title")
    assert page.link("CSV") == "/grants.csv?sector=culture&sort=title"
    assert page.link("CSV for Excel") == "/grants.excel.csv?sector=culture&sort=title"
