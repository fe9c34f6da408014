"""How a value is printed in CSV, as an SQL expression: what isn't known as nothing, lists joined, text safe to open."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, NullIf, Replace
from django.db.models.sql.compiler import SQLCompiler

from funding.portal.exports.columns import Column
from funding.portal.exports.csv_format import HARMLESS, SEPARATOR, Dialect


def printed(column: Column, dialect: Dialect) -> Combinable:
    """Print a column. Numbers and dates are printed by PostgreSQL: no grouping, ISO dates; a minus stays a minus."""
    match column.kind:
        case "string":
            return _known(column.expression) if column.is_ours else Defused(column.expression)
        case "list":
            joined = _Joined(column.expression)
            return _known(joined) if column.is_ours else Defused(joined)
        case "boolean":
            return YesNo(column.expression)
        case "amount" | "percent" if dialect.decimal_mark != ".":
            return Replace(
                Cast(column.expression, TextField()), Value("."), Value(dialect.decimal_mark), output_field=TextField()
            )
        case _:
            return column.expression


def _known(text: Combinable) -> NullIf:
    """Make nothing of an empty text, which COPY would print as a pair of quotes."""
    return NullIf(text, Value(""), output_field=TextField())


class _Joined(Func):
    """A list as one text; the place of what isn't known stays empty."""

    function = "array_to_string"
    arity = 3

    def __init__(self, values: Combinable) -> None:
        super().__init__(values, Value(SEPARATOR), Value(""), output_field=TextField())


class YesNo(Func):
    """A truth in words."""

    template = "CASE %(expressions)s WHEN true THEN 'yes' WHEN false THEN 'no' END"
    arity = 1

    def __init__(self, truth: Combinable) -> None:
        """Take the truth."""
        super().__init__(truth, output_field=TextField())


class Defused(Func):
    """Text that no spreadsheet takes for a formula; nothing where it is empty.

    It compares the code of the first character alone: a regular expression costs a third of the whole file more.
    """

    arity = 1

    def __init__(self, text: Combinable) -> None:
        """Take the text."""
        super().__init__(text, output_field=TextField())

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django's own signature
        *_args: Any,  # noqa: ANN401 -- the same
        **_options: Any,  # noqa: ANN401 -- the same
    ) -> tuple[str, tuple[Any, ...]]:
        """Name the text wherever it is looked at."""
        (source,) = self.get_source_expressions()
        text, given = compiler.compile(source)
        tests = [f"ascii({text}) BETWEEN {ord(first)} AND {ord(last)}" for first, last in HARMLESS]
        # Nothing comes first: it would fail every test.
        words = f"CASE WHEN {text} = '' THEN NULL WHEN {' OR '.join(tests)} THEN {text} ELSE '''' || {text} END"
        return words, tuple(given) * (len(tests) + 3)
