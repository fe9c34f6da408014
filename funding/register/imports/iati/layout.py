"""One `iati-activity` element into an activity: where each of its values comes from.

`contact-info` is never read.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

from funding.codelists.iati import ActivityStatus, TransactionKind
from funding.codelists.reference import EURO
from funding.periods import is_plausible
from funding.register.imports.activity import Activity, Messages, Movement, WarningKind
from funding.register.imports.iati import identifiers, organisations, shares, transactions
from funding.register.imports.iati.elements import Element, code, currency, day, line_of, narrative

_NAME_LENGTH = 250
_TITLE_LENGTH = 500
Dates = Mapping[str, date | None]  # by the register's field names
_DATES = {
    "1": "planned_start",
    "2": "actual_start",
    "3": "planned_end",
    "4": "actual_end",
    # 1.0x
    "start-planned": "planned_start",
    "start-actual": "actual_start",
    "end-planned": "planned_end",
    "end-actual": "actual_end",
}


def activity(element: Element) -> Activity:
    """Read an activity.

    Raises:
        ActivityRefusedError: it has no identifier that can be kept, or it is neither a decision nor a contract.

    """
    said = Messages(identifiers.own(element), line_of(element))
    relatives = identifiers.related(element)
    is_decision = identifiers.is_decision(element, relatives, said.identifier)
    unit = currency(element.get("default-currency"))
    names = organisations.known_names(element)
    found = transactions.movements(element, unit, names, said)
    movements = tuple(movement for _, movement in found)
    references = [movement.reference for movement in movements]
    dates, as_given = _dates(element, said)
    weights = shares.sector_weights(element, transactions.weights_for_sectors(found), said)
    publisher, publisher_ref = _publisher(element)
    summed = transactions.decided if is_decision else partial(transactions.contracted, element)
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
        belarus_share=shares.belarus_share(element, said),
        is_bilateral=shares.is_bilateral(element),
        instrument=identifiers.instrument(references),
        contract_number="" if is_decision else identifiers.contract_number(said.identifier, references),
        sectors=() if is_decision and not weights else shares.sector_shares(weights),
        dac_codes=tuple((purpose, f"{weight:f}") for purpose, weight in weights.items()),
        roles=() if is_decision else organisations.roles(element, publisher_ref, movements, names, said),
        movements=movements,
        links=identifiers.links(element, relatives, publisher_ref, is_decision=is_decision, said=said),
        messages=tuple(said.found),  # last: what stands above it warns
    )


def _publisher(element: Element) -> tuple[str, str]:
    """Give the reporting organisation's name and its org-id."""
    reporter = element.findall("reporting-org")[:1]
    ref = (reporter[0].get("ref") or "").strip() if reporter else ""
    return (narrative(reporter) or ref or "Unnamed publisher")[:_NAME_LENGTH], ref


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


def _dates(activity: Element, said: Messages) -> tuple[Dates, Mapping[str, date]]:
    """Give the dates by the register's field names, and as given those that contradict their own start.

    A planned (or actual) end before its own start stays empty; planned against actual is only warned of.
    """
    found: dict[str, date | None] = dict.fromkeys(sorted(set(_DATES.values())))
    for element in activity.findall("activity-date"):
        field = _DATES.get((element.get("type") or "").strip().lower())
        if field and found[field] is None:
            found[field] = _usable_date(element, field, said)
    as_given: dict[str, date] = {}
    for plan in ("planned", "actual"):
        start, end = found[f"{plan}_start"], found[f"{plan}_end"]
        if start and end and end < start:
            as_given |= {f"{plan}_start": start, f"{plan}_end": end}
            found[f"{plan}_end"] = None
            said.warn(WarningKind.END_BEFORE_START, f"{plan}: {end} before {start}")
    _warn_of_contradictions(found, said)
    return found, as_given


def _usable_date(element: Element, field: str, said: Messages) -> date | None:
    value = day(element)
    if value is None or not is_plausible(value):
        text = element.get("iso-date") or (element.text or "").strip()
        said.warn(WarningKind.DATE_UNUSABLE, f"{field} {text!r}", line=line_of(element))
        return None
    return value


def _warn_of_contradictions(found: Dates, said: Messages) -> None:
    for start, end in (("actual_start", "planned_end"), ("planned_start", "actual_end")):
        first, last = found[start], found[end]
        if first and last and last < first:
            words = f"{end} {last} before {start} {first}".replace("_", " ")
            said.warn(WarningKind.DATES_CONTRADICT, words)


def _first_commitment(movements: tuple[Movement, ...]) -> date | None:
    commitments = (one.date for one in movements if one.kind == TransactionKind.COMMITMENT)
    return min(commitments, default=None)
