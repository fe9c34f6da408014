"""Files that are kept ready: the same bytes, compressed once, of the latest release alone."""

import gzip
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from funding.management import filing
from funding.portal.exports.lists import EXPORTS, GRANTS
from funding.portal.views import downloads
from funding.publication import files
from funding.publication.models import PublishedFilePart, Release
from funding.publication.withdrawing import withdraw
from tests.factories import GrantFactory, PaymentFactory, approved
from tests.portal.elsewhere import elsewhere
from tests.portal.reading import LISTS, records

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "br, gzip;q=0.8"}
ADDRESSES = [f"/{noun}{suffix}" for noun in LISTS for suffix in (".csv", ".excel.csv")]


@pytest.fixture
def grant(publish):
    """Publish a grant with a payment."""
    grant = GrantFactory(title="Тэатр")
    PaymentFactory(grant=grant)
    approved(grant)
    publish()
    return grant


@pytest.fixture
def written(grant):
    """Write its files too."""
    filing.write_files()
    return grant


def is_stored(response):
    return response.get("Content-Encoding") == "gzip"


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stored_file_is_what_the_database_would_write(client, address):
    made, stored = client.get(address), client.get(address, headers=GZIP)
    assert (is_stored(made), is_stored(stored)) == (False, True)
    content = stored.getvalue()
    assert gzip.decompress(content) == made.getvalue()
    assert stored["Content-Length"] == str(len(content))
    same = ("Content-Disposition", "Content-Type", "Vary", "Link", "Cache-Control")
    assert [stored[name] for name in same] == [made[name] for name in same]
    assert stored["Vary"] == "Accept-Encoding"


@pytest.mark.usefixtures("written")
def test_head_tells_the_length_and_reads_no_part(client, django_assert_max_num_queries):
    got = client.get("/grants.csv", headers=GZIP)
    with django_assert_max_num_queries(2):
        asked = client.head("/grants.csv", headers=GZIP)
    assert asked.getvalue() == b""
    assert dict(asked.headers) == dict(got.headers)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("accepted", ["", "gzip;q=0", "gzip; q=0.000", "br", "identity", "x-gzip-like"])
def test_who_cannot_uncompress_gets_it_plain(client, accepted):
    assert not is_stored(client.get("/grants.csv", headers={"accept-encoding": accepted}))


@pytest.mark.usefixtures("written")
def test_a_filter_is_never_answered_with_the_whole(client):
    for query in ("?q=nowhere", "?sort=title", "?page=1"):
        assert not is_stored(client.get(f"/grants.csv{query}", headers=GZIP))
    assert client.get("/grants.csv?sectr=1", headers=GZIP).status_code == 400


@pytest.mark.usefixtures("written")
def test_both_forms_have_their_own_tag_and_either_is_304(client):
    made, stored = client.get("/grants.csv")["ETag"], client.get("/grants.csv", headers=GZIP)["ETag"]
    assert made != stored
    for tag in (made, stored):
        answer = client.get("/grants.csv", headers=GZIP | {"if-none-match": tag})
        assert (answer.status_code, answer["ETag"], answer["Vary"]) == (304, tag, "Accept-Encoding")
    assert client.get("/grants.csv", headers={"if-none-match": stored}).status_code == 200


@pytest.mark.usefixtures("grant")
def test_where_no_file_is_stored_it_is_made(client):
    response = client.get("/grants.csv", headers=GZIP)
    assert not is_stored(response)
    assert [row["title"] for row in records(response)] == ["Тэатр"]


def test_a_withdrawal_takes_every_file_with_it_and_what_is_then_written_is_without(client, written, staff):
    withdraw(record=written, ground="A reason.", actor=staff)
    assert not PublishedFilePart.objects.exists()
    assert records(client.get("/grants.csv", headers=GZIP)) == []
    filing.write_files()
    stored = client.get("/grants.csv", headers=GZIP)
    assert is_stored(stored)
    assert gzip.decompress(stored.getvalue()).count(b"\n") == 1


def test_a_withdrawal_that_fails_keeps_the_files(written, staff):
    with transaction.atomic():
        withdraw(record=written, ground="A reason.", actor=staff)
        transaction.set_rollback(True)
    assert PublishedFilePart.objects.exists()


@pytest.mark.usefixtures("written")
def test_the_next_release_forgets_the_files_of_the_one_before(client, publish):
    approved(GrantFactory())
    publish()
    assert not PublishedFilePart.objects.exists()
    assert len(records(client.get("/grants.csv", headers=GZIP))) == 2


@pytest.mark.usefixtures("written")
def test_a_file_of_another_release_or_edition_is_not_served(client):
    PublishedFilePart.objects.filter(name__startswith="grants.csv").update(release=7)
    PublishedFilePart.objects.filter(name__startswith="programmes.csv").update(name="programmes.csv old")
    for noun in ("grants", "programmes"):
        assert not is_stored(client.get(f"/{noun}.csv", headers=GZIP))


@pytest.mark.usefixtures("written")
def test_a_file_that_goes_while_it_is_read_breaks_the_transfer(client):
    response = client.get("/grants.csv", headers=GZIP)
    files.forget()
    with pytest.raises(PublishedFilePart.DoesNotExist):
        response.getvalue()
    response.close()
    assert downloads.places._value == 2


@pytest.mark.usefixtures("written")
def test_stored_files_take_places_too(client):
    with downloads.places, downloads.places:
        assert client.get("/grants.csv", headers=GZIP).status_code == 503
        assert client.head("/grants.csv", headers=GZIP).status_code == 200


@pytest.mark.usefixtures("grant")
def test_a_file_of_several_parts_is_read_in_their_order(client, monkeypatch):
    monkeypatch.setattr(filing, "_PART", 50)
    filing.write_files()
    assert PublishedFilePart.objects.filter(name=GRANTS.stored_as(downloads.DownloadView.dialect)).count() > 5
    stored = client.get("/grants.csv", headers=GZIP)
    assert gzip.decompress(stored.getvalue()) == client.get("/grants.csv").getvalue()


@pytest.mark.usefixtures("grant")
def test_writing_twice_writes_once_and_equal_rows_give_equal_bytes():
    assert len(filing.write_files()) == 2 * len(EXPORTS)
    assert filing.write_files() == []
    parts = list(PublishedFilePart.objects.values_list("name", "content"))
    files.forget()
    filing.write_files()
    assert [(name, bytes(one)) for name, one in PublishedFilePart.objects.values_list("name", "content")] == [
        (name, bytes(one)) for name, one in parts
    ]


def test_before_the_first_release_nothing_is_written():
    assert filing.write_files() == []
    assert not PublishedFilePart.objects.exists()


@pytest.mark.usefixtures("grant")
def test_a_writer_that_fails_leaves_no_half_file(monkeypatch):
    def broken(*_args, **_options):
        yield b"public_id\n"
        raise DatabaseError

    monkeypatch.setattr(filing, "csv_of", broken)
    with pytest.raises(DatabaseError):
        filing.write_files()
    assert not PublishedFilePart.objects.exists()


@pytest.mark.usefixtures("grant")
def test_a_failure_between_two_parts_leaves_no_half_file(monkeypatch):
    def broken(name, _parts, *, release):
        PublishedFilePart.objects.create(name=name, release=release, number=0, content=b"a")
        raise DatabaseError

    monkeypatch.setattr(files, "put_in", broken)
    with pytest.raises(DatabaseError):
        filing.write_files()
    assert not PublishedFilePart.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_a_withdrawal_overtakes_is_not_kept(client, grant, staff, monkeypatch):
    put_in = files.put_in

    def overtaken(*args, **options):
        put_in(*args, **options)
        if Release.objects.count() == 1:
            elsewhere(lambda: withdraw(record=grant, ground="A reason.", actor=staff))

    monkeypatch.setattr(files, "put_in", overtaken)
    written = filing.write_files()
    assert "grants.csv" not in written
    assert set(PublishedFilePart.objects.values_list("release", flat=True)) == {2}
    assert records(client.get("/grants.csv", headers=GZIP)) == []


@pytest.mark.usefixtures("grant")
def test_the_command_says_what_it_wrote():
    said = StringIO()
    call_command("write_files", stdout=said)
    call_command("write_files", stdout=said)
    first, second = said.getvalue().splitlines()
    assert first.startswith("Written: grants.csv, grants.excel.csv, ")
    assert second == "Every file is there already."
