"""`manage.py demo`: the whole tracker on this computer, with starter data, in one command."""

from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from funding.management import demonstration
from tracker import serving
from tracker.roles import RolesError

REFUSALS = (
    serving.ServingError,
    RolesError,
    ImproperlyConfigured,
    PermissionDenied,
    demonstration.NotADemonstrationError,
)


class Command(BaseCommand):
    """Prepare the database, load and publish the starter data, make two accounts, serve both faces."""

    help = "Set up a demonstration with starter data and serve the portal and the staff site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, and what to leave out."""
        parser.add_argument("--port", type=int, default=8000, help="port of the portal; the staff site takes the next")
        parser.add_argument("--no-serve", action="store_true", help="stop after publishing")
        parser.add_argument("--facts-only", action="store_true", help="leave out the invented grants")

    def handle(self, *_args: object, port: int, no_serve: bool, facts_only: bool, **_options: object) -> None:
        """Set up, then serve until Ctrl-C."""
        try:
            if not no_serve:
                serving.require_free(port)
            faces = demonstration.prepare_faces()
            demonstration.fill(with_invented=not facts_only, say=self.stdout.write)
            if not no_serve:
                serving.serve(
                    port=port,
                    staff_url=faces.staff,
                    portal_url=faces.portal,
                    environment=demonstration.environment(),
                    ready=self._say_addresses,
                )
        except REFUSALS as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _say_addresses(self, portal: str, staff: str) -> None:
        self.stdout.write(f"The portal:     {portal}")
        self.stdout.write(f"The staff site: {staff}")
        self.stdout.write("Ctrl-C stops both.")
