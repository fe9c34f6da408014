"""How many grants there are beside each value of a facet, in one statement; and their totals, if they are asked for.

Asked of grants or of their aggregates alike. A grant with several sectors or countries counts at each of them; a pool
over several years at none.
"""

# ruff: noqa: S608 -- the statements are made of the constants below and of Django's own SQL

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Value

from funding.codelists.disclosure import RowKind
from funding.publication.models import PublishedGrant
from funding.publication.querysets import UNKNOWN_YEAR, GrantQuerySet
from funding.publication.sums import GrantTotals, grant_totals


@dataclass(frozen=True)
class Facet:
    """What a facet counts by: the columns it needs, and its values in SQL, null for none."""

    columns: tuple[str, ...]
    values: str


FACETS: Mapping[str, Facet] = {
    "sector": Facet(("sectors",), "unnest(sectors)"),
    "year": Facet(
        ("year", "row_kind"),
        f"CASE WHEN year IS NOT NULL THEN year::text WHEN row_kind <> '{RowKind.POOL}' THEN '{UNKNOWN_YEAR}' END",
    ),
    "programme": Facet(("programme",), "programme"),
    "instrument": Facet(("instrument",), "instrument"),
    "status": Facet(("status",), "status"),
    "country": Facet(("recipient_countries",), "unnest(recipient_countries)"),
    "recipient_kind": Facet(("recipient_kind",), "recipient_kind"),
    "row_kind": Facet(("row_kind",), "row_kind"),
}
Counts = dict[str, dict[str, int]]  # facet → value → grants
_SUMS = "sums"
# What the sums of grants read.
_SUMMED = {
    "id", "row_kind", "grants_count", "belarus_share", "contracted", "contracted_whole", "paid", "payments_unconverted",
    "sectors", "sector_contracted", "sector_paid",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Facets that are counted over the same rows; and with `sums` the totals of those rows, which are grants.

    `sums` is the whole table of grants, filtered by nothing, as `with_amounts_in` leaves it.
    """

    rows: GrantQuerySet
    facets: Sequence[str]
    sums: GrantQuerySet | None = None


@dataclass(frozen=True)
class Answer:
    """What was counted, and the totals where they were asked for."""

    counts: Counts
    totals: GrantTotals | None = None


def counted(questions: Sequence[Question]) -> Answer:
    """Count the grants at each value of each facet; a value without any is left out. One question may ask for sums."""
    counts: Counts = {name: {} for question in questions for name in question.facets}
    totals = None
    for name, value, grants in _asked(questions):
        if name == _SUMS:
            totals = grant_totals(_figures(value))
        elif value:
            counts[name][value] = int(grants)
    return Answer(counts, totals)


def _asked(questions: Sequence[Question]) -> list[tuple[str, str, int]]:
    """Ask everything in one statement that reads the rows of each question once; give facet, value, grants."""
    sources: list[str] = []
    selects: list[str] = []
    given: list[list[Any]] = [[], []]
    # What has sums comes last, since there its rows take the name of the table that all of them are read from.
    for number, question in enumerate(sorted(questions, key=lambda one: one.sums is not None)):
        try:
            statement, values = _rows(question)
        except EmptyResultSet:
            continue
        table = f"rows_{number}" if question.sums is None else PublishedGrant._meta.db_table
        sources.append(f"{table} AS MATERIALIZED ({statement})")
        given[0] += values
        selects += [
            f"SELECT '{name}', {FACETS[name].values} AS value, sum(grants_count) FROM {table} GROUP BY value"
            for name in question.facets
        ]
        if question.sums is not None:
            statement, values = _sums(question.sums)
            selects.append(f"SELECT '{_SUMS}', to_json(sums)::text, 0 FROM ({statement}) sums")
            given[1] += values
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(sources)} {' UNION ALL '.join(selects)}", [*given[0], *given[1]])
        found: list[tuple[str, str, int]] = cursor.fetchall()
    return found


def _rows(question: Question) -> tuple[str, Sequence[Any]]:
    columns = {column for name in question.facets for column in FACETS[name].columns} | {"grants_count"}
    if question.sums is not None:
        columns |= _SUMMED
    return question.rows.order_by().values(*sorted(columns)).query.sql_with_params()


def _sums(grants: GrantQuerySet) -> tuple[str, Sequence[Any]]:
    """Write the totals as a question to rows that have the table's name."""
    summed: Any = grants.order_by().values(together=Value(1)).annotate(**grants.sums())
    statement, given = summed.query.sql_with_params()
    return statement, given


def _figures(text: str) -> dict[str, Any]:
    figures = json.loads(text, parse_float=Decimal)
    return {name: figure for name, figure in figures.items() if name != "together"}
