"""A page is drawn once in a release, told by its ETag, and never outlives the release."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import override_settings

from funding.portal import kept
from funding.publication.models import Edition
from funding.publication.withdrawing import withdraw
from tests.factories import GrantFactory, approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept():
    """Keep pages as in earnest."""
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        cache.clear()
        yield
        cache.clear()


@pytest.fixture
def grant(publish):
    grant = GrantFactory(title="Puppet theatre")
    approved(grant)
    publish()
    return grant


@pytest.mark.usefixtures("grant")
def test_a_page_that_was_drawn_is_not_drawn_again(client, django_assert_num_queries):
    first = client.get("/grants/")
    with django_assert_num_queries(1):  # which release it is
        again = client.get("/grants/")
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))


@pytest.mark.usefixtures("grant")
def test_who_has_the_page_gets_304_and_no_body(client, django_assert_num_queries):
    etag = client.get("/grants/?sector=culture").headers["ETag"]
    with django_assert_num_queries(1):
        again = client.get("/grants/?sector=culture", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


@pytest.mark.usefixtures("grant")
def test_addresses_and_hosts_have_etags_of_their_own(client):
    addresses = [("/grants/", "testserver"), ("/grants/?page=1", "testserver"), ("/", "testserver"), ("/", "127.0.0.1")]
    etags = [client.get(address, headers={"host": host}).headers["ETag"] for address, host in addresses]
    assert len({*etags}) == len(etags)


def test_what_was_withdrawn_is_gone_from_every_page_at_once(client, grant, staff):
    address = client.get("/grants/").text.partition('class="t" href="')[2].partition('"')[0]
    pages = {one: client.get(one).headers["ETag"] for one in ("/grants/", "/", address)}
    withdraw(record=grant, ground="asked for", actor=staff)
    for one, etag in pages.items():
        answer = client.get(one, headers={"If-None-Match": etag})
        assert answer.status_code == (404 if one == address else 200)
        assert "Puppet" not in answer.text


@pytest.mark.usefixtures("grant")
def test_only_pages_that_are_there_are_kept(client):
    for address in ("/grants/?year=1", "/grants/gone/", "/nothing/"):
        assert "ETag" not in client.get(address).headers or client.get(address).status_code != 200
        assert client.get(address).status_code in (400, 404)


def test_without_a_release_nothing_is_kept(client):
    client.get("/grants/")
    assert cache.get("release") is None


def test_what_a_thread_keeps_late_is_never_given_in_the_next_release():
    old, new = (Edition(number, datetime(2026, 1, number, tzinfo=UTC), has_invented=False) for number in (1, 2))
    keep = cache.set

    def overtaken(key, value):
        if value == "withdrawn since":
            kept.made_once(new, "page", lambda: "another thread, in the new release")
        keep(key, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "set", overtaken)
        kept.made_once(old, "choices", lambda: "withdrawn since")
    assert kept.made_once(new, "choices", lambda: "what there is") == "what there is"


def test_whoever_has_just_anything_is_not_told_that_what_was_withdrawn_is_unchanged(client, grant, staff):
    address = client.get("/grants/").text.partition('class="t" href="')[2].partition('"')[0]
    withdraw(record=grant, ground="asked for", actor=staff)
    assert client.get(address, headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/grants/?sectr=1", headers={"If-None-Match": "*"}).status_code == 400
