"""A database for processes that are killed, apart from the tests' own: on the same server, or on an embedded one."""

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tracker.embedded import EmbeddedServer

_VAR = Path(__file__).resolve().parents[2] / "var"


class Databases:
    """One database that is prepared once, and copies of it to do harm to."""

    def __init__(self, url):
        """Take the address of a server whose databases we may make."""
        self.url = url
        self.name = f"kill_{secrets.token_hex(4)}"
        self.copy = f"{self.name}_copy"

    def ask(self, statement, *values):
        """Run a statement beside all that is killed, in no transaction; give its rows."""
        with psycopg.connect(self.url, autocommit=True) as server:
            cursor = server.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def make(self):
        """Make the database."""
        self.ask(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))

    def renew_copy(self):
        """Put a fresh copy in the place of the last one, whoever is still connected to that."""
        self._drop(self.copy)
        names = sql.Identifier(self.copy), sql.Identifier(self.name)
        self.ask(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))

    def drop(self):
        """Leave nothing."""
        self._drop(self.copy)
        self._drop(self.name)

    def _drop(self, name):
        self.ask(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def own_database():
    """Give a database on the server of DATABASE_URL, or on one that lives as long as this process."""
    if url := os.environ.get("DATABASE_URL"):
        yield from _made(make_conninfo(**(conninfo_to_dict(url) | {"dbname": "postgres"})))
        return
    folder = _VAR / f"test-kill-{secrets.token_hex(4)}"
    server = EmbeddedServer(folder, durable=False)
    server.start()
    try:
        yield from _made(make_conninfo(**conninfo_to_dict(server.url())))
    finally:
        server.stop()
        server.discard()


def _made(server):
    databases = Databases(server)
    databases.make()
    own = {name: value for name, value in conninfo_to_dict(server).items() if name != "dbname"}
    os.environ["DATABASE_URL"] = _url(own, databases.name)
    try:
        yield databases
    finally:
        databases.drop()


def _url(parts, name):
    return f"postgresql:///{name}?{urlencode(parts, quote_via=quote)}"
