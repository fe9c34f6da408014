"""Doing what may be refused, and saying so in words: nothing that staff decide ends in a fault."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import HttpRequest

from funding.desk.admin.base import refusal_of, words_of

_SAID = 20  # so many refusals are said one by one


def attempt(do: Callable[..., object], *args: Any, **options: Any) -> str:  # noqa: ANN401 -- passed on
    """Do something whole or not at all; give in words why it was refused, or nothing."""
    try:
        with transaction.atomic():
            do(*args, **options)
    except ValidationError as error:
        return words_of(error)
    except (DataError, IntegrityError) as error:
        return refusal_of(error)
    except ObjectDoesNotExist:
        return "It isn't in the register any more."
    return ""


def say(request: HttpRequest, done: str, refused: Sequence[str]) -> None:
    """Say what was done, and of the first that were refused why."""
    if done:
        messages.success(request, done)
    for words in refused[:_SAID]:
        messages.error(request, words)
    if len(refused) > _SAID:
        messages.error(request, f"So it is with {len(refused) - _SAID} more.")
