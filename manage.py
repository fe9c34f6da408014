#!/usr/bin/env python
"""The project's commands."""

import os
import sys

from django.core.management import execute_from_command_line

from tracker.database import prepare


def main() -> None:
    """Start the embedded database where the command needs one and none is named; then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    prepare(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
