"""The servers of a run: PostgreSQL with the made rows, the portal as production runs it. Each ends with its context."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.benchmarks import rows
from tracker import database, roles
from tracker.embedded import HOST, EmbeddedServer, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var" / "benchmarks"
NAME = "tracker"
START_SECONDS, STOP_SECONDS, POLL_SECONDS = 120.0, 20.0, 0.1
# For 2 cores: what an administrator would set on a machine of its own.
_TUNING = {
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
}
_MADE = "made.txt"  # in a folder whose rows are complete; holds the seconds that making them took


class BenchmarkError(RuntimeError):
    """The run can't go on; the message says why."""


@dataclass
class Made:
    """A database full of rows."""

    server: EmbeddedServer
    seconds: float  # that making the rows took, when they were made
    made_at: float  # when that was, as files tell it

    @property
    def url(self) -> str:
        """Its address for the superuser."""
        return self.server.url(NAME)


@contextmanager
def database_with(count: int, *, fresh: bool) -> Iterator[Made]:
    """Start the PostgreSQL with `count` grants, making them where they aren't there from an earlier run."""
    folder = FOLDER / str(count)
    server = EmbeddedServer(folder / "postgres")
    if fresh and folder.exists():
        (folder / _MADE).unlink(missing_ok=True)
    with server:
        _tune(server)
        server.create_database(NAME)
        if not (folder / _MADE).exists():
            start = time.monotonic()
            _prepare(server)
            rows.fill(server.url(NAME), count)
            _prepare(server)  # once more, for whatever is counted from rows
            _settle(server)
            (folder / _MADE).write_text(f"{time.monotonic() - start:.1f}\n")
        else:
            _prepare(server)  # the tables may have changed since
            _settle(server)
        _manage("write_files", environment=_staff(server))  # as publishing does; those that are there stay
        done = folder / _MADE
        yield Made(server, float(done.read_text()), done.stat().st_mtime)


def _tune(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        known = connection.execute("SELECT current_setting('shared_buffers')").fetchone()
        if known == (_TUNING["shared_buffers"],):
            return
        for name, value in _TUNING.items():
            connection.execute(psycopg.sql.SQL(f"ALTER SYSTEM SET {name} = '{value}'"))
    server.stop()  # the size of shared memory is chosen at the start
    server.start()


def _settle(server: EmbeddedServer) -> None:
    """Let no vacuum and no checkpoint fall into the measurements."""
    with psycopg.connect(server.url(NAME), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _prepare(server: EmbeddedServer) -> None:
    """Migrate, make the roles, count the aggregates: as an administrator does after each update."""
    passwords = {f"{role.upper()}_PASSWORD": server.password(role) for role in roles.ROLES}
    _manage("prepare_database", environment={**_staff(server), **passwords})


def _staff(server: EmbeddedServer) -> dict[str, str]:
    return {"DATABASE_URL": server.url(NAME), "TRACKER_FACE": "both"}


def _manage(*words: str, environment: Mapping[str, str]) -> None:
    """Run a command of `manage.py`."""
    own = {"TRACKER_SECRET_KEY": "only for benchmarks, signs nothing that lasts longer than they do", **environment}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    if done.returncode:
        message = f"manage.py {words[0]} failed: {done.stdout}{done.stderr}"
        raise BenchmarkError(message)


@contextmanager
def process(
    command: Sequence[str | Path], *, log: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the context ends, in a session of its own: Ctrl-C reaches us, and we end it."""
    with log.open("ab") as output:
        started = subprocess.Popen(  # noqa: S603 -- our own words
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(STOP_SECONDS)


@dataclass(frozen=True)
class Web:
    """A web server being measured."""

    port: int
    process: subprocess.Popen[bytes]

    def wait_until_ready(self, log: Path) -> None:
        """Return at the first answer; BenchmarkError where none comes."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
            try:
                connection.request("GET", "/")
                connection.getresponse()
            except (OSError, http.client.HTTPException):
                time.sleep(POLL_SECONDS)  # a server that starts tells nobody: it is asked until a deadline
            else:
                return
            finally:
                connection.close()
        message = f"A server does not answer; see {log}."
        raise BenchmarkError(message)

    def workers(self) -> list[int]:
        """Give the processes that answer: children, or the process itself where it has none."""
        try:
            found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        except FileNotFoundError:
            found = []
        return [int(pid) for pid in found] or [self.process.pid]

    def forget_peaks(self) -> None:
        """Begin to measure peak memory anew."""
        for pid in self.workers():
            try:
                Path(f"/proc/{pid}/clear_refs").write_text("5")
            except OSError:
                return  # not Linux: the peak is that since the start, or isn't known

    def peak(self) -> float | None:
        """Give the largest peak of resident memory among the workers (VmHWM), MB; None where it can't be known."""
        peaks = []
        for pid in self.workers():
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except FileNotFoundError:
                continue
            peaks += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
        return max(peaks, default=None)


@contextmanager
def portal(made: Made) -> Iterator[Web]:
    """Serve the portal with gunicorn as production does, in its own role."""
    _collect_static()
    port, log = free_port(), FOLDER / "portal.log"
    url = database.url_as(roles.PORTAL, made.server.password(roles.PORTAL), url=made.url)
    environment = {
        "TRACKER_FACE": "portal", "DATABASE_URL": url, "TRACKER_HOSTS": HOST, "TRACKER_HTTPS": "no",
        "TRACKER_SECRET_KEY": "", "TRACKER_STATIC_ROOT": str(FOLDER / "static"),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "-c", "python:tracker.server", f"--bind={HOST}:{port}", "tracker.wsgi"]
    with process(command, log=log, environment=environment) as started:
        web = Web(port, started)
        web.wait_until_ready(log)
        yield web


def _collect_static() -> None:
    _manage(
        "collectstatic", "--no-input",
        environment={"TRACKER_STATIC_ROOT": str(FOLDER / "static"), "TRACKER_FACE": "portal", "TRACKER_HOSTS": HOST},
    )  # fmt: skip
