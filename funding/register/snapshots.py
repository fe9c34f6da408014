"""A record as it is at one moment, with all that belongs to it, as JSON-ready values.

Decimals and dates become strings (ISO 8601), so that a snapshot that was just taken equals one read from the
database. Keys are the register's own field names; `publication.policy` says which of them the public may see.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef

from funding.codelists.iati import PAID_KINDS
from funding.register.many import these
from funding.register.models import (
    Approval,
    Document,
    Envelope,
    Event,
    Grant,
    Package,
    Programme,
    Statement,
    Transaction,
)
from funding.register.models.publishable import Publishable

Snapshot = dict[str, Any]
_WORKING = {"imported", "imported_at", "entered_at"}  # working data of imports, no facts of the record
_MOVED = ("transactions__receiver", "documents", "source_references__source", "instrument")
_ANNOUNCED = ("source",)
_BELONGINGS: dict[type[Publishable], tuple[str, ...]] = {
    Grant: (*_MOVED, "programme__instrument", "sector_shares", "roles__organisation", "amendments"),
    Programme: _MOVED,
    Package: (*_ANNOUNCED, "instrument"),
    Envelope: (*_ANNOUNCED, "parts"),
}


# Owners before what points to them: a grant names its programme, a document its grant.
PUBLISHABLE: tuple[type[Publishable], ...] = (Programme, Grant, Package, Statement, Envelope, Event, Document)
_BOOKKEEPING = {"level", "approval", "changed_at", "shown_as", "clearance"}  # of decisions, not of the record


def _values(record: models.Model | None) -> Snapshot | None:
    if record is None:
        return None
    fields = record._meta.concrete_fields
    return {field.name: field.value_from_object(record) for field in fields if field.name not in _WORKING}


def _all(records: Any) -> list[Snapshot | None]:  # noqa: ANN401 -- any related manager
    return [_values(record) for record in records.all()]


def _sources(record: Grant | Programme) -> list[Snapshot]:
    references = record.source_references.all()
    return [{"reference": _values(reference), "source": _values(reference.source)} for reference in references]


def _transactions(record: Grant | Programme) -> list[Snapshot]:
    return [_transaction(one) for one in record.transactions.all()]


def _transaction(movement: Transaction) -> Snapshot:
    return {"transaction": _values(movement), "receiver": _values(movement.receiver)}


def payments_since(approvals: Iterable[Approval]) -> dict[int, list[Snapshot]]:
    """Give, by grant, the payments that were entered after its snapshot was taken, each as a snapshot has it.

    Not those that another of the snapshots holds, and none of a grant that lost a payment of its snapshot: they may be
    one payment entered anew, which would count twice until somebody decides on the grant.
    """
    frozen = {one.subject_id: one for one in approvals}
    # Not by the grant's own approval: what is shown may be older than what was approved since.
    before = Approval.objects.filter(
        pk__in=these(one.pk for one in frozen.values()),
        subject_id=OuterRef("grant"),
        submitted_at__lt=OuterRef("entered_at"),
    )
    of_them = Transaction.objects.filter(grant__in=these(frozen), kind__in=PAID_KINDS)
    later = of_them.filter(Exists(before)).select_related("receiver")
    known = {key: _payments_in(one.snapshot) for key, one in frozen.items()}
    anywhere = set().union(*known.values())
    found: dict[int, list[Snapshot]] = {}
    for movement in later:
        if movement.pk not in anywhere:
            found.setdefault(movement.grant_id or 0, []).append(_plain(_transaction(movement)))
    there = _payments_of({key: known[key] for key in found})
    # A payment of a snapshot was deleted or moved since: what came later may be its correction.
    return {key: payments for key, payments in found.items() if known[key] <= there[key]}


def _payments_in(snapshot: Snapshot) -> set[int]:
    return {one["transaction"]["id"] for one in snapshot["transactions"] if one["transaction"]["kind"] in PAID_KINDS}


def _payments_of(known: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """Give those of the payments of grants' snapshots that the grants still have."""
    there: dict[int, set[int]] = {key: set() for key in known}
    rows = Transaction.objects.filter(pk__in=these(set().union(*known.values()))).order_by().values_list("pk", "grant")
    for payment, grant in rows:
        if grant in there:
            there[grant].add(payment)
    return there


def _plain(snapshot: Snapshot) -> Snapshot:
    plain: Snapshot = json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder))
    return plain


def _of_grant(grant: Grant) -> Snapshot:
    instrument = grant.instrument or (grant.programme.instrument if grant.programme else None)
    roles = grant.roles.all()
    return {
        "instrument": _values(instrument),
        "sector_shares": _all(grant.sector_shares),
        "roles": [{"role": _values(role), "organisation": _values(role.organisation)} for role in roles],
        "amendments": _all(grant.amendments),
        "transactions": _transactions(grant),
        "documents": _all(grant.documents),
        "sources": _sources(grant),
    }


def _of_programme(programme: Programme) -> Snapshot:
    return {
        "instrument": _values(programme.instrument),
        "transactions": _transactions(programme),
        "documents": _all(programme.documents),
        "sources": _sources(programme),
    }


def _of_announcement(record: Any) -> Snapshot:  # noqa: ANN401 -- packages, statements, envelopes, events, documents
    parts: Snapshot = {"source": _values(record.source)}
    if isinstance(record, Package):
        parts["instrument"] = _values(record.instrument)
        parts["wholes"] = [whole.pk for whole in record.wholes()]
    if isinstance(record, Envelope):
        parts["parts"] = _all(record.parts)
    return parts


def take(record: Publishable) -> Snapshot:
    """Take the snapshot of a record as the database has it.

    `record` holds its own fields, the other keys what belongs to it.
    """
    return take_all([record])[record.pk]


def take_all(records: Sequence[Publishable]) -> dict[int, Snapshot]:
    """Take the snapshots of records of one model, by key; as many queries for a hundred as for one."""
    if not records:
        return {}
    model = type(records[0])
    # Read anew: what the caller holds may be older than the database, or not yet rounded by it.
    stored = model._base_manager.filter(pk__in=[record.pk for record in records])
    return {record.pk: _of(record) for record in stored.prefetch_related(*_BELONGINGS.get(model, _ANNOUNCED))}


def _of(record: Publishable) -> Snapshot:
    own = {"record": _values(record)}
    if isinstance(record, Grant):
        own |= _of_grant(record)
    elif isinstance(record, Programme):
        own |= _of_programme(record)
    else:
        own |= _of_announcement(record)
    return _plain(own)


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 -- whatever JSON holds
    """Tell whether two snapshots say the same of a record, whatever was decided about it in between."""
    return bool(_facts(one) == _facts(other))


def _facts(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
    if isinstance(value, dict):
        return {key: _facts(one) for key, one in value.items() if key not in _BOOKKEEPING}
    return [_facts(one) for one in value] if isinstance(value, list) else value
