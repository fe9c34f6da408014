"""The rows of a file as plain values: one statement, read as the file is written, so that no memory holds them all."""

from collections.abc import Generator, Sequence
from typing import Any

from django.db.models import IntegerField, QuerySet, Value

from funding.portal.exports.columns import Column
from funding.portal.exports.columns import Value as Cell

_CHUNK = 2000  # rows fetched at once through a cursor on the server


def rows_of(queryset: QuerySet[Any], columns: Sequence[Column], *, release: int | None) -> Generator[list[Cell]]:
    """Give the values of each row, in the order of the queryset and of the columns.

    What a row shows of its parts is annotated, not fetched by a second statement: no release that is published
    meanwhile can mix with it.
    """
    annotated = queryset.annotate(release=Value(release, IntegerField()))
    for row in annotated.iterator(chunk_size=_CHUNK):
        yield [column.read(row) for column in columns]
