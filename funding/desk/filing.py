"""After a release made on a page of the staff's: another process writes its files, nobody waits for them."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import transaction

_started: list[subprocess.Popen[bytes]] = []


def write_files_soon() -> None:
    """Have the files of the latest release written once the transaction has ended well.

    Where that fails, or is switched off, the timer's `write_files` does it, and until then files are made as they
    are asked for.
    """
    if settings.WRITES_FILES:
        transaction.on_commit(_start)


def _start() -> None:
    _started[:] = [one for one in _started if one.poll() is None]  # asks after those that have ended, too
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "write_files"]
    silent = subprocess.DEVNULL
    _started.append(
        subprocess.Popen(  # noqa: S603 -- our own words
            command, env=os.environ, stdin=silent, stdout=silent, start_new_session=True
        )
    )
