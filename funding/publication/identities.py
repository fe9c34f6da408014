"""Public ids: stable, never a register key, a hash of a name or a contract number, and never given twice.

Grants, transactions and organisations have random ids of 80 bits. Programmes and announcements, which are never about
one recipient, have readable ones, made from the title at their first publication.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify

from funding.folding import fold
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
    """The public ids of one draft: those given before, and new ones kept in memory until they are saved."""

    def __init__(self) -> None:
        """Read the ids given so far."""
        given = list(PublicIdentity.objects.values_list("subject", "subject_id", "public_id", "approval"))
        self._ids: dict[Key, str] = {(subject, key): public_id for subject, key, public_id, _ in given if key}
        self._given = frozenset(self._ids)
        self._shown = {(subject, key): approval for subject, key, _, approval in given if key and approval}
        self._taken = {public_id for _, _, public_id, _ in given}
        self._new: list[Key] = []
        self._used: set[Key] = set()

    def of(self, subject: str, key: int, *, name: str = "") -> str:
        """Give the public id of a record; a name makes a new one readable."""
        place = (subject, key)
        if place not in self._ids:
            self._ids[place] = self._slug(name) if name else random_id()
            self._taken.add(self._ids[place])
            self._new.append(place)
        self._used.add(place)
        return self._ids[place]

    def known(self, subject: str, key: int | None) -> str:
        """Give the public id of a record that was drafted before, else an empty string."""
        return self._ids[subject, key] if key is not None and (subject, key) in self._used else ""

    def given(self, subject: str, key: int) -> str:
        """Give the public id of a record from an earlier release, or an empty string."""
        return self._ids[subject, key] if (subject, key) in self._given else ""

    def is_given(self, subject: str, key: int) -> bool:
        """Tell whether a record has a public id from an earlier release."""
        return (subject, key) in self._given

    def new_ids(self) -> dict[str, Key]:
        """Give the ids that were made for this draft, each with its record: another draft makes others."""
        return {self._ids[place]: place for place in self._new}

    def save(self, approvals: dict[Key, Approval]) -> list[Shown]:
        """Store new ids, and note which approval each record is shown by.

        What is shown no more keeps its id: older releases still show it, and protecting it must find it there.
        Give what became of each record that was or is shown by an approval: by which one before, and by which now.
        """
        now = {place: approval.pk for place, approval in approvals.items() if place in self._ids}
        PublicIdentity.objects.bulk_create(
            (
                PublicIdentity(
                    subject=place[0], subject_id=place[1], public_id=self._ids[place], approval_id=now.get(place)
                )
                for place in self._new
            ),
            batch_size=_BATCH,
        )
        became = [
            Shown(place, self._shown.get(place), now.get(place))
            for place in dict.fromkeys([*now, *self._shown])
            if self._shown.get(place) != now.get(place)
        ]
        _note_approvals([one for one in became if one.place in self._given])
        return became

    def _slug(self, name: str) -> str:
        stem = slugify(fold(name))[:_SLUG_LENGTH].strip("-") or random_id()
        slug, count = stem, 2
        while slug in self._taken:
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
