"""Statements: what was said, and what had been announced, decided, contracted and paid by then."""

from decimal import Decimal

import pytest

from funding.codelists.disclosure import Level
from tests.factories import (
    GrantFactory,
    InstrumentFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    StatementFactory,
    approved,
)
from tests.portal.pooling import OF_ONE_SECTOR_AND_YEAR, OF_SEVERAL_YEARS, SEAL, pooled, withheld
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
LIST_CEILING = 4
DETAIL_CEILING = 8
SAID = "almost EUR 140 million since 2020"
ADDRESS = "/statements/almost-eur-140-million-since-2020/"


@pytest.fixture
def statement():
    """Somebody said it on 10 December 2023."""
    return approved(StatementFactory(wording=SAID, speaker="European Commission", dated="2023-12-10"))


def _page(client, address=ADDRESS):
    return page_of(client.get(address))


def _chain(page):
    return [one.get("value") for one in select(page, ".amounts .figure data")]


def _rows(page, table):
    """Give the exact amounts of each row of a table by its heading."""
    rows = select(page, f"table.{table} tbody tr")
    return {text_of(row, ".is-title"): [one.get("value") for one in select(row, ".num data")] for row in rows}


def _untold(page):
    return [" ".join(one.text_content().split()) for one in select(page, ".untold li")]


@pytest.mark.usefixtures("statement")
def test_a_statement_is_quoted_with_speaker_date_kind_of_source_and_link(client, publish):
    publish()
    page = _page(client)
    assert text_of(page, "h1") == f"“{SAID}”"
    said_by = text_of(page, ".said-by")
    assert said_by.startswith("European Commission, 10 December 2023")
    assert said_by.endswith("Official")
    assert select(page, ".said-by a")[0].get("href").startswith("https://example.eu/page/")


@pytest.mark.usefixtures("statement")
def test_a_source_that_is_unsafe_to_share_is_text(client, publish):
    unsafe = approved(StatementFactory(wording="170 million", source__address="https://charter97.org/en/news/1"))
    publish()
    page = _page(client, "/statements/170-million/")
    assert unsafe.source.address in text_of(page, ".said-by")
    assert not select(page, ".said-by a")


@pytest.mark.usefixtures("statement")
def test_the_ladder_holds_the_packages_until_the_day_and_a_part_adds_nothing(client, publish):
    whole = approved(PackageFactory(title="Whole", amount=Decimal(53), dated="2020-08-19"))
    approved(PackageFactory(title="Part", amount=Decimal(24), dated="2020-12-11", part_of=whole))
    approved(PackageFactory(title="On the day", amount=Decimal(30), dated="2023-12-10"))
    approved(PackageFactory(title="Later", amount=Decimal(30), dated="2023-12-11"))
    approved(PackageFactory(title="Before all this", amount=Decimal(9), dated="2019-12-31"))
    publish()
    page = _page(client)
    steps = [[one.get("value") for one in select(row, "data")] for row in select(page, ".ladder tbody tr")]
    assert steps == [["53.00", "53.00"], ["24.00", "53.00"], ["30.00", "83.00"]]
    assert "adds nothing" in text_of(page, ".ladder .is-part")
    assert _chain(page)[0] == "83.00"


def test_what_was_announced_is_held_against_what_was_said(client, publish):
    for wording, amount in (("less", 31), ("more", 29), ("exactly", 30), ("nothing said", None)):
        approved(StatementFactory(wording=wording, amount=amount and Decimal(amount)))
    approved(PackageFactory(amount=Decimal(30)))
    publish()
    lines = {one: text_of(_page(client, f"/statements/{one}/"), ".verdict-line") for one in ("less", "more", "exactly")}
    assert "€ 1 less than was said" in lines["less"]
    assert "€ 1 more than was said" in lines["more"]
    assert "exactly what was said" in lines["exactly"]
    assert "than was said" not in text_of(_page(client, "/statements/nothing-said/"), ".verdict-line")


@pytest.mark.usefixtures("statement")
def test_the_nearest_of_the_four_amounts_is_named_and_called_an_inference(client, publish):
    approved(PackageFactory(amount=Decimal(900_000_000)))
    approved(GrantFactory(contracted=Decimal(130_000_000), programme__decided=Decimal(500_000_000)))
    publish()
    verdict = select(_page(client), ".verdict")[0]
    assert text_of(verdict, ".verdict-line").endswith("is what had been contracted.")
    assert "inference" in text_of(verdict, ".verdict-note")


@pytest.mark.usefixtures("statement")
def test_without_a_package_it_says_that_nothing_confirms_or_contradicts_it(client, publish):
    publish()
    page = _page(client)
    assert "nothing here can confirm or contradict it" in text_of(page, ".verdict-line")
    assert not select(page, ".ladder, .instruments")


@pytest.mark.usefixtures("statement")
def test_decided_contracted_and_paid_count_until_the_day_by_their_own_dates(client, publish):
    for day in ("2019-12-31", "2023-12-10", "2023-12-11"):
        programme = ProgrammeFactory(decided=Decimal(1_000), decided_on=day)
        grant = GrantFactory(contracted=Decimal(100), signed_on=day, programme=programme)
        for amount, paid_on in ((1, "2023-12-10"), (2, "2023-12-11")):
            PaymentFactory(grant=grant, amount=Decimal(amount), date=paid_on)
        approved(grant)
    publish()
    # Payments on a grant contracted before 2020 are none of this; one on a grant signed later was made all the same.
    assert _chain(_page(client)) == ["0.00", "1000.00", "100.00", "2.00"]


@pytest.mark.usefixtures("statement")
def test_a_programme_without_a_day_is_counted_apart(client, publish):
    approved(ProgrammeFactory(decided=Decimal(1_000), decided_on=None))
    publish()
    page = _page(client)
    assert _chain(page)[1] == "0.00"
    assert any(line.startswith("When 1 programme was decided") and "€ 1,000" in line for line in _untold(page))


@pytest.mark.usefixtures("statement")
def test_a_grant_without_a_day_counts_if_its_year_was_over_and_else_apart(client, publish):
    for amount, start in ((100, "2022-03-01"), (10, "2023-03-01"), (1, "2024-03-01"), (1_000, "2019-03-01")):
        approved(GrantFactory(contracted=Decimal(amount), signed_on=None, planned_start=start, planned_end=None))
    publish()
    page = _page(client)
    assert _chain(page)[2] == "100.00"
    assert any(line.startswith("On which day 1 of the grants (€ 100) was signed.") for line in _untold(page))
    assert any(line.startswith("Whether 1 more grant (€ 10) had been contracted") for line in _untold(page))


def test_on_the_last_day_of_a_year_that_year_is_over(client, publish):
    approved(StatementFactory(wording="at the end", dated="2023-12-31"))
    approved(GrantFactory(contracted=Decimal(10), signed_on=None, planned_start="2023-03-01"))
    publish()
    assert _chain(_page(client, "/statements/at-the-end/"))[2] == "10.00"


@pytest.mark.usefixtures("statement", "small_pools")
def test_rows_and_groups_without_a_recipient_count_by_their_years_and_never_as_paid(client, publish):
    grant = withheld(contracted=Decimal(500_000), signed_on="2022-03-01")
    PaymentFactory(grant=grant, amount=Decimal(40_000))
    approved(grant, level=Level.RECIPIENT_WITHHELD)
    pooled(*[(sector, 2022) for sector, _ in OF_ONE_SECTOR_AND_YEAR])
    publish(seal=SEAL)
    page = _page(client)
    assert _chain(page) == ["0.00", "4000000.00", "800000.00", "0.00"]
    assert "4 of them (€ 800,000) without naming the recipient" in text_of(page, ".amounts")
    assert any(
        line.startswith("What had been paid to the 4 grants without a named recipient") for line in _untold(page)
    )


@pytest.mark.usefixtures("statement", "small_pools")
def test_a_group_over_several_years_counts_once_all_of_them_are_over(client, publish):
    pooled(*OF_SEVERAL_YEARS)
    approved(StatementFactory(wording="much later", dated="2028-01-01"))
    publish(seal=SEAL)
    assert _chain(_page(client))[2] == "0.00"
    assert any(line.startswith("Whether 3 more grants (€ 300,000)") for line in _untold(_page(client)))
    assert _chain(_page(client, "/statements/much-later/"))[2] == "300000.00"


def test_of_a_date_without_a_day_the_first_one_counts_and_what_may_have_been_is_told_apart(client, publish):
    approved(StatementFactory(wording="some time", dated="2024-01-01", precision="year"))
    approved(PackageFactory(amount=Decimal(30), dated="2023-12-01", precision="month"))
    approved(PackageFactory(title="Perhaps", amount=Decimal(7), dated="2024-12-12"))
    publish()
    page = _page(client, "/statements/some-time/")
    assert _chain(page)[0] == "30.00"
    assert any(
        line.startswith("Whether 1 more package had been announced") and "Perhaps" in line for line in _untold(page)
    )
    assert "the first day of the year in which it was said" in text_of(page, ".section-line")


@pytest.mark.usefixtures("statement")
def test_each_instrument_has_its_own_four_amounts_and_what_states_none_comes_last(client, publish):
    eni = InstrumentFactory(slug="eni", name="ENI", short_name="ENI")
    approved(PackageFactory(amount=Decimal(53), dated="2020-08-19"))
    approved(PackageFactory(amount=Decimal(24), dated="2020-12-11", instrument=eni))
    grant = GrantFactory(contracted=Decimal(5), programme__decided=Decimal(9), programme__instrument=eni)
    PaymentFactory(grant=grant, amount=Decimal(2), date="2023-06-01")
    approved(grant)
    publish()
    rows = _rows(_page(client), "instruments")
    assert rows == {"ENI": ["24.00", "9.00", "5.00", "2.00"], "no instrument stated": ["53.00"]}
    told = "Of what was announced, by instrument: ENI € 24; no instrument stated € 53."
    assert text_of(_page(client), ".verdict-parts") == told


@pytest.mark.usefixtures("statement")
def test_where_no_package_names_an_instrument_the_answer_names_none(client, publish):
    approved(PackageFactory(amount=Decimal(53)))
    publish()
    assert not select(_page(client), ".verdict-parts")


@pytest.mark.usefixtures("statement")
def test_amounts_that_are_not_known_are_counted_and_never_nothing(client, publish):
    approved(GrantFactory(contracted=None, contracted_basis="", programme__belarus_share=None))
    publish()
    page = _page(client)
    figures = [" ".join(one.text_content().split()) for one in select(page, ".amounts .figure")]
    assert figures == ["€ 0", "unknown", "unknown", "€ 0"]
    assert "1 of them of unknown amount" in text_of(page, ".amounts")


@pytest.mark.usefixtures("statement")
def test_no_figure_of_the_page_is_a_sum_of_the_four_amounts(client, publish):
    approved(PackageFactory(amount=Decimal(1_000_000)))
    grant = GrantFactory(contracted=Decimal(10_000), programme__decided=Decimal(100_000))
    PaymentFactory(grant=grant, amount=Decimal(1_000))
    approved(grant)
    publish()
    shown = {one.get("value") for one in select(_page(client), "main data")}
    assert shown == {"1000000.00", "140000000.00", "139000000.00", "100000.00", "10000.00", "1000.00"}


@pytest.mark.usefixtures("statement")
def test_the_sentence_to_quote_names_amounts_release_and_address(client, publish):
    approved(PackageFactory(amount=Decimal(138_000_000), is_invented=True))
    publish()
    cite = text_of(_page(client), ".cite")
    for words in (SAID, "€ 138 million had been announced", "release 1", f"http://testserver{ADDRESS}", "made up"):
        assert words in cite


def test_the_list_shows_each_statement_beside_what_had_been_announced_by_then(client, publish):
    approved(StatementFactory(wording="over 100", amount=Decimal(100), dated="2022-12-07"))
    approved(StatementFactory(wording="almost 140", amount=Decimal(140), dated="2023-12-10"))
    approved(PackageFactory(amount=Decimal(108), dated="2022-12-07"))
    approved(PackageFactory(amount=Decimal(30), dated="2023-12-10"))
    publish()
    rows = _rows(_page(client, "/statements/"), "said")
    assert list(rows.values()) == [["140.00", "138.00"], ["100.00", "108.00"]]
    assert select(_page(client, "/statements/"), ".said a")[0].get("href") == "/statements/almost-140/"


def test_before_the_first_statement_the_list_says_so(client, publish):
    approved(GrantFactory())
    publish()
    assert "No stated total has been published yet" in _page(client, "/statements/").text_content()


@pytest.mark.usefixtures("statement")
def test_the_overview_leads_to_the_latest_statement(client, publish):
    publish()
    assert ADDRESS in [one.get("href") for one in select(_page(client, "/"), ".verdict a")]


@pytest.mark.usefixtures("statement")
def test_each_amount_leads_to_its_records(client, publish):
    approved(PackageFactory())
    approved(PaymentFactory(date="2023-05-02").grant)
    publish()
    links = [one.get("href") for one in select(_page(client), ".amounts a")]
    payments = "/transactions/?kind=3&kind=4&date_from=2020-01-01&date_to=2023-12-10"
    assert links == ["#ladder-heading", "/programmes/", "/grants/", payments]
    assert len(select(_page(client, payments), "tbody .is-title")) == 1


@pytest.mark.usefixtures("statement")
def test_what_was_never_said_is_a_404(client, publish):
    publish()
    assert client.get("/statements/no-such-statement/").status_code == 404


@pytest.mark.usefixtures("statement")
def test_pages_ask_no_more_queries_than_their_ceilings(client, publish, django_assert_max_num_queries):
    for number in range(3):
        approved(StatementFactory(wording=f"said {number}"))
        approved(PackageFactory())
        approved(PaymentFactory(grant=GrantFactory()).grant)
    publish()
    with django_assert_max_num_queries(LIST_CEILING):
        client.get("/statements/")
    with django_assert_max_num_queries(DETAIL_CEILING):
        client.get(ADDRESS)
