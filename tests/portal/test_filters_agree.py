"""For any register and any filter: rows on all pages = rows in the file = the count shown; sums agree to the cent."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.codelists.iati import PAID_KINDS
from funding.publication.facets import FACETS
from tests.factories import PublisherFactory
from tests.portal.reading import fetched, records
from tests.portal.registers import grant_queries, registers, store, transaction_queries
from tests.portal.verdicts import is_left_out, is_shown, verdicts

pytestmark = pytest.mark.django_db

# The client keeps nothing between examples, and each example takes back what it stored.
often = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Taken(Exception):  # noqa: N818 -- not an error: it takes back what an example stored
    """Ends an example."""


def published(drawn, check):
    """Publish a register, check it, and take everything back."""
    try:
        with transaction.atomic():
            store(drawn, actor=PublisherFactory())
            check()
            raise Taken  # noqa: TRY301 -- rolls back
    except Taken:
        pass


def sum_of(rows, column):
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal("0.00"))


def all_pages(client, address):
    """Fetch a list page by page; give the pages, or None where the query was refused."""
    pages = [fetched(client, address)]
    if pages[0].problems:
        return None
    while following := pages[-1].tree.xpath("//a[@rel='next']/@href"):
        pages.append(fetched(client, address.partition("?")[0] + following[0]))
    return pages


def page_and_file(client, noun, query):
    """Fetch all pages and the file of one query; None where it was refused, by both in the same words."""
    text = urlencode(query, doseq=True)
    pages = all_pages(client, f"/{noun}/?{text}" if text else f"/{noun}/")
    response = client.get(f"/{noun}.csv?{text}")
    if pages is None:
        assert response.status_code == 400
        assert response.content.decode().splitlines() == fetched(client, f"/{noun}/?{text}").problems
        return None
    rows = records(response)
    assert pages[0].count == len(rows) == sum(page.row_count for page in pages)
    return pages, rows


@often
@given(drawn=registers(), query=grant_queries())
def test_grants_on_pages_in_the_file_and_in_the_totals_are_the_same(client, drawn, query):
    def check():
        if (found := page_and_file(client, "grants", query)) is None:
            return
        pages, rows = found
        assert [row["title"] for row in rows] == [title for page in pages for title in page.titles]
        assert sum_of(rows, "contracted_in_filter") == _total(pages[0], "Contracted")
        assert sum_of(rows, "paid_in_filter") == _total(pages[0], "Paid")
        assert sum(int(row["grants_count"]) for row in rows) == pages[0].grants
        assert _part_of(rows) == pages[0].unnamed

    published(drawn, check)


def _part_of(rows):
    unnamed = [row for row in rows if row["row_kind"] != "named"]
    grants = sum(int(row["grants_count"]) for row in unnamed)
    return (grants, sum_of(unnamed, "contracted_in_filter")) if grants else (0, Decimal(0))


@often
@given(drawn=registers(), query=grant_queries())
def test_every_grant_is_shown_or_refused_by_a_filter_or_said_to_be_left_out(client, drawn, query):
    def check():
        asked = {name: value for name, value in query.items() if name != "q"}
        if (found := page_and_file(client, "grants", asked)) is None:
            return
        pages, rows = found
        payments = [row for row in records(client.get("/transactions.csv")) if row["kind"] in PAID_KINDS]
        paid_years = {row["grant"]: set() for row in payments}
        for row in payments:
            paid_years[row["grant"]].add(row["date"][:4])
        said = {row["public_id"]: verdicts(row, asked, paid_years) for row in records(client.get("/grants.csv"))}
        assert {row["public_id"] for row in rows} == {key for key, one in said.items() if is_shown(one)}
        left_out = [row for row in _parts_in(client, asked) if is_left_out(said[row["public_id"]])]
        grants = sum(int(row["grants_count"]) for row in left_out)
        told = pages[0].left_out
        assert (sum(count for count, _ in told), sum(amount for _, amount in told)) == (
            grants,
            sum_of(left_out, "contracted_in_filter"),
        )

    published(drawn, check)


@often
@given(drawn=registers(), query=grant_queries(), facet=st.sampled_from(sorted(FACETS)))
def test_the_count_beside_a_value_is_that_of_the_list_with_it_in_the_place_of_what_is_chosen(
    client, drawn, query, facet
):
    def check():
        page = fetched(client, f"/grants/?{urlencode(query, doseq=True)}")
        if page.problems:
            return
        counts = page.counts_beside(facet)
        for value, count in counts.items():
            alone = fetched(client, f"/grants/?{urlencode(query | {facet: [value]}, doseq=True)}")
            assert alone.grants == count, value
        assert {*query.get(facet, [])} <= {*counts}, "what is chosen stays, though nothing has it"

    published(drawn, check)


def _parts_in(client, query):
    """Give all rows with their part in the query's sectors, and whole where they show no sector."""
    rows = {row["public_id"]: row for row in records(client.get("/grants.csv"))}
    if "sector" in query:
        address = f"/grants.csv?{urlencode({'sector': query['sector']}, doseq=True)}"
        inside = {row["public_id"]: row for row in records(client.get(address))}
        rows = inside | {key: row for key, row in rows.items() if not row["sectors"]}
    return rows.values()


@often
@given(drawn=registers(), query=transaction_queries())
def test_transactions_on_pages_in_the_file_and_in_the_totals_are_the_same(client, drawn, query):
    def check():
        if (found := page_and_file(client, "transactions", query)) is None:
            return
        pages, rows = found
        by_kind = {kind: [row for row in rows if row["kind"] == kind] for kind in {row["kind"] for row in rows}}
        paid = [row for row in rows if row["kind"] in PAID_KINDS]
        shown = {f"{own[0]['kind_label']}, grants": sum_of(own, "amount_in_filter") for own in by_kind.values()}
        shown |= {"Paid on grants": sum_of(paid, "amount_in_filter")} if paid else {}
        assert pages[0].totals.items() <= shown.items()
        assert len(pages[0].totals) >= len(by_kind)

    published(drawn, check)


@often
@given(drawn=registers())
def test_sectors_and_years_add_up_to_the_whole_with_what_is_shown_without_them(client, drawn):
    def check():
        whole = fetched(client, "/grants/")
        for name in ("sector", "year"):
            values = whole.tree.xpath(f"//input[@name='{name}']/@value")
            pages = [fetched(client, f"/grants/?{name}={value}") for value in values]
            everything = fetched(client, "/grants/?" + urlencode({name: values}, doseq=True))
            without = sum((amount for _, amount in everything.left_out), Decimal("0.00"))
            assert sum((_total(page, "Contracted") for page in pages), without) == _total(whole, "Contracted")
            assert sum((_total(page, "Paid") for page in pages), Decimal("0.00")) == _total(whole, "Paid")
            assert everything.grants + sum(count for count, _ in everything.left_out) == whole.grants

    published(drawn, check)


def _total(page, name):
    return next(amount for label, amount in page.totals.items() if label.startswith(name))
