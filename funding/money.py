"""Exact money: decimals to the cent, and the splitting of an amount by shares without losing a cent."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import lcm

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal("0.00")
WITHHELD_STEP = Decimal(5000)  # EUR: to this are amounts of rows without a named recipient rounded
SHARE_STEP = Decimal("0.0001")  # shares are percent with four decimals, so that thirds fit


def to_cents(amount: Decimal) -> Decimal:
    """Round an amount to the cent, half to even."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def part_of(amount: Decimal, share: Decimal) -> Decimal:
    """Take a share (percent, 0-100) of an amount, to the cent."""
    return to_cents(amount * share / HUNDRED)


def split(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount (to the cent) by shares into parts that add up to it exactly.

    Cents are given by largest remainder (the method of Hamilton); ties go to the earlier share. Shares are weights:
    they need not add up to 100. A negative amount is split as its opposite.

    Raises:
        ValueError: when there is no share, a share is negative, or all are 0.

    """
    weights = _whole_numbers(shares)
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        message = "An amount can be split by positive shares only."
        raise ValueError(message)
    cents = int(abs(amount) / CENT)
    floors = [cents * weight // total for weight in weights]
    by_remainder = sorted(range(len(shares)), key=lambda index: (-(cents * weights[index] % total), index))
    for index in by_remainder[: cents - sum(floors)]:
        floors[index] += 1
    sign = -1 if amount < 0 else 1
    return [sign * part * CENT for part in floors]


def _whole_numbers(shares: Sequence[Decimal]) -> list[int]:
    """Give whole numbers that stand to one another as the shares do."""
    ratios = [share.as_integer_ratio() for share in shares]
    common = lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios]


def equal_shares(count: int) -> list[Decimal]:
    """Give `count` equal shares in percent that add up to 100 exactly; the first takes the rest."""
    each = (HUNDRED / count).quantize(SHARE_STEP, rounding="ROUND_DOWN")
    return [HUNDRED - each * (count - 1), *([each] * (count - 1))]


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Give `part` in percent of `whole` with one decimal; None where either is unknown or the whole is 0.

    Above 100 is a real case: more was paid than was contracted.
    """
    if part is None or not whole:
        return None
    return (part * HUNDRED / whole).quantize(Decimal("0.1"))


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """Round an amount to a multiple of a step, half up, and give it to the cent; never -0, which would tell a sign."""
    return to_cents((amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step) + ZERO
