"""How many grants there are beside each value of a facet, in one statement.

Asked of grants or of their aggregates alike. A grant with several sectors or countries counts at each of them; a pool
over several years at none.
"""

# ruff: noqa: S608 -- the statements are made of the constants below and of Django's own SQL

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from funding.codelists.disclosure import RowKind
from funding.publication.querysets import UNKNOWN_YEAR, GrantQuerySet


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


@dataclass(frozen=True)
class Question:
    """Facets that are counted over the same rows."""

    rows: GrantQuerySet
    facets: Sequence[str]


def counted(questions: Sequence[Question]) -> Counts:
    """Count the grants at each value of each facet; a value without any is left out."""
    sources: list[str] = []
    selects: list[str] = []
    parameters: list[Any] = []
    for number, question in enumerate(questions):
        try:
            statement, given = _rows(question)
        except EmptyResultSet:
            continue
        # Read once, whatever number of facets is counted over them.
        sources.append(f"rows_{number} AS MATERIALIZED ({statement})")
        parameters += given
        selects += [
            f"SELECT '{name}', {FACETS[name].values} AS value, sum(grants_count) FROM rows_{number} GROUP BY value"
            for name in question.facets
        ]
    counts: Counts = {name: {} for question in questions for name in question.facets}
    if selects:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(sources)} {' UNION ALL '.join(selects)}", parameters)
            for facet, value, grants in cursor.fetchall():
                if value:
                    counts[facet][value] = int(grants)
    return counts


def _rows(question: Question) -> tuple[str, Sequence[Any]]:
    columns = {column for name in question.facets for column in FACETS[name].columns}
    return question.rows.order_by().values(*sorted(columns), "grants_count").query.sql_with_params()
