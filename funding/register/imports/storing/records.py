"""A programme's or grant's own values: its fields, and a grant's sector shares and roles, merged with an activity's.

Fields merge one by one. Shares and roles merge as a whole: half of a split is no split.
"""

from collections.abc import Callable, Mapping
from typing import Any

from funding.codelists.grants import Reach
from funding.codelists.sectors import Sector
from funding.register.imports.activity import Activity, Party
from funding.register.imports.merging import NEVER, Merge, Plain, Verdict, is_blank, plain, verdict
from funding.register.models import Grant, GrantRole, GrantSector, Programme

# What merges as one: an amount without its basis and currency means nothing.
Parts = dict[str, dict[str, object]]
_AMOUNT = "amount"
_ORDER = list(Sector.values)


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


def merge_fields(record: Programme | Grant, found: Parts, last: Mapping[str, Plain], merge: Merge) -> list[str]:
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


def merge_sectors(grant: Grant, activity: Activity, last: Plain, merge: Merge) -> Verdict:
    """Judge the shares; those that a person confirmed stay."""
    register = plain(_shares(grant))
    file = plain(activity.sectors)
    outcome = verdict(file=file, register=register, last=last, is_blank=not register)
    if outcome is Verdict.UPDATE and grant.sectors_confirmed:
        outcome = Verdict.KEEP
    merge.note(outcome, "sectors", register=register, file=file)
    return outcome


def write_sectors(grant: Grant, activity: Activity) -> None:
    """Put the file's shares in the place of the register's."""
    GrantSector.objects.filter(grant=grant).delete()
    GrantSector.objects.bulk_create(
        GrantSector(grant=grant, sector=sector, share=share) for sector, share in activity.sectors
    )


def merge_roles(grant: Grant, activity: Activity, imported: dict[str, Plain], merge: Merge) -> Verdict:
    """Judge the roles: those written last are compared by organisation, since staff may rename one."""
    register = sorted([role.organisation_id, role.role, role.is_lead] for role in grant.roles.all())
    file, last = named_roles(activity), imported.get("roles", NEVER)
    untouched = register == imported.get("roles_written", [])
    if file == last:
        outcome = Verdict.SAME if untouched else Verdict.KEEP
    else:
        outcome = Verdict.UPDATE if untouched else Verdict.KEEP
    words = [[str(role.organisation), role.role] for role in grant.roles.all()] if outcome is not Verdict.SAME else []
    merge.note(outcome, "roles", register=words, file=[row[1:3] for row in file])
    return outcome


def write_roles(grant: Grant, activity: Activity, find: Callable[[Party], int]) -> list[Plain]:
    """Put the file's roles in the place of the register's, and give what was written."""
    leads: dict[tuple[int, str], bool] = {}
    for role in activity.roles:
        # Two names of one organisation are one role.
        place = (find(role.party), role.role)
        leads[place] = leads.get(place, False) or role.is_lead
    GrantRole.objects.filter(grant=grant).delete()
    GrantRole.objects.bulk_create(
        GrantRole(grant=grant, organisation_id=organisation, role=role, is_lead=is_lead)
        for (organisation, role), is_lead in leads.items()
    )
    return sorted([organisation, role, is_lead] for (organisation, role), is_lead in leads.items())


def named_roles(activity: Activity) -> list[Plain]:
    """Give the roles as the file names them."""
    return [[role.party.ref, role.party.name, role.role, role.is_lead] for role in activity.roles]


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


def _shares(grant: Grant) -> list[tuple[str, Any]]:
    rows = sorted(grant.sector_shares.all(), key=lambda row: _ORDER.index(row.sector))
    return [(row.sector, row.share) for row in rows]
