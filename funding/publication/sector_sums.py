"""Sums over some sectors of a row that holds its parts in arrays: no other table is read, and nothing is unfolded."""

from collections.abc import Collection
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, CharField, DecimalField, F, Func, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import IsNull

_MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=2)


class _At(Func):
    """The element of an array at a place; null where the place is null."""

    template = "(%(expressions)s]"
    arg_joiner = ")["
    arity = 2


def sum_in_sectors(column: str, sectors: Collection[str]) -> Combinable:
    """Sum a row's parts in one sector or more; null where none of them has an amount, as SQL sums are."""
    parts = [_part(column, sector) for sector in dict.fromkeys(sectors)]
    if len(parts) == 1:
        return parts[0]
    whole = reduce(add, (Coalesce(part, Value(0), output_field=_MONEY) for part in parts))
    return Case(When(IsNull(Coalesce(*parts), False), then=whole), output_field=_MONEY)  # noqa: FBT003 -- Django's lookup


def _part(column: str, sector: str) -> Func:
    place = Func(F("sectors"), Cast(Value(sector), CharField(max_length=20)), function="array_position")
    return _At(F(column), place, output_field=_MONEY)
