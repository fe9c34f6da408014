"""Shares in percent: Belarus's part of an activity, and the parts of its sectors.

Belarus named in a text allocates nothing. Sectors are DAC purpose codes, made into shares that add up to 100.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from funding.codelists.reference import BELARUS, dac_purposes, proposed_sector, withdrawn_dac_purposes
from funding.codelists.sectors import Sector
from funding.money import HUNDRED, SHARE_STEP, split
from funding.register.imports.activity import Messages, WarningKind
from funding.register.imports.iati.elements import Element, code, number

Shares = tuple[tuple[Sector, Decimal], ...]
# DAC regions Belarus is, or may be, a part of: "Europe, regional" and "Developing countries, unspecified".
_REGIONS_WITH_BELARUS = {"89", "998"}
_ROUNDING_OF_COUNTRIES = Decimal(1)  # percentages of thirty countries don't add up to 100 exactly
_DAC = {"", "1", "DAC"}  # no vocabulary means DAC; "DAC" is the 1.0x way of saying 1
_PURPOSE_LENGTH = 5
_ROUNDING_OF_SECTORS = Decimal("0.0005")  # thirds of a rest


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
    if total > HUNDRED + _ROUNDING_OF_COUNTRIES or any(one is not None and one < 0 for one in percentages):
        said.warn(WarningKind.COUNTRIES_UNUSABLE, f"they add up to {total:f}")
        return None
    of_belarus = [
        percentage
        for place, percentage in zip(places, percentages, strict=True)
        if place in countries and _is_belarus(place)
    ]
    if of_belarus:
        return _added(of_belarus)
    is_complete = None not in percentages and total >= HUNDRED - _ROUNDING_OF_COUNTRIES
    may_hold_belarus = any(_may_hold_belarus(region) for region in regions)
    return Decimal(0).quantize(SHARE_STEP) if is_complete and not may_hold_belarus else None


def is_bilateral(activity: Element) -> bool:
    """Tell whether an activity is for one country alone."""
    countries = {code(country).upper() for country in activity.findall("recipient-country")}
    return len(countries) == 1 and activity.find("recipient-region") is None


def sector_weights(activity: Element, amounts: Iterable[tuple[Element, Decimal]], said: Messages) -> dict[str, Decimal]:
    """Give the weight of each DAC purpose code; from the transactions' sectors where the activity has none.

    A missing percentage means 100 where it stands alone; several share what the others leave.
    """
    entries = _dac(activity)
    found = _of_activity(entries, said) if entries else _of_transactions(amounts)
    for purpose in found:
        if purpose in withdrawn_dac_purposes():
            said.warn(WarningKind.SECTOR_WITHDRAWN, purpose)
        elif purpose not in dac_purposes():
            said.warn(WarningKind.SECTOR_UNKNOWN, purpose)
    return found


def sector_shares(found: dict[str, Decimal]) -> Shares:
    """Give the proposed sectors' shares in percent, in the sectors' order; without any code all is `other`."""
    by_sector: dict[Sector, Decimal] = defaultdict(Decimal)
    for purpose, weight in found.items():
        by_sector[proposed_sector(purpose)] += weight
    sectors = [sector for sector in Sector if by_sector.get(sector)]
    if not sectors:
        return ((Sector.OTHER, HUNDRED.quantize(SHARE_STEP)),)
    # Shares have four decimals, money two: 10,000.00 split to the cent is 100 percent split to its last step.
    parts = split(HUNDRED * HUNDRED, [by_sector[sector] for sector in sectors])
    given = zip(sectors, parts, strict=True)
    return tuple((sector, (part / HUNDRED).quantize(SHARE_STEP)) for sector, part in given if part)


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


def _dac(parent: Element) -> list[Element]:
    return [
        sector
        for sector in parent.findall("sector")
        if (sector.get("vocabulary") or "").strip() in _DAC and len(code(sector)) == _PURPOSE_LENGTH
    ]


def _of_activity(entries: Sequence[Element], said: Messages) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    without = []
    for entry in entries:
        text = entry.get("percentage")
        percentage = number(text)
        if text is None or not text.strip():
            without.append(code(entry))
        elif percentage is None or percentage < 0:
            said.warn(WarningKind.SHARES_UNUSABLE, f"{code(entry)} {text!r}")
        else:
            found[code(entry)] += percentage
    rest = max(HUNDRED - sum(found.values(), Decimal(0)), Decimal(0))
    for purpose in without:
        found[purpose] += rest / len(without)
    total = sum(found.values(), Decimal(0))
    if abs(total - HUNDRED) > _ROUNDING_OF_SECTORS:
        said.warn(WarningKind.SHARES_NOT_100, f"{total:f}")
    return {purpose: weight for purpose, weight in found.items() if weight}


def _of_transactions(amounts: Iterable[tuple[Element, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for transaction, amount in amounts:
        purposes = [code(sector) for sector in _dac(transaction)]
        for purpose in purposes:
            found[purpose] += amount / len(purposes)
    return {purpose: weight for purpose, weight in found.items() if weight > 0}
