"""The embedded server: its users come and go, are killed, and share."""

import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys

import psycopg
import pytest

from tests.tracker.servers import ROOT, answers, ask, postmaster
from tracker import embedded_programs, locks
from tracker.embedded import EmbeddedServer
from tracker.embedded_programs import EmbeddedServerError

# The server's free port is found by a socket of Python's.
pytestmark = pytest.mark.enable_socket


def test_a_server_starts_answers_and_stops(folder):
    with EmbeddedServer(folder, durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1
    assert not answers(server.url())
    assert not (folder / "data" / "postmaster.pid").exists()


def test_data_outlive_the_server(folder):
    with EmbeddedServer(folder, durable=False) as server:
        server.create_database("tracker")
    with EmbeddedServer(folder, durable=False) as server:
        assert ask(server.url("tracker"), "SELECT current_database()") == "tracker"


def test_making_a_database_twice_makes_it_once(folder):
    with EmbeddedServer(folder, durable=False) as server:
        server.create_database("tracker")
        server.create_database("tracker")
        assert ask(server.url(), "SELECT count(*) FROM pg_database WHERE datname = 'tracker'") == 1


def test_the_last_user_stops_the_server(folder):
    first, second = EmbeddedServer(folder, durable=False), EmbeddedServer(folder, durable=False)
    first.start()
    second.start()
    first.stop()
    assert answers(second.url())
    second.stop()
    assert not answers(second.url())


def test_users_in_other_processes_share_one_server(folder, user):
    _, url = user(folder)
    with EmbeddedServer(folder, durable=False) as server:
        assert server.url() == url


def test_a_server_stays_for_another_process_and_goes_with_it(folder, user):
    with EmbeddedServer(folder, durable=False) as server:
        other, url = user(folder)
    assert answers(url)
    other.communicate()
    assert not answers(server.url())


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over_and_stops(folder, user):
    killed, url = user(folder, kind="durable")
    killed.kill()
    killed.wait()
    with EmbeddedServer(folder) as server:
        assert server.url() == url
    assert not answers(url)


@pytest.mark.skipif(not shutil.which("setpriv"), reason="only setpriv ties a server to its starter")
def test_a_careless_server_ends_with_the_process_that_started_it(folder, user):
    killed, _ = user(folder)
    server = os.pidfd_open(postmaster(folder))
    killed.kill()
    assert select.select([server], [], [], 20)[0], "the server still runs"
    os.close(server)


def test_a_killed_server_is_started_again_with_its_data(folder):
    with EmbeddedServer(folder) as server:
        server.create_database("tracker")
        os.kill(postmaster(folder), signal.SIGKILL)
        with EmbeddedServer(folder) as next_one:
            assert ask(next_one.url("tracker"), "SELECT 1") == 1


def test_a_stale_pid_file_with_the_number_of_a_living_process_does_no_harm(folder):
    with EmbeddedServer(folder, durable=False):
        kept = (folder / "data" / "postmaster.pid").read_text().splitlines()
    (folder / "data" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *kept[1:]]) + "\n")
    with EmbeddedServer(folder, durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1


# The parent tells whether the server stands after a forked child tried to stop it, and after its own stop.
FORKING = """
import os, sys
from pathlib import Path
from tests.tracker.servers import answers
from tracker.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.start()
from_child, to_child = os.pipe(), os.pipe()
if os.fork() == 0:
    if sys.argv[2] == "stops":
        server.stop()
    os.write(from_child[1], b"tried")
    os.read(to_child[0], 1)
    os._exit(0)
os.read(from_child[0], 5)
before = answers(server.url())
server.stop()
print(before, answers(server.url()))
os.write(to_child[1], b"!")
"""


@pytest.mark.parametrize("child", ["stops", "idles"])
def test_a_forked_child_neither_stops_the_server_nor_keeps_it(folder, child):
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", FORKING, folder, child], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "False"]


def test_only_the_local_address_and_only_passwords_are_let_in(folder):
    with EmbeddedServer(folder, durable=False) as server:
        assert ask(server.url(), "SHOW listen_addresses") == "127.0.0.1"
        assert ask(server.url(), "SHOW unix_socket_directories") == ""
        assert not answers(server.url().replace(":", "://x:", 1).replace(server.password("postgres"), "wrong"))
        methods = "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"
        assert ask(server.url(), methods) == "scram-sha-256"


def test_passwords_are_kept_for_the_owner_alone(folder):
    with EmbeddedServer(folder, durable=False) as server:
        given = server.password("tracker_staff")
    kept = folder / "passwords.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["tracker_staff"] == given
    assert not (folder / "password.new").exists()


def test_cyrillic_has_case_and_trigrams(folder):
    with EmbeddedServer(folder, durable=False) as server, psycopg.connect(server.url()) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        shown = connection.execute("SELECT upper('мінск'), cardinality(show_trgm('Мінск'))").fetchone()
    assert shown == ("мінск".upper(), 6)


def test_a_durable_server_writes_through_to_the_disk(folder):
    with EmbeddedServer(folder) as server:
        assert ask(server.url(), "SHOW fsync") == "on"


def test_data_of_another_major_version_are_answered_in_one_sentence_and_not_touched(folder):
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 15, the installed one is"):
        EmbeddedServer(folder).start()
    assert [path.name for path in (folder / "data").iterdir()] == ["PG_VERSION"]


def test_a_half_made_data_folder_is_made_anew(folder):
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(folder, durable=False) as server:
        assert answers(server.url())


def test_a_port_that_was_taken_meanwhile_is_replaced(folder, monkeypatch):
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        ports = [taken.getsockname()[1], free.getsockname()[1]]
    with socket.create_server(("127.0.0.1", ports[0])):
        monkeypatch.setattr("tracker.embedded.free_port", lambda: ports.pop(0))
        with EmbeddedServer(folder, durable=False) as server:
            assert ports == []
            assert answers(server.url())


def test_a_server_that_cannot_start_says_what_to_do(folder, monkeypatch):
    monkeypatch.setattr("tracker.embedded.free_port", lambda: 99999)
    with pytest.raises(EmbeddedServerError, match=r"set DATABASE_URL.*99999"):
        EmbeddedServer(folder, durable=False).start()
    with locks.held(folder / "server.lock", seconds=0):
        assert not (folder / "data" / "postmaster.pid").exists()


def test_an_interrupted_start_leaves_no_server(folder, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(EmbeddedServer, "_answers", interrupt)
    with pytest.raises(KeyboardInterrupt):
        EmbeddedServer(folder, durable=False).start()
    with locks.held(folder / "server.lock", seconds=0):
        assert not (folder / "data" / "postmaster.pid").exists()


def test_a_missing_package_says_what_to_do(monkeypatch):
    monkeypatch.setattr("tracker.embedded_programs.find_spec", lambda _: None)
    with pytest.raises(EmbeddedServerError, match="install it, or set DATABASE_URL"):
        embedded_programs.binaries()


def test_a_used_server_is_not_discarded(folder):
    with EmbeddedServer(folder, durable=False) as server:
        assert not EmbeddedServer(folder).discard()
        assert answers(server.url())


def test_a_discarded_server_leaves_no_folder(folder, user):
    killed, url = user(folder, kind="durable")
    killed.kill()
    killed.wait()
    assert EmbeddedServer(folder).discard()
    assert not answers(url)
    assert not folder.exists()
