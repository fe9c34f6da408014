"""Rows for the published tables by a bulk path: the same at each run, added up to the cent, without a register.

They are what the publisher would have written in one release: some 5 % withheld, 64 pools, one transaction for each
named grant (a register has several). Indexes are made after the rows.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from funding.folding import fold
from tests.benchmarks import grants_sql
from tests.benchmarks.words import NAMES, word

SEED = 20261125
PROGRAMMES, ORGANISATIONS = 400, 20_000
INSTRUMENTS = ("ndici", "eni", "eidhr", "cso-la", "erasmus", "hum")
COUNTRIES = ("PL", "LT", "DE", "CZ", "LV", "EE", "SE", "FR", "BE", "UA", "GE", "NL", "AT", "DK", "FI", "NO")
KINDS = ("civil_society", "media", "international_organisation", "public_body", "academic", "enterprise", "other")
_IATI_KINDS = {
    "civil_society": "22",
    "media": "24",
    "international_organisation": "40",
    "public_body": "10",
    "academic": "80",
    "enterprise": "70",
    "other": "90",
}
_FORMS = ("Foundation", "Fundacja Łączna", "Таварыства", "Združenie", "Network", "Union")
_TABLES_OF_GRANTS = ("grant", "grantsector", "grantrole", "transaction", "transactionsector")
_SETTINGS = (
    "synchronous_commit = off",
    "maintenance_work_mem = '512MB'",
    "work_mem = '256MB'",
    "jit = off",
    "session_replication_role = replica",
)


def fill(url: str, count: int) -> None:
    """Empty the published tables and fill them with `count` grants, pools among them, of one release."""
    with psycopg.connect(url) as connection:
        for setting in _SETTINGS:
            connection.execute(sql.SQL("SET " + setting))
        _empty(connection)
        _add_release(connection)
        _add_instruments(connection)
        programmes, organisations = _programmes(), _organisations()
        _add_programmes(connection, programmes)
        _add_organisations(connection, organisations)
        with _without_indexes(connection):
            for statement in grants_sql.statements(count, seed=SEED):
                connection.execute(sql.SQL(statement))
        for name in _TABLES_OF_GRANTS:
            table = f"publication_published{name}"
            connection.execute(sql.SQL(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))


def _empty(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'publication\\_%'").fetchall()
    connection.execute(
        sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(sql.Identifier(one) for (one,) in found))
    )


@contextmanager
def _without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Drop the indexes of the grants' tables, and make them again when the rows are in."""
    tables = [f"publication_published{name}" for name in _TABLES_OF_GRANTS]
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [tables],
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, definition in found:
        connection.execute(sql.SQL(definition))


def _add_release(connection: psycopg.Connection) -> None:
    connection.execute(
        "INSERT INTO publication_release (number, published_at, note, has_invented, withdrawals)"
        " VALUES (1, %s, '', false, 0)",
        [datetime(2026, 11, 1, 12, tzinfo=UTC)],
    )


def _add_instruments(connection: psycopg.Connection) -> None:
    for number, name in enumerate(INSTRUMENTS):
        connection.execute(
            "INSERT INTO publication_publishedinstrument"
            " (public_id, from_release, is_invented, digest, name, short_name, regulation, valid_from, valid_to)"
            " VALUES (%s, 1, false, %s, %s, %s, '', %s, %s)",
            [name, name, f"Instrument {name}", name.upper(), 2014 + number, 2027],
        )


def _programmes() -> list[tuple[str, str, str]]:
    """Give slug, title, instrument."""
    chance = random.Random(SEED)  # noqa: S311 -- the same rows each time
    return [
        (f"programme-{number:03}", f"{_name(chance)} {_name(chance)} programme {number}", chance.choice(INSTRUMENTS))
        for number in range(PROGRAMMES)
    ]


def _organisations() -> list[tuple[str, str, str, str]]:
    """Give public id, name, country, kind of recipient."""
    chance = random.Random(SEED + 1)  # noqa: S311 -- the same rows each time
    return [
        (
            f"{chance.getrandbits(64):016x}",
            f"{_name(chance)} {_name(chance)} {chance.choice(_FORMS)}",
            COUNTRIES[int(len(COUNTRIES) * chance.random() ** 2)],
            KINDS[int(len(KINDS) * chance.random() ** 2)],
        )
        for _ in range(ORGANISATIONS)
    ]


def _name(chance: random.Random) -> str:
    return word(NAMES.first + chance.randrange(NAMES.size)).capitalize()


def _add_programmes(connection: psycopg.Connection, programmes: list[tuple[str, str, str]]) -> None:
    connection.execute(grants_sql.TEMPORARY_PROGRAMMES)
    with connection.cursor().copy("COPY made_programme FROM STDIN") as copy:
        for number, (slug, title, instrument) in enumerate(programmes):
            copy.write_row([number, slug, title, fold(title), instrument, instrument.upper()])
    connection.execute(sql.SQL(grants_sql.PROGRAMMES))


def _add_organisations(connection: psycopg.Connection, organisations: list[tuple[str, str, str, str]]) -> None:
    connection.execute(grants_sql.TEMPORARY_ORGANISATIONS)
    with connection.cursor().copy("COPY made_organisation FROM STDIN") as copy:
        for number, (public_id, name, country, kind) in enumerate(organisations):
            copy.write_row([number, public_id, name, fold(name), country, kind, _IATI_KINDS[kind]])
    connection.execute(sql.SQL(grants_sql.ORGANISATIONS))
