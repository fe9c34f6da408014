"""For any register and any filter: rows on all pages = rows in the file = the count shown; sums agree to the cent."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from funding.codelists.iati import PAID_KINDS
from tests.factories import PublisherFactory
from tests.portal.reading import fetched, records
from tests.portal.registers import grant_queries, registers, store, transaction_queries

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

    published(drawn, check)


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
def test_the_sectors_add_up_to_the_whole(client, drawn):
    def check():
        choices = fetched(client, "/grants/").tree.xpath("//input[@name='sector']/@value")
        pages = [fetched(client, f"/grants/?sector={sector}") for sector in choices]
        whole = fetched(client, "/grants/")
        for name in ("Contracted", "Paid"):
            assert sum((_total(page, name) for page in pages), Decimal("0.00")) == _total(whole, name)

    published(drawn, check)


def _total(page, name):
    return next(amount for label, amount in page.totals.items() if label.startswith(name))
