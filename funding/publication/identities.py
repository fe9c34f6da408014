"""Public ids: stable, never a register key, a hash of a name or a contract number, and never given twice.

Grants, transactions and organisations have random ids of 80 bits. Programmes and announcements, which are never about
one recipient, have readable ones, made from the title at their first publication.
"""

import secrets
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.text import slugify

from funding.folding import fold
from funding.register.models import Approval, PublicIdentity

Key = tuple[str, int]
_SLUG_LENGTH = 80


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
        given = list(PublicIdentity.objects.values_list("subject", "subject_id", "public_id"))
        self._ids: dict[Key, str] = {(subject, key): public_id for subject, key, public_id in given if key}
        self._given = frozenset(self._ids)
        self._taken = {public_id for _, _, public_id in given}
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
        PublicIdentity.objects.bulk_create(
            PublicIdentity(subject=subject, subject_id=key, public_id=self._ids[subject, key])
            for subject, key in self._new
        )
        changed, became = [], []
        for identity in PublicIdentity.objects.filter(subject_id__isnull=False):
            place = (identity.subject, identity.subject_id or 0)
            approval = approvals.get(place)
            if identity.approval_id != (approval.pk if approval else None):
                became.append(Shown(place, identity.approval_id, approval.pk if approval else None))
                identity.approval = approval
                changed.append(identity)
        PublicIdentity.objects.bulk_update(changed, ["approval"], batch_size=1000)
        return became

    def _slug(self, name: str) -> str:
        stem = slugify(fold(name))[:_SLUG_LENGTH].strip("-") or random_id()
        slug, count = stem, 2
        while slug in self._taken:
            slug, count = f"{stem}-{count}", count + 1
        return slug


def take_back(identities: QuerySet[PublicIdentity]) -> None:
    """Part public ids from their records for good."""
    identities.update(subject_id=None, approval=None)


def shown_approvals() -> dict[Key, Approval]:
    """Give the approvals that the latest release shows, by record."""
    shown = PublicIdentity.objects.filter(approval__isnull=False, subject_id__isnull=False).select_related("approval")
    return {(one.subject, one.subject_id): one.approval for one in shown if one.approval and one.subject_id}
