"""Stored values as people read them: labels rather than codes, names rather than keys."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model
from django.utils.formats import date_format
from django.utils.timezone import localtime

from funding.codelists.reference import country_names
from funding.register.history import last_known, register_models, restored

_LONGEST = 300  # characters of working data; texts are never cut


class Names:
    """What records are called, read at once for many rows of histories; also those that are deleted by now.

    Only what the user may view is named.
    """

    def __init__(self, user: User, rows: Iterable[Any]) -> None:
        """Read the names of all that the rows point to."""
        self._user = user
        wanted: dict[type[Model], set[Any]] = {}
        for row in rows:
            for one in _links(row):
                wanted.setdefault(one.related_model, set()).add(getattr(row, one.attname))
            wanted.setdefault(User, set()).add((row.pgh_context or {}).get("user"))
        self._found = {model: _records(model, keys - {None}) for model, keys in wanted.items()}

    def of(self, model: type[Model], key: Any) -> str:  # noqa: ANN401 -- keys are numbers or slugs
        """Name a record."""
        noun = str(model._meta.verbose_name)
        if not self._may_view(model):
            return f"{noun} (you may not view it)"
        record = self._found.get(model, {}).get(key)
        return _text_of(record) if record else f"{noun} {key} (deleted)"

    def title(self, model: type[Model], row: Any) -> str:  # noqa: ANN401 -- a row of some history
        """Name the record that a row is about as it was then; empty where that would name what may not be viewed."""
        record = restored(model, row)
        for one in _links(row):
            if not self._may_view(one.related_model):
                return ""
            if related := self._found[one.related_model].get(getattr(row, one.attname)):
                setattr(record, one.name, related)
        return _text_of(record)

    def _may_view(self, model: type[Model]) -> bool:
        own = model._meta  # staff see each other's names wherever something was decided
        return model is User or self._user.has_perm(f"{own.app_label}.view_{own.model_name}")


def _links(row: Any) -> list["ForeignKey[Any, Any]"]:  # noqa: ANN401 -- a row of some history
    fields = row._meta.concrete_fields
    return [one for one in fields if isinstance(one, ForeignKey) and not one.name.startswith("pgh_")]


def _records(model: type[Model], keys: set[Any]) -> dict[Any, Model]:
    found = model._base_manager.in_bulk(list(keys))
    gone = keys - found.keys()
    return found | (last_known(model, gone) if gone and model in register_models() else {})


def _text_of(record: Model) -> str:
    try:
        return str(record)
    except ObjectDoesNotExist:  # what it is named after is gone
        return f"{record._meta.verbose_name} {record.pk}"


def shown(field: "Field[Any, Any]", value: Any, names: Names, *, other: Any = None) -> str:  # noqa: ANN401, PLR0911 -- a column may hold anything, and each kind has its form
    """Write a value for people; empty for none. Of working data only what differs from `other` is written."""
    if value is None or value in ("", []):
        return ""
    if isinstance(field, ForeignKey):
        return names.of(field.related_model, value)
    if isinstance(field, ArrayField):
        return ", ".join(shown(field.base_field, one, names) for one in value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict):
        return _differing(value, other if isinstance(other, dict) else {})
    if field.name == "country":
        return str(country_names().get(value, value))
    return plain(value, is_share=field.name.endswith("share"))


def plain(value: Any, *, is_share: bool = False) -> str:  # noqa: ANN401 -- whatever a column holds
    """Write a number, date or text for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,.4f}".rstrip("0").rstrip(".") if is_share else f"{value:,.2f}"
    if isinstance(value, datetime):
        return str(date_format(localtime(value), "j F Y, H:i"))
    return str(date_format(value, "j F Y") if isinstance(value, date) else value)


def _differing(value: dict[str, Any], other: dict[str, Any]) -> str:
    own = {key: one for key, one in value.items() if key not in other or other[key] != one}
    text = json.dumps(own, ensure_ascii=False, cls=DjangoJSONEncoder)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
