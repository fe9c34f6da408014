"""Chips: the filters that are set, each a link to the same list without it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from funding.portal.addresses import query_string
from funding.portal.fields import SeveralField
from funding.portal.filtering import PublishedFilterSet
from funding.portal.paging import PLACES


@dataclass(frozen=True)
class Chip:
    """A filter that is set; `address` is the query without it."""

    label: str
    value: str
    address: str


def chips_of(found: PublishedFilterSet) -> list[Chip]:
    """Give a chip for every value of every filter that is set."""
    assert isinstance(found.data, QueryDict)  # noqa: S101 -- lists are made from requests only
    return [
        Chip(str(found.form.fields[name].label), _label(found, name, value), _without(found.data, name, value))
        for name in found.active
        for value in dict.fromkeys(one for one in found.data.getlist(name) if one)
    ]


def _label(found: PublishedFilterSet, name: str, value: str) -> str:
    field: Any = found.form.fields[name]
    if isinstance(field, SeveralField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type] # flat choices
    return value


def _without(query: QueryDict, name: str, value: str) -> str:
    rest = query.copy()
    rest.setlist(name, [one for one in rest.getlist(name) if one != value])
    return query_string(rest, without=PLACES) or "?"
