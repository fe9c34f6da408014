"""The embedded server: its users come and go, are killed, and share; nothing is left and nothing is loosened."""

import json
import os
import secrets
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tracker import embedded_programs, locks
from tracker.embedded import EmbeddedServer
from tracker.embedded_programs import EmbeddedServerError

# The server's free port is found by a socket of Python's.
pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).resolve().parent.parent.parent
USER = """
import sys
from pathlib import Path
from tracker.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
server.start()
print(server.url(), flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def folder():
    """Give a place as any account can reach it, and stop whatever a test left there."""
    place = ROOT / "var" / f"test-embedded-{secrets.token_hex(4)}"
    yield place
    if place.exists():
        EmbeddedServer(place).discard()


@pytest.fixture
def user():
    """Start other processes that use a server until their standard input ends."""
    started = []

    def start(place, *, prefix=(), kind="careless"):
        process = subprocess.Popen(
            [*prefix, sys.executable, "-c", USER, place, kind],
            cwd=ROOT,
            env={**os.environ, "HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def answers(url):
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def postmaster(place):
    return int((place / "data" / "postmaster.pid").read_text().split()[0])


def wait_until_ended(pid):
    with open(os.pidfd_open(pid)) as process:  # noqa: PTH123 -- a descriptor, no path
        assert select.select([process], [], [], 20)[0], "the server still runs"


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


def test_a_forked_child_is_no_user_and_stops_nothing(folder):
    with EmbeddedServer(folder, durable=False) as server:
        child = os.fork()
        if child == 0:
            server.stop()
            os._exit(0 if locks.take(folder / "users.lock") is None else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert answers(server.url())


def test_a_forked_child_does_not_keep_the_server_running(folder):
    server = EmbeddedServer(folder, durable=False)
    server.start()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    server.stop()
    os.close(writing)
    os.waitpid(child, 0)
    assert not answers(server.url())


def test_only_the_local_address_and_only_passwords_are_let_in(folder):
    with EmbeddedServer(folder, durable=False) as server:
        assert ask(server.url(), "SHOW listen_addresses") == "127.0.0.1"
        assert ask(server.url(), "SHOW unix_socket_directories") == ""
        assert not answers(
            server.url().replace(":", "://x:", 1).replace(server.password("postgres"), "wrong")
        )
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
    assert shown == ("МІНСК", 6)


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
    assert locks.take(folder / "server.lock") is not None


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


def modes_above(place):
    return {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in place.parents}


def test_no_folder_above_changes_its_permissions(folder, tmp_path):
    before = modes_above(folder) | modes_above(tmp_path / "server")
    for place in (folder, tmp_path / "server"):
        with EmbeddedServer(place, durable=False):
            pass
    assert modes_above(folder) | modes_above(tmp_path / "server") == before


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def without_namespaces(monkeypatch):
    monkeypatch.setattr(embedded_programs, "may_unshare", lambda _: False)


@as_root
def test_root_keeps_the_data_its_own_in_a_user_namespace(folder):
    if not embedded_programs.may_unshare(65534):
        pytest.skip("user namespaces are not permitted here")
    with EmbeddedServer(folder, durable=False):
        assert {path.stat().st_uid for path in folder.rglob("*")} == {0}


@as_root
@pytest.mark.usefixtures("without_namespaces")
def test_root_runs_the_server_as_nobody_where_namespaces_are_not_permitted(folder):
    before = modes_above(folder)
    with EmbeddedServer(folder, durable=False) as server:
        assert answers(server.url())
        assert (folder / "data").owner() == "nobody"
        assert Path(f"/proc/{postmaster(folder)}").owner() == "nobody"
    assert modes_above(folder) == before


@as_root
@pytest.mark.usefixtures("without_namespaces")
def test_a_place_that_nobody_can_reach_is_answered_in_one_sentence(tmp_path):
    before = modes_above(tmp_path / "server")
    with pytest.raises(EmbeddedServerError, match="set DATABASE_URL, or run as an ordinary user"):
        EmbeddedServer(tmp_path / "server").start()
    assert modes_above(tmp_path / "server") == before
    assert not (tmp_path / "server" / "data").exists()


ORDINARY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@as_root
def test_an_ordinary_user_needs_nothing_special(folder, user):
    folder.mkdir(parents=True)
    os.chown(folder, 65534, 65534)
    other, url = user(folder, prefix=ORDINARY)
    assert answers(url)
    other.communicate()
    assert {path.stat().st_uid for path in folder.rglob("*")} == {65534}


@as_root
def test_root_shares_an_ordinary_users_server_and_leaves_it_theirs(folder, user):
    folder.mkdir(parents=True)
    os.chown(folder, 65534, 65534)
    with EmbeddedServer(folder, durable=False) as server:
        _, url = user(folder, prefix=ORDINARY)
        assert url == server.url()


@as_root
def test_another_users_folder_is_answered_in_one_sentence(folder):
    with EmbeddedServer(folder, durable=False):
        pass
    program = "from tracker.embedded import *; from pathlib import Path; import sys; EmbeddedServer(Path(sys.argv[1])).start()"
    done = subprocess.run(
        [*ORDINARY, sys.executable, "-c", program, folder],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "is another user's: set DATABASE_URL" in done.stderr
