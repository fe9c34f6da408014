"""What is published while an answer is made doesn't mix with it."""

from contextlib import contextmanager

import pytest
from django.db import connection

from funding.portal.exports import csv_format
from tests.factories import GrantFactory, approved
from tests.portal.elsewhere import elsewhere
from tests.portal.reading import fetched, records
from tests.portal.selecting import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def once_the_release_is_read(work, *, times=1):
    """Do some work on another connection as soon as the latest release has been asked for so many times."""
    waiting = [lambda: None] * (times - 1) + [work]

    def watched(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if waiting and "publication_release" in sql:
            elsewhere(waiting.pop(0))
        return result

    with connection.execute_wrapper(watched):
        yield
    assert not waiting


@pytest.fixture
def publish_another(publish):
    """Publish a grant; give what changes its title and publishes it again."""
    grant = approved(GrantFactory(title="Before"))
    publish()

    def another():
        grant.title = "After"
        grant.save()
        approved(grant)
        publish()

    return another


@pytest.mark.parametrize(("times", "title", "release"), [(1, "After", "2"), (2, "Before", "1")])
def test_a_file_bears_the_number_of_the_release_that_its_rows_are_of(client, publish_another, times, title, release):
    with once_the_release_is_read(publish_another, times=times):
        response = client.get("/grants.csv")
    assert [(row["title"], row["release"]) for row in records(response)] == [(title, release)]
    assert f"grants-release-{release}-" in response["Content-Disposition"]
    current = client.get("/grants.csv")
    assert (current["ETag"] == response["ETag"]) == (release == "2")


def test_a_file_that_was_begun_goes_on_as_it_was(client, publish_another, monkeypatch):
    monkeypatch.setattr(csv_format.blocks, "__kwdefaults__", {"size": 1})
    response = client.get("/grants.csv")
    elsewhere(publish_another)
    assert [(row["title"], row["release"]) for row in records(response)] == [("Before", "1")]


def test_a_page_shows_one_release(client, publish_another):
    with once_the_release_is_read(publish_another, times=2):  # the second time by what draws the page
        page = fetched(client, "/grants/")
    assert page.titles == ["Before"]
    assert "Release 1 " in text_of(page.tree, "footer") + " "


def test_a_page_of_an_older_release_is_drawn_of_the_newer_one_that_came_in_between(client, publish_another):
    with once_the_release_is_read(publish_another):
        page = client.get("/grants/")
    assert "After" in page.text
    assert "Before" not in page.text
    assert client.get("/grants/")["ETag"] == page["ETag"]
    assert fetched(client, "/grants/").titles == ["After"]


def test_the_connection_is_free_after_a_page_and_after_none(client, publish_another):
    for address in ("/", "/grants/no-such/", "/grants/?sectr=1"):
        client.get(address)
        assert connection.get_autocommit()
    publish_another()
