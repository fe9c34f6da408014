"""Under whom the embedded server runs, and that no folder above it is changed for that."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.servers import ROOT, answers, postmaster
from tracker import embedded_programs
from tracker.embedded import EmbeddedServer
from tracker.embedded_programs import EmbeddedServerError

# The server's free port is found by a socket of Python's.
pytestmark = pytest.mark.enable_socket


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
    program = f"from tests.tracker.test_embedded_accounts import *; EmbeddedServer(Path({str(folder)!r})).start()"
    done = subprocess.run(  # noqa: S603 -- our own words
        [*ORDINARY, sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert "is another user's: set DATABASE_URL" in done.stderr
