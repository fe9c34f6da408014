"""Snapshots of grants written by hand: what `take` gives, without a database."""

import json

from funding.codelists.iati import OrganisationRole, TransactionKind
from funding.codelists.sectors import Sector

_RECORD = {
    "id": 1,
    "title": "A theatre abroad",
    "summary": "",
    "description": "",
    "contract_number": "",
    "programme": None,
    "contract_type": "",
    "signed_on": "2023-03-01",
    "actual_start": None,
    "planned_start": None,
    "contracted": "100000.00",
    "currency": "EUR",
    "belarus_share": "100.0000",
    "scope": "in",
    "is_invented": False,
}


def grant(*, sectors=None, roles=(), amendments=(), transactions=(), **record):
    """Give the snapshot of a grant; `sectors` = {sector: share}, `amendments` are changes of the amount."""
    shares = {Sector.CULTURE: "100.0000"} if sectors is None else sectors
    snapshot = {
        "record": _RECORD | record,
        "sector_shares": [{"sector": str(one), "share": share} for one, share in shares.items()],
        "roles": list(roles),
        "amendments": [{"amount_change": change, "new_end": None} for change in amendments],
        "transactions": list(transactions),
        "instrument": None,
        "sources": [],
    }
    return json.loads(json.dumps(snapshot))


def role(key, name=OrganisationRole.IMPLEMENTING, *, is_lead=False):
    """Give the role of the organisation of this key."""
    return {"role": {"role": str(name), "is_lead": is_lead}, "organisation": organisation(key)}


def organisation(key):
    """Give an organisation."""
    return {"id": key, "name": f"Organisation {key}", "local_name": "", "website": ""}


def movement(amount, day="2023-05-02", *, kind=TransactionKind.DISBURSEMENT, currency="EUR", receiver=None):
    """Give a transaction, to an organisation of some key or to nobody in particular."""
    values = {"id": 1, "kind": str(kind), "date": day, "amount": amount, "currency": currency, "description": ""}
    return {"transaction": values, "receiver": organisation(receiver) if receiver else None}
