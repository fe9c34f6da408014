"""Pages of a list, of which the totals have already counted the rows."""

from typing import Any

from django.core.paginator import Paginator

PER_PAGE = 25
MOST_PER_PAGE = 100


class CountedPaginator(Paginator):  # type: ignore[type-arg] # Django has no subscript at run time
    """A paginator that is told the count instead of asking for it."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:  # noqa: ANN401 -- whatever can be sliced
        """Take the count of the totals over the same query."""
        super().__init__(rows, per_page)
        self.count = count


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
