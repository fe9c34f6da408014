"""The economic support plan: money under a condition, in no total."""

from datetime import date
from decimal import Decimal

import pytest

from funding.register import models
from tests.factories import GrantFactory, SourceFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 3
PARTS = ["up to EUR 400 million of grants", "up to EUR 100 million of grants that mobilise EUR 1 billion"]


@pytest.fixture
def plan():
    """Approve a plan of up to 3 billion."""
    envelope = models.Envelope.objects.create(
        title="Economic support plan for a future democratic Belarus",
        condition="A peaceful democratic transition.",
        amount=Decimal(3_000_000_000),
        dated=date(2021, 5, 28),
        partners="EIB and EBRD.",
        source=SourceFactory(),
    )
    for wording in PARTS:
        models.EnvelopePart.objects.create(envelope=envelope, wording=wording)
    return approved(envelope)


@pytest.mark.usefixtures("plan")
def test_it_shows_condition_parts_partners_date_and_source(client, publish):
    publish()
    section = select(page_of(client.get("/economic-support-plan/")), ".plan")[0]
    assert text_of(section, ".figure") == "€ 3 billion"
    assert "A peaceful democratic transition." in text_of(section, ".plan-condition")
    assert [one.text_content() for one in select(section, ".plan-parts li")] == PARTS
    for words in ("EIB and EBRD.", "28 May 2021", "never added together"):
        assert words in section.text_content()
    assert select(section, ".source a")


@pytest.mark.usefixtures("plan")
def test_it_says_clearly_that_none_of_it_is_paid_and_that_it_is_in_no_total(client, publish):
    publish()
    page = page_of(client.get("/economic-support-plan/"))
    assert text_of(page, ".not-paid strong") == "None of it is paid, and it is in no total."


@pytest.mark.usefixtures("plan")
def test_its_amount_is_in_no_figure_of_the_overview(client, publish):
    approved(GrantFactory(contracted=Decimal(100)))
    publish()
    page = page_of(client.get("/"))
    assert [one.get("value") for one in select(page, ".chain data")] == ["0.00", "1000000.00", "100.00", "0.00"]
    assert "/economic-support-plan/" in [one.get("href") for one in select(page, ".envelope a")]


@pytest.mark.usefixtures("plan")
def test_no_figure_of_the_page_adds_parts_up(client, publish):
    publish()
    shown = [one.get("value") for one in select(page_of(client.get("/economic-support-plan/")), "main data")]
    assert shown == ["3000000000.00"]


@pytest.mark.usefixtures("plan")
def test_the_sentence_to_quote_names_the_condition_release_and_address(client, publish):
    publish()
    cite = text_of(page_of(client.get("/economic-support-plan/")), ".cite")
    for words in ("up to € 3 billion", "under a condition", "release 1", "http://testserver/economic-support-plan/"):
        assert words in cite


def test_without_a_plan_it_says_so(client, publish):
    approved(GrantFactory())
    publish()
    page = page_of(client.get("/economic-support-plan/"))
    assert "No conditional plan has been published yet" in page.text_content()
    assert not select(page, "#not-heading")


@pytest.mark.usefixtures("plan")
def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    publish()
    with django_assert_max_num_queries(CEILING):
        client.get("/economic-support-plan/")
