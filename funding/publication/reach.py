"""How far a change reaches: from marked records to all those that a draft of everything would draft otherwise.

Snapshots don't say by an index whom they name, but the register's history does: whatever an approved snapshot holds
stood once in the register, and its history keeps every row that ever did.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from funding.publication.agenda import Agenda
from funding.publication.identities import Key
from funding.register.history import history_of
from funding.register.many import these
from funding.register.models import Document, GrantRole, Transaction

_ROLES, _MOVEMENTS, _DOCUMENTS = (history_of(model).objects.order_by() for model in (GrantRole, Transaction, Document))


@dataclass(frozen=True)
class Scope:
    """What is drafted where not everything is: some grants with what belongs to them, and some documents."""

    grants: frozenset[int]
    documents: frozenset[int]
    organisations: frozenset[int]  # whom these grants ever named
    movements: frozenset[int]  # the transactions that these grants ever had

    @property
    def records(self) -> set[Key]:
        """Give the records whose publication the draft decides on."""
        return {("grant", key) for key in self.grants} | {("document", key) for key in self.documents}


def scope_of(agenda: Agenda) -> Scope | None:
    """Give what has to be drafted; None where that may be everything."""
    if agenda.is_everything:
        return None
    naming = _naming(agenda.of_kind("organisation"))
    return None if naming is None else scope_with(agenda.of_kind("grant") | naming, agenda.of_kind("document"))


def scope_with(grants: Collection[int], documents: Collection[int] = ()) -> Scope | None:
    """Give what has to be drafted with these grants and documents."""
    connected = _connected(set(grants))
    if connected is None:
        return None
    own = these(connected)
    movements = _MOVEMENTS.filter(grant__in=own)
    receivers = movements.filter(receiver__isnull=False).values_list("receiver", flat=True)
    roles = _ROLES.filter(grant__in=own).values_list("organisation", flat=True)
    return Scope(
        frozenset(connected),
        frozenset(documents) | frozenset(_DOCUMENTS.filter(grant__in=own).values_list("pgh_obj", flat=True)),
        frozenset(roles.distinct()) | frozenset(receivers.distinct()),
        frozenset(movements.values_list("pgh_obj", flat=True).distinct()),
    )


def _naming(organisations: Collection[int]) -> set[int] | None:
    """Give the grants that ever named one of the organisations; None where a programme did."""
    if not organisations:
        return set()
    received = set(_MOVEMENTS.filter(receiver__in=these(organisations)).values_list("grant", flat=True).distinct())
    named = set(_ROLES.filter(organisation__in=these(organisations)).values_list("grant", flat=True).distinct())
    return None if None in received else named | received


def _connected(grants: set[int]) -> set[int] | None:
    """Add the grants between which a transaction was ever moved: it counts for one of them; None with a programme."""
    found, new = set(grants), set(grants)
    while new:
        others = _sharing(new)
        if None in others:
            return None
        new = {key for key in others if key is not None} - found
        found |= new
    return found


def _sharing(grants: Collection[int]) -> set[int | None]:
    table = history_of(Transaction)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT other.grant_id FROM {table} one JOIN {table} other USING (pgh_obj_id)
            WHERE one.grant_id = ANY(%s) AND other.grant_id IS DISTINCT FROM one.grant_id
            """,  # noqa: S608 -- the name of a table
            [list(grants)],
        )
        return {key for (key,) in cursor.fetchall()}
