"""Writes the files that are kept ready: every list as a whole, in every dialect, of the latest release."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from django.db import connection, transaction
from django.http import HttpRequest

from funding.portal.exports.copying import csv_of, one_release
from funding.portal.exports.csv_format import DIALECTS, Dialect
from funding.portal.exports.lists import EXPORTS, Export
from funding.portal.filtering import filtered
from funding.publication import files
from funding.publication.models import Edition, Release
from funding.publication.releases import lock

_LOCK = 0x66696C65  # one writer at a time; any constant serves
_PART = 256 * 1024  # bytes of a row: what a reader's process holds at once
_GZIP = 31  # zlib's word for gzip; it writes no time and no name, so the same rows give the same bytes


def write_files() -> list[str]:
    """Write what is missing of the latest release, one file after another; give the names.

    Whoever publishes or withdraws meanwhile isn't held up, and no file of the release before is kept. A second writer
    waits for the first one, and then finds little to do.
    """
    with _one_writer():
        return [name for export in EXPORTS for dialect in DIALECTS if (name := _write(export, dialect))]


@contextmanager
def _one_writer() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _write(export: Export, dialect: Dialect) -> str:
    """Write one file, unless it is there; give its name, or nothing."""
    with TemporaryFile() as kept:
        with one_release(seconds=0) as edition:
            if edition is None or files.find(export.stored_as(dialect), release=edition.number):
                return ""
            found = filtered(HttpRequest(), export.filterset_class)
            press = zlib.compressobj(wbits=_GZIP)
            for block in csv_of(found.qs, export.columns, dialect, release=edition.number):
                kept.write(press.compress(block))
            kept.write(press.flush())
        is_kept = _keep(export.stored_as(dialect), kept, edition)
    return export.name(dialect) if is_kept else ""


def _keep(name: str, content: IO[bytes], edition: Edition) -> bool:
    """Store a file for all to see at once, if its release is still the latest.

    Nobody can publish or withdraw between that question and the end of the transaction: a withdrawal deletes the file,
    or it was never kept.
    """
    content.seek(0)
    with transaction.atomic():
        files.put_in(name, iter(partial(content.read, _PART), b""), release=edition.number)
        lock()
        is_latest = Release.objects.latest_edition() == edition
        transaction.set_rollback(not is_latest)
    return is_latest
