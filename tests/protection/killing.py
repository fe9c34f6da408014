"""One process that is killed while it works on a copy of a register, and what is found there afterwards."""

import os
import select
import signal
import time
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import count
from unittest.mock import patch

import django
from django.core.management import call_command

_CALM = 60.0  # seconds until which the server must have noticed that its client is gone
_LONGER = 1.5  # than a whole run: so late a kill finds the work done
_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Left(StrEnum):
    """Which state a killed process left."""

    OLD = "old"
    NEW = "new"
    BETWEEN = "between"


@dataclass
class Found:
    """What was found after a kill; `faults` in words, none where all is well."""

    state: Left
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class State:
    """A whole database by its digest, and of its public side digest and sums (contracted, paid, moved), EUR."""

    everything: str
    public: str
    sums: tuple[str, ...]


class Killer:
    """Does each verb once to know its states and how long it takes; then kills it at any part of that time."""

    def __init__(self, databases, folder):
        """Take the databases, and a folder for the file that is imported."""
        self._databases, self._folder = databases, folder
        self._old, self._new, self._later, self._seconds = None, {}, {}, {}

    def prepare(self):
        """Make the register and learn the states; give the names of the verbs."""
        django.setup()
        from tests.protection import victims  # noqa: PLC0415 -- Django must be set up first

        self._victims = victims
        call_command("migrate", verbosity=0)
        with _given("before"):
            victims.prepare(self._folder)
        _use(self._databases.name)  # closes the connection: nobody may be connected to what is copied
        self._databases.renew_copy()
        self._old = self._look()
        for verb in victims.VERBS:
            self._databases.renew_copy()
            self._seconds[verb] = self._work(verb, None)
            self._new[verb] = self._look()
            self._work("publish", None, later=True)
            self._later[verb] = self._look()
        return list(victims.VERBS)

    def milliseconds(self):
        """Give how long each verb takes when nobody kills it."""
        return {verb: round(1000 * seconds) for verb, seconds in self._seconds.items()}

    def kill(self, verb, part):
        """Kill a process that does the verb, at a part of the time that takes; say what is left."""
        self._databases.renew_copy()
        took = self._work(verb, part * _LONGER * self._seconds[verb])
        found = Found(Left.BETWEEN, self._left_behind())
        state = self._look()
        if state == self._new[verb]:
            found.state = Left.NEW
        elif state == self._old:
            found.state = Left.OLD
            self._seconds[verb] = max(self._seconds[verb], took)  # on a busy machine it takes longer than it did
        else:
            found.faults.append(f"neither old nor new: {state}")
        try:
            if found.state is not Left.NEW:
                self._work(verb, None)
            self._work("publish", None, later=True)
        except ChildProcessError as error:
            found.faults.append(f"what comes next fails: {error}")
            return found
        if (after := self._look()).public != self._later[verb].public:
            found.faults.append(f"what comes next ends elsewhere: {after}")
        return found

    def _work(self, verb, seconds, *, later=False):
        """Do a verb in a process of its own; kill it after some seconds, or let it finish and give how long it took.

        The process says when it is connected and when it is done, and begins when it is told.

        Raises:
            ChildProcessError: it failed by itself.

        """
        said, tells = os.pipe()
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            os.close(said)
            os.close(tell)
            _be_the_victim(lambda: self._do(verb, tells, told, later=later))
        os.close(tells)
        os.close(told)
        try:
            os.read(said, 1)
            began = time.monotonic()
            os.write(tell, b"!")
            is_done, _, _ = select.select([said], [], [], seconds)
            took = time.monotonic() - began
            if not is_done:
                os.kill(child, signal.SIGKILL)
        finally:
            os.close(said)
            os.close(tell)
            _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
            message = f"{verb} failed by itself"
            raise ChildProcessError(message)
        return took

    def _do(self, verb, tells, told, *, later):
        _use(self._databases.copy)
        with _given(f"{verb} {later}"):
            work = self._victims.VERBS[verb](self._folder)
            os.write(tells, b"!")
            os.read(told, 1)
            work()
            os.write(tells, b"!")

    def _left_behind(self):
        """Say which sessions, transactions and locks are left once the server has noticed the death."""
        deadline = time.monotonic() + _CALM
        asked = "SELECT pid, state, query FROM pg_stat_activity WHERE datname = %s"
        while (sessions := self._databases.ask(asked, self._databases.copy)) and time.monotonic() < deadline:
            select.select([], [], [], 0.01)
        locks = "SELECT l.locktype, l.mode FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE datname = %s"
        prepared = "SELECT gid FROM pg_prepared_xacts WHERE database = %s"
        found = [*sessions, *self._databases.ask(locks, self._databases.copy)]
        return [f"left behind: {one}" for one in [*found, *self._databases.ask(prepared, self._databases.copy)]]

    def _look(self):
        """Read the copy, on a connection that is closed again."""
        _use(self._databases.copy)
        try:
            return State(*self._victims.look())
        finally:
            _use(self._databases.copy)


def _use(name):
    """Have Django's connection lead to a database, anew."""
    from django.db import connection  # noqa: PLC0415 -- Django must be set up first

    connection.close()
    connection.settings_dict["NAME"] = name


def _given(words):
    """Let all that is done inside have the same time and the same public ids whenever it is done."""
    from funding.publication import identities  # noqa: PLC0415 -- Django must be set up first

    numbers = count()
    ids = patch.object(identities, "random_id", lambda: sha256(f"{words} {next(numbers)}".encode()).hexdigest()[:20])
    return _Both(ids, patch("django.utils.timezone.now", lambda: _NOW))


class _Both:
    def __init__(self, *patches):
        self._patches = patches

    def __enter__(self):
        for one in self._patches:
            one.start()

    def __exit__(self, *_error):
        for one in self._patches:
            one.stop()


def _be_the_victim(work):
    """Do the work in this process, which is a fork, and end it without what its parent would do at the end."""
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 -- whatever it is, this process must not go on as its parent
        traceback.print_exc()
    finally:
        os._exit(code)
