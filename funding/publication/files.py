"""The compressed files that are kept ready: found, read, put in, forgotten. Knows no register."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Func, IntegerField, Sum

from funding.publication.models import PublishedFilePart


@dataclass(frozen=True)
class StoredFile:
    """A file of one release, gzip."""

    name: str
    release: int
    parts: int
    size: int  # bytes

    def read(self) -> Generator[bytes]:
        """Give the file part by part; no transaction stays open while a reader takes one.

        Raises:
            DoesNotExist: the file was forgotten meanwhile, as when something was withdrawn.

        """
        own = PublishedFilePart.objects.filter(name=self.name, release=self.release).values_list("content", flat=True)
        for number in range(self.parts):
            yield bytes(own.get(number=number))


def find(name: str, *, release: int) -> StoredFile | None:
    """Find the file of a release, if it was written."""
    size: IntegerField[Any, Any] = IntegerField()
    length = Func("content", function="octet_length", output_field=size)
    own = PublishedFilePart.objects.filter(name=name, release=release)
    found = own.aggregate(parts=Count("pk"), size=Sum(length))
    return StoredFile(name, release, found["parts"], found["size"]) if found["parts"] else None


def put_in(name: str, parts: Iterable[bytes], *, release: int) -> None:
    """Write a file; who calls this holds a transaction, and makes sure that the release is still the latest."""
    for number, content in enumerate(parts):
        PublishedFilePart.objects.create(name=name, release=release, number=number, content=content)


def forget() -> None:
    """Delete every file: each may hold what is withdrawn now, and none is of the release that is made now."""
    PublishedFilePart.objects.all().delete()
