"""What the public may learn of each field of the register: data, no code paths.

A field without a verdict fails `manage.py check` (see `checks.py`), so that a new field can't become public by
being forgotten. Only `projection.py` applies the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from funding.codelists.disclosure import Level


class Verdict(StrEnum):
    """What happens to a field at the door."""

    PUBLIC = "public"
    GENERALISED = "generalised"  # shown in another, coarser form
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Ruling:
    """A verdict and why."""

    verdict: Verdict
    reason: str


def _public(*fields: str) -> dict[str, Ruling]:
    return {field: Ruling(Verdict.PUBLIC, "a fact about public money") for field in fields}


def _generalised(reason: str, *fields: str) -> dict[str, Ruling]:
    return {field: Ruling(Verdict.GENERALISED, reason) for field in fields}


def _withheld(reason: str, *fields: str) -> dict[str, Ruling]:
    return {field: Ruling(Verdict.WITHHELD, reason) for field in fields}


_KEY = "a register key: public ids are random"
_DECISION = "who decided what and when is for staff and auditors"
_IDENTITY = "can name or locate people; feeds the name scan"
_WORKING = "working data of imports"
_LINK = "shown as the public id or name of what it points to, where that is public itself"
_NOTES = "internal"
_POOLING = "how much waits, why and since when is never public; a pool shows its label, count and total"
_OTHERS = "what others publish is held against our rows, not shown"
_REQUEST = "who asks for removal, and why, is theirs"

_PROPOSED = ("submitted_by", "submitted_at", "decided_by", "decided_at", "outcome", "reason", "review_on")

_PUBLISHABLE = (
    _withheld(_KEY, "id")
    | _withheld(_DECISION, "level", "approval", "created_at", "changed_at")
    | _public("is_invented")
)
_SCOPED = _public("belarus_share") | _withheld(_DECISION, "scope", "scope_decided_by")
_DATED = _public("planned_start", "planned_end", "actual_start", "actual_end")
_ANNOUNCED = _PUBLISHABLE | _public("dated", "precision") | _generalised("shown as the source's own facts", "source")

POLICY: dict[str, dict[str, Ruling]] = {
    "Amendment": _withheld(_KEY, "id", "grant")
    | _generalised("shown as the end of the grant", "new_end")
    | _withheld("nobody asked for it yet", "number", "signed_on")
    | _generalised("part of the contracted amount", "amount_change"),
    "Approval": _withheld(
        _DECISION, "id", "subject", "subject_id", "level", "ground", "is_read", "snapshot", *_PROPOSED
    ),
    "Clearance": _withheld(_DECISION, "id", "organisation", "basis", "evidence", "ended_by", "ended_at", *_PROPOSED),
    "ClearedHit": _withheld(_DECISION, "id", "subject", "subject_id", *_PROPOSED) | _withheld(_IDENTITY, "term"),
    "Document": _ANNOUNCED
    | _public("title", "kind", "language", "address")
    | _generalised(_LINK, "programme", "grant"),
    "Envelope": _ANNOUNCED | _public("title", "condition", "amount", "currency", "partners"),
    "EnvelopePart": _withheld(_KEY, "id", "envelope") | _public("wording"),
    "Event": _ANNOUNCED | _public("title", "kind", "summary"),
    "Grant": _PUBLISHABLE
    | _SCOPED
    | _DATED
    | _public("title", "summary", "description", "contract_number", "contract_type", "management_mode", "status")
    | _public("signed_on", "contracted", "contracted_basis", "eu_contribution", "total_cost", "currency")
    | _public("target_groups", "passes_money_on", "recipient_kind", "sectors_confirmed")
    | _generalised(_LINK, "programme", "instrument")
    | _withheld(_WORKING, "programme_identifier")
    | _withheld(_DECISION, "shown_as")
    | _withheld(_NOTES, "notes"),
    "GrantRole": _withheld(_KEY, "id", "grant") | _public("role", "is_lead") | _generalised(_LINK, "organisation"),
    "GrantSector": _withheld(_KEY, "id", "grant") | _public("sector", "share"),
    "Instrument": _public("slug", "name", "short_name", "regulation", "valid_from", "valid_to")
    | _generalised("shown as the source's own facts", "source"),
    "Organisation": _withheld(_KEY, "id")
    | _public("name", "local_name", "kind", "country", "website", "is_invented")
    | _generalised("folded for search and order", "name_folded")
    | _withheld(_IDENTITY, "holding", "fiscal_sponsor", "is_natural_person", "is_named_after_person")
    | _withheld(_DECISION, "clearance")
    | _withheld(_NOTES, "notes", "created_at", "changed_at"),
    "OrganisationAlias": _withheld(_IDENTITY, "id", "organisation", "name", "kind"),
    "OrganisationDomain": _withheld(_IDENTITY, "id", "organisation", "domain"),
    "OrganisationEmail": _withheld(_IDENTITY, "id", "organisation", "email"),
    "OrganisationIdentifier": _withheld(_IDENTITY, "id", "organisation", "scheme", "value"),
    "Package": _ANNOUNCED
    | _public("title", "summary", "speaker", "amount", "currency", "sectors")
    | _generalised(_LINK, "part_of", "instrument"),
    "Programme": _PUBLISHABLE
    | _SCOPED
    | _DATED
    | _public("title", "summary", "description", "reference", "reach", "status", "sectors")
    | _public("decided_on", "decided", "decided_basis", "currency")
    | _generalised(_LINK, "instrument")
    | _withheld(_NOTES, "notes"),
    "PublicIdentity": _withheld(_KEY, "id", "subject", "subject_id", "approval") | _public("public_id"),
    "PoolItem": _withheld(
        _POOLING,
        "id",
        "grant",
        "contributor",
        "sector",
        "year",
        "amount",
        "amount_after",
        "is_exposed",
        "is_correction",
        "state",
        "pool",
    ),
    "PublicList": _withheld(_OTHERS, "id", "title", "address", "digest", "loaded_at"),
    "PublicListEntry": _withheld(
        _OTHERS, "id", "list", "year", "amount", "recipient", "wording", "programme", "sector"
    ),
    "PublicationChange": _withheld(_DECISION, "id", "run", "subject", "subject_id", "before", "after"),
    "PublicationRun": _withheld(_DECISION, "id", "release_number", "actor", "made_at", "kind", "ground", "undoes"),
    "RemovalRequest": _withheld(
        _REQUEST,
        "id",
        "received_at",
        "channel",
        "language",
        "concerns",
        "organisation",
        "outcome",
        "answer",
        "answered_at",
        "answered_by",
    ),
    "SealedPool": _withheld(_KEY, "id", "sealing")
    | _public("public_id", "sector", "first_year", "last_year", "grants_count", "total"),
    "Sealing": _withheld(_DECISION, "quarter", "actor", "sealed_at"),
    "Source": _withheld(_KEY, "id")
    | _public("publisher", "title", "kind", "address", "published_on", "licence", "is_link_unsafe"),
    "SourceReference": _withheld(_KEY, "id", "programme", "grant")
    | _public("identifier", "address")
    | _generalised("shown as the source's own facts", "source")
    | _withheld(_WORKING, "imported", "imported_at"),
    "Statement": _ANNOUNCED | _public("wording", "speaker", "amount", "currency"),
    "Transaction": _withheld(_KEY, "id")
    | _public("kind", "date", "amount", "currency", "description")
    | _generalised(_LINK, "grant", "programme", "receiver")
    | _withheld("references of payment systems, free text that may name people", "reference")
    | _withheld(_WORKING, "imported", "entered_at"),
}

_ROUNDED = "rounded to EUR 5,000, so that no other list of amounts finds it"
_ONE = "the largest share gives the one sector"

# What passes at the levels below `full`, in another form always; whatever isn't here is withheld there.
BELOW_FULL: dict[Level, dict[str, dict[str, Ruling]]] = {
    Level.RECIPIENT_WITHHELD: {
        "Grant": _generalised(_ROUNDED, "contracted", "currency", "belarus_share")
        | _generalised("shown as a fixed phrase", "contract_type")
        | _generalised("the year alone", "signed_on", "actual_start", "planned_start")
        | _generalised("demonstrations say so", "is_invented"),
        "GrantSector": _generalised(_ONE, "sector", "share"),
        "Amendment": _generalised(_ROUNDED, "amount_change"),
        "Transaction": _generalised(_ROUNDED, "kind", "date", "amount", "currency"),
    },
    Level.POOLED: {
        "Grant": _generalised("part of a pool's total", "contracted", "currency", "belarus_share")
        | _generalised("the year of a pool, if it has one", "signed_on", "actual_start", "planned_start"),
        "GrantSector": _generalised("the sector of a pool, if it has one", "sector", "share"),
        "Amendment": _generalised("part of a pool's total", "amount_change"),
        "Transaction": _generalised("the first commitment may give the year", "kind", "date"),
    },
}


_BELONGINGS = {"sector_shares": "GrantSector", "amendments": "Amendment", "transactions": "Transaction"}


def below_full(level: Level, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what may pass of a grant's snapshot at a level below `full`; who calls this gives it its coarser form."""
    rulings = BELOW_FULL[level]
    passed: dict[str, Any] = {"record": _only(rulings["Grant"], snapshot["record"])}
    for key, noun in _BELONGINGS.items():
        wrapped = key == "transactions"
        passed[key] = [
            {"transaction": _only(rulings[noun], one["transaction"])} if wrapped else _only(rulings[noun], one)
            for one in snapshot[key]
        ]
    return passed


def _only(rulings: Mapping[str, Ruling], values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if field in rulings}


def visible(noun: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the public may see of a record's values as they are; any other field is a `KeyError` afterwards."""
    return _ruled(Verdict.PUBLIC, noun, values)


def generalised(noun: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the public may see of a record's values in another form; who calls this gives it that form."""
    return _ruled(Verdict.GENERALISED, noun, values)


def _ruled(verdict: Verdict, noun: str, values: Mapping[str, Any]) -> dict[str, Any]:
    rulings = POLICY[noun]
    return {field: value for field, value in values.items() if rulings[field].verdict is verdict}
