"""What a filter can choose among, taken from the published tables in one query."""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import CharField, F, Func, Max, Min, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear

from funding.codelists.reference import country_names
from funding.folding import fold
from funding.publication.models import (
    GrantCell,
    PublishedGrant,
    PublishedInstrument,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
)
from funding.publication.querysets import UNKNOWN_YEAR, TransactionQuerySet

Choice = tuple[str, str]  # value, label
Choices = Mapping[str, list[Choice]]

_NO_YEAR: Choice = (UNKNOWN_YEAR, "Unknown")
_YEARS = frozenset({"contracted_year", "paid_year", "transaction_year"})
ASKED = frozenset({"grant", "organisation"})  # too many to offer: those that a query names are looked up
_COUNTRIES = frozenset({"recipient_country", "organisation_country"})

_SOURCES: dict[str, Callable[[], tuple[QuerySet[Any], Any, Any]]] = {
    "grant": lambda: (PublishedGrant.objects.current(), F("public_id"), F("title")),
    "programme": lambda: (PublishedProgramme.objects.current(), F("public_id"), F("title")),
    "instrument": lambda: (PublishedInstrument.objects.filter(to_release=None), F("public_id"), F("short_name")),
    "organisation": lambda: (PublishedOrganisation.objects.current(), F("public_id"), F("name")),
    "organisation_country": lambda: (PublishedOrganisation.objects.current(), F("country"), Value("")),
    "recipient_country": lambda: (
        GrantCell.objects.of("country"),
        Func(F("recipient_countries"), function="unnest"),
        Value(""),
    ),
    "contracted_year": lambda: (GrantCell.objects.of("year"), F("year"), Value("")),
    "paid_year": lambda: _years(PublishedTransaction.objects.current().paid()),
    "transaction_year": lambda: _years(PublishedTransaction.objects.current()),
}


def _years(transactions: TransactionQuerySet) -> tuple[QuerySet[Any], Any, Any]:
    """Offer every year from the first to the last: an index knows these two, and all rows the others."""
    ends = (
        transactions.order_by()
        .values(one=Value(1))
        .annotate(first=ExtractYear(Min("date")), last=ExtractYear(Max("date")))
    )
    return ends, Func("first", "last", function="generate_series"), Value("")


def choices_of(facets: Iterable[str], *, asked: Mapping[str, Collection[str]] = MappingProxyType({})) -> Choices:
    """Give the choices of each facet, in the order a reader looks for them; one query, or none for no facet.

    There are too many grants and organisations to offer: those that are `asked` for, by public id, are looked up.
    """
    found: dict[str, list[Choice]] = {facet: [] for facet in facets}
    questions = [_question(facet, asked.get(facet)) for facet in found if facet not in ASKED or asked.get(facet)]
    if questions:
        for facet, value, label in questions[0].union(*questions[1:]):
            if value:
                found[facet].append((value, label or value))
    return {facet: _in_order(facet, choices) for facet, choices in found.items()}


def _question(facet: str, asked: Collection[str] | None) -> QuerySet[Any]:
    rows, value, label = _SOURCES[facet]()
    if facet in ASKED:
        rows = rows.filter(public_id__in=asked or ())
    labelled: QuerySet[Any] = rows.order_by().annotate(
        choice_facet=Value(facet, CharField()),
        choice_value=Cast(value, CharField()),
        choice_label=Cast(label, CharField()),
    )
    return labelled.values_list("choice_facet", "choice_value", "choice_label").distinct()


def _in_order(facet: str, choices: list[Choice]) -> list[Choice]:
    if facet in _YEARS:
        unknown = [_NO_YEAR] if facet == "contracted_year" else []
        return sorted(choices, reverse=True) + unknown
    if facet in _COUNTRIES:
        choices = [(code, country_names().get(code, code)) for code, _ in choices]
    return sorted(choices, key=lambda choice: (fold(choice[1]), choice[0]))
