"""An IATI activity file, read as a stream: one `iati-activity` element at a time, in bounded memory.

What an activity means is the business of `layout`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

MAX_BYTES = 200 * 1024 * 1024
ROOT = "iati-activities"
ACTIVITY = "iati-activity"
# Nothing outside the file is fetched, no entity is expanded, libxml2's own limits stay on.
_SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


class FileRefusedError(Exception):
    """A file that can't be taken at all, said in one line."""


def activities(path: Path) -> Iterator[etree._Element]:
    """Give each activity of a file in turn; an element is empty once the next was asked for.

    Raises:
        FileRefusedError: the file can't be read, is too large, isn't XML, isn't an IATI activity file or has a
            DOCTYPE. A file that breaks off half-way raises it after the activities before the break.

    """
    try:
        _check_size(path)
        _check_root(path)
        with path.open("rb") as stream:
            yield from _elements(stream)
    except OSError as error:
        message = f"The file can't be read: {error.strerror}."
        raise FileRefusedError(message) from error
    except etree.XMLSyntaxError as error:
        message = f"The file isn't well-formed XML: {error.msg or 'unknown error'}."
        raise FileRefusedError(message) from error


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if not size:
        message = "The file is empty."
        raise FileRefusedError(message)
    if size > MAX_BYTES:
        message = f"The file is too large: {size:,} bytes, at most {MAX_BYTES:,} are taken."
        raise FileRefusedError(message)


def _check_root(path: Path) -> None:
    # The first element says it all; nothing behind it has been built into a tree yet.
    with path.open("rb") as stream:
        _, root = next(iter(etree.iterparse(stream, events=("start",), **_SAFELY)))
        line = root.sourceline or 1
        if root.getroottree().docinfo.internalDTD is not None:
            message = f"The file has a DOCTYPE, before line {line}: no IATI file needs one."
            raise FileRefusedError(message)
        if root.tag != ROOT:
            message = f"This isn't an IATI activity file: line {line} begins <{root.tag}>, not <{ROOT}>."
            raise FileRefusedError(message)


def _elements(stream: Any) -> Iterator[etree._Element]:  # noqa: ANN401 -- any binary stream, as lxml takes it
    for _, element in etree.iterparse(stream, events=("end",), tag=ACTIVITY, **_SAFELY):
        yield element
        element.clear()
        # Clearing leaves an empty element (and blank text) behind in the root: those go too.
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
