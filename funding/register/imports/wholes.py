"""What merges as a whole: a grant's sector shares, and its roles. Half of a split is no split."""

from collections.abc import Callable
from typing import Any

from funding.codelists.sectors import Sector
from funding.register.imports.merging import NEVER, Merge, Plain, Verdict, plain, verdict
from funding.register.imports.values import Activity, Party
from funding.register.models import Grant, GrantRole, GrantSector

_ORDER = list(Sector.values)


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
    file, last = named(activity), imported.get("roles", NEVER)
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


def named(activity: Activity) -> list[Plain]:
    """Give the roles as the file names them."""
    return [[role.party.ref, role.party.name, role.role, role.is_lead] for role in activity.roles]


def _shares(grant: Grant) -> list[tuple[str, Any]]:
    rows = sorted(grant.sector_shares.all(), key=lambda row: _ORDER.index(row.sector))
    return [(row.sector, row.share) for row in rows]
