"""What a filter can choose among, taken from the published tables in one query."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear

from funding.codelists.reference import country_names
from funding.folding import fold
from funding.publication.models import (
    PublishedGrant,
    PublishedInstrument,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
)

Choice = tuple[str, str]  # value, label
Choices = Mapping[str, list[Choice]]

UNKNOWN_YEAR: Choice = ("unknown", "Unknown")
_YEARS = frozenset({"contracted_year", "paid_year", "transaction_year"})
_COUNTRIES = frozenset({"recipient_country", "organisation_country"})

_SOURCES: dict[str, Callable[[], tuple[QuerySet[Any], Any, Any]]] = {
    "grant": lambda: (PublishedGrant.objects.current(), F("public_id"), F("title")),
    "programme": lambda: (PublishedProgramme.objects.current(), F("public_id"), F("title")),
    "instrument": lambda: (PublishedInstrument.objects.filter(to_release=None), F("public_id"), F("short_name")),
    "organisation": lambda: (PublishedOrganisation.objects.current(), F("public_id"), F("name")),
    "organisation_country": lambda: (PublishedOrganisation.objects.current(), F("country"), Value("")),
    "recipient_country": lambda: (
        PublishedGrant.objects.current(),
        Func(F("recipient_countries"), function="unnest"),
        Value(""),
    ),
    "contracted_year": lambda: (PublishedGrant.objects.current(), F("year"), Value("")),
    "paid_year": lambda: (PublishedTransaction.objects.current().paid(), ExtractYear("date"), Value("")),
    "transaction_year": lambda: (PublishedTransaction.objects.current(), ExtractYear("date"), Value("")),
}


def choices_of(facets: Iterable[str], *, grants: Collection[str] = ()) -> Choices:
    """Give the choices of each facet, in the order a reader looks for them; one query, or none for no facet.

    There are too many grants to offer: only those that are asked for, by public id, are looked up.
    """
    found: dict[str, list[Choice]] = {facet: [] for facet in facets}
    questions = [_question(facet, grants) for facet in found if facet != "grant" or grants]
    if questions:
        for facet, value, label in questions[0].union(*questions[1:]):
            if value:
                found[facet].append((value, label or value))
    return {facet: _in_order(facet, choices) for facet, choices in found.items()}


def _question(facet: str, grants: Collection[str]) -> QuerySet[Any]:
    rows, value, label = _SOURCES[facet]()
    if facet == "grant":
        rows = rows.filter(public_id__in=grants)
    labelled: QuerySet[Any] = rows.order_by().annotate(
        choice_facet=Value(facet, CharField()),
        choice_value=Cast(value, CharField()),
        choice_label=Cast(label, CharField()),
    )
    return labelled.values_list("choice_facet", "choice_value", "choice_label").distinct()


def _in_order(facet: str, choices: list[Choice]) -> list[Choice]:
    if facet in _YEARS:
        unknown = [UNKNOWN_YEAR] if facet == "contracted_year" else []
        return sorted(choices, reverse=True) + unknown
    if facet in _COUNTRIES:
        choices = [(code, country_names().get(code, code)) for code, _ in choices]
    return sorted(choices, key=lambda choice: (fold(choice[1]), choice[0]))
