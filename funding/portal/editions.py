"""Editions: which answer a reader has already. The same words mean the same bytes, so it needn't be made again."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from funding.publication.models import Edition

# What answers are made of beside published rows; of other packages the pinned versions say enough.
_PROGRAM = ("funding", "templates", "static", "tracker", "requirements.txt")
_SHOWN = ("DEBUG", "LANGUAGE_CODE", "REMOVAL_CONTACT", "REMOVAL_KEY", "STATIC_URL", "TIME_ZONE")


def etag_of(edition: Edition | None, request: HttpRequest) -> str:
    """Name the answer to a request in a release, as a strong ETag: another release, address or program names another.

    It holds for answers that depend on nothing else, so not where somebody is signed in, and not on the day.
    """
    name = f"{edition.number} {edition.published_at.isoformat()}" if edition else "none"
    words = f"{name} {request.build_absolute_uri()} {program()} {_shown()}"
    return f'"{_digest(words.encode())}"'


@cache
def program() -> str:
    """Name the program by the content of its files; the same on each machine that has them."""
    places = [settings.BASE_DIR / name for name in _PROGRAM]
    files = sorted(file for place in places for file in (place, *place.rglob("*")) if _is_ours(file))
    return _digest(
        *(part for file in files for part in (str(file.relative_to(settings.BASE_DIR)).encode(), file.read_bytes()))
    )


@cache
def _shown() -> str:
    """Name the settings that show."""
    return _digest(*(f"{name}={getattr(settings, name)}".encode() for name in _SHOWN))


def _is_ours(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


def _digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()[:32]
