"""Finding rows in an order: from a row on, or by number.

The known keys come first in either direction, then the rows without a key; so one index, read forwards or backwards,
answers both (`funding.publication.orders`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Expression, OrderBy

from funding.publication.marks import SHORT
from funding.publication.models import PageMark

Rows = QuerySet[Any]


class Anchor(NamedTuple):
    """A place in an order."""

    key: Any  # None = not known
    public_id: str


class _Row(Func):
    function = "ROW"
    output_field: "BooleanField[Any, Any]" = BooleanField()  # of no use: rows are compared, never read


class _Compared(Func):
    template = "%(expressions)s"
    output_field: "BooleanField[Any, Any]" = BooleanField()


@dataclass(frozen=True)
class Order:
    """An order of rows: by a key, then by public id."""

    key: Expression | F
    descending: bool = False

    def all(self, rows: Rows) -> Rows:
        """Sort rows, those without a key last."""
        last = OrderBy(self.key, descending=self.descending, nulls_last=True)
        return rows.order_by(last, self._id())

    def by_number(self, rows: Rows, *, offset: int, limit: int, total: int) -> list[Any]:
        """Give `limit` rows of a list of `total` rows, after the first `offset`."""
        if total <= SHORT:
            return list(self.all(rows)[offset : offset + limit])
        known = self.known(rows)
        found = list(known[offset : offset + limit])
        if len(found) < limit:
            before = 0 if found or not offset else offset - known.count()
            found += self.unknown(rows)[before : before + limit - len(found)]
        return found

    def beyond(self, rows: Rows, anchor: Anchor, *, limit: int) -> list[Any]:
        """Give the first `limit` rows after a place."""
        if anchor.key is None:
            return list(self.unknown(rows).filter(self._id_beyond(anchor))[:limit])
        found = list(self.known(rows).filter(self._row_beyond(anchor))[:limit])
        return found + list(self.unknown(rows)[: limit - len(found)])

    def before(self, rows: Rows, anchor: Anchor, *, limit: int) -> list[Any]:
        """Give the last `limit` rows before a place, in order."""
        back = Order(self.key, not self.descending)
        found: list[Any] = []
        if anchor.key is None:
            found = list(back.unknown(rows).filter(back._id_beyond(anchor))[:limit])
            found += back.known(rows)[: limit - len(found)]
        else:
            found = list(back.known(rows).filter(back._row_beyond(anchor))[:limit])
        return found[::-1]

    def anchor_of(self, rows: Rows, public_id: str) -> Anchor | None:
        """Find the place of a row; None where it isn't there."""
        keys = rows.filter(public_id=public_id).annotate(order_key=self.key).values_list("order_key", flat=True)
        return next((Anchor(key, public_id) for key in keys), None)

    def known(self, rows: Rows) -> Rows:
        """Sort the rows with a key."""
        known: Rows = rows.alias(order_key=self.key).filter(order_key__isnull=False)
        return known.order_by(OrderBy(self.key, descending=self.descending), self._id())

    def unknown(self, rows: Rows) -> Rows:
        """Sort the rows without a key."""
        unknown: Rows = rows.alias(order_key=self.key).filter(order_key__isnull=True)
        return unknown.order_by(self._id())

    def _id(self) -> str:
        return "-public_id" if self.descending else "public_id"

    def _id_beyond(self, anchor: Anchor) -> Q:
        return Q(**{"public_id__lt" if self.descending else "public_id__gt": anchor.public_id})

    def _row_beyond(self, anchor: Anchor) -> Q:
        return _compare(self.key, "<" if self.descending else ">", anchor)


def _compare(key: Expression | F, sign: str, anchor: Anchor) -> Q:
    """Compare rows as a whole, as an index over both columns does."""
    place = _Row(Value(anchor.key), Value(anchor.public_id))
    return Q(_Compared(_Row(key, F("public_id")), place, arg_joiner=f" {sign} "))


@dataclass(frozen=True)
class Marked:
    """A whole list with marks in its orders: any page is found at once."""

    table: str
    name: str  # of the order
    order: Order

    def by_number(self, rows: Rows, *, offset: int, limit: int, total: int) -> list[Any] | None:
        """Give what `Order.by_number` gives, or None where the order has no marks."""
        marks = PageMark.objects.filter(table=self.table, order=self.name)
        end = marks.filter(key__isnull=True, public_id="").first()
        if end is None:
            return None
        found: list[Any] = []
        for is_known, start, size in ((True, 0, end.place), (False, end.place, total - end.place)):
            low, high = max(offset - start, 0), min(offset + limit - start, size)
            if low < high:
                first = size - high if self.order.descending else low
                part = self._from(rows, marks, start + first, high - low, is_known=is_known)
                found += part[::-1] if self.order.descending else part
        return found

    def _from(self, rows: Rows, marks: QuerySet[PageMark], place: int, limit: int, *, is_known: bool) -> Sequence[Any]:
        """Give rows in ascending order from a place on, none of which is in the other part of the list."""
        upwards = Order(self.order.key)
        part = upwards.known(rows) if is_known else upwards.unknown(rows)
        mark = marks.filter(key__isnull=not is_known, place__lte=place).order_by("-place").first()
        if mark is None:
            return list(part[place : place + limit])
        if is_known:
            key = part.query.annotations["order_key"].output_field.to_python(mark.key)
            part = part.filter(_compare(self.order.key, ">=", Anchor(key, mark.public_id)))
        else:
            part = part.filter(public_id__gte=mark.public_id)
        return list(part[place - mark.place : place - mark.place + limit])
