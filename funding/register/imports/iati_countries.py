"""Where an activity takes place: Belarus's part of it, as the percentages say. Pure.

Belarus named in a text allocates nothing.
"""

from decimal import Decimal

from funding.codelists.reference import BELARUS
from funding.money import HUNDRED, SHARE_STEP
from funding.register.imports.iati_values import Element, code, number
from funding.register.imports.messages import Messages, WarningKind

# DAC regions Belarus is, or may be, a part of: "Europe, regional" and "Developing countries, unspecified".
_REGIONS_WITH_BELARUS = {"89", "998"}
_ROUNDING = Decimal(1)  # percentages of thirty countries don't add up to 100 exactly


def belarus_share(activity: Element, said: Messages) -> Decimal | None:
    """Give Belarus's share in percent with four decimals; None where the percentages don't say.

    0 is said only by a complete list of other countries, and of regions that Belarus isn't in.
    """
    countries = activity.findall("recipient-country")
    regions = activity.findall("recipient-region")
    places = [*countries, *regions]
    percentages = [number(place.get("percentage")) for place in places]
    if len(places) == 1 and not (places[0].get("percentage") or "").strip():
        percentages = [HUNDRED]
    total = sum((one for one in percentages if one is not None), Decimal(0))
    if total > HUNDRED + _ROUNDING or any(one is not None and one < 0 for one in percentages):
        said.warn(WarningKind.COUNTRIES_UNUSABLE, f"they add up to {total:f}")
        return None
    of_belarus = [
        percentage
        for place, percentage in zip(places, percentages, strict=True)
        if place in countries and _is_belarus(place)
    ]
    if of_belarus:
        return _added(of_belarus)
    is_complete = None not in percentages and total >= HUNDRED - _ROUNDING
    may_hold_belarus = any(_may_hold_belarus(region) for region in regions)
    return Decimal(0).quantize(SHARE_STEP) if is_complete and not may_hold_belarus else None


def is_bilateral(activity: Element) -> bool:
    """Tell whether an activity is for one country alone."""
    countries = {code(country).upper() for country in activity.findall("recipient-country")}
    return len(countries) == 1 and activity.find("recipient-region") is None


def _is_belarus(country: Element) -> bool:
    return code(country).upper() == BELARUS


def _may_hold_belarus(region: Element) -> bool:
    is_dac = (region.get("vocabulary") or "1").strip() in {"1", "DAC"}
    return not is_dac or code(region) in _REGIONS_WITH_BELARUS


def _added(percentages: list[Decimal | None]) -> Decimal | None:
    if None in percentages:
        return None
    added = sum((one for one in percentages if one is not None), Decimal(0))
    return min(added, HUNDRED).quantize(SHARE_STEP)
