"""The name scan while somebody writes: texts in, sentences about protected names out. Saving makes the check again."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from funding.desk.admin.base import user_of
from funding.register import snapshots
from funding.register.screening import Screen

LONGEST = 100_000  # bytes: longer than all texts of a record together
_LONGEST_KEY = 18  # digits
_NOUNS = {str(model._meta.model_name) for model in snapshots.PUBLISHABLE}
_CHANGES = [f"register.change_{noun}" for noun in (*sorted(_NOUNS), "transaction")]
_REFUSED = "The name check takes up to 100 KB of JSON: the names of fields with their texts."


@require_POST
def scan_view(request: HttpRequest) -> HttpResponse:
    """Answer {"hits": {field: [sentence]}} for {field: text}; `noun` and `key` name the record that it is about.

    With them, hits that two persons cleared for that record aren't told.
    """
    user = user_of(request)
    if not any(user.has_perm(one) for one in _CHANGES):
        raise PermissionDenied
    said = _read(request)
    if said is None:
        return JsonResponse({"error": _REFUSED}, status=HTTPStatus.BAD_REQUEST)
    noun, key = said.pop("noun", ""), said.pop("key", "")
    screen = Screen()
    place = (noun, int(key)) if noun in _NOUNS and key.isdecimal() and len(key) <= _LONGEST_KEY else None
    hits = {
        field: [str(one) for one in screen.hits_in(_words(field), text, place=place)] for field, text in said.items()
    }
    return JsonResponse({"hits": {field: found for field, found in hits.items() if found}})


def _words(field: str) -> str:
    """Name a field of a form, or of a row of it, for people: `transactions-0-description` is the description."""
    return field.rpartition("-")[2].replace("_", " ")


def _read(request: HttpRequest) -> dict[str, str] | None:
    """Read names of fields and texts; None where the body is too long or something else."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST:
        return None
    try:
        said: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    is_texts = isinstance(said, Mapping) and all(isinstance(one, str) for one in said.values())
    return dict(said) if is_texts else None
