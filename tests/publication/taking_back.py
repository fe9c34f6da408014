"""Examples of property tests that leave nothing in the database."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def taken_back():
    """Take back all that is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
