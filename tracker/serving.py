"""Serving both faces on one machine: two gunicorn processes, each with its own role in the database.

It is meant for the demonstration on 127.0.0.1. Whatever ends it, both processes end with it.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracker.embedded_programs import with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

APPLICATION = "tracker.wsgi:application"
HOST = "127.0.0.1"
POLL_SECONDS = 0.1
START_SECONDS = 60.0
STOP_SECONDS = 15.0
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROOT = Path(__file__).resolve().parent.parent
LAST_PORT = 65535
# What no serving process needs to know.
SECRETS = ("TRACKER_STAFF_PASSWORD", "TRACKER_PORTAL_PASSWORD", "PGPASSWORD")


class ServingError(RuntimeError):
    """The faces cannot be served; the message says why."""


class Face(NamedTuple):
    """One face being served."""

    name: str
    address: str
    process: subprocess.Popen[bytes]


def serve(
    *,
    port: int,
    staff_url: str,
    portal_url: str,
    environment: Mapping[str, str],
    ready: Callable[[str, str], None],
) -> None:
    """Serve the portal on `port` and the staff site on the next one until a signal asks to end.

    `ready` is called with both addresses as soon as both answer. ServingError where a port is taken, or where
    a process ends by itself.
    """
    ports = {"portal": port, "staff": port + 1}
    urls = {"portal": portal_url, "staff": staff_url}
    require_free(port)
    faces: list[Face] = []
    with _asked_to_end() as asked:
        try:
            for name, own_port in ports.items():
                own = {**environment, "TRACKER_FACE": name, "DATABASE_URL": urls[name]}
                own |= {"TRACKER_SECRET_KEY": ""} if name == "portal" else {}  # it signs nothing
                own["TRACKER_PORTAL_ADDRESS"] = f"http://{HOST}:{port}/"
                faces.append(Face(name, f"http://{HOST}:{own_port}/", _start(own_port, own)))
            if _wait_until_all_answer(faces, asked):
                ready(faces[0].address, faces[1].address)
            while not asked:
                _check_alive(faces)
                time.sleep(POLL_SECONDS)
        finally:
            _stop(faces)


def require_free(port: int) -> None:
    """Raise ServingError unless both faces can have their ports: this one and the next."""
    if not 1 <= port <= LAST_PORT - 1:
        message = f"{port} is no port for two: choose one from 1 to {LAST_PORT - 1} with --port."
        raise ServingError(message)
    for wanted in (port, port + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn will
            try:
                probe.bind((HOST, wanted))
            except PermissionError as error:
                message = f"Port {wanted} is for administrators only; choose one above 1023 with --port."
                raise ServingError(message) from error
            except OSError as error:
                message = f"Port {wanted} is taken; choose another with --port (two in a row are needed)."
                raise ServingError(message) from error


@contextmanager
def _asked_to_end() -> Iterator[list[int]]:
    """Collect the signals that ask to end, instead of being ended in the middle of something."""
    asked: list[int] = []
    before = {ending: signal.signal(ending, lambda number, _: asked.append(number)) for ending in ENDINGS}
    try:
        yield asked
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def _start(port: int, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start one gunicorn in a session of its own, so that Ctrl-C reaches us alone."""
    command: list[str | Path] = [sys.executable, "-m", "gunicorn", "--config=python:tracker.server"]
    command += ["--workers=1", f"--bind={HOST}:{port}", APPLICATION]
    inherited = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return subprocess.Popen(  # noqa: S603 -- our own words
        with_parent(command),
        cwd=ROOT,
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_all_answer(faces: list[Face], asked: list[int]) -> bool:
    """Wait for each face's first answer, whatever it is; False where we were asked to end before."""
    deadline = time.monotonic() + START_SECONDS
    waiting = list(faces)
    while waiting and not asked:
        _check_alive(faces)
        if time.monotonic() > deadline:
            message = f"The {waiting[0].name} did not answer within {START_SECONDS:.0f} seconds."
            raise ServingError(message)
        waiting = [face for face in waiting if not _answers(face)]
        time.sleep(POLL_SECONDS)
    return not waiting


def _answers(face: Face) -> bool:
    connection = http.client.HTTPConnection(face.address.split("/")[2], timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _check_alive(faces: list[Face]) -> None:
    for face in faces:
        if face.process.poll() is not None:
            message = f"The {face.name} ended by itself (status {face.process.returncode}); everything is stopped."
            raise ServingError(message)


def _stop(faces: list[Face]) -> None:
    """Ask both to end, wait, and end what doesn't."""
    for face in faces:
        if face.process.poll() is None:
            face.process.terminate()
    for face in faces:
        try:
            face.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            face.process.kill()
            face.process.wait(STOP_SECONDS)
