"""Marks in the orders of long lists, kept with the rows by difference.

Whoever writes published rows calls `left` before rows go and `arrived` after others have come, in the same transaction;
`settle`, once a release is complete, makes anew what has become uneven.
"""

# ruff: noqa: S608 -- the statements are made of constants and of Django's own SQL

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import F, Model, QuerySet, Window
from django.db.models.expressions import Expression
from django.db.models.functions import RowNumber

from funding.publication.models import PageMark, PublishedGrant, PublishedTransaction
from funding.publication.orders import GRANT_ORDERS, TRANSACTION_ORDERS

STEP = 1000
SHORT = 2 * STEP  # a list of so few rows needs no marks
_WIDEST = 3 * STEP  # apart; an order with marks further apart is made anew
_MOST_SHIFTED = 20 * STEP  # rows; beyond, making anew is quicker
_BEFORE, _BEHIND = "", "~"  # no public id is smaller, none is larger
ORDERS: Mapping[type[Model], Mapping[str, Expression | F]] = {
    PublishedGrant: GRANT_ORDERS,
    PublishedTransaction: TRANSACTION_ORDERS,
}
_TABLE = PageMark._meta.db_table
_Place = tuple[bool, Any, str]  # key unknown, key, public id: sorts as the lists do


def left(model: type[Model], rows: Collection[int]) -> None:
    """Take rows out, by the keys of rows that are still current.

    Marks at these rows go too: a mark holds what the list is sorted by, and nothing withdrawn may stay anywhere.
    """
    _shift(model, rows, -1)
    if model in ORDERS:
        gone = _current(model).filter(pk__in=rows).values("public_id")
        PageMark.objects.filter(table=_table(model), public_id__in=gone).delete()


def arrived(model: type[Model], rows: Collection[int]) -> None:
    """Count rows in, by the keys of rows that are current by now."""
    _shift(model, rows, 1)


def settle() -> None:
    """Make anew the marks of each order that has none or too few; a short list has none."""
    widths = _widths()
    for model, orders in ORDERS.items():
        kept = [name for name in orders if (_table(model), name) in widths]
        if not kept and not _current(model)[SHORT : SHORT + 1].exists():
            continue
        for name in orders:
            if widths.get((_table(model), name), _WIDEST) >= _WIDEST:
                _mark(model, name)


def remake() -> None:
    """Make all marks anew: after a change past the publisher."""
    PageMark.objects.all().delete()
    settle()


def _table(model: type[Model]) -> str:
    return model.__name__.removeprefix("Published").lower()


def _current(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(to_release__isnull=True).order_by()


def _widths() -> dict[tuple[str, str], int]:
    """Give the widest gap between the marks of each order."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT "table", "order", greatest(max(gap), min(place)) FROM (
                SELECT "table", "order", place,
                    lead(place) OVER (PARTITION BY "table", "order" ORDER BY place) - place AS gap FROM {_TABLE}
            ) gaps GROUP BY 1, 2
        """)
        return {(table, order): width for table, order, width in cursor.fetchall()}


def _mark(model: type[Model], name: str) -> None:
    PageMark.objects.filter(table=_table(model), order=name).delete()
    key = F("mark_key").asc(nulls_last=True)
    keyed = _current(model).annotate(mark_key=ORDERS[model][name])
    numbered = keyed.annotate(number=Window(RowNumber(), order_by=[key, F("public_id").asc()]))
    statement, parameters = numbered.values("mark_key", "public_id", "number").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH numbered AS MATERIALIZED ({statement}), marks AS (
                SELECT number - 1 AS place, mark_key::text AS key, public_id FROM numbered
                WHERE (number - 1) %% {STEP} = 0
                UNION ALL SELECT count(mark_key), NULL, '{_BEFORE}' FROM numbered
                UNION ALL SELECT count(*), NULL, '{_BEHIND}' FROM numbered
            )
            INSERT INTO {_TABLE} ("table", "order", place, key, public_id)
            SELECT %s, %s, place, key, public_id FROM marks
            """,
            [*parameters, _table(model), name],
        )


def _shift(model: type[Model], rows: Collection[int], sign: int) -> None:
    marked = PageMark.objects.filter(table=_table(model))
    if model not in ORDERS or not rows or not marked.exists():
        return
    if len(rows) > _MOST_SHIFTED:
        marked.delete()
        return
    orders = ORDERS[model]
    keyed = _current(model).filter(pk__in=rows).annotate(**{f"key_{name}": key for name, key in orders.items()})
    changed = list(keyed.values_list("public_id", *(f"key_{name}" for name in orders)))
    moves: dict[int, int] = {}
    for column, name in enumerate(orders, start=1):
        field = keyed.query.annotations[f"key_{name}"].output_field
        marks = [
            (_place(None if mark.key is None else field.to_python(mark.key), mark.public_id), mark.pk)
            for mark in marked.filter(order=name)
        ]
        moves |= _moves(sorted(marks), (_place(row[column], row[0]) for row in changed), sign)
    _move(moves)


def _place(key: Any, public_id: str) -> _Place:  # noqa: ANN401 -- a text, number, amount or date
    return (True, 0, public_id) if key is None else (False, key, public_id)


def _moves(marks: list[tuple[_Place, int]], changed: Iterable[_Place], sign: int) -> Iterator[tuple[int, int]]:
    """Give the marks that have other rows before them now, and by how many."""
    places = [place for place, _ in marks]
    steps = [0] * (len(marks) + 1)
    for place in changed:
        steps[bisect_right(places, place)] += sign
    moved = accumulate(steps)
    return ((key, by) for (_, key), by in zip(marks, moved, strict=False) if by)


def _move(moves: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {_TABLE} mark SET place = mark.place + moved.by
            FROM unnest(%s::bigint[], %s::bigint[]) AS moved (id, by) WHERE mark.id = moved.id
            """,
            [list(moves), list(moves.values())],
        )
