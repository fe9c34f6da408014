"""Pages of a list: by number, or by the row before or after.

Without filters any number is as quick as the first. Under filters the first 200 pages have numbers; from there on, and
in links that stay right while rows come and go, a page is named by its neighbour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.http import QueryDict

from funding.portal.addresses import query_string
from funding.portal.filtering import Problem, PublishedFilterSet
from funding.publication.marks import ORDERS, STEP
from funding.publication.seeking import Anchor, Marked

PER_PAGE = 25
MOST_PER_PAGE = 100
NUMBERED = 200  # pages under filters: a higher number would read all rows before it
PLACES = ("page", "after", "before")


@dataclass(frozen=True)
class Sheet:
    """One page of a list; addresses are queries from "?" on, empty where there is no such page."""

    rows: Sequence[Any]
    first: int = 0  # the number of its first row; 0 = isn't known
    number: int = 0  # its own; 0 = isn't known
    numbers: list[int | None] = field(default_factory=list)  # to offer; None stands for a gap
    previous: str = ""
    following: str = ""

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def is_one_of_several(self) -> bool:
        """Whether there are other pages."""
        return bool(self.previous or self.following)


class NoSuchPage(Exception):  # noqa: N818 -- an answer, not an error
    """There is no such page; `problem` says why, in words."""

    def __init__(self, label: str, words: str) -> None:
        """Take the label of the parameter and the words."""
        super().__init__(words)
        self.problem = Problem(label, words)


def sheet_of(found: PublishedFilterSet, query: QueryDict, *, total: int) -> Sheet:
    """Give the page that a query asks for, of a list of `total` rows.

    Raises:
        NoSuchPage: its number is too high, or the row that names it isn't there.

    """
    values = found.form.cleaned_data
    size = clamped(values["per_page"])
    if values["after"] is not None:
        return _after(found, query, _anchor(found, values["after"]), size)
    if values["before"] is not None:
        return _before(found, query, _anchor(found, values["before"]), size)
    return _numbered(found, query, 1 if values["page"] is None else values["page"], size, total)


def clamped(per_page: int | None) -> int:
    """Give how many rows a page has: 25, or what was asked for within 1-100."""
    return PER_PAGE if per_page is None else max(1, min(per_page, MOST_PER_PAGE))


def nearby(page: int, pages: int) -> list[int | None]:
    """Give the page numbers to offer: the ends and what is near; None stands for a gap."""
    wanted = sorted({1, pages} | set(range(max(1, page - 2), min(pages, page + 2) + 1)))
    offered: list[int | None] = []
    for number in wanted:
        if offered and number - (offered[-1] or 0) > 1:
            offered.append(None)
        offered.append(number)
    return offered


def _numbered(found: PublishedFilterSet, query: QueryDict, page: int, size: int, total: int) -> Sheet:
    pages = max(1, ceil(total / size))
    if not 1 <= page <= pages:
        there = "there is only one page" if pages == 1 else f"there are {pages} pages"
        msg = "Page"
        raise NoSuchPage(msg, f"there is no page {page}: {there}.")
    numbered = min(pages, NUMBERED) if found.active else pages
    if page > numbered:
        words = (
            f"under filters pages have numbers up to {NUMBERED}: go on from there with “Next”, or narrow the filters."
        )
        msg = "Page"
        raise NoSuchPage(msg, words)
    offset = (page - 1) * size
    rows = _rows(found, offset=offset, limit=size, total=total)
    following = _to(query, page=page + 1) if page < numbered else _to(query, after=rows[-1].public_id) if rows else ""
    return Sheet(
        rows,
        first=offset + 1,
        number=page,
        numbers=nearby(page, numbered),
        previous=_to(query, page=page - 1) if page > 1 else "",
        following=following if page < pages else "",
    )


def _rows(found: PublishedFilterSet, *, offset: int, limit: int, total: int) -> list[Any]:
    rows, name = found.rows(), found.sorting.lstrip("-")
    if offset > STEP and not found.active and name in ORDERS.get(rows.model, {}):
        table = rows.model.__name__.removeprefix("Published").lower()
        marked = Marked(table, name, found.order).by_number(rows, offset=offset, limit=limit, total=total)
        if marked is not None:
            return marked
    return found.order.by_number(rows, offset=offset, limit=limit, total=total)


def _anchor(found: PublishedFilterSet, public_id: str) -> Anchor:
    """Find the row that names a page; it need not pass the filters any more."""
    anchor = found.order.anchor_of(found.everything(), public_id)
    if anchor is None:
        msg = ""
        raise NoSuchPage(msg, "The row that this page was named by isn’t shown any more: begin at the first page.")
    return anchor


def _after(found: PublishedFilterSet, query: QueryDict, anchor: Anchor, size: int) -> Sheet:
    rows = found.order.beyond(found.rows(), anchor, limit=size + 1)
    if not rows:
        msg = ""
        raise NoSuchPage(msg, "No row of this list comes after the one that this page was named by.")
    following = _to(query, after=rows[size - 1].public_id) if len(rows) > size else ""
    return Sheet(rows[:size], previous=_to(query, before=rows[0].public_id), following=following)


def _before(found: PublishedFilterSet, query: QueryDict, anchor: Anchor, size: int) -> Sheet:
    rows = found.order.before(found.rows(), anchor, limit=size + 1)
    if not rows:
        msg = ""
        raise NoSuchPage(msg, "No row of this list comes before the one that this page was named by.")
    shown = rows[-size:]
    previous = _to(query, before=shown[0].public_id) if len(rows) > size else ""
    return Sheet(shown, previous=previous, following=_to(query, after=shown[-1].public_id))


def _to(query: QueryDict, **place: str | int) -> str:
    """Write the query of another page; the first one needs no number."""
    rest = query.copy()
    for name in PLACES:
        rest.pop(name, None)
    for name, value in place.items():
        if (name, value) != ("page", 1):
            rest[name] = str(value)
    return query_string(rest) or "?"
