"""What rows of the lists show: the part of an amount that counts, beside the whole.

Rows may be unsaved, as in the staff's preview: nothing here asks the database.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template

from funding.templatetags.figures import money

register = template.Library()

_STEPS = ((Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_TENTH = Decimal("0.1")


@register.simple_tag
def counted(row: Any, column: str) -> Decimal | None:  # noqa: ANN401 -- any published row, saved or not
    """Give the part of a row's amount that totals add: inside the sector filter, where there is one."""
    amount: Decimal | None = getattr(row, f"{column}_in_filter", getattr(row, column))
    return amount


def part_and_whole(part: Decimal | None, whole: Decimal | None) -> str:
    """Write a part beside its whole, in one unit where that loses nothing: "€ 0.4 of 1.0 million"."""
    if part is None or whole is None:
        return f"{money(part)} of {money(whole)}"
    for size, name in _STEPS:
        if abs(whole) >= size:
            tenths = [(amount / size).quantize(_TENTH, rounding=ROUND_HALF_UP) for amount in (part, whole)]
            if part < 0 or (part > 0 and tenths[0] < _TENTH):
                break  # too small a part to be seen in that unit
            return f"€ {tenths[0]} of {tenths[1]}{name}"
    else:
        return f"{money(part)} of {money(whole).removeprefix('€ ')}"
    return f"{money(part)} of {money(whole)}"
