"""Places for embedded servers, and other processes that use them."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.tracker.servers import ROOT
from tracker.embedded import EmbeddedServer

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
    place = ROOT / "var" / f"embedded-{secrets.token_hex(4)}"  # no run's own, which others may sweep away
    yield place
    if place.exists():
        EmbeddedServer(place).discard()


@pytest.fixture
def user():
    """Start other processes that use a server until their standard input ends."""
    started = []

    def start(place, *, prefix=(), kind="careless"):
        process = subprocess.Popen(  # noqa: S603 -- our own words
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
