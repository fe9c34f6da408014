"""Which change of which table of the register touches which records: the agenda of the next publication.

A draft reads approved snapshots, which never change, and beside them the few facts that are listed here. Triggers of
the database note in `Touched` whose facts changed, whatever changed them, once for each statement however many rows it
writes. Protected terms (names, aliases, addresses, numbers) need no marks: each publication compares all of them with
those that the last one searched for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pgtrigger
from django.db.models import Model


class Marks(NamedTuple):
    """Rows of a table that touch a record: SQL over the table's columns."""

    why: str
    subject: str
    key: str
    where: str = "true"
    columns: tuple[str, ...] = ()  # an update of others touches nothing; empty: all count
    inserts: bool = True


_EVERYTHING = ("''", "0")
_SHOWN = ("id", "level", "approval_id")
_DECIDED = "Which decision it is shown by; the rest of it is read from the decision's snapshot."
_NAMES = "What names those to whom a grant's money goes through its recipient; names that are protected are terms."
_LISTS = "A row without a name must not be found in them: any of those rows may be."
_TIES = "Recipients that are one group: of any pooled grant."


def _record(subject: str) -> list[Marks]:
    return [Marks(_DECIDED, f"'{subject}'", "id", "approval_id IS NOT NULL", _SHOWN)]


def _of_organisation() -> list[Marks]:
    return [Marks(_NAMES, "'organisation'", "organisation_id")]


# The subject `organisation` stands for every record that ever named it.
MARKS: Mapping[str, Sequence[Marks]] = {
    "Grant": _record("grant"),
    "Programme": _record("programme"),
    "Package": _record("package"),
    "Statement": _record("statement"),
    "Envelope": _record("envelope"),
    "Event": _record("event"),
    "Document": _record("document"),
    "Approval": [
        Marks(
            "Level and date of a decision; until a record is shown by it, it is but a proposal.",
            "subject", "subject_id",
            columns=("id", "subject", "subject_id", "level", "submitted_at"),  # a trigger keeps the snapshot
            inserts=False,
        )
    ],
    "Transaction": [Marks("Payments that need no decision.", "'grant'", "grant_id", "grant_id IS NOT NULL")],
    "GrantRole": [Marks("Third parties, to whom no later payment is shown.", "'grant'", "grant_id")],
    "ClearedHit": [Marks("What is no name in one record.", "subject", "subject_id", "outcome = 'approved'")],
    "Organisation": [
        Marks("Who may be named, as whom until which day.", "'organisation'", "id"),
        Marks(
            _TIES, *_EVERYTHING, "coalesce(holding_id, fiscal_sponsor_id) IS NOT NULL",
            ("id", "holding_id", "fiscal_sponsor_id"),
        ),
    ],
    "OrganisationAlias": _of_organisation(),
    "OrganisationEmail": _of_organisation(),
    "OrganisationDomain": _of_organisation(),
    "OrganisationIdentifier": _of_organisation(),
    "PublicList": [Marks(_LISTS, *_EVERYTHING)],
    "PublicListEntry": [Marks(_LISTS, *_EVERYTHING)],
}  # fmt: skip

_SNAPSHOT = "A draft reads it from approved snapshots alone."
_ROOM = "Read whole for each draft."
_PUBLISHER = "Written by the publisher alone, for what it has just drafted."
UNMARKED: Mapping[str, str] = {
    "Amendment": _SNAPSHOT,
    "Clearance": "An organisation says itself whether it is cleared.",
    "EnvelopePart": _SNAPSHOT,
    "GrantSector": _SNAPSHOT,
    "Instrument": _SNAPSHOT,
    "PoolItem": _ROOM,
    "PublicIdentity": _PUBLISHER,
    "PublicationChange": _PUBLISHER,
    "PublicationRun": _PUBLISHER,
    "RemovalRequest": "A draft doesn't read it.",
    "SealedPool": _ROOM,
    "Sealing": _ROOM,
    "Source": _SNAPSHOT,
    "SourceReference": "Its identifiers are terms; the rest is read from snapshots.",
}

_TABLE = "register_touched"
_OLD, _NEW = "old_rows", "new_rows"


def mark(models: Sequence[type[Model]]) -> None:
    """Give each model the triggers that mark what its changes touch; `makemigrations` makes them."""
    for model in models:
        if marks := MARKS.get(model.__name__):
            for trigger in _triggers(marks):
                pgtrigger.register(trigger)(model)


def _triggers(marks: Sequence[Marks]) -> Iterator[pgtrigger.Trigger]:
    inserting = [one for one in marks if one.inserts]
    if inserting:
        yield _trigger("touch_insert", pgtrigger.Insert, [_note(one, _NEW) for one in inserting], new=_NEW)
    yield _trigger("touch_delete", pgtrigger.Delete, [_note(one, _OLD) for one in marks], old=_OLD)
    yield _trigger("touch_update", pgtrigger.Update, [_note(one, _changed(one)) for one in marks], old=_OLD, new=_NEW)


def _trigger(name: str, operation: pgtrigger.Operation, notes: list[str], **rows: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]  # the library's
        func=" ".join([*notes, "RETURN NULL;"]),
    )


def _note(marks: Marks, rows: str) -> str:
    chosen = f"SELECT DISTINCT {marks.subject}, {marks.key} FROM {rows} AS changed WHERE {marks.where}"  # noqa: S608 -- constants
    return f"INSERT INTO {_TABLE} (subject, subject_id) {chosen};"


def _changed(marks: Marks) -> str:
    """Write the rows that an update changed, as they were and as they are."""
    columns = ", ".join(marks.columns) or "*"
    old, new = f"SELECT {columns} FROM {_OLD}", f"SELECT {columns} FROM {_NEW}"  # noqa: S608 -- constants
    return f"(({old} EXCEPT {new}) UNION ALL ({new} EXCEPT {old}))"
