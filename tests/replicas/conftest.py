"""One installation for all tests here: it takes seconds to make."""

import json
import os
import secrets
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from tests.replicas import asking, servers
from tests.tracker.servers import ROOT
from tracker import database
from tracker.embedded import EmbeddedServer, free_port

REPLICA_SECONDS = 4


@dataclass
class Installation:
    """The standbys, the portal's port, the process of staff, and the public ids of grants by title."""

    standbys: list[EmbeddedServer]
    port: int
    staff: subprocess.Popen[str]
    ids: dict[str, str]

    def begin_to_withdraw(self, title):
        """Have staff withdraw a grant; give what returns when that is confirmed to them."""
        self.staff.stdin.write(f"{title}\n")
        self.staff.stdin.flush()
        return lambda: json.loads(self.staff.stdout.readline())

    def status_of(self, title):
        """Give the status of a grant's page."""
        return asking.status(self.port, f"/grants/{self.ids[title]}/")

    def is_read(self, standby):
        """Tell whether the portal asks a standby, after it was sent away from the others."""
        for other in self.standbys:
            if other is not standby:
                servers.turn_away(other)
        asking.status(self.port, "/grants/")
        return servers.readers(standby) > 0


@contextmanager
def running(*command, ending=signal.SIGTERM, **environment):
    """Run a program of ours, and end it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    process = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(ending)
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """Give a published register on a primary with two standbys, and a portal that reads those.

    Standbys are given up when they say nothing for seconds: other tests at the same time could keep them that long.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.skip("Needs the machine to itself: python -m pytest -n 0 tests/replicas")
    with ExitStack() as stack:
        primary, standbys = _servers(stack)
        passwords = {role: secrets.token_urlsafe() for role in ("tracker_staff", "tracker_portal")}
        urls = {role: database.url_as(role, passwords[role], url=primary.url("tracker")) for role in passwords}
        replicas = ",".join(f"127.0.0.1:{one.port}" for one in standbys)
        common = {
            "TRACKER_STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
            "TRACKER_HOSTS": "127.0.0.1",
            "TRACKER_HTTPS": "no",
            "TRACKER_REPLICA_SECONDS": str(REPLICA_SECONDS),
        }
        of_staff = common | {
            "TRACKER_SECRET_KEY": "only-for-tests",
            "TRACKER_POOL_PERCENT": "10",
            "TRACKER_REPLICAS": replicas,
            **{f"{role.upper()}_PASSWORD": password for role, password in passwords.items()},
        }
        program = running("-m", "tests.replicas.staff", **of_staff, DATABASE_URL=primary.url("tracker"))
        staff = stack.enter_context(program)
        ids = json.loads(staff.stdout.readline())
        stack.enter_context(running("manage.py", "heartbeat", **of_staff, DATABASE_URL=urls["tracker_staff"]))
        port = free_port()
        serve = ["-m", "gunicorn", "-c", "python:tracker.server", "tracker.wsgi", "--bind", f"127.0.0.1:{port}"]
        reads = f"postgresql://tracker_portal:{passwords['tracker_portal']}@{replicas}/tracker"
        stack.enter_context(running(*serve, ending=signal.SIGINT, **common, TRACKER_FACE="portal", DATABASE_URL=reads))
        made = Installation(standbys, port, staff, ids)
        servers.wait_until(lambda: _answers(made), "the portal")
        yield made


def _servers(stack):
    servers.VAR.mkdir(exist_ok=True)
    primary, *standbys = (servers.new_server() for _ in range(3))
    for server in (primary, *standbys):
        stack.callback(_end, server)
    primary.start()
    primary.create_database("tracker")
    for standby in standbys:
        servers.start_standby(standby, of=primary)
    return primary, standbys


def _end(server):
    server.stop()
    if server.folder.exists():
        server.discard()


def _answers(made):
    try:
        return all(made.is_read(standby) for standby in made.standbys)
    except OSError:
        return False
