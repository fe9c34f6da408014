"""Serving both faces: they start together, end together, and leave nothing behind."""

import http.client
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.servers import ROOT
from tracker import serving

# These tests listen on ports of their own.
pytestmark = pytest.mark.enable_socket

PROGRAM = """
import sys
from tracker import serving
serving.APPLICATION = "tests.tracker.answering:application"
try:
    serving.serve(
        port=int(sys.argv[1]), staff_url="staff's", portal_url="portal's",
        environment={"TRACKER_SECRET_KEY": "key"}, ready=lambda *addresses: print(*addresses, flush=True),
    )
except serving.ServingError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def port():
    """Give a free port after which another one is free."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            number = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", number + 1))
            except (OSError, OverflowError):
                continue
            return number


@pytest.fixture
def started(port):
    """Give a process in a session of its own that serves both faces, ready to answer."""
    process = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", PROGRAM, str(port)],
        cwd=ROOT,
        env={**os.environ, "TRACKER_STAFF_PASSWORD": "hunter2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    process.addresses = process.stdout.readline().split()
    yield process
    process.terminate()
    process.communicate(timeout=30)


def get(port, path="/"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode().splitlines()
    finally:
        connection.close()


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def children(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [os.pidfd_open(int(pid)) for pid in listed.split()]


@pytest.mark.usefixtures("started")
def test_each_face_answers_with_its_own_role_and_no_needless_secret(port):
    assert get(port) == ["portal", "portal's", "", "-"]
    assert get(port + 1) == ["staff", "staff's", "key", "-"]


def test_the_addresses_are_told_once_both_answer(started, port):
    assert started.addresses == [f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port + 1}/"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_whole_group_ends_both_quietly(started, port, ending):
    os.killpg(started.pid, ending)
    assert started.communicate(timeout=30)[1] == ""
    assert started.returncode == 0
    assert is_free(port)
    assert is_free(port + 1)


def test_a_face_that_ends_takes_the_other_along_and_it_is_said(started, port):
    get(port + 1, "/end")
    assert "The staff ended by itself (status -9)" in started.communicate(timeout=30)[1]
    assert started.returncode == 1
    assert is_free(port)


@pytest.mark.skipif(not shutil.which("setpriv"), reason="only setpriv ties processes to their parent")
def test_a_killed_parent_leaves_no_server(started, port):
    faces = children(started)
    started.kill()
    for face in faces:
        assert select.select([face], [], [], 20)[0], "a server still runs"
        os.close(face)
    assert is_free(port)


@pytest.mark.parametrize("offset", [0, 1])
def test_a_taken_port_is_said_in_words_and_nothing_started(port, offset):
    with (
        socket.create_server(("127.0.0.1", port + offset)),
        pytest.raises(serving.ServingError, match=f"Port {port + offset} is taken; choose another with --port"),
    ):
        serving.serve(port=port, staff_url="", portal_url="", environment={}, ready=print)


def test_a_face_that_cannot_start_is_said(port, monkeypatch):
    monkeypatch.setattr(serving, "APPLICATION", "no.such.module")
    with pytest.raises(serving.ServingError, match="ended by itself"):
        serving.serve(port=port, staff_url="", portal_url="", environment={}, ready=print)
    assert is_free(port)


@pytest.mark.parametrize("number", [-1, 0, 65535, 70000])
def test_a_number_that_is_no_port_for_two_is_said_in_words(number):
    with pytest.raises(serving.ServingError, match="no port for two"):
        serving.require_free(number)
