"""Which of a record's own fields an activity fills, and how they merge with what the register has."""

from collections.abc import Mapping
from typing import Any

from funding.codelists.grants import Reach
from funding.register.imports.merging import NEVER, Merge, Plain, Verdict, is_blank, plain, verdict
from funding.register.imports.values import Activity
from funding.register.models import Grant, Programme

# What merges as one: an amount without its basis and currency means nothing.
Parts = dict[str, dict[str, object]]
_AMOUNT = "amount"


def parts(activity: Activity, *, instrument: str | None, contract_number: str) -> Parts:
    """Give the register's fields by the part they merge in; `instrument` is a slug the register has."""
    single: dict[str, object] = {
        "title": activity.title,
        "description": activity.description,
        "status": activity.status,
        "belarus_share": activity.belarus_share,
        "instrument_id": instrument,
        **activity.dates,
    }
    total, basis = activity.total, activity.total.basis.value if activity.total.basis else ""
    if activity.is_decision:
        amount: dict[str, object] = {"decided": total.amount, "decided_basis": basis, "currency": total.currency}
        single["decided_on"] = activity.decided_on
        single["reach"] = (Reach.BILATERAL if activity.is_bilateral else Reach.REGIONAL).value
        single["sectors"] = [sector.value for sector, _ in activity.sectors]
    else:
        amount = {"contracted": total.amount, "contracted_basis": basis, "currency": total.currency}
        single["contract_number"] = contract_number
    return {name: {name: value} for name, value in single.items()} | {_AMOUNT: amount}


def attributes(found: Parts) -> dict[str, Any]:
    """Give the fields of all parts, for a new record."""
    return {name: value for part in found.values() for name, value in part.items()}


def remembered(found: Parts) -> dict[str, Plain]:
    """Give the values to compare the next import with."""
    return {name: plain(list(part.values())) for name, part in found.items()}


def merge(record: Programme | Grant, found: Parts, last: Mapping[str, Plain], merge: Merge) -> list[str]:
    """Set on the record what the file changed, and give the names of the fields set; nothing is saved."""
    before = {name: getattr(record, name) for name in attributes(found)}
    outcomes = {name: _outcome(record, part, last.get(name, NEVER)) for name, part in found.items()}
    for name, part in found.items():
        if outcomes[name] is Verdict.UPDATE:
            for attribute, value in part.items():
                setattr(record, attribute, value)
    _keep_periods(record, before, outcomes)
    for name, part in found.items():
        register = plain([before[attribute] for attribute in part])
        merge.note(outcomes[name], name.removesuffix("_id"), register=register, file=plain(list(part.values())))
    return [one for name, part in found.items() if outcomes[name] is Verdict.UPDATE for one in part]


def _outcome(record: Programme | Grant, part: Mapping[str, object], last: Plain) -> Verdict:
    register = [getattr(record, attribute) for attribute in part]
    known = [getattr(record, attribute) for attribute in part if attribute != "currency"]
    return verdict(file=plain(list(part.values())), register=plain(register), last=last, is_blank=is_blank(known))


def _keep_periods(record: Programme | Grant, before: Mapping[str, Any], outcomes: dict[str, Verdict]) -> None:
    """Take back dates that would, beside a date of staff's, end before they start."""
    for plan in ("planned", "actual"):
        start, end = f"{plan}_start", f"{plan}_end"
        first, last = getattr(record, start), getattr(record, end)
        if not (first and last and last < first):
            continue
        for name in (start, end):
            setattr(record, name, before[name])
            outcomes[name] = Verdict.KEEP if outcomes[name] is Verdict.UPDATE else outcomes[name]
