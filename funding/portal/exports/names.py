"""Names of codes as SQL expressions: the names travel with the statement, and the database looks them up."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.sql.compiler import SQLCompiler


class NameOf(Func):
    """The name of a coded field's value; null where the code has none."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "

    def __init__(self, code: str, names: Mapping[str, str]) -> None:
        """Take the field, and a name for each code."""
        super().__init__(_given(names), F(code), output_field=TextField())


class NamesOf(Func):
    """The names of an array's codes, in step with them. One code alone, the usual case, needs no subquery."""

    template = (
        "CASE cardinality({codes}) WHEN 0 THEN '{{}}'::text[]"
        " WHEN 1 THEN ARRAY[{names} ->> ({codes})[1]]"
        " ELSE ARRAY(SELECT {names} ->> code FROM unnest({codes}) AS code) END"
    )

    def __init__(self, codes: str, names: Mapping[str, str]) -> None:
        """Take the array, and a name for each code."""
        super().__init__(F(codes), _given(names), output_field=ArrayField(TextField()))

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django's own signature
        *_args: Any,  # noqa: ANN401 -- the same
        **_options: Any,  # noqa: ANN401 -- the same
    ) -> tuple[str, tuple[Any, ...]]:
        """Name array and names where the template does; both have to be given as often."""
        (codes, own), (names, given) = (compiler.compile(one) for one in self.get_source_expressions())
        in_turn = (own, given, own, given, own)
        return self.template.format(codes=codes, names=names), tuple(one for part in in_turn for one in part)


def _given(names: Mapping[str, str]) -> Value:
    return Value(dict(names), JSONField())
