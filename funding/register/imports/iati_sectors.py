"""Sectors of an activity: DAC purpose codes with percentages, made into shares that add up to 100. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from funding.codelists.reference import dac_purposes, proposed_sector, withdrawn_dac_purposes
from funding.codelists.sectors import Sector
from funding.money import HUNDRED, SHARE_STEP, split
from funding.register.imports.iati_values import Element, code, number
from funding.register.imports.messages import Messages, WarningKind

Shares = tuple[tuple[Sector, Decimal], ...]
_DAC = {"", "1", "DAC"}  # no vocabulary means DAC; "DAC" is the 1.0x way of saying 1
_PURPOSE_LENGTH = 5
_ROUNDING = Decimal("0.0005")  # thirds of a rest


def weights(activity: Element, amounts: Iterable[tuple[Element, Decimal]], said: Messages) -> dict[str, Decimal]:
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


def shares(found: dict[str, Decimal]) -> Shares:
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
    if abs(total - HUNDRED) > _ROUNDING:
        said.warn(WarningKind.SHARES_NOT_100, f"{total:f}")
    return {purpose: weight for purpose, weight in found.items() if weight}


def _of_transactions(amounts: Iterable[tuple[Element, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for transaction, amount in amounts:
        purposes = [code(sector) for sector in _dac(transaction)]
        for purpose in purposes:
            found[purpose] += amount / len(purposes)
    return {purpose: weight for purpose, weight in found.items() if weight > 0}
