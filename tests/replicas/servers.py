"""PostgreSQL's standbys from the embedded server's programs, and what may happen to them."""

import os
import secrets
import shutil
import signal
import time
from contextlib import contextmanager
from unittest.mock import patch

import psycopg

from tests.postgres_plugin import PREFIX, VAR
from tests.tracker.servers import postmaster
from tracker import embedded, locks
from tracker.embedded import EmbeddedServer
from tracker.embedded_programs import Account, binaries

SECONDS = 20.0  # for whatever is waited for
SHOWN = "SELECT count(*) FROM publication_publishedgrant WHERE title = %s"
PORTAL = "application_name = 'tracker portal'"
_POLL = 0.02


def wait_until(is_so, what):
    """Return once something is so; fail where it doesn't become so."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(_POLL)  # processes of others tell nothing: they are asked until a deadline


def new_server():
    """Give a server that is not started; left behind, the next run of the tests discards it."""
    return EmbeddedServer(VAR / f"{PREFIX}replica-{secrets.token_hex(4)}", durable=False)


def start_standby(server, *, of):
    """Copy a running primary, and start the copy as a standby of it."""
    with locks.held(VAR / "test.lock", seconds=120):  # another run would discard a folder that nobody uses yet
        server.folder.mkdir(mode=0o711)
        server.data.mkdir(mode=0o700)
        shutil.copy(of.folder / "passwords.json", server.folder)
        account = Account.for_data(of.data)
        account.give(server.data)
        options = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--wal-method=stream"]
        copied = account.run([binaries() / "pg_basebackup", f"-d{of.url()}", f"-D{server.data}", *options])
        assert copied.returncode == 0, copied.stdout
        server.start()


def ask(server, statement, *values, database="postgres"):
    """Run a statement as the superuser, in no transaction; give its first value."""
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def readers(server):
    """Count the portal's connections."""
    return ask(server, f"SELECT count(*) FROM pg_stat_activity WHERE {PORTAL}")


def sends_a_file(server):
    """Tell whether a reader's file comes from here."""
    fetching = "(query ~ '^(DECLARE|FETCH|COPY)' OR state <> 'idle')"
    return ask(server, f"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE {PORTAL} AND {fetching})")


def turn_away(server):
    """End the portal's connections."""
    ask(server, f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {PORTAL}")


def kill(server):
    """Kill a server's first process; the others notice and end."""
    os.kill(postmaster(server.folder), signal.SIGKILL)


def restart(server):
    """Start a server that was killed, where it was."""
    os.close(locks.wait_for(server._running, seconds=SECONDS))  # held by all of its processes
    server.stop()
    with patch.object(embedded, "free_port", lambda port=server.port: port):
        server.start()


@contextmanager
def paused(standby):
    """Have a standby apply nothing, though it goes on to receive."""
    ask(standby, "SELECT pg_wal_replay_pause()")
    wait_until(lambda: ask(standby, "SELECT pg_get_wal_replay_pause_state()") == "paused", "a pause")
    try:
        yield
    finally:
        ask(standby, "SELECT pg_wal_replay_resume()")


@contextmanager
def cut_off(standby):
    """Have a standby hear nothing of its primary; whoever reads it notices nothing."""
    primary = ask(standby, "SHOW primary_conninfo")
    _follow(standby, "")
    wait_until(lambda: ask(standby, "SELECT count(*) FROM pg_stat_wal_receiver") == 0, "the end of streaming")
    try:
        yield
    finally:
        _follow(standby, primary)


def _follow(standby, primary):
    ask(standby, psycopg.sql.SQL("ALTER SYSTEM SET primary_conninfo = {}").format(primary))
    ask(standby, "SELECT pg_reload_conf()")
