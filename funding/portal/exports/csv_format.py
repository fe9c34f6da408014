"""CSV (RFC 4180, UTF-8) from rows of plain values, safe to open in a spreadsheet. Knows no Django.

Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers, a minus included, stay numbers.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | bool | list[str] | None

SEPARATOR = "|"  # between the values of a list
_FORMULA = frozenset("=+-@＝＋－＠")  # noqa: RUF001 -- the full-width forms are meant
_BREAKS = ("\t", "\r", "\n")
# Spaces, controls, and what has no width: joiners, byte order marks, variation selectors.
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols by category, blank to the eye


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


class _Line:
    """What `csv.writer` writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: Dialect = PLAIN) -> Iterator[bytes]:
    """Write a header and rows, line by line, as they come."""
    writer = csv.writer(_Line(), delimiter=dialect.delimiter, lineterminator="\r\n")
    yield (dialect.mark + writer.writerow(header)).encode()
    for row in rows:
        yield writer.writerow([text_of(cell, dialect) for cell in row]).encode()


def text_of(cell: Cell, dialect: Dialect = PLAIN) -> str:
    """Write one value: ISO dates, decimals without grouping, yes and no, nothing for what isn't known."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", dialect.decimal_mark)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    return _defused(cell if isinstance(cell, str) else SEPARATOR.join(cell))


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(_BREAKS) or _first_seen(text) in _FORMULA else text


def _first_seen(text: str) -> str:
    """Give the first character that can be seen: programs drop blanks before they look for a formula."""
    seen = (one for one in text if unicodedata.category(one) not in _UNSEEN and one not in _FILLERS)
    return next(seen, "")
