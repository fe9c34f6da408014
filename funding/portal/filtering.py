"""How every list is filtered: one form, one query for page, totals and download.

Nothing a reader asks for is ignored in silence: a value that can't be, a parameter that isn't known, one that is given
twice where one counts: each is a problem in words, and then there are no rows.
"""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Expression
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django_filters import FilterSet

from funding.portal import kept
from funding.portal.fields import CountField, Offered, OneField, RowField, SeveralField
from funding.portal.gaps import Gap
from funding.publication.choices import ASKED, choices_of
from funding.publication.facets import Counts
from funding.publication.models import Edition
from funding.publication.seeking import Order

_LONGEST_NAME = 60
_PLACES = ("page", "after", "before")
_RANGES = (("amount_min", "amount_max", "amount"), ("date_from", "date_to", "date"))


@dataclass(frozen=True)
class Sort:
    """A column that a list can be sorted by."""

    label: str
    expression: str | Expression
    words: tuple[str, str] = ("A to Z", "Z to A")  # ascending, descending
    first: str = ""  # the direction of the first click: "-" where the largest or latest is what one looks for


SIZE = ("smallest first", "largest first")
AGE = ("oldest first", "latest first")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a query, in words; `label` is that of the filter, if it is one filter's."""

    label: str
    words: str

    def __str__(self) -> str:
        return f"{self.label}: {self.words}" if self.label else self.words


class FilterForm(forms.Form):
    """The filters of a list as a GET form, and which page of it is looked at."""

    page = CountField(required=False, label="Page")
    after = RowField(required=False, label="After")
    before = RowField(required=False, label="Before")
    per_page = CountField(required=False, label="Rows on a page")

    def clean(self) -> dict[str, Any]:
        """Refuse what no single field can see."""
        for name in self.data:
            if name not in self.fields:
                self.add_error(None, self._unknown(name))
        for name, field in self.fields.items():
            if not isinstance(field, SeveralField) and len(self.data.getlist(name)) > 1:  # type: ignore[attr-defined] # always a QueryDict
                self.add_error(name, "it is given more than once, and only one can count.")
        if sum(self.cleaned_data.get(name) is not None for name in _PLACES) > 1:
            self.add_error(None, "A page is named by its number, or by the row before or after it: only one can count.")
        for low, high, noun in _RANGES:
            lower, upper = self.cleaned_data.get(low), self.cleaned_data.get(high)
            if lower is not None and upper is not None and lower > upper:
                self.add_error(low, f"the first {noun} is beyond the second, so nothing can lie between.")
        return self.cleaned_data

    def _unknown(self, name: str) -> str:
        shown = name[:_LONGEST_NAME]
        near = difflib.get_close_matches(shown, self.fields, n=1)
        hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(self.fields)}."
        return f"“{shown}” isn't a filter of this list. {hint}"


class PublishedFilterSet(FilterSet):
    """A list of one published table: its filters, its order, what it can't tell."""

    facets: ClassVar[Mapping[str, str]] = {}  # filter → what it chooses among, see publication.choices
    sorts: ClassVar[Mapping[str, Sort]] = {}
    default_sort: ClassVar[str] = ""
    gaps: ClassVar[Mapping[str, tuple[Gap, ...]]] = {}  # filter → rows it can't test
    size: ClassVar[Expression] = Count("pk")  # how many records rows stand for
    measure: ClassVar[Expression | F | None] = None  # their amounts, to say how much money is left out

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict, known: Mapping[str, Offered]) -> None:
        """Take a query and the choices of `facets`."""
        super().__init__(data, self._meta.model.objects.current())  # type: ignore[attr-defined] # django-filter's options
        for name, facet in self.facets.items():
            self.filters[name].extra["choices"] = known[facet]

    @property
    def qs(self) -> QuerySet[Any]:
        """The rows, in order; none where the query has problems."""
        if not hasattr(self, "_qs"):
            self._qs = self.order.all(self.rows()) if self.is_valid() else self._nothing()
        return self._qs

    def _nothing(self) -> QuerySet[Any]:
        return self.annotated(self._start(), {}).none()

    def _start(self) -> QuerySet[Any]:
        assert self.queryset is not None  # noqa: S101 -- __init__ gives one
        return self.queryset.all()

    def rows(self) -> QuerySet[Any]:
        """Give the rows that pass every filter."""
        return self.annotated(self.kept(self._start(), self.active), self.form.cleaned_data)

    def everything(self) -> QuerySet[Any]:
        """Give all rows of the list, whether or not they pass the filters."""
        return self.annotated(self._start(), self.form.cleaned_data)

    def kept(self, rows: QuerySet[Any], names: Iterable[str]) -> QuerySet[Any]:
        """Keep the rows that pass the filters of these names."""
        for name in names:
            rows = self.filters[name].filter(rows, self.form.cleaned_data[name])
        return rows

    def summed(self, names: Collection[str]) -> QuerySet[Any]:  # noqa: ARG002 -- for lists with aggregates
        """Give what sums are asked of that need to know of the filters of these names, before any filter."""
        return self._start()

    def counts(self) -> Counts:
        """Count what is beside each value of each facet; of lists without aggregates nothing is counted."""
        return {}

    def annotated(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:  # noqa: ARG002 -- for lists that count parts
        """Add what depends on the filters, as the part of an amount that lies inside them."""
        return rows

    def search(self, rows: Any, _name: str, text: str) -> QuerySet[Any]:  # noqa: ANN401 -- any published queryset
        """Keep rows that hold every word."""
        found: QuerySet[Any] = rows.search(text)
        return found

    def keep(self, rows: QuerySet[Any], _name: str, _value: object) -> QuerySet[Any]:
        """Keep all: the value is used when all filters are known."""
        return rows

    @property
    def order(self) -> Order:
        """The order of page and file; the public id decides between equals."""
        expression = self.sorts[self.sorting.lstrip("-")].expression
        key = F(expression) if isinstance(expression, str) else expression
        return Order(key, descending=self.sorting.startswith("-"))

    @property
    def sorting(self) -> str:
        """The column sorted by, with a minus where it descends."""
        return (self.form.cleaned_data.get("sort") if self.is_valid() else None) or self.default_sort

    @property
    def sorted_in_words(self) -> str:
        """The order, as a sentence goes on: "contracted, largest first"."""
        sort = self.sorts[self.sorting.lstrip("-")]
        return f"{sort.label.lower()}, {sort.words[self.sorting.startswith('-')]}"

    @cached_property
    def active(self) -> list[str]:
        """Names of the filters that are set."""
        if not self.is_valid():
            return []
        values = self.form.cleaned_data
        return [name for name in self.filters if name != "sort" and values[name] not in (None, "", [])]

    @property
    def problems(self) -> list[Problem]:
        """Say in words what is wrong with the query."""
        fields = self.form.fields
        return [
            Problem("" if name == "__all__" else str(fields[name].label), str(error))
            for name, errors in self.form.errors.items()
            for error in errors
        ]

    @property
    def meanings(self) -> list[str]:
        """What the filters that are set mean, where a reader could take them for something else."""
        return [words for name in self.active if (words := str(self.form.fields[name].help_text))]


def filtered(
    request: HttpRequest, filterset_class: type[PublishedFilterSet], edition: Edition | None = None
) -> PublishedFilterSet:
    """Read a list's query: what page, totals and download all show. In a release choices are looked up once."""
    asked = {facet: given for name, facet in filterset_class.facets.items() if (given := request.GET.getlist(name))}
    known = kept.made_once(edition, f"choices-{filterset_class.__name__}", partial(_offered, filterset_class))
    linked = choices_of(asked.keys() & ASKED, asked=asked)
    return filterset_class(request.GET, known | {facet: Offered(choices) for facet, choices in linked.items()})


def _offered(filterset_class: type[PublishedFilterSet]) -> dict[str, Offered]:
    facets = {*filterset_class.facets.values()}
    return {facet: Offered(choices) for facet, choices in choices_of(facets - ASKED).items()} | {
        facet: Offered() for facet in facets & ASKED
    }


def sort_choices(sorts: Mapping[str, Sort], *, default: str) -> list[tuple[str, str]]:
    """Give the usual order, which needs no parameter, and each column both ways."""
    both_ways = [
        (f"{sign}{name}", f"{sort.label}, {words}")
        for name, sort in sorts.items()
        for sign, words in zip(("", "-"), sort.words, strict=True)
    ]
    return [("", f"Usual: {dict(both_ways)[default]}"), *both_ways]


__all__ = ["AGE", "SIZE", "FilterForm", "OneField", "PublishedFilterSet", "Sort", "filtered", "sort_choices"]
