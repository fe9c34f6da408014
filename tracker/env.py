"""Typed reading of environment variables. What is wrong is said with the variable's name, never its value."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Sequence

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


def text(name: str, *, default: str | None = None) -> str:
    """Return the variable without surrounding blanks; an empty one counts as not set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        message = f"The environment variable {name} must be set."
        raise ImproperlyConfigured(message)
    return default


def flag(name: str, *, default: bool) -> bool:
    """Return whether the variable says yes."""
    value = text(name, default="yes" if default else "no").lower()
    if value not in YES | NO:
        message = f"The environment variable {name} must be yes or no."
        raise ImproperlyConfigured(message)
    return value in YES


def choice(name: str, choices: Sequence[str], *, default: str | None = None) -> str:
    """Return the variable, which must be one of `choices`."""
    value = text(name, default=default)
    if value not in choices:
        message = f"The environment variable {name} must be one of: {', '.join(choices)}."
        raise ImproperlyConfigured(message)
    return value


def items(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Return the variable's comma-separated parts."""
    value = text(name, default=",".join(default))
    return [item.strip() for item in value.split(",") if item.strip()]


def number(name: str) -> Decimal | None:
    """Return the variable as a number above 0; None where it isn't set."""
    value = text(name, default="")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", value) or not Decimal(value):
        message = f"The environment variable {name} must be a number above 0, in plain digits."
        raise ImproperlyConfigured(message)
    return Decimal(value)
