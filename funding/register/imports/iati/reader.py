"""An IATI activity file, read as a stream: one `iati-activity` element at a time, in bounded memory.

What an activity means is the business of `layout`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from funding.register.imports.activity import ActivityRefusedError
from funding.register.imports.iati import identifiers
from funding.register.imports.iati.elements import Element, line_of

MAX_BYTES = 200 * 1024 * 1024
MAX_PARTS = 200_000  # elements and attributes of one activity
ROOT = "iati-activities"
ACTIVITY = "iati-activity"
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
# Nothing outside the file is fetched, no entity is expanded, libxml2's own limits stay on. Comments and processing
# instructions aren't kept: no event would tell of them, so they would pile up.
_SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class FileRefusedError(Exception):
    """A file that can't be taken at all, said in one line."""


def activities(path: Path) -> Iterator[Element | ActivityRefusedError]:
    """Give each activity of a file in turn, or why it can't be taken; an element is empty once the next was asked for.

    Raises:
        FileRefusedError: the file can't be read, is too large, is compressed, isn't XML, isn't an IATI activity file
            or has a DOCTYPE. A file that breaks off half-way raises it after the activities before the break.

    """
    try:
        _check_size(path)
        with path.open("rb") as stream:
            _check_is_plain(stream.read(8))
            stream.seek(0)
            _check_root(stream)
            stream.seek(0)
            yield from _activities(stream)
    except OSError as error:
        message = f"The file can't be read: {error.strerror}."
        raise FileRefusedError(message) from error


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if not size:
        message = "The file is empty."
        raise FileRefusedError(message)
    if size > MAX_BYTES:
        message = f"The file is too large: {size:,} bytes, at most {MAX_BYTES:,} are taken."
        raise FileRefusedError(message)


def _check_is_plain(start: bytes) -> None:
    if start.startswith(_COMPRESSED):
        message = "The file is compressed: unpack it first."
        raise FileRefusedError(message)


def _check_root(stream: Any) -> None:  # noqa: ANN401 -- any binary stream, as lxml takes it
    # The first element says it all; nothing behind it has been built into a tree yet.
    root = next(_elements(stream, "start"))
    line = root.sourceline or 1
    if root.getroottree().docinfo.internalDTD is not None:
        message = f"The file has a DOCTYPE, before line {line}: no IATI file needs one."
        raise FileRefusedError(message)
    if root.tag != ROOT:
        message = f"This isn't an IATI activity file: line {line} begins <{root.tag}>, not <{ROOT}>."
        raise FileRefusedError(message)


def _activities(stream: Any) -> Iterator[Element | ActivityRefusedError]:  # noqa: ANN401 -- as above
    """Give the activities; whatever else stands in the root is let go of as soon as it ends."""
    size, name = 0, ""
    for element in _elements(stream, "end"):
        parent = element.getparent()
        if parent is None:
            continue
        before, size = size, size + 1 + len(element.attrib)
        is_whole = parent.getparent() is None  # it stands in the root
        if before <= MAX_PARTS < size:
            name = _identifier(_outermost(element))  # before it is let go of
        if element.tag == ACTIVITY and is_whole:
            yield element if size <= MAX_PARTS else _too_large(element, name)
        elif element.tag == ACTIVITY and size <= MAX_PARTS:
            yield _nested(element, parent)
        if is_whole or size > MAX_PARTS:
            _let_go(element, parent)
        if is_whole:
            size = 0


def _elements(stream: Any, event: str) -> Iterator[Element]:  # noqa: ANN401 -- as above
    """Give elements as they begin, or end."""
    parser = etree.iterparse(stream, events=(event,), **_SAFELY)
    try:
        for _, element in parser:
            yield element
    except etree.XMLSyntaxError as error:
        # The parser's log knows the first mistake and its line; the exception may know of neither.
        first = next(iter(parser.error_log.filter_from_errors()), None)
        said = f"{first.message}, line {first.line}" if first else error.msg or "unknown error"
        message = f"The file isn't well-formed XML: {' '.join(said.split())}."
        raise FileRefusedError(message) from error


def _let_go(element: Element, parent: Element) -> None:
    """Empty an element that has ended and remove those before it; it stays itself, for the parser is still at it."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs don't know it
    while element.getprevious() is not None:
        del parent[0]


def _outermost(element: Element) -> Element:
    """Give what stands in the root: an element itself, or what is around it."""
    return [element, *element.iterancestors()][-2]


def _identifier(element: Element) -> str:
    try:
        return identifiers.own(element)
    except ActivityRefusedError as error:
        return error.identifier


def _too_large(element: Element, name: str) -> ActivityRefusedError:
    reason = f"it has more than {MAX_PARTS:,} elements and attributes"
    return ActivityRefusedError(name, line_of(element), reason)


def _nested(element: Element, parent: Element) -> ActivityRefusedError:
    reason = f"it stands inside <{parent.tag}>, not directly in <{ROOT}>"
    return ActivityRefusedError(_identifier(element), line_of(element), reason)
