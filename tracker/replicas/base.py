"""Django's backend for PostgreSQL, for reading from any of several hosts that are up to date (the setting ENGINE).

A standby that hears nothing from its primary would show for ever what was withdrawn since. So it is asked only as long
as what it applied last was committed a moment ago, by the clocks of both; the `heartbeat` command sees to it that there
always is something. A server that isn't a standby is always asked.
"""

import random
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

MARGIN_SECONDS = 2.0  # how much clocks may differ, and commits be out of order
_FRESH = """
    SELECT NOT pg_is_in_recovery() OR clock_timestamp() - pg_last_xact_replay_timestamp()
        BETWEEN make_interval(secs => %s) AND make_interval(secs => %s)
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to one of the hosts, chosen anew, at random, whenever it is opened."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 -- as the stubs have it
        """Sign in to the first host that answers and is up to date.

        Raises:
            psycopg.OperationalError: none is.

        """
        failure = psycopg.OperationalError("No host is up to date.")
        for host in _shuffled(conn_params):
            try:
                connection = super().get_new_connection(conn_params | host)
            except psycopg.OperationalError as error:
                failure = error
                continue
            connection.autocommit = True  # nothing may be left open for Django's own settings that follow
            if _is_fresh(connection):
                return connection
            connection.close()
        raise failure

    def is_usable(self) -> bool:
        """Say whether the host answers and is up to date; Django asks once in each request, before anything else."""
        return self.connection is not None and _is_fresh(self.connection)


def _shuffled(params: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Give the hosts with their ports, each in turn, from a random one on; libpq writes them with commas."""
    hosts = str(params.get("host", "")).split(",")
    ports = str(params.get("port", "")).split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    places = list(zip(hosts, ports, strict=True))
    random.shuffle(places)
    for host, port in places:
        yield {name: value for name, value in (("host", host), ("port", port)) if value}


def _is_fresh(connection: Any) -> bool:  # noqa: ANN401 -- psycopg's, with Django's factories
    try:
        row = connection.execute(_FRESH, [-MARGIN_SECONDS, settings.REPLICA_SECONDS]).fetchone()
    except psycopg.Error:
        return False
    return row is not None and row[0] is True  # unknown where a standby has applied nothing since it was started
