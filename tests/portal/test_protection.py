"""/protection/: why some aren't named, what can't be recalled, how to ask for removal; and the count of withdrawals."""

import pytest
from django.core.checks import Tags, run_checks

from funding.codelists.disclosure import POOL_SENTENCES, UNNAMED, Ground
from funding.portal.views import pages
from funding.publication import withdrawing
from tests.factories import GrantFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
LANGUAGES = {
    "removal": "Ask us to take it down",
    "vydalenne": "Адказ вы атрымаеце на працягу 24 гадзін",
    "udalenie": "Ответ вы получите в течение 24 часов",
}


@pytest.fixture
def page(client):
    """Give the page, before anything was published."""
    return lambda: page_of(client.get("/protection/"))


def test_the_three_sentences_stand_there_when_nothing_was_ever_pooled(page):
    assert [one.text_content() for one in select(page(), ".constant p")] == list(POOL_SENTENCES)


def test_the_grounds_there_are_and_the_sentence_of_every_row_are_told(page):
    section = select(page(), "#levels")[0]
    assert [one.text_content() for one in select(section, "li")] == Ground.labels
    assert UNNAMED in section.text_content()
    assert [one.text_content() for one in select(section, "dt")] == [
        "Full", "Recipient withheld", "Pooled", "Not published"
    ]  # fmt: skip


@pytest.mark.parametrize(("anchor", "words"), LANGUAGES.items())
def test_how_to_ask_for_removal_is_told_in_three_languages_with_links_from_the_top(page, anchor, words):
    whole = page()
    section = select(whole, f"#{anchor}")[0]
    assert words in section.text_content()
    assert len(select(section, "li")) >= 4
    assert select(whole, f".jump a[href='#{anchor}']")


def test_other_languages_are_marked_as_such(page):
    whole = page()
    assert [select(whole, f"#{anchor}")[0].get("lang") for anchor in LANGUAGES] == [None, "be", "ru"]
    assert [one.get("lang") for one in select(whole, ".jump li[lang]")] == ["be", "ru"]


def test_the_contact_and_the_fingerprint_of_its_key_stand_in_each_language(page, settings):
    settings.REMOVAL_CONTACT, settings.REMOVAL_KEY = "removal@tracker.example", "3AF1 90C2"
    contacts = [one.text_content() for one in select(page(), ".contact")]
    assert len([words for words in contacts if "removal@tracker.example" in words and "3AF1 90C2" in words]) == 3


def test_where_no_contact_is_set_it_says_so_in_each_language(page):
    contacts = [one.text_content() for one in select(page(), ".contact")]
    assert [words[:12] for words in contacts] == ["The operator", "Аператар гэт", "Оператор это"]


def test_a_contact_without_a_key_warns_whoever_writes(page, settings):
    settings.REMOVAL_CONTACT = "removal@tracker.example"
    contacts = [one.text_content() for one in select(page(), ".contact")]
    assert all(any(words in one for words in ("endanger", "нашкодзіць", "навредить")) for one in contacts)


def test_the_percentage_of_the_pools_is_not_told(page, settings):
    settings.POOL_PERCENT = 37
    assert "37" not in text_of(page(), "main")
    assert "%" not in text_of(page(), "main")


def test_the_page_is_linked_from_the_foot_of_every_page_and_from_the_lists(client):
    for address in ("/", "/grants/", "/organisations/", "/transactions/", "/methodology/", "/data/", "/about/"):
        whole = page_of(client.get(address))
        assert select(whole, "footer a[href='/protection/']")
        assert address == "/" or select(whole, "main a[href='/protection/']"), address


def _warnings(settings, **values):
    for name, value in values.items():
        setattr(settings, name, value)
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return [one.msg for one in found if one.id.startswith("portal.")]


def test_deploying_a_portal_without_contact_or_key_is_warned_of_in_words(settings):
    assert _warnings(settings, FACE="portal") == [
        "TRACKER_REMOVAL_CONTACT isn't set: /protection/ can't say whom to ask for removal.",
        "TRACKER_REMOVAL_KEY isn't set: /protection/ can't say by which key to write to them.",
    ]
    assert not _warnings(settings, FACE="portal", REMOVAL_CONTACT="removal@tracker.example", REMOVAL_KEY="3AF1")


def test_the_staff_site_needs_neither(settings):
    assert not _warnings(settings, FACE="staff")


def test_releases_say_how_many_records_were_withdrawn_and_not_which(client, publish, staff):
    grant = approved(GrantFactory(title="Canary"))
    approved(GrantFactory())
    publish()
    withdrawing.withdraw(record=grant, ground="asked to", actor=staff)
    whole = page_of(client.get("/data/"))
    rows = select(whole, "table.is-narrow tbody tr")
    assert [(text_of(row, "th"), text_of(row, "td:last-child")) for row in rows] == [("2", "1"), ("1", "0")]
    assert "Canary" not in whole.text_content()


def test_earlier_releases_are_summed_up(client, publish, staff, monkeypatch):
    monkeypatch.setattr(pages, "SHOWN_RELEASES", 1)
    grants = [approved(GrantFactory()) for _ in range(3)]
    publish()
    for grant in grants[:2]:
        withdrawing.withdraw(record=grant, ground="asked to", actor=staff)
    table = select(page_of(client.get("/data/")), "table.is-narrow")[0]
    assert len(select(table, "tbody tr")) == 1
    assert text_of(table, "tfoot th") + text_of(table, "tfoot td") == "2 earlier releases1"
