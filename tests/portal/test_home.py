"""The overview: four amounts, never mixed; what was said; six sectors; what isn't known."""

from decimal import Decimal

import pytest

from funding.codelists.sectors import Sector
from tests.factories import (
    GrantFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    StatementFactory,
    approved,
)
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 8


def _page(client):
    return page_of(client.get("/"))


def _chain(client):
    return [one.get("value") for one in select(_page(client), ".chain data")]


def test_the_chain_shows_four_amounts_each_from_its_own_records(client, publish):
    grant = GrantFactory(contracted=Decimal("800000.00"), programme__decided=Decimal("900000.00"))
    PaymentFactory(grant=grant, amount=Decimal("600000.50"))
    approved(grant)
    approved(PackageFactory(amount=Decimal(1_000_000)))
    publish()
    assert _chain(client) == ["1000000.00", "900000.00", "800000.00", "600000.50"]


def test_a_package_inside_another_adds_nothing(client, publish):
    whole = approved(PackageFactory(amount=Decimal(53)))
    approved(PackageFactory(amount=Decimal(24), part_of=whole))
    publish()
    assert _chain(client)[0] == "53.00"
    assert len(select(_page(client), "#announced tbody tr.is-part")) == 1


def test_money_of_unknown_share_stands_apart_and_in_no_total(client, publish):
    approved(ProgrammeFactory(belarus_share=None, decided=Decimal(5_000_000)))
    publish()
    assert _chain(client)[1] == "0.00"
    assert "1 regional programme of € 5 million in all" in text_of(_page(client), ".apart")


def test_the_latest_statement_is_quoted_with_its_source_and_the_others_follow(client, publish):
    approved(StatementFactory(wording="over EUR 100 million", dated="2022-12-07"))
    approved(StatementFactory(wording="almost EUR 140 million", dated="2023-12-10"))
    publish()
    verdict = select(_page(client), ".verdict")[0]
    assert "almost EUR 140 million" in text_of(verdict, "blockquote")
    assert "10 December 2023" in text_of(verdict, "figcaption")
    assert len(select(verdict, ".quotes li")) == 1


def test_a_grant_for_two_sectors_is_split_between_their_cards(client, publish):
    approved(GrantFactory(contracted=Decimal("100.01"), sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50}))
    publish()
    cards = {one.get("href"): one for one in select(_page(client), ".sector")}
    parts = [select(cards[f"/sectors/{slug}/"], ".figure data")[0].get("value") for slug in ("culture", "education")]
    assert sum(map(Decimal, parts)) == Decimal("100.01")
    assert len(cards) == 6


def test_the_table_beside_the_picture_adds_up_to_what_is_contracted(client, publish):
    approved(GrantFactory(contracted=Decimal(300), signed_on="2021-05-01"))
    approved(GrantFactory(contracted=Decimal(200), signed_on="2023-05-01"))
    publish()
    table = select(_page(client), "details.figures table")[0]
    rows = {text_of(row, "th"): select(row, "td:last-child data") for row in select(table, "tbody tr")}
    assert [rows[year][0].get("value") for year in ("2021", "2022", "2023")] == ["300.00", "0.00", "200.00"]


def test_before_the_first_release_it_says_so(client):
    assert "Nothing has been published yet" in _page(client).text_content()


def test_invented_figures_are_said_on_top_of_the_page(client, publish):
    approved(GrantFactory(is_invented=True))
    publish()
    assert "made up" in text_of(_page(client), ".demo")


def test_real_figures_bear_no_such_mark(client, publish):
    approved(GrantFactory())
    publish()
    assert not select(_page(client), ".demo")


def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    for _ in range(3):
        approved(GrantFactory(sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50}))
    approved(StatementFactory())
    approved(PackageFactory())
    publish()
    with django_assert_max_num_queries(CEILING):
        client.get("/")
