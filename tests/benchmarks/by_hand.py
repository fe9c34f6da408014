"""What a page of the list shows, asked by hand: the page, the count with the sums, one query for each facet.

The queries are asked one after the other, on the rows and with their indexes, over one connection. A facet is counted
with its own filter removed, as the portal counts it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from tests.benchmarks.asking import Stream

_GRANTS = "publication_publishedgrant g"
_SEARCHED = (
    "array_to_tsvector(array_remove(string_to_array(g.search, ' '), '')) @@ %(word)s::tsquery"  # as the index has it
)
_FACETS = {
    "sector": "unnest(g.sectors)",
    "year": "g.year",
    "programme": "g.programme",
    "instrument": "g.instrument",
    "status": "g.status",
    "country": "unnest(g.recipient_countries)",
    "recipient_kind": "g.recipient_kind",
    "row_kind": "g.row_kind",
}


@dataclass(frozen=True)
class Question:
    """The same question to each side: which filters, which page."""

    sector: str = ""
    year: int | None = None
    word: str = ""
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True)
class Found:
    """How long the queries took together, and the count."""

    seconds: float
    count: int


def ask(connection: psycopg.Connection, question: Question) -> Found:
    """Ask everything that one page shows."""
    values = {
        "sector": question.sector,
        "year": question.year,
        "word": f"'{question.word}':*",
        "limit": question.per_page,
        "offset": (question.page - 1) * question.per_page,
    }
    start = time.perf_counter()
    answers = [connection.execute(query.encode(), values).fetchall() for query in _queries(question)]
    return Found(time.perf_counter() - start, int(answers[1][0][0]))


def count(connection: psycopg.Connection, question: Question) -> int:
    """Count the rows of a question."""
    values = {"sector": question.sector, "year": question.year, "word": f"'{question.word}':*"}
    found = connection.execute(f"SELECT count(*) FROM {_GRANTS} WHERE {_where(question)}".encode(), values).fetchone()
    return int(found[0]) if found else 0


def _queries(question: Question) -> Iterator[str]:
    """Write the queries; the second one counts."""
    where, contracted, paid = _where(question), "g.contracted", "g.paid"
    if question.sector:  # of each grant the part in the sector
        place = "[array_position(g.sectors, %(sector)s::varchar)]"
        contracted, paid = f"g.sector_contracted{place}", f"g.sector_paid{place}"
    yield (
        f"SELECT g.*, {contracted}, {paid} FROM {_GRANTS} WHERE {where} AND {contracted} IS NOT NULL"
        # An index has this order.
        f" ORDER BY {contracted} DESC, g.public_id DESC LIMIT %(limit)s OFFSET %(offset)s"
    )
    yield (f"SELECT count(*), sum(g.grants_count), sum({contracted}), sum({paid}) FROM {_GRANTS} WHERE {where}")
    for name, value in _FACETS.items():
        counted = _where(question, without=name)
        yield f"SELECT {value}, count(*), sum(g.grants_count) FROM {_GRANTS} WHERE {counted} GROUP BY 1"


def _where(question: Question, *, without: str = "") -> str:
    conditions = ["g.to_release IS NULL"]
    if question.sector and without != "sector":
        conditions.append("g.sectors && ARRAY[%(sector)s]::varchar[]")
    if question.year and without != "year":
        conditions.append("g.year = %(year)s")
    if question.word:
        conditions.append(_SEARCHED)
    return " AND ".join(conditions)


# What the file calls otherwise than the table, or puts together.
_IN_FILE = {
    "contracted_in_filter": "contracted",
    "paid_in_filter": "paid",
    "sector_shares": "array_to_string(g.sector_share, '|')",
    "page": "'/grants/' || public_id || '/'",
    "release": "1",
}


def copy(connection: psycopg.Connection, header: bytes, *, limit: float) -> Stream:
    """Read the columns of the portal's file, in its order of rows, by COPY; codes stand for their labels."""
    kinds = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
    known: dict[str, str] = dict(connection.execute(kinds, ["publication_publishedgrant"]).fetchall())
    columns = ", ".join(_column(name, known) for name in header.decode().split(","))
    query = (
        f"COPY (SELECT {columns} FROM {_GRANTS} WHERE to_release IS NULL"
        " ORDER BY contracted DESC NULLS LAST, public_id DESC) TO STDOUT (FORMAT csv, HEADER)"
    )
    return _read(connection, query, limit)


def _column(name: str, known: dict[str, str]) -> str:
    name = name.strip('"')
    if name in _IN_FILE:
        return f'{_IN_FILE[name]} AS "{name}"'
    stored = name.removesuffix("_label")
    if stored not in known:
        return f'NULL AS "{name}"'
    value = f"array_to_string(g.{stored}, '|')" if known[stored] == "ARRAY" else f"g.{stored}"
    return f'{value} AS "{name}"'


def _read(connection: psycopg.Connection, query: str, limit: float) -> Stream:
    start = time.perf_counter()
    size = lines = 0
    is_whole = True
    with connection.cursor() as cursor, cursor.copy(query.encode()) as rows:
        for chunk in rows:
            size, lines = size + len(chunk), lines + bytes(chunk).count(b"\n")
            is_whole = time.perf_counter() - start <= limit
            if not is_whole:
                break
    return Stream(time.perf_counter() - start, size, lines, is_whole)
