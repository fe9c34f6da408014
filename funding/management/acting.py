"""Who acts in a command, and what is said where they may not or it can't be."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.core.management.base import CommandError

REFUSALS = (PermissionDenied, ValidationError, ImproperlyConfigured)


def add_actor(parser: ArgumentParser) -> None:
    """Ask for the person in whose name it is done."""
    parser.add_argument("--by", required=True, metavar="USER", help="user name of who does this")


def actor_called(name: str) -> User:
    """Find the person.

    Raises:
        CommandError: there is no such active user.

    """
    actor = User.objects.filter(username=name, is_active=True).first()
    if actor is None:
        message = f"There is no active user called {name!r}."
        raise CommandError(message)
    return actor


def words_of(error: Exception) -> str:
    """Give the messages of a refusal as one text."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
