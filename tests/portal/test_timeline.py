"""The timeline: events and packages by phase and year, each with its source."""

from decimal import Decimal

import pytest

from funding.codelists.records import EventKind
from funding.periods import PHASES, phase_of
from tests.factories import EventFactory, PackageFactory, ProgrammeFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 5


def _page(client, address="/timeline/"):
    return page_of(client.get(address))


def _titles(page):
    return [" ".join(one.text_content().split()) for one in select(page, ".timeline .what")]


def test_events_and_packages_stand_in_the_order_in_which_they_happened(client, publish):
    approved(EventFactory(title="Last", dated="2024-02-01", precision="month"))
    approved(PackageFactory(title="Package", dated="2020-08-19", amount=Decimal(53_000_000)))
    approved(EventFactory(title="First", dated="2020-08-09"))
    approved(EventFactory(title="Same day", dated="2020-08-19"))
    publish()
    page = _page(client)
    assert _titles(page) == ["First", "Same day", "Package: € 53 million", "Last"]
    assert [one.text_content() for one in select(page, "h3")] == ["2020", "2024"]


def test_years_stand_below_the_phase_they_lie_in(client, publish):
    for year in (2019, 2020, 2021, 2022):
        approved(EventFactory(dated=f"{year}-05-01"))
    publish()
    stretches = {text_of(one, "h2"): len(select(one, "h3")) for one in select(_page(client), ".stretch")}
    assert stretches == {"Before": 1, "Emergency support 2020–2021": 2, "Medium-term support since 2022": 1}


def test_each_phase_begins_when_the_one_before_it_ended():
    assert [phase_of(year) for year in (2019, 2020, 2021, 2022, 2040)] == [
        None,
        PHASES[0],
        PHASES[0],
        PHASES[1],
        PHASES[1],
    ]


def test_an_entry_has_its_kind_its_source_and_no_exacter_date_than_is_known(client, publish):
    approved(
        EventFactory(
            kind=EventKind.SENIOR_OFFICIALS_MEETING, dated="2022-01-01", precision="year", summary="Exact days?"
        )
    )
    publish()
    entry = select(_page(client), ".timeline li")[0]
    assert text_of(entry, ".when") == "2022 Senior Officials' Meeting"
    assert "Exact days?" in entry.text_content()
    assert select(entry, ".source a")[0].get("href").startswith("https://example.eu/page/")


def test_a_package_is_linked_to_the_programme_of_its_name_and_says_if_it_is_a_part(client, publish):
    whole = approved(PackageFactory(title="Whole", dated="2020-08-19"))
    approved(PackageFactory(title="EU4Belarus", dated="2020-12-11", part_of=whole))
    approved(ProgrammeFactory(title="EU4Belarus"))
    publish()
    first, second = select(_page(client), ".timeline li")
    assert not [one for one in select(first, "a") if "/programmes/" in one.get("href")]
    assert [one.get("href") for one in select(second, "a[href^='/']")] == ["/programmes/eu4belarus/"]
    assert "Part of another package" in second.text_content()


def test_one_kind_has_a_page_of_its_own_and_keeps_the_counts_of_the_others(client, publish):
    approved(EventFactory(title="First sanctions", kind=EventKind.SANCTIONS))
    approved(EventFactory(title="Conclusions"))
    approved(PackageFactory(title="Package", amount=Decimal(1)))
    publish()
    page = _page(client, "/timeline/sanctions/")
    assert _titles(page) == ["First sanctions"]
    assert text_of(page, "h1") == "Timeline: Sanctions"
    links = {one.get("href"): " ".join(one.text_content().split()) for one in select(page, ".kinds a")}
    assert links == {
        "/timeline/": "Everything 3",
        "/timeline/council_conclusions/": "Council conclusions 1",
        "/timeline/sanctions/": "Sanctions 1",
        "/timeline/packages/": "Announced package 1",
    }
    assert [one.get("href") for one in select(page, ".kinds a[aria-current]")] == ["/timeline/sanctions/"]
    assert _titles(_page(client, "/timeline/packages/")) == ["Package: € 1"]


def test_a_kind_that_has_nothing_says_so_and_one_that_is_none_is_a_404(client, publish):
    approved(EventFactory())
    publish()
    assert "Nothing of this kind" in _page(client, "/timeline/suspension/").text_content()
    assert client.get("/timeline/no_such_kind/").status_code == 404


def test_what_is_invented_is_marked(client, publish):
    approved(EventFactory(is_invented=True))
    publish()
    assert select(_page(client), ".timeline .invented")


def test_before_the_first_entry_it_says_so(client):
    assert "Nothing is on the timeline yet" in _page(client).text_content()


def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    for number in range(3):
        approved(EventFactory())
        approved(PackageFactory(title=f"Package {number}"))
        approved(ProgrammeFactory(title=f"Package {number}"))
    publish()
    for address in ("/timeline/", "/timeline/packages/"):
        with django_assert_max_num_queries(CEILING):
            client.get(address)
