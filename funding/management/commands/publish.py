"""`manage.py publish --by USER [--note TEXT]`: publish what is approved as a new release."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from funding.publication import publisher
from funding.register.models import PublicationRun


class Command(BaseCommand):
    """Publish; prints what changed in each table."""

    help = "Publish every approved record as a new release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who publishes, and a note that the public reads."""
        parser.add_argument("--by", required=True, metavar="USER", help="user name of the publisher")
        parser.add_argument("--note", default="", help="what is new in this release; public")

    def handle(self, *_args: object, by: str, note: str, **_options: object) -> None:
        """Publish and say what came of it."""
        actor = User.objects.filter(username=by, is_active=True).first()
        if actor is None:
            message = f"There is no active user called {by!r}."
            raise CommandError(message)
        try:
            publication = publisher.publish(actor=actor, note=note)
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        if publication.release is None:
            latest = PublicationRun.objects.first()
            self.stdout.write(f"Nothing has changed since {latest or 'the beginning'}: no new release.")
            return
        self.stdout.write(f"{publication.release} published.")
        for table, (added, changed, removed) in publication.counts.items():
            self.stdout.write(f"  {table}: {added} added, {changed} changed, {removed} removed")
