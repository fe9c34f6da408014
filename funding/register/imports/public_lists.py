"""Lists of recipients that others publish, into the register: the files of the EU's Financial Transparency System.

A file is a CSV in UTF-8, of a year's commitments or of an older layout with fewer columns. Its rows are read and stored
as they come, in one transaction; a file that was loaded before is known by its content. What a row of ours without a
name is held against is the amount of each recipient, else of the whole commitment: that is what others would look for.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

from django.db import transaction

from funding.money import to_cents
from funding.periods import EARLIEST, LATEST
from funding.register.models import Programme, PublicList, PublicListEntry
from funding.register.models.constraints import AMOUNT_BOUND

BAD_ROWS_NAMED = 20  # so many are told one by one
_BATCH = 2000
_YEAR, _NAME, _SUBJECT, _PROGRAMME = "year", "name of beneficiary", "subject of grant or contract", "programme name"
# In this order: the first that says more than 0.
_AMOUNTS = (
    "beneficiary's contracted amount (eur)",
    "commitment contracted amount (eur)",
    "commitment contracted amount (eur) (a)",
)
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:[, ][0-9]{3})+(?:[.,][0-9]{1,2})?|-?[0-9]+(?:[.,][0-9]+)?")
_THOUSANDS = re.compile(r"[, ](?=[0-9]{3}(?:[^0-9]|$))")


class NotAListError(Exception):
    """The file isn't such a list; the message says why. Nothing of it was stored."""


class _BadRowError(Exception):
    """A row can't be taken; the message says why."""


@dataclass(frozen=True)
class BadRow:
    """A row that was left out, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass
class Loading:
    """What became of a file. `is_known`: it was loaded before, and nothing was stored."""

    made: PublicList
    is_known: bool = False
    stored: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)  # the first of them

    def leave_out(self, line: int, reason: str) -> None:
        """Note a bad row."""
        self.bad_count += 1
        if len(self.bad) < BAD_ROWS_NAMED:
            self.bad.append(BadRow(line, reason))


ProgrammePatterns = Sequence[tuple[str, Programme]]  # a pattern for the list's programme names, and ours


@transaction.atomic
def load_public_list(path: Path, *, title: str, address: str = "", programmes: ProgrammePatterns = ()) -> Loading:
    """Load one file, once; `programmes` says which of its programme names (`*` for any characters) are which of ours.

    Raises:
        NotAListError: the file isn't a list of recipients, or no row of it can be read; nothing is stored.
        ValidationError: the title or the address can't be.

    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if known := PublicList.objects.filter(digest=digest).first():
        return Loading(known, is_known=True)
    new = PublicList(title=title, address=address, digest=digest)
    new.full_clean()
    new.save()
    loading = Loading(new)
    entries = _entries(path, loading, [(pattern.casefold(), ours) for pattern, ours in programmes])
    while batch := list(islice(entries, _BATCH)):
        PublicListEntry.objects.bulk_create(batch)
        loading.stored += len(batch)
    if not loading.stored:
        why = f" The first: {loading.bad[0]}" if loading.bad else ""
        message = f"{path.name} holds no row that can be read.{why}"
        raise NotAListError(message)
    return loading


def _entries(path: Path, loading: Loading, programmes: ProgrammePatterns) -> Iterator[PublicListEntry]:
    """Read a file row by row."""
    for line, row in _rows(path):
        try:
            entry = _entry(row, programmes)
        except _BadRowError as error:
            loading.leave_out(line, str(error))
            continue
        entry.list = loading.made
        yield entry


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row that says anything by the plain names of its columns, with the line it ends on."""
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            columns = _columns(path.name, next(csv.reader([first], delimiter=_delimiter(first)), []))
            reader = csv.reader(file, delimiter=_delimiter(first))
            for cells in reader:
                line = reader.line_num + 1
                if any(cells):
                    yield line, {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
    except UnicodeDecodeError as error:
        message = f"{path.name} isn't text in UTF-8: export it so. The first wrong byte comes after line {line}."
        raise NotAListError(message) from error
    except csv.Error as error:
        message = f"{path.name} isn't a CSV file after line {line}: {error}."
        raise NotAListError(message) from error


def _delimiter(heading: str) -> str:
    return max(",;\t", key=heading.count)


def _columns(file: str, heading: Iterable[str]) -> dict[str, int]:
    """Find the columns; those of either layout are enough."""
    places = {_plain(name): place for place, name in enumerate(heading)}
    missing = [name for name in (_YEAR, _NAME) if name not in places]
    if not places.keys() & set(_AMOUNTS):
        missing.append(_AMOUNTS[0])
    if missing:
        named = " and ".join(f"“{name}”" for name in missing)
        message = f"{file} isn't a list of the Financial Transparency System: it has no column {named}."
        raise NotAListError(message)
    return {name: places[name] for name in (_YEAR, _NAME, _SUBJECT, _PROGRAMME, *_AMOUNTS) if name in places}


def _plain(heading: str) -> str:
    return " ".join(heading.replace("’", "'").casefold().split())


def _entry(row: dict[str, str], programmes: ProgrammePatterns) -> PublicListEntry:
    if any("\0" in text for text in row.values()):
        message = "it holds characters that are no text"
        raise _BadRowError(message)
    programme = row.get(_PROGRAMME, "").casefold()
    return PublicListEntry(
        year=_year(row.get(_YEAR, "")),
        amount=_amount(row),
        recipient=row.get(_NAME, "").rstrip("*")[:500],
        wording=row.get(_SUBJECT, "")[:1000],
        programme=next((ours for pattern, ours in programmes if fnmatchcase(programme, pattern)), None),
    )


def _year(text: str) -> int:
    if re.fullmatch(r"[0-9]{4}", text) and EARLIEST.year <= int(text) <= LATEST.year:
        return int(text)
    message = f"“{text[:40]}” is no year"
    raise _BadRowError(message)


def _amount(row: dict[str, str]) -> Decimal:
    """Give the recipient's amount, else the commitment's; where a list doesn't know the former it is empty or 0."""
    for name in _AMOUNTS:
        if (text := row.get(name, "")) and (amount := _number(text)):
            return amount
    message = "it has no amount"
    raise _BadRowError(message)


def _number(text: str) -> Decimal:
    plain = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    message = f"“{text[:40]}” is no amount"
    if not _NUMBER.fullmatch(plain):
        raise _BadRowError(message)
    amount = Decimal(_THOUSANDS.sub("", plain).replace(",", "."))
    if abs(amount) >= AMOUNT_BOUND:
        raise _BadRowError(message)
    return to_cents(amount)
