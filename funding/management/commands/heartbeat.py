"""`manage.py heartbeat`: lets replicas know that they are up to date (docs/replicas.md)."""

import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from tracker.replicas import confirming


class Command(BaseCommand):
    """Commit something every few seconds until it is ended; runs beside the primary where there are replicas."""

    help = "Keep read replicas in use: the portal asks none that heard nothing of the primary lately."

    def handle(self, *_args: object, **_options: object) -> None:
        """Beat for ever; a primary that is away is tried again."""
        while True:
            try:
                confirming.beat()
            except DatabaseError as error:
                self.stderr.write(f"No beat: {error}")
                connection.close()
            except KeyboardInterrupt:
                return
            time.sleep(confirming.pause_seconds())  # a heart beats at intervals: this is all the command does
