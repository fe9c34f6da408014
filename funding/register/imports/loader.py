"""The loader: activities of IATI files into the register, by identifier, as often as one likes.

A second import of the same file changes nothing. What staff corrected, confirmed or added since the last import, and
the transactions they deleted, stay so and are reported (see `merging`). A programme or grant that staff deleted is
another matter: the reference that knew it went with it, so a file that still has it brings it back as new. New records
are not published and their scope is undecided.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction

from funding.register.history import because
from funding.register.imports.activity import Activity, ActivityRefusedError
from funding.register.imports.iati import layout, reader
from funding.register.imports.iati.elements import Element
from funding.register.imports.iati.reader import FileRefusedError
from funding.register.imports.report import Outcome, Report
from funding.register.imports.storing import references
from funding.register.imports.storing.activities import Storing

Progress = Callable[[int], None]
MAX_SKIPPED = 50_000  # a file that has more is of no use, and a report on it neither
_LOCK = 0x1A71  # one import at a time: two would add the same organisations twice


def import_file(path: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Import one file in one transaction; with `dry_run` all is done, reported and taken back.

    Raises:
        FileRefusedError: the file as a whole can't be taken; nothing of it is stored.

    """
    report = Report(path.name, is_dry_run=dry_run)
    with because(reason=f"Import of {path.name}"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _Run(report).load(path, progress)
        if dry_run:
            transaction.set_rollback(True)
    return report


def import_files(paths: Sequence[Path], *, dry_run: bool = False, progress: Progress | None = None) -> Iterator[Report]:
    """Import files one after the other; a refused one is reported, and neither undoes nor stops the others.

    A dry run shows each file as it would come out after those before it.
    """
    with transaction.atomic() if dry_run else nullcontext():
        for path in paths:
            try:
                report = import_file(path, progress=progress)
                report.is_dry_run = dry_run
            except FileRefusedError as error:
                report = Report(path.name, is_dry_run=dry_run, refusal=str(error))
            yield report
        if dry_run:
            transaction.set_rollback(True)


class _Run:
    """One file on its way into the register."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._storing = Storing()
        self._decisions: list[str] = []
        self._contracts: list[str] = []
        self._children: dict[str, None] = {}

    def load(self, path: Path, progress: Progress | None) -> None:
        """Store a file's activities in batches, then link contracts to decisions."""
        for batch in references.batches(self._readable(path)):
            register = references.Known(batch)
            self._storing.expect(batch)
            for activity in batch:
                self._load_one(activity, register)
            if progress:
                progress(self._report.read)
        references.link(
            decisions=self._decisions,
            contracts=self._contracts,
            children=list(self._children),
            report=self._report,
        )

    def _readable(self, path: Path) -> Iterator[Activity]:
        """Give the activities that can be read, each identifier once."""
        seen: set[str] = set()
        for found in reader.activities(path):
            activity = _read(found)
            if isinstance(activity, ActivityRefusedError):
                self._report.skipped.append(activity)
                self._check_use()
                continue
            if activity.identifier in seen:
                self._skip(activity, "its identifier came earlier in this file: the first one stands")
                continue
            seen.add(activity.identifier)
            yield activity

    def _check_use(self) -> None:
        if len(self._report.skipped) > MAX_SKIPPED:
            message = (
                f"More than {MAX_SKIPPED:,} of its activities can't be taken; the last: {self._report.skipped[-1]}."
            )
            raise FileRefusedError(message)

    def _load_one(self, activity: Activity, register: references.Known) -> None:
        try:
            with transaction.atomic():
                stored = self._storing.store(activity, register)
        except ActivityRefusedError as error:
            self._storing.forget()
            self._report.skipped.append(error)
            return
        except (IntegrityError, DataError) as error:
            self._storing.forget()
            self._skip(activity, f"the database refuses it: {str(error).splitlines()[0]}")
            return
        self._storing.keep()
        register.add(stored.reference)
        self._note(activity, stored.outcome)
        self._report.note(stored.merge)
        self._report.warn(stored.messages)
        self._report.transactions.update(stored.transactions)

    def _note(self, activity: Activity, outcome: Outcome) -> None:
        self._report.take(activity, outcome)
        (self._decisions if activity.is_decision else self._contracts).append(activity.identifier)
        self._children.update(dict.fromkeys(activity.links.children))

    def _skip(self, activity: Activity, reason: str) -> None:
        self._report.skipped.append(ActivityRefusedError(activity.identifier, activity.line, reason))


def _read(found: Element | ActivityRefusedError) -> Activity | ActivityRefusedError:
    """Read an element; what was refused stays so."""
    if isinstance(found, ActivityRefusedError):
        return found
    try:
        return layout.activity(found)
    except ActivityRefusedError as error:
        return error.with_traceback(None)  # it would hold the element
