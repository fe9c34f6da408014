"""What the next draft has to look at: every record, or those that something touched since the last draft.

Triggers mark what changes touch (`register.marking`). The publisher takes the marks that it sees; a transaction that
commits later leaves its own to the next publication. Where a draft of the touched records alone might differ from one
of all, everything is drafted: protection comes before speed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from sys import version
from unicodedata import unidata_version

import django
from django.conf import settings
from django.db import connection

from funding.names import Term
from funding.publication.identities import Key
from funding.register.models import LastDraft, Touched

_RULES = ("codelists", "names", "publication", "register")  # beside the modules of `funding` itself
_PRECISE = {"grant", "document", "organisation"}  # whose marks touch what can be found


@dataclass(frozen=True)
class Agenda:
    """The marks that were there, and what they are measured by."""

    touched: frozenset[Key]
    kept: frozenset[Key]  # held back by the last draft, and nothing touched them since
    today: date
    terms: frozenset[str]  # hashed

    @classmethod
    def of(cls, terms: Iterable[Term], *, today: date, take: bool) -> "Agenda":
        """Read the marks; `take` also deletes them, exactly those that were read."""
        marks = _taken() if take else list(Touched.objects.values_list("subject", "subject_id", "is_kept"))
        touched = frozenset((subject, key) for subject, key, is_kept in marks if not is_kept)
        kept = frozenset((subject, key) for subject, key, is_kept in marks if is_kept) - touched
        return cls(touched, kept, today, frozenset(map(_hashed, terms)))

    @property
    def is_everything(self) -> bool:
        """Whether something may have changed for records that nothing marks by themselves."""
        last = LastDraft.objects.first()
        return (
            last is None
            or last.rules != RULES
            or _day_class(last.drafted_on) != _day_class(self.today)
            or not self.terms <= set(last.terms)
            or any(subject not in _PRECISE for subject, _ in self.touched)
        )

    def of_kind(self, subject: str) -> set[int]:
        """Give the marked records of one kind."""
        return {key for kind, key in self.touched | self.kept if kind == subject}

    @property
    def others_held(self) -> set[Key]:
        """Give the records held back that a draft of the touched ones doesn't draft."""
        return {place for place in self.kept if place[0] not in _PRECISE}

    def close(self, unsettled: Iterable[Key]) -> None:
        """Note by what was drafted, and keep marks of what time or a removal may settle: what is held back."""
        Touched.objects.bulk_create(
            (Touched(subject=subject, subject_id=key, is_kept=True) for subject, key in unsettled), batch_size=2000
        )
        values = {"drafted_on": self.today, "rules": RULES, "terms": sorted(self.terms)}
        last = LastDraft.objects.first()
        if last is None or any(getattr(last, name) != value for name, value in values.items()):
            LastDraft.objects.all().delete()
            LastDraft.objects.create(**values)


def touch_everything() -> None:
    """Have the next draft look at everything."""
    Touched.objects.create(subject="", subject_id=0)


def _taken() -> list[tuple[str, int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Touched._meta.db_table} RETURNING subject, subject_id, is_kept")  # noqa: S608
        return [(subject, key, is_kept) for subject, key, is_kept in cursor.fetchall()]


def _day_class(day: date) -> tuple[int, bool]:
    """Give what of a day verdicts hang on: persons leave on 31 December, amounts are as at the last one."""
    return day.year, (day.month, day.day) == (12, 31)


def _hashed(term: Term) -> str:
    """Name a term: another copy of what is protected would be another place to lose it.

    With the secret key, or a list of names would tell which of them are there; another key has everything drafted.
    """
    whole, key = repr((term.text, term.kind.value, term.owner)), hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(whole.encode(), digest_size=12, key=key).hexdigest()


def _rules() -> str:
    """Name the program by which records are screened and projected: another one may draft something else.

    On the pools' parameters nothing of an earlier draft hangs: sealing drafts everything, and what they hold back is
    tested each time.
    """
    home = Path(settings.BASE_DIR) / "funding"
    files = [*home.glob("*.py"), *(file for name in _RULES for file in (home / name).rglob("*"))]
    whole = hashlib.sha256(f"{version} {unidata_version} {django.__version__}".encode())
    for file in sorted(files):
        if file.is_file() and file.suffix != ".pyc":
            content = file.read_bytes()
            whole.update(f"{file.relative_to(home)} {len(content)} ".encode() + content)
    return whole.hexdigest()


RULES = _rules()  # at the import: the files of the program that runs, not of one that replaces them meanwhile
