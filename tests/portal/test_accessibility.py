"""What the statement on accessibility says is checked at every change."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from funding.codelists.sectors import Sector
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    PackageFactory,
    PaymentFactory,
    StatementFactory,
    approved,
)
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/sectors/", "/sectors/culture/", "/grants/", "/programmes/", "/organisations/", "/transactions/",
    "/programmes/theatre/", "/statements/", "/statements/almost-140/", "/timeline/", "/economic-support-plan/",
    "/documents/", "/data/", "/methodology/", "/protection/", "/about/", "/accessibility/",
]  # fmt: skip
# Texts and the grounds they stand on, by the variables of the style sheet.
TEXTS = [
    *((text, ground) for text in ("ink", "muted", "blue", "blue-hover") for ground in ("paper", "mist")),
    ("ink", "quote"), ("muted", "quote"), ("blue", "quote"), ("bad", "bad-ground"), ("bad", "paper"),
    ("on-deep", "deep"), ("on-deep", "deep-end"), ("on-deep-muted", "deep"), ("on-deep-muted", "deep-end"),
    ("amber", "deep"), ("amber", "deep-end"), ("amber-ink", "amber"), ("white", "action"), ("white", "action-hover"),
]  # fmt: skip
EDGES = [
    ("edge", "paper"),
    ("edge", "mist"),
    ("blue", "line"),
    ("mark", "line"),
    *((one, "paper") for one in Sector.values),
]


@pytest.fixture
def published(publish):
    """One of each."""
    grant = GrantFactory(programme__title="Theatre", sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50})
    PaymentFactory(grant=grant)
    statement = StatementFactory(wording="almost 140")
    for record in (grant, PackageFactory(), statement, EventFactory(), DocumentFactory()):
        approved(record)
    publish()


def _colours(scheme):
    """Give the colours of the style sheet by the names of their variables."""
    css = (Path(settings.BASE_DIR) / "static/css/tracker.css").read_text()
    light, _, dark = css.partition("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z_-]+): (#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z_-]+): (#[0-9a-f]{3,6});", dark.partition("@media print")[0]))
    return found | {"white": "#fff"}


def _luminance(colour):
    """Give the relative luminance of a colour as WCAG 2.1 defines it."""
    digits = colour.removeprefix("#")
    pairs = re.findall("..", digits if len(digits) == 6 else "".join(one * 2 for one in digits))
    parts = [int(one, 16) / 255 for one in pairs]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, 4.5), (EDGES, 3)])
def test_texts_and_edges_stand_out_from_their_grounds(scheme, pairs, least):
    colours = _colours(scheme)
    weak = {pair: round(_contrast(*(colours[one] for one in pair)), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < least}


def test_contrast_is_computed_as_wcag_does():
    assert round(_contrast("#000", "#ffffff"), 2) == 21
    assert round(_contrast("#767676", "#fff"), 2) == 4.54


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_the_first_link_skips_to_the_content_and_nothing_changes_the_order(client, address):
    page = page_of(client.get(address))
    assert select(page, "a")[0].get("href") == "#content"
    assert select(page, "main#content")
    assert {one.get("tabindex") for one in select(page, "[tabindex]")} <= {"0", "-1"}


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_each_heading_of_a_table_says_what_it_is_of(client, address):
    page = page_of(client.get(address))
    assert {one.get("scope") for one in select(page, "th")} <= {"col", "row"}
    assert all(select(table, "caption") for table in select(page, "table"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_each_picture_has_words_or_is_left_out_for_screen_readers(client, address):
    page = page_of(client.get(address))
    outer = [one for one in select(page, "svg") if not one.xpath("ancestor::svg")]
    silent = [one for one in outer if one.get("aria-hidden") != "true"]
    assert all(one.get("role") == "img" and one.get("aria-label") for one in silent)
    assert not select(page, "img, canvas, video, audio, object, embed, marquee, blink")
    assert not select(page, "meta[http-equiv]")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ["/", "/sectors/", "/sectors/culture/"])
def test_beside_each_chart_stands_a_table(client, address):
    page = page_of(client.get(address))
    charts = select(page, "svg[role='img']")
    assert charts
    assert all(one.xpath("ancestor::section[1]//table") for one in charts)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ["/grants/", "/programmes/", "/organisations/", "/transactions/"])
def test_each_control_of_a_filter_has_a_label(client, address):
    page = page_of(client.get(address))
    controls = [one for one in select(page, "form input, form select") if one.get("type") not in ("hidden", "submit")]
    assert controls
    for one in controls:
        labels = page.xpath("//label[@for=$id]", id=one.get("id") or "") or one.xpath("ancestor::label")
        assert labels or one.get("aria-label") or one.get("aria-labelledby"), one.get("name")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", PAGES)
def test_each_link_and_button_has_words(client, address):
    page = page_of(client.get(address))
    assert all(one.text_content().strip() or one.get("aria-label") for one in select(page, "a, button, summary"))


def test_no_style_moves_anything():
    css = (Path(settings.BASE_DIR) / "static/css/tracker.css").read_text()
    assert not re.search(r"\b(animation|transition|@keyframes)", css)


def test_the_statement_claims_no_conformity_and_says_what_nobody_tested(client):
    page = page_of(client.get("/accessibility/"))
    text = page.text_content()
    for words in ("EN 301 549", "has not been assessed as a whole", "no page was tried with any of them"):
        assert words in text
    assert {one.get("id") for one in select(page, "h2")} == {
        "status",
        "checked",
        "by-hand",
        "missing",
        "untested",
        "tell",
    }


def test_the_statement_is_linked_from_the_foot_of_every_page(client):
    assert "Accessibility" in text_of(page_of(client.get("/grants/")), "footer")
