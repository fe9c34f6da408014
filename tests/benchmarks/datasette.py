"""Datasette on the same rows: a flat SQLite table, indexed for its facets and its order, with a full-text index."""

import shutil
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests.benchmarks.by_hand import Question
from tests.benchmarks.servers import FOLDER, Made, Web, process
from tracker.embedded import HOST, free_port

VERSION = "0.65"
FACETS = ("year", "programme", "instrument", "status", "country", "recipient_kind", "row_kind")
FILE = "/grants/grants.csv?_stream=on"
_COLUMNS = (
    "id", "public_id", "row_kind", "grants_count", "title", "summary", "contract_number", "contract_type", "status",
    "programme", "programme_title", "instrument", "instrument_name", "recipient", "recipient_kind",
    "recipient_countries[1]", "to_json(sectors)::text", "year", "year_basis", "signed_on::text", "starts_on::text",
    "ends_on::text", "contracted::float8", "contracted_whole::float8", "paid::float8", "paid_whole::float8",
    "eu_contribution::float8", "total_cost::float8", "belarus_share::float8", "source_publisher", "source_title",
    "source_identifier", "search",
)  # fmt: skip
_NAMES = {"recipient_countries[1]": "country", "to_json(sectors)::text": "sectors"}
_TYPES = {name.removesuffix("::float8"): "REAL" for name in _COLUMNS if name.endswith("::float8")}
_TYPES |= {"year": "INTEGER", "grants_count": "INTEGER"}
_BATCH = 10_000
_SETTINGS = {
    "suggest_facets": "off",
    "sql_time_limit_ms": "120000",
    "facet_time_limit_ms": "120000",
    "allow_csv_stream": "on",
    "max_csv_mb": "0",
    "default_cache_ttl": "0",
}


def interpreter(given: Path | None) -> Path | None:
    """Find a Python that has Datasette: the one named, or one in a throw-away environment; None if it can't be had."""
    python = given or FOLDER / "datasette" / "bin" / "python"
    if given is None and not python.exists():
        folder = python.parent.parent
        venv.create(folder, with_pip=True)
        command: list[str | Path] = [python, "-m", "pip", "install", "--quiet", f"datasette=={VERSION}"]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 -- our own words
            shutil.rmtree(folder)
    answer: list[str | Path] = [python, "-c", "import datasette.version as v; print(v.__version__)"]
    try:
        said = subprocess.run(answer, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 -- a program that the user named
    except OSError:
        said = ""
    if said == VERSION:
        return python
    sys.stderr.write(f"Datasette {VERSION} can't be had ({said or 'no such module'}): its column stays empty.\n")
    return None


@contextmanager
def served(python: Path | None, made: Made, folder: Path, *, fresh: bool) -> Iterator[Web | None]:
    """Serve the rows of the database with Datasette."""
    if python is None:
        yield None
        return
    file = folder / "grants.db"
    if fresh or not file.exists() or file.stat().st_mtime < made.made_at:
        _fill(file, made.url)
    port, log = free_port(), FOLDER / "datasette.log"
    command: list[str | Path] = [python, "-m", "datasette", "serve", "--immutable", file, "--host", HOST]
    command += ["--port", str(port)]
    for setting in _SETTINGS.items():
        command += ["--setting", *setting]
    with process(command, log=log, environment={}) as started:
        web = Web(port, started)
        web.wait_until_ready(log)
        yield web


def address(question: Question) -> str:
    """Write the address of the same question; pages are Datasette's first ones, since it has no page numbers."""
    values = [("_size", str(question.per_page)), ("_sort_desc", "contracted"), ("_facet_array", "sectors")]
    values += [("_facet", name) for name in FACETS]
    values += [("_nocol", "search")]
    if question.sector:
        values.append(("sectors__arraycontains", question.sector))
    if question.year:
        values.append(("year", str(question.year)))
    if question.word:
        values.append(("_search", question.word))
    return "/grants/grants?" + urlencode(values)


def _fill(file: Path, url: str) -> None:
    """Copy the grants; the file takes its place when it is whole."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    names = [_NAMES.get(column, column.split("::")[0]) for column in _COLUMNS]
    typed = [f"{name} {_TYPES.get(name, 'TEXT')}" for name in names[1:]]
    target = sqlite3.connect(fresh)
    target.execute("PRAGMA journal_mode = off")
    target.execute(f"CREATE TABLE grants (id INTEGER PRIMARY KEY, {', '.join(typed)})")
    with psycopg.connect(url) as source, source.cursor(name="grants") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(f"SELECT {', '.join(_COLUMNS)} FROM publication_publishedgrant".encode())
        target.executemany(f"INSERT INTO grants VALUES ({', '.join('?' * len(names))})", cursor)
    for name in (*FACETS, "contracted"):
        target.execute(f"CREATE INDEX grants_{name} ON grants ({name})")
    target.execute("CREATE VIRTUAL TABLE grants_fts USING fts5(search, content=[grants], content_rowid='id')")
    target.execute("INSERT INTO grants_fts (grants_fts) VALUES ('rebuild')")
    target.commit()
    target.execute("ANALYZE")
    target.commit()
    target.close()
    fresh.replace(file)
