"""How CSV looks here (RFC 4180 but for line ends, UTF-8): marks, the header, blocks. Knows no Django.

PostgreSQL writes the rows (`copying`) and ends each line with a line feed alone, so the header does too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SEPARATOR = "|"  # between the values of a list
# Text that begins with one of these is no formula in any program: letters, digits, and marks that can be seen. Whatever
# else it begins with, an apostrophe goes in front: = + - @ and their full-width forms, and all that has no width or is
# blank, since programs drop it before they look for a formula. The usual beginnings come first.
HARMLESS = (
    ("A", "~"), (".", "<"), ("\u0400", "\u0482"), ("!", "*"), (",", ","), (">", "?"),
    ("\u00a1", "\u00ac"), ("\u00ae", "\u02ff"), ("\u0370", "\u0482"), ("\u048a", "\u058f"), ("\u10a0", "\u10ff"),
    ("\u1e00", "\u1fff"), ("\u2013", "\u2027"), ("\u2030", "\u205e"), ("\u2070", "\u20bf"), ("\u2100", "\u214f"),
)  # fmt: skip
BLOCK = 64 * 1024  # bytes; a send for each row would be slow


@dataclass(frozen=True)
class Dialect:
    """How a reader's program wants its CSV."""

    delimiter: str
    decimal_mark: str
    mark: str  # what stands before the first line
    suffix: str


PLAIN = Dialect(delimiter=",", decimal_mark=".", mark="", suffix=".csv")
# Excel takes UTF-8 for its old code page without the mark. It splits at semicolons where the decimal mark is a comma,
# in Belarus as in most of the EU; there a decimal point would make 12.5 the twelfth of May.
EXCEL = Dialect(delimiter=";", decimal_mark=",", mark="\N{ZERO WIDTH NO-BREAK SPACE}", suffix=".excel.csv")
DIALECTS = (PLAIN, EXCEL)


def header(names: Sequence[str], dialect: Dialect) -> bytes:
    """Write the first line; names of columns need no quotes."""
    return f"{dialect.mark}{dialect.delimiter.join(names)}\n".encode()


def blocks(first: bytes, lines: Iterable[bytes | bytearray | memoryview], *, size: int = BLOCK) -> Iterator[bytes]:
    """Gather lines into blocks of at least a size; the last one may be smaller."""
    gathered = bytearray(first)
    for line in lines:
        gathered += line
        if len(gathered) >= size:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)
