"""By what published rows are sorted: one expression for the question and for the index that answers it.

Rows of which the key isn't known come last in either direction; the public id decides between equals, in the direction
of the key. So one index, read forwards or backwards, gives the known ones in order.
"""

from collections.abc import Mapping

from django.db.models import F, Index, Q, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Collate, Left, Lower, NullIf

_TITLE_LENGTH = 120  # an index can't hold a long text, and more of it never decides


def by_text(column: str) -> Collate:
    """Sort a text by its letters, the empty ones last."""
    return Collate(NullIf(Lower(column), Value("")), "C")


def by_title() -> Collate:
    """Sort by the folded text for search, which begins with the title."""
    return Collate(Left("search", _TITLE_LENGTH), "C")


GRANT_ORDERS: Mapping[str, Expression | F] = {
    "title": by_title(),
    "recipient": by_text("recipient"),
    "programme": by_text("programme_title"),
    "year": F("year"),
    "starts_on": F("starts_on"),
    "contracted": F("contracted"),
    "paid": F("paid"),
}
TRANSACTION_ORDERS: Mapping[str, Expression | F] = {
    "date": F("date"),
    "title": by_title(),
    "receiver": by_text("receiver"),
    "amount": F("amount"),
}


def sort_indexes(orders: Mapping[str, Expression | F], prefix: str) -> list[Index]:
    """Make the indexes for lists of current rows in these orders."""
    return [
        Index(key, F("public_id"), name=f"{prefix}_by_{name}", condition=Q(to_release__isnull=True))
        for name, key in orders.items()
    ]
