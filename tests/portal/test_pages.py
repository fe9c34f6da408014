"""Pages of text, errors, robots; and what every page has."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from lxml import html

from funding.register.models import Envelope
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    PackageFactory,
    SourceFactory,
    StatementFactory,
    approved,
)
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
TEXTS = ["/about/", "/accessibility/", "/methodology/", "/protection/", "/data/"]
STATEMENTS = ["/statements/", "/statements/almost-eur-140-million/"]
LISTS = ["/grants/", "/programmes/", "/organisations/", "/transactions/"]
STORY = ["/timeline/", "/timeline/council_conclusions/", "/economic-support-plan/", "/documents/"]
PAGES = ["/", "/sectors/", "/sectors/culture/", *LISTS, *STATEMENTS, *STORY, *TEXTS]


@pytest.fixture
def published(publish):
    """One of each."""
    statement = StatementFactory(wording="almost EUR 140 million")
    envelope = Envelope.objects.create(title="A plan", dated="2021-05-28", amount=3, source=SourceFactory())
    papers = (PackageFactory(), statement, EventFactory(), DocumentFactory(), envelope)
    for record in (GrantFactory(is_invented=True), *papers):
        approved(record)
    publish()


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_main_heading_landmarks_and_no_level_left_out(client, address):
    page = page_of(client.get(address))
    levels = [int(one.tag[1]) for one in select(page, "h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [len(select(page, tag)) for tag in ("main", "body > header", "body > footer")] == [1, 1, 1]
    assert page.get("lang") == "en"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_style_or_script_or_loads_from_elsewhere(client, address):
    page = page_of(client.get(address))
    assert not select(page, "style, script, [style], [onclick], iframe")
    loaded = [one.get("href") or one.get("src") for one in select(page, "link, img, source")]
    assert all(one.startswith("/static/") for one in loaded)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_every_table_has_a_caption_and_every_id_is_once(client, address):
    page = page_of(client.get(address))
    assert all(select(table, "caption") for table in select(page, "table"))
    ids = [one.get("id") for one in select(page, "[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_that_it_is_unofficial_invented_in_part_and_of_which_release(client, address):
    page = page_of(client.get(address))
    assert "not an official site" in text_of(page, "header")
    assert select(page, ".demo")
    foot = text_of(page, "footer")
    assert "Release 1" in foot
    assert "CC BY 4.0" in foot


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_the_menu_marks_where_one_is(client, address):
    marked = select(page_of(client.get(address)), "header [aria-current]")
    assert len(marked) == (0 if address in {*TEXTS, *STORY} - {"/data/"} else 1)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", TEXTS)
def test_pages_of_text_ask_for_releases_alone(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(3 if address == "/data/" else 2):  # which lists earlier ones
        client.get(address)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", [*STATEMENTS, *STORY, *TEXTS])
def test_who_has_a_page_already_is_told_so(client, address):
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("published")
def test_every_link_within_the_site_leads_somewhere(client):
    pages = [page_of(client.get(address)) for address in PAGES]
    links = {link.get("href").split("#")[0] for page in pages for link in select(page, "a[href^='/']")}
    assert {link: client.get(link).status_code for link in sorted(links)} == dict.fromkeys(sorted(links), 200)


def test_robots_may_read_pages_and_not_every_filter(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /*?" in answer.text


def test_an_address_that_is_not_there_is_answered_in_words(client):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "There is no such page" in page_of(answer).text_content()


def test_the_page_of_a_failure_needs_no_context_and_no_database(django_db_blocker):
    with django_db_blocker.block():
        page = html.fromstring(render_to_string("500.html"))
    assert "Something failed on our side" in page.text_content()


def test_a_bad_request_is_answered_in_words(client):
    answer = client.get("/grants/?q=%00")
    assert answer.status_code == 400
    assert "control characters" in page_of(answer).text_content()


def test_the_dark_colours_are_for_every_colour_that_is_not_a_text_of_its_own(settings):
    css = (Path(settings.BASE_DIR) / "static/css/tracker.css").read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    sectors = re.findall(r"var\((--[a-z_]+)\); }", light.split(".c-civil_society")[1].split(".picture")[0])
    assert len(sectors) == 7
    assert all(f"{name}:" in dark for name in sectors)


@pytest.mark.parametrize(
    "address",
    ["/", "/sectors/", "/sectors/culture/", *STATEMENTS, *STORY, *TEXTS, "/robots.txt"],
)
def test_a_page_without_parameters_refuses_them_in_words(client, address):
    answer = client.get(address, {"foo": "1"})
    assert answer.status_code == 400
    assert "foo" in answer.content.decode()


def test_a_fault_is_not_kept_by_caches(client, monkeypatch):
    monkeypatch.setattr("funding.portal.views.pages.AboutView.get_context_data", lambda *_: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/about/")
    assert (answer.status_code, answer["Cache-Control"]) == (500, "no-store")
