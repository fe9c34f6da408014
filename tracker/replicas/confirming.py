"""When replicas show what was committed: what a withdrawal waits for, and the heartbeat that keeps replicas in use."""

import time
from collections.abc import Iterable

import psycopg
from django.conf import settings
from django.db import connection

from tracker import database
from tracker.replicas.base import MARGIN_SECONDS

_POLL_SECONDS = 0.05
_BEATS = 4.0  # in the time after which a replica isn't asked any more
# Who can't be asked in two seconds is waited for.
_IMPATIENT = {"connect_timeout": 2, "tcp_user_timeout": 2000, "options": "-c statement_timeout=2s"}


def wait_until_applied() -> None:
    """Return once no replica shows a state before this moment: each has applied it, or the portal doesn't ask it.

    Call it after the commit. It takes milliseconds, and never much longer than `REPLICA_SECONDS` and the margin: then
    the portal has stopped to ask replicas that are behind, whether or not they can be reached from here.
    """
    behind = list(settings.REPLICAS)
    if not behind:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        position = cursor.fetchone()[0]
    deadline = time.monotonic() + settings.REPLICA_SECONDS + MARGIN_SECONDS
    while (behind := _behind(behind, position)) and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(_POLL_SECONDS, left))  # a standby doesn't tell when it has applied something


def beat() -> None:
    """Commit nothing, so that replicas see that they are up to date; needs no table and no privilege."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")


def pause_seconds() -> float:
    """Return how long to wait between two beats."""
    return settings.REPLICA_SECONDS / _BEATS


def _behind(replicas: Iterable[str], position: str) -> list[str]:
    return [replica for replica in replicas if not _has_applied(replica, position)]


def _has_applied(replica: str, position: str) -> bool:
    """Say whether a standby has applied all up to a position. What is no standby never has: it isn't ours."""
    place = database.parse(f"postgresql://{replica}")
    parameters = {**connection.get_connection_params(), **place, **_IMPATIENT}
    try:
        with psycopg.connect(**parameters, autocommit=True) as asked:
            row = asked.execute(
                "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn", [position]
            ).fetchone()
    except psycopg.Error:
        return False
    return row is not None and row[0] is True
