"""`manage.py write_files`: the files of the latest release that are kept ready. For a timer, and after publishing."""

from django.core.management.base import BaseCommand

from funding.management import filing


class Command(BaseCommand):
    """Write what is missing; prints the names."""

    help = "Compress the whole of each list for download, where that isn't done yet. Safe to repeat."

    def handle(self, *_args: object, **_options: object) -> None:
        """Write, and say what was written."""
        written = filing.write_files()
        self.stdout.write(f"Written: {', '.join(written)}." if written else "Every file is there already.")
