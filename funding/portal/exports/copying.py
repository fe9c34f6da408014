"""CSV straight from PostgreSQL's COPY: the rows of a queryset in its order, through no memory of ours."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from funding.portal.exports.columns import Column, numbered
from funding.portal.exports.csv_format import Dialect, blocks, header
from funding.portal.exports.printing import printed
from funding.portal.views.page import one_state
from funding.publication.models import Edition, Release


@contextmanager
def one_release(*, seconds: int) -> Iterator[Edition | None]:
    """Let all statements inside see one state of the database; tell its release.

    Each may take so many seconds, with the time that a reader takes of it; 0 = any time. Pages have their own limit.
    """
    with one_state():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{seconds}s'; SET LOCAL datestyle = 'ISO'")
        yield Release.objects.latest_edition()


def csv_of(
    queryset: QuerySet[Any], columns: Sequence[Column], dialect: Dialect, *, release: int | None
) -> Generator[bytes]:
    """Write a file block by block, all of one statement; closing it early ends the statement.

    An error of the database breaks off: who has read to the end has everything.
    """
    statement = _statement(numbered(queryset, release), columns, dialect)
    # Of a cursor's methods Django translates only some errors.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as lines:
        yield from blocks(header([column.name for column in columns], dialect), lines)


def _statement(queryset: QuerySet[Any], columns: Sequence[Column], dialect: Dialect) -> str:
    """Write the statement; COPY takes no parameters, so the driver puts them in, quoted by libpq."""
    rows = queryset.values_list(*(printed(column, dialect) for column in columns))
    # Without elide_empty filters that nothing can pass would end in an exception.
    select, given = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    copy = f"COPY ({select}) TO STDOUT (FORMAT csv, DELIMITER '{dialect.delimiter}')"
    statement: str = connection.ops.compose_sql(copy, given)  # type: ignore[attr-defined] # PostgreSQL's
    return statement
