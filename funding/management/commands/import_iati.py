"""`manage.py import_iati FILE [FILE…] [--dry-run]`: IATI activity files into the register."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from funding.register.imports import loader


class Command(BaseCommand):
    """Import each file and print its report; refused files are said at the end, with exit status 1."""

    help = "Import IATI activity files: decisions become programmes, contracts grants. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an IATI activity file (XML)")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, store nothing")

    def handle(self, *_args: object, files: list[Path], dry_run: bool, verbosity: int, **_: object) -> None:
        """Import, and say what came of it."""
        is_watched = verbosity > 1 or (verbosity and self.stderr.isatty())
        progress = self._say_progress if is_watched else None
        refused = []
        for report in loader.import_files(files, dry_run=dry_run, progress=progress):
            if report.refusal:
                refused += report.lines()
            else:
                self.stdout.write("\n".join(report.lines()))
        if refused:
            raise CommandError("\n".join(refused))

    def _say_progress(self, count: int) -> None:
        self.stderr.write(f"{count} activities read …", style_func=str)
