"""Search in the register: every word of a query must be found somewhere, names in whatever case, accents or script."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from funding.folding import fold, folded_words
from funding.register.models import Organisation, OrganisationAlias


def keep_matching(queryset: QuerySet[Any], text: str, condition: Callable[[str], Q]) -> QuerySet[Any]:
    """Keep what fulfils the condition of every word of a query."""
    for word in text.split():
        queryset = queryset.filter(condition(word))
    return queryset


def contains(word: str, fields: Iterable[str]) -> Q:
    """Find a word in any of some columns, as it is written there."""
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def organisations_named(word: str) -> Q:
    """Find organisations by a word of their name, their name in its own script or another name of theirs."""
    parts = folded_words(word)
    if not parts:
        return Q(pk__in=[])
    by_name = Q()
    for part in parts:
        by_name &= Q(name_folded__contains=part)
    return by_name | Q(pk__in=_by_other_names(parts))


def _by_other_names(parts: list[str]) -> set[int]:
    """Fold the names that have no folded column; there are few of them."""
    local = Organisation.objects.exclude(local_name="").values_list("pk", "local_name")
    aliases = OrganisationAlias.objects.values_list("organisation_id", "name")
    return {
        key
        for names in (local, aliases)
        for key, name in names.iterator()
        if all(part in folded for folded in [fold(name)] for part in parts)
    }
