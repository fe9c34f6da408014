"""DATABASE_URL becomes Django's settings; without it an embedded server is started for those who need one."""

import os
import subprocess
import sys
import traceback

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from tests.tracker.servers import ROOT, answers
from tracker import database, roles

SECRET = "hunter2"  # noqa: S105 -- a password to look for


def settings(monkeypatch, url, face="both"):
    monkeypatch.setenv("DATABASE_URL", url)
    return database.settings(face=face)


def test_no_address_means_no_database_and_starts_nothing(monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    assert database.settings(face="both") == {}


def test_the_parts_of_an_address_reach_django(monkeypatch):
    given = settings(monkeypatch, "postgresql://me:p%40ss@db.example:5433/money?sslmode=require")
    assert [given[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "me",
        "p@ss",
        "db.example",
        "5433",
        "money",
    ]
    assert given["OPTIONS"]["sslmode"] == "require"


def test_several_hosts_survive(monkeypatch):
    given = settings(monkeypatch, "postgresql://a:1,b:2/money?target_session_attrs=any")
    assert (given["HOST"], given["PORT"]) == ("a,b", "1,2")


@pytest.mark.parametrize(
    "url", [f"mysql://me:{SECRET}@host/x", f"host=a password={SECRET}", f"postgresql://me:{SECRET}@[host/x"]
)
def test_a_bad_address_is_refused_without_its_password(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        settings(monkeypatch, url)
    assert SECRET not in "".join(traceback.format_exception(refusal.value))


def test_only_the_portal_is_read_only_and_short_of_time(monkeypatch):
    portal = settings(monkeypatch, "postgresql:///money?options=-c%20work_mem%3D9MB", "portal")
    assert portal["OPTIONS"]["options"] == (
        "-c work_mem=9MB -c default_transaction_read_only=on -c statement_timeout=3s -c lock_timeout=1s"
    )
    assert "options" not in settings(monkeypatch, "postgresql:///money", "staff")["OPTIONS"]


def test_the_portals_settings_hold_in_a_real_session(monkeypatch):
    options = settings(monkeypatch, os.environ["DATABASE_URL"], "portal")["OPTIONS"]["options"]
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", options=options) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("CREATE TABLE forbidden ()")
        connection.rollback()
        assert connection.execute("SHOW statement_timeout").fetchone() == ("3s",)


def test_an_address_for_another_role_keeps_all_the_rest():
    url = database.url_as("tracker_portal", "p@/:?", url="postgresql://me:x@a:1,b:2/money?sslmode=require")
    assert conninfo_to_dict(url) == {
        "user": "tracker_portal",
        "password": "p@/:?",
        "host": "a,b",
        "port": "1,2",
        "dbname": "money",
        "sslmode": "require",
    }


@pytest.mark.parametrize(
    "line",
    ["", "check --deploy", "migrate --help", "help migrate", "collectstatic"],
)
def test_commands_that_ask_no_database_get_none(line):
    assert not database.needs_database(["manage.py", *line.split()])


@pytest.mark.parametrize("line", ["migrate", "runserver 8001", "prepare_database", "demo", "something_new"])
def test_any_other_command_gets_a_database(line):
    assert database.needs_database(["manage.py", *line.split()])


PREPARE = """
import os, sys
from pathlib import Path
from tracker import database
database.prepare(["manage.py", "migrate"], folder=Path(sys.argv[1]))
print(os.environ["DATABASE_URL"], flush=True)
print(*database.role_urls(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def prepared(folder):
    """Give a process that prepared a database and waits, and the lines that it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", PREPARE, folder],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process, [process.stdout.readline().strip() for _ in range(2)]
    process.kill()
    process.communicate()


def test_a_process_without_an_address_gets_an_embedded_database_of_its_own(prepared):
    process, (url, _) = prepared
    assert url.endswith("/tracker")
    assert answers(url)
    process.communicate()
    assert not answers(url)


def test_a_terminated_process_stops_its_server(prepared):
    process, (url, _) = prepared
    process.terminate()
    assert process.wait() == 128 + 15
    assert not answers(url)


def test_the_embedded_roles_passwords_are_kept_with_the_data(prepared):
    _, (_, urls) = prepared
    users = [conninfo_to_dict(url)["user"] for url in urls.split()]
    assert users == list(roles.ROLES)


def test_an_address_that_is_given_is_used_and_nothing_started(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/money")
    database.prepare(["manage.py", "migrate"], folder=folder)
    assert not folder.exists()


def test_a_server_that_cannot_start_ends_the_command_with_a_sentence(folder, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(SystemExit, match="was made by PostgreSQL 15"):
        database.prepare(["manage.py", "migrate"], folder=folder)


def test_unknown_role_passwords_are_asked_for_by_name(monkeypatch):
    monkeypatch.setenv("TRACKER_STAFF_PASSWORD", "x")
    monkeypatch.delenv("TRACKER_PORTAL_PASSWORD", raising=False)
    with pytest.raises(ImproperlyConfigured, match="TRACKER_PORTAL_PASSWORD must be set"):
        database.role_urls()
