"""Public ids: stable, never a register key, a hash of a name or a contract number, and never given twice.

Grants, transactions and organisations have random ids of 80 bits. Programmes and announcements, which are never about
one recipient, have readable ones, made from the title at their first publication.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify

from funding.folding import fold
from funding.register.many import these
from funding.register.models import Approval, PublicIdentity

Key = tuple[str, int]
_SLUG_LENGTH = 80
_BATCH = 2000


def random_id() -> str:
    """Give 80 random bits as text: the only source of public ids."""
    return secrets.token_hex(10)


class Shown(NamedTuple):
    """By which approval a record was shown before a release, and by which since; None = it wasn't, or isn't."""

    place: Key
    before: int | None
    after: int | None


class RegisterIdentities:
    """The public ids of one draft: those given before, and new ones kept in memory until they are saved.

    Of a draft of a few records, those that are asked for are read, many at once by `look_up`.
    """

    def __init__(self, within: Collection[Key] | None = None) -> None:
        """Read the ids given so far; `within` names the only records whose publication the draft decides on."""
        self._ids: dict[Key, str] = {}
        self._given: set[Key] = set()
        self._shown: dict[Key, int] = {}
        self._new: dict[Key, str] = {}
        self._made: set[str] = set()
        self._used: set[Key] = set()
        self._within = None if within is None else frozenset(within)
        self._looked_up: set[Key] = set()
        if within is None:
            self._read(PublicIdentity.objects.filter(subject_id__isnull=False))
        else:
            self.look_up(within)

    def look_up(self, places: Collection[Key]) -> None:
        """Read the ids of records in a few statements; needless where all are read already."""
        by_subject: defaultdict[str, list[int]] = defaultdict(list)
        for place in {*places} - self._looked_up:
            by_subject[place[0]].append(place[1])
        for subject, keys in by_subject.items():
            self._read(PublicIdentity.objects.filter(subject=subject, subject_id__in=these(keys)))
        self._looked_up.update(places)

    def _read(self, rows: QuerySet[PublicIdentity]) -> None:
        for subject, key, public_id, approval in rows.values_list("subject", "subject_id", "public_id", "approval"):
            place = (subject, key or 0)
            self._ids[place] = public_id
            self._given.add(place)
            if approval:
                self._shown[place] = approval

    def _knows(self, place: Key) -> bool:
        if place not in self._ids and self._within is not None and place not in self._looked_up:
            self.look_up([place])
        return place in self._ids

    def of(self, subject: str, key: int, *, name: str = "") -> str:
        """Give the public id of a record; a name makes a new one readable."""
        place = (subject, key)
        if not self._knows(place):
            self._ids[place] = self._new[place] = self._slug(name) if name else random_id()
            self._made.add(self._ids[place])
        self._used.add(place)
        return self._ids[place]

    def known(self, subject: str, key: int | None) -> str:
        """Give the public id of a record that was drafted before, else an empty string."""
        return self._ids[subject, key] if key is not None and (subject, key) in self._used else ""

    def given(self, subject: str, key: int) -> str:
        """Give the public id of a record from an earlier release, or an empty string."""
        return self._ids[subject, key] if self.is_given(subject, key) else ""

    def is_given(self, subject: str, key: int) -> bool:
        """Tell whether a record has a public id from an earlier release."""
        return self._knows((subject, key)) and (subject, key) in self._given

    def stays(self, subject: str, key: int) -> bool:
        """Tell whether a record that isn't drafted stays public as it is; its id is known from then on."""
        place = (subject, key)
        if self._within is None or place in self._within or not self._knows(place) or place not in self._shown:
            return False
        self._used.add(place)
        return True

    def shown_by(self, subject: str, key: int) -> int | None:
        """Give the key of the approval that the latest release shows a record by."""
        return self._shown.get((subject, key)) if self._knows((subject, key)) else None

    def ids_of(self, subject: str, keys: Iterable[int]) -> list[str]:
        """Give the public ids that records have from earlier releases."""
        return [public_id for key in keys if (public_id := self.given(subject, key))]

    def new_ids(self) -> dict[str, Key]:
        """Give the ids that were made for this draft, each with its record: another draft makes others."""
        return {public_id: place for place, public_id in self._new.items()}

    def became(self, approvals: Mapping[Key, Approval]) -> list[Shown]:
        """Give what becomes of records: by which approval each was shown before, and by which now."""
        now = {place: approval.pk for place, approval in approvals.items() if place in self._ids}
        before = [place for place in self._shown if self._within is None or place in self._within]
        return [
            Shown(place, self._shown.get(place), now.get(place))
            for place in dict.fromkeys([*now, *before])
            if self._shown.get(place) != now.get(place)
        ]

    def save(self, approvals: Mapping[Key, Approval]) -> list[Shown]:
        """Store new ids, and note which approval each record is shown by; give what became of records.

        What is shown no more keeps its id: older releases still show it, and protecting it must find it there.
        """
        became = self.became(approvals)
        now = {one.place: one.after for one in became}
        PublicIdentity.objects.bulk_create(
            (
                PublicIdentity(subject=place[0], subject_id=place[1], public_id=public_id, approval_id=now.get(place))
                for place, public_id in self._new.items()
            ),
            batch_size=_BATCH,
        )
        _note_approvals([one for one in became if one.place in self._given])
        return became

    def _slug(self, name: str) -> str:
        stem = slugify(fold(name))[:_SLUG_LENGTH].strip("-") or random_id()
        given = set(PublicIdentity.objects.filter(public_id__startswith=stem).values_list("public_id", flat=True))
        slug, count = stem, 2
        while slug in given or slug in self._made:
            slug, count = f"{stem}-{count}", count + 1
        return slug


def _note_approvals(became: Sequence[Shown]) -> None:
    """Store by which approvals records that have an id are shown now: in one statement, however many."""
    if not became:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {PublicIdentity._meta.db_table} AS identity SET approval_id = new.approval
            FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS new (subject, key, approval)
            WHERE identity.subject = new.subject AND identity.subject_id = new.key
            """,  # noqa: S608 -- the name of a table
            [[one.place[0] for one in became], [one.place[1] for one in became], [one.after for one in became]],
        )


def take_back(identities: QuerySet[PublicIdentity]) -> None:
    """Part public ids from their records for good."""
    identities.update(subject_id=None, approval=None)


def shown_approvals() -> dict[Key, Approval]:
    """Give the approvals that the latest release shows, by record."""
    shown = PublicIdentity.objects.filter(approval__isnull=False, subject_id__isnull=False).select_related("approval")
    return {(one.subject, one.subject_id): one.approval for one in shown if one.approval and one.subject_id}
