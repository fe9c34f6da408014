"""The four dates of an activity, each wrong one left empty rather than refused. Pure."""

from collections.abc import Mapping
from datetime import date

from funding.periods import is_plausible
from funding.register.imports.iati_values import Element, day, line_of
from funding.register.imports.messages import Messages, WarningKind

Dates = Mapping[str, date | None]
_FIELDS = {
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


def dates(activity: Element, said: Messages) -> tuple[Dates, Mapping[str, date]]:
    """Give the dates by the register's field names, and as given those that contradict their own start.

    A planned (or actual) end before its own start stays empty; planned against actual is only warned of.
    """
    found: dict[str, date | None] = dict.fromkeys(sorted(set(_FIELDS.values())))
    for element in activity.findall("activity-date"):
        field = _FIELDS.get((element.get("type") or "").strip().lower())
        if field and found[field] is None:
            found[field] = _usable(element, field, said)
    as_given: dict[str, date] = {}
    for plan in ("planned", "actual"):
        start, end = found[f"{plan}_start"], found[f"{plan}_end"]
        if start and end and end < start:
            as_given |= {f"{plan}_start": start, f"{plan}_end": end}
            found[f"{plan}_end"] = None
            said.warn(WarningKind.END_BEFORE_START, f"{plan}: {end} before {start}")
    _warn_of_contradictions(found, said)
    return found, as_given


def _usable(element: Element, field: str, said: Messages) -> date | None:
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
