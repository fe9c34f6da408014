"""Many keys in a query as one parameter: a list of parameters, one for each key, is slow to write and to read."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def these(keys: Iterable[int]) -> RawSQL:
    """Give register keys for a lookup `__in`."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def these_ids(ids: Iterable[str]) -> RawSQL:
    """Give public ids for a lookup `__in`."""
    return RawSQL("SELECT unnest(%s::text[])", [list(ids)])
