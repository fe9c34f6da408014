"""One `iati-activity` element into plain values and messages. Pure: no ORM, no file.

Which level an activity is: `hierarchy` 1 is a decision (a programme), 2 a contract (a grant). IATI says that no
hierarchy means 1, yet publishers who leave it out report single projects with payments: such an activity is a
decision only where it names children and no parent, else a contract. Any deeper level is refused, since its money is
in the contract above it already. `contact-info` is never read.
"""

from datetime import date
from functools import partial

from funding.codelists.iati import ActivityStatus, TransactionKind
from funding.codelists.reference import EURO
from funding.register.imports import (
    iati_countries,
    iati_dates,
    iati_numbers,
    iati_organisations,
    iati_sectors,
    iati_transactions,
)
from funding.register.imports.iati_values import Element, code, currency, line_of, narrative, squeezed
from funding.register.imports.messages import Messages, WarningKind
from funding.register.imports.values import Activity, ActivityRefusedError, Links, Movement

_IDENTIFIER_LENGTH = 250
_TITLE_LENGTH = 500
_PARENT, _CHILD = "1", "2"
_NOT_GIVEN = "(none)"


def activity(element: Element) -> Activity:
    """Read an activity.

    Raises:
        ActivityRefusedError: it has no identifier that can be kept, or it is neither a decision nor a contract.

    """
    said = Messages(_identifier(element), line_of(element))
    related = _related(element)
    is_decision = _is_decision(element, related, said.identifier)
    unit = currency(element.get("default-currency"))
    names = iati_organisations.known_names(element)
    found = iati_transactions.movements(element, unit, names, said)
    movements = tuple(movement for _, movement in found)
    references = [movement.reference for movement in movements]
    dates, as_given = iati_dates.dates(element, said)
    weights = iati_sectors.weights(element, iati_transactions.weights_for_sectors(found), said)
    publisher, publisher_ref = _publisher(element)
    summed = iati_transactions.decided if is_decision else partial(iati_transactions.contracted, element)
    return Activity(
        identifier=said.identifier,
        line=said.line,
        is_decision=is_decision,
        publisher=publisher,
        publisher_ref=publisher_ref,
        title=_title(element, said),
        description=_description(element),
        status=_status(element, said),
        dates=dates,
        dates_as_given=as_given,
        total=summed(movements, unit or EURO, said),
        decided_on=_first_commitment(movements),
        belarus_share=iati_countries.belarus_share(element, said),
        is_bilateral=iati_countries.is_bilateral(element),
        instrument=iati_numbers.instrument(references),
        contract_number="" if is_decision else iati_numbers.contract_number(said.identifier, references),
        sectors=() if is_decision and not weights else iati_sectors.shares(weights),
        dac_codes=tuple((purpose, f"{weight:f}") for purpose, weight in weights.items()),
        roles=() if is_decision else iati_organisations.roles(element, publisher_ref, movements, names),
        movements=movements,
        links=_links(element, related, publisher_ref, is_decision=is_decision, said=said),
        messages=tuple(said.found),  # last: what stands above it warns
    )


def _publisher(element: Element) -> tuple[str, str]:
    """Give the reporting organisation's name and its org-id."""
    reporter = element.findall("reporting-org")[:1]
    ref = (reporter[0].get("ref") or "").strip() if reporter else ""
    return (narrative(reporter) or ref or "Unnamed publisher")[:_IDENTIFIER_LENGTH], ref


def _identifier(element: Element) -> str:
    identifier = " ".join((element.findtext("iati-identifier") or "").split())
    line = line_of(element)
    if not identifier:
        raise ActivityRefusedError(_NOT_GIVEN, line, "it has no iati-identifier")
    if len(identifier) > _IDENTIFIER_LENGTH:
        shown = f"{identifier[:40]}…"
        raise ActivityRefusedError(shown, line, f"its identifier is longer than {_IDENTIFIER_LENGTH} characters")
    return identifier


def _related(element: Element) -> dict[str, tuple[str, ...]]:
    """Give identifiers by type of relation, each once, in the file's order."""
    found: dict[str, dict[str, None]] = {}
    for one in element.findall("related-activity"):
        if ref := " ".join((one.get("ref") or "").split()):
            found.setdefault((one.get("type") or "").strip(), {})[ref] = None
    return {kind: tuple(refs) for kind, refs in found.items()}


def _is_decision(element: Element, related: dict[str, tuple[str, ...]], identifier: str) -> bool:
    hierarchy = (element.get("hierarchy") or "").strip()
    if hierarchy not in {"", "1", "2"}:
        reason = f"hierarchy {hierarchy} is neither a decision (1) nor a contract (2): its money would count twice"
        raise ActivityRefusedError(identifier, line_of(element), reason)
    if hierarchy:
        return hierarchy == "1"
    return _CHILD in related and _PARENT not in related


def _links(
    element: Element, related: dict[str, tuple[str, ...]], publisher_ref: str, *, is_decision: bool, said: Messages
) -> Links:
    # A contract of ECHO names its decision as type 2: a contract has no children of its own.
    parents = () if is_decision else related.get(_PARENT) or related.get(_CHILD, ())
    if len(parents) > 1:
        said.warn(WarningKind.PARENTS_SEVERAL, ", ".join(parents))
    children = related.get(_CHILD, ()) if is_decision else ()
    return Links(parents=parents, children=children, former=_former(element, said.identifier, publisher_ref))


def _former(element: Element, identifier: str, publisher_ref: str) -> tuple[str, ...]:
    """Give the identifiers an activity had before: A3 is one, B1 the prefix (or, in some files, all) of one."""
    found: dict[str, None] = {}
    for other in element.findall("other-identifier"):
        ref, kind = squeezed(other.get("ref")), other.get("type")
        if not ref or kind not in {"A3", "B1"}:
            continue
        found[ref] = None
        if kind == "B1" and publisher_ref and identifier.startswith(publisher_ref):
            found[ref + identifier.removeprefix(publisher_ref)] = None
    found.pop(identifier, None)
    return tuple(found)


def _title(element: Element, said: Messages) -> str:
    title = narrative(element.findall("title"))
    if not title:
        said.warn(WarningKind.TITLE_MISSING)
    if len(title) > _TITLE_LENGTH:
        said.warn(WarningKind.TEXT_CUT, "title")
    return (title or said.identifier)[:_TITLE_LENGTH]


def _description(element: Element) -> str:
    """Give the general description (type 1, or none in 1.0x), else the first that has a text."""
    found = element.findall("description")
    general = [one for one in found if one.get("type") in {None, "", "1"}]
    others = (text for one in found if (text := narrative([one])))
    return narrative(general) or next(others, "")


def _status(element: Element, said: Messages) -> str:
    given = code(element.find("activity-status"))
    if given and given not in ActivityStatus.values:
        said.warn(WarningKind.CODE_UNKNOWN, f"activity status {given!r}")
    return given if given in ActivityStatus.values else ""


def _first_commitment(movements: tuple[Movement, ...]) -> date | None:
    commitments = (one.date for one in movements if one.kind == TransactionKind.COMMITMENT)
    return min(commitments, default=None)
