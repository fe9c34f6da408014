"""Files that are longer than a block: one transaction each, given back however the reading ends."""

import pytest
from django.db import DatabaseError, connection

from funding.portal.exports import csv_format
from funding.portal.views import downloads
from tests.factories import GrantFactory, approved
from tests.portal.elsewhere import elsewhere
from tests.portal.reading import records
from tests.portal.selecting import page_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 40


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    """Have a few rows fill a block."""
    monkeypatch.setattr(csv_format.blocks, "__kwdefaults__", {"size": 1000})


@pytest.fixture(autouse=True)
def _published(publish, _small_blocks):
    for _ in range(ROWS):
        approved(GrantFactory())
    publish()


@pytest.fixture
def places():
    """Count the free places before and after."""

    def free():
        return downloads.places._value

    before = free()
    yield free
    assert free() == before


def is_free():
    """Tell whether the connection has nothing open, and pages their own limit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('transaction_isolation')")
        return (connection.get_autocommit(), cursor.fetchone()) == (True, ("0", "read committed"))


def test_a_long_file_comes_in_blocks_and_leaves_nothing_open(client, places):
    response = client.get("/grants.csv")
    assert response.streaming
    assert places() == 1
    assert not response.has_header("Content-Length")
    blocks = list(response)
    assert len(blocks) > 5
    assert len(b"".join(blocks).splitlines()) == ROWS + 1
    assert places() == 2
    assert is_free()


@pytest.mark.parametrize("taken", [0, 1, 3])
def test_a_reader_who_leaves_leaves_nothing_open(client, places, taken):
    response = client.get("/grants.csv")
    blocks = iter(response)
    for _ in range(taken):
        next(blocks)
    response.close()
    assert places() == 2
    assert is_free()


@pytest.mark.parametrize("condition", [{"if-match": '"another"'}, {"if-none-match": "*"}])
def test_a_reader_who_wants_another_file_or_none_leaves_nothing_open(client, places, condition):
    response = client.get("/grants.csv", headers=condition)
    assert (response.status_code, response.getvalue()) == (304 if "if-none-match" in condition else 412, b"")
    assert places() == 2
    assert is_free()


def test_a_reader_who_takes_too_long_is_left(client, monkeypatch, places):
    clock = iter([0, 1, downloads.SECONDS + 1])
    monkeypatch.setattr(downloads, "monotonic", lambda: next(clock))
    response = client.get("/grants.csv")
    blocks = iter(response)
    next(blocks)
    with pytest.raises(TimeoutError):
        next(blocks)
    response.close()
    assert places() == 2
    assert is_free()


def test_a_database_that_fails_breaks_the_transfer(client, places):
    response = client.get("/grants.csv")
    elsewhere(_end_other_connections)
    with pytest.raises(DatabaseError):
        list(response)
    response.close()
    assert places() == 2


def _end_other_connections():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def test_more_long_files_than_places_are_refused_in_words(client):
    with downloads.places, downloads.places:
        response = client.get("/grants.csv")
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert response.content.decode() == downloads.BUSY
        assert "no-store" in response["Cache-Control"]
        assert is_free()
        assert len(records(client.get("/grants.csv?q=nowhere"))) == 0
    assert len(records(client.get("/grants.csv"))) == ROWS


def test_a_browser_is_told_so_on_a_page(client):
    with downloads.places, downloads.places:
        response = client.get("/grants.csv", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert (response.status_code, response["Vary"]) == (503, "Accept")
        page = page_of(response)
    assert text_of(page, "h1") == "Busy at this moment"
    assert text_of(page, ".lead") == downloads.BUSY.strip()


def test_a_block_that_nobody_takes_ends_the_connection(client):
    class Socket:
        seconds = None

        def settimeout(self, seconds):
            self.seconds = seconds

    socket = Socket()
    client.get("/grants.csv?q=nowhere", **{"gunicorn.socket": socket})
    assert socket.seconds is None
    client.get("/grants.csv", **{"gunicorn.socket": socket}).close()
    assert socket.seconds == downloads.BLOCK_SECONDS


def test_a_file_has_a_time_limit_of_its_own(client):
    seen = []

    def watched(execute, sql, params, many, context):
        if "publication_release" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute("SHOW statement_timeout")
                seen.append(cursor.cursor.fetchone()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watched):
        client.get("/grants.csv?q=nowhere")
    assert seen == ["0", "10min"]
