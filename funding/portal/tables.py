"""The tables of the lists: their columns, headings and order.

Cells are drawn by one partial for each noun, which the desk's preview uses too. A column's name is the key it is
sorted by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import django_tables2 as tables

from funding.portal.filtering import PublishedFilterSet

_NUMBER = {"th": {"class": "num"}}


@dataclass(frozen=True)
class Heading:
    """A column's heading; `sort` is what its link asks for, empty where the column can't be sorted by."""

    label: str
    is_number: bool
    sort: str
    direction: str  # as aria-sort has it; empty where the list isn't sorted by it


class Ledger(tables.Table):
    """A table of published rows, in the order that its filter set gave them."""

    rows_template = ""
    caption = ""

    class Meta:
        orderable = False  # the filter set sorts, so that page and download have one order
        empty_text = "Nothing matches these filters."

    def __init__(self, found: PublishedFilterSet, records: Sequence[object]) -> None:
        """Show a page of what a filter set found."""
        super().__init__(records)
        self.records = records
        self.sorts = found.sorts
        self.sorting = found.sorting

    def headings(self) -> list[Heading]:
        """Give the headings with their links to sort by."""
        return [
            Heading(
                str(column.verbose_name),
                column.column.attrs == _NUMBER,
                self._next_sort(column.name),
                self._direction(column.name),
            )
            for column in self.columns
        ]

    def _next_sort(self, name: str) -> str:
        if name not in self.sorts:
            return ""
        if self.sorting.lstrip("-") == name:
            return name if self.sorting.startswith("-") else f"-{name}"
        return f"{self.sorts[name].first}{name}"

    def _direction(self, name: str) -> str:
        if self.sorting.lstrip("-") != name:
            return ""
        return "descending" if self.sorting.startswith("-") else "ascending"


class GrantTable(Ledger):
    """Grants."""

    rows_template = "funding/_grant_rows.html"
    caption = "Grants"

    title = tables.Column(verbose_name="Grant")
    recipient = tables.Column()
    sectors = tables.Column(empty_values=())
    year = tables.Column()
    contracted = tables.Column(attrs=_NUMBER)
    paid = tables.Column(attrs=_NUMBER)


class ProgrammeTable(Ledger):
    """Programmes."""

    rows_template = "funding/_programme_rows.html"
    caption = "Programmes"

    title = tables.Column(verbose_name="Programme")
    instrument = tables.Column()
    decided_on = tables.Column(verbose_name="Decided on")
    decided = tables.Column(attrs=_NUMBER)
    contracted = tables.Column(attrs=_NUMBER)
    paid = tables.Column(attrs=_NUMBER)


class OrganisationTable(Ledger):
    """Organisations."""

    rows_template = "funding/_organisation_rows.html"
    caption = "Organisations"

    name = tables.Column(verbose_name="Organisation")
    country = tables.Column()
    kind = tables.Column()
    grants = tables.Column(attrs=_NUMBER)


class TransactionTable(Ledger):
    """Transactions."""

    rows_template = "funding/_transaction_rows.html"
    caption = "Transactions"

    date = tables.Column()
    kind = tables.Column()
    title = tables.Column(verbose_name="Grant or programme")
    receiver = tables.Column()
    amount = tables.Column(attrs=_NUMBER)
