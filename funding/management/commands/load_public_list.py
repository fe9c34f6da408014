"""`manage.py load_public_list FILE --title TEXT`: a list that others publish, to hold our rows against."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from funding.register.imports import public_lists
from funding.register.models import Programme


class Command(BaseCommand):
    """Load a file and say what was stored and what was left out."""

    help = "Load a CSV file of the EU's Financial Transparency System. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, what it is called, and which of its programmes are ours."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the list (CSV, UTF-8)")
        parser.add_argument("--title", required=True, help="what the list is called")
        parser.add_argument("--address", default="", help="where it was found")
        parser.add_argument(
            "--programme",
            action="append",
            default=[],
            metavar="PATTERN=ID",
            help="the list's programmes of this name (* for any characters) are our programme with this number",
        )

    def handle(
        self, *_args: object, file: Path, title: str, address: str, programme: list[str], **_options: object
    ) -> None:
        """Load, and say what came of it."""
        try:
            programmes = [_pattern(one) for one in programme]
            loading = public_lists.load_public_list(file, title=title, address=address, programmes=programmes)
        except public_lists.NotAListError as error:
            message = f"{error} Nothing was stored."
            raise CommandError(message) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OSError as error:
            message = f"{file} can't be read: {error.strerror}."
            raise CommandError(message) from error
        if loading.is_known:
            self.stdout.write(f"It was loaded already, as “{loading.made}”: nothing was stored.")
            return
        self.stdout.write(f"“{loading.made}”: {loading.stored:,} entries stored, {loading.bad_count:,} rows left out.")
        for row in loading.bad:
            self.stdout.write(f"  {row}")
        if loading.bad_count > len(loading.bad):
            self.stdout.write(f"  … and {loading.bad_count - len(loading.bad):,} more")


def _pattern(text: str) -> tuple[str, Programme]:
    pattern, _, key = text.rpartition("=")
    ours = Programme.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if not pattern or ours is None:
        message = f"--programme takes PATTERN=ID with the number of a programme, not {text!r}."
        raise CommandError(message)
    return pattern, ours
