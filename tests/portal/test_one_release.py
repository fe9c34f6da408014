"""What is published while an answer is made doesn't mix with it."""

from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection

from tests.factories import GrantFactory, approved
from tests.portal.reading import fetched, records
from tests.portal.selecting import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def once_the_release_is_read(work):
    """Do some work on another connection as soon as the latest release has been asked for; once."""
    waiting = [work]

    def on_its_own_connection(work):
        try:
            work()
        finally:
            connection.close()

    def watched(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if waiting and "publication_release" in sql:
            thread = Thread(target=on_its_own_connection, args=(waiting.pop(),))
            thread.start()
            thread.join()
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


def test_a_file_bears_the_number_of_the_release_that_its_rows_are_of(client, publish_another):
    with once_the_release_is_read(publish_another):
        response = client.get("/grants.csv")
    rows = [(row["title"], row["release"]) for row in records(response)]
    assert rows == [("After", "2")]
    assert "grants-release-2-" in response["Content-Disposition"]


def test_a_file_that_was_begun_goes_on_as_it_was(client, publish_another):
    response = client.get("/grants.csv")
    publish_another()
    assert [(row["title"], row["release"]) for row in records(response)] == [("Before", "1")]


@pytest.mark.usefixtures("publish_another")
def test_a_reader_who_leaves_leaves_no_cursor_behind(client):
    client.get("/grants.csv").close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (0,)


def test_a_page_shows_one_release(client, publish_another):
    with once_the_release_is_read(publish_another):
        page = fetched(client, "/grants/")
    assert page.titles == ["Before"]
    assert "Release 1 " in text_of(page.tree, "footer") + " "
    assert fetched(client, "/grants/").titles == ["After"]


def test_the_connection_is_free_after_a_page_and_after_none(client, publish_another):
    for address in ("/", "/grants/no-such/", "/grants/?sectr=1"):
        client.get(address)
        assert connection.get_autocommit()
    publish_another()
