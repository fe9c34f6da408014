"""Organisations as IATI files name them, and what they are to an activity."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from funding.codelists.iati import PAID_KINDS, OrganisationRole, OrganisationType
from funding.folding import fold
from funding.register.imports.activity import Messages, Movement, Party, Role, WarningKind
from funding.register.imports.iati.elements import Element, is_no_name, line_of, narrative, squeezed

# Their participating-org of role 4 is a category of organisations, not the implementer.
_NAMES_CATEGORIES = re.compile(r"XI-IATI-EC_(NEAR|INTPA|DEVCO|FPI)")
_ORG_ID = re.compile(r"[A-Z]{2}-[^\s]{3,97}")
_NAME_LENGTH = 250
_FOLDED_LENGTH = 1000  # what the register takes of a folded name
_ROLES = {
    "1": OrganisationRole.FUNDING,
    "2": OrganisationRole.ACCOUNTABLE,
    "3": OrganisationRole.EXTENDING,
    "4": OrganisationRole.IMPLEMENTING,
    # 1.0x
    "funding": OrganisationRole.FUNDING,
    "accountable": OrganisationRole.ACCOUNTABLE,
    "extending": OrganisationRole.EXTENDING,
    "implementing": OrganisationRole.IMPLEMENTING,
}


def org_id(element: Element) -> str:
    """Give an org-id; empty for "N/A", for numeric codes of channels and for all else that names nobody."""
    ref = (element.get("ref") or "").strip()
    return ref if _ORG_ID.fullmatch(ref) else ""


def known_names(activity: Element) -> dict[str, str]:
    """Map the org-ids of an activity to names: elsewhere in it the same org-id stands without one."""
    names: dict[str, str] = {}
    for element in [*activity.findall("participating-org"), *activity.findall("reporting-org")]:
        if (ref := org_id(element)) and (name := narrative([element])):
            names.setdefault(ref, name)
    return names


def party(element: Element | None, names: dict[str, str], said: Messages) -> Party | None:
    """Read an organisation; None where it has no name. `English*French` gives the first, the rest as other name."""
    if element is None:
        return None
    ref = org_id(element)
    first, _, other = (narrative([element]) or names.get(ref, "")).partition("*")
    full = squeezed(first), squeezed(other.replace("*", " "))
    name, other_name = map(cut, full)
    if (name, other_name) != full:
        said.warn(WarningKind.TEXT_CUT, "organisation name", line=line_of(element))
    if is_no_name(fold(name)) and not _is_in_another_script(name):
        return None
    kind = (element.get("type") or "").strip()
    return Party(name, ref, other_name, kind if kind in OrganisationType.values else "")


def cut(name: str) -> str:
    """Give as much of a name as the register takes; a few signs fold to up to six letters each."""
    kept = name[:_NAME_LENGTH]
    return (kept if len(fold(kept)) <= _FOLDED_LENGTH else kept[: _FOLDED_LENGTH // 6]).rstrip()


def roles(
    activity: Element, publisher_ref: str, movements: Sequence[Movement], names: dict[str, str], said: Messages
) -> tuple[Role, ...]:
    """Give the roles: participants with an org-id, and who was paid as implementers, the most paid as lead.

    Role 4 without an org-id counts where the publisher means the implementer by it.
    """
    paid = _paid(movements)
    found: dict[tuple[str, str], Role] = {}
    for element in activity.findall("participating-org"):
        role = _ROLES.get((element.get("role") or "").strip().lower())
        named = party(element, names, said)
        if role is None or named is None:
            continue
        takes_name = role == OrganisationRole.IMPLEMENTING and not _NAMES_CATEGORIES.fullmatch(publisher_ref)
        if named.ref or takes_name:
            found.setdefault((role.value, named.key), Role(named, role.value))
    for name, receiver in _receivers(movements):
        found.setdefault(
            (OrganisationRole.IMPLEMENTING.value, name), Role(receiver, OrganisationRole.IMPLEMENTING.value)
        )
    return _with_lead(found, paid)


def _with_lead(found: dict[tuple[str, str], Role], paid: dict[str, Decimal]) -> tuple[Role, ...]:
    implementers = [name for role, name in found if role == OrganisationRole.IMPLEMENTING]
    lead = max(implementers, key=lambda name: paid.get(name, Decimal(0)), default=None)
    implementing = OrganisationRole.IMPLEMENTING.value
    return tuple(
        replace(role, is_lead=(kind, name) == (implementing, lead)) for (kind, name), role in sorted(found.items())
    )


def _receivers(movements: Iterable[Movement]) -> Iterable[tuple[str, Party]]:
    for movement in movements:
        if movement.receiver and movement.kind in PAID_KINDS:
            yield movement.receiver.key, movement.receiver


def _paid(movements: Iterable[Movement]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements:
        if movement.receiver and movement.kind in PAID_KINDS:
            sums[movement.receiver.key] += movement.amount
    return sums


def _is_in_another_script(name: str) -> bool:
    # A name in Georgian or Armenian folds to nothing, and yet is one.
    return not fold(name) and any(char.isalpha() for char in name)
