"""How figures, dates and codes are written for people; the exact figure travels beside the short one."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language_info

from funding.codelists.grants import AmountBasis, ContractType, ManagementMode, RecipientKind, TargetGroup
from funding.codelists.records import UNSAFE_LINK_DOMAINS, DatePrecision, DocumentKind, SourceKind
from funding.codelists.reference import country_names
from funding.codelists.sectors import DESCRIPTIONS, Sector

register = template.Library()

UNKNOWN = "unknown"
_MINUS = "\N{MINUS SIGN}"
_LARGE = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_EXACT_BELOW = 10_000  # smaller amounts are short enough to be written to the cent
_LABELS = {
    str(choice.value): str(choice.label)
    for choices in (
        AmountBasis,
        ContractType,
        ManagementMode,
        RecipientKind,
        TargetGroup,
        DocumentKind,
        SourceKind,
    )
    for choice in choices
}

_SECTORS = {sector.value: sector.label for sector in Sector}  # rows ask for them by the hundred


def _rounded(amount: Decimal, step: str) -> Decimal:
    return amount.quantize(Decimal(step), rounding=ROUND_HALF_UP)


def _digits(amount: Decimal) -> str:
    """Write an amount that isn't negative as people say it: 4.2 million, 950,000, 1,234.56."""
    whole = _rounded(amount, "1")
    for size, name in _LARGE:
        tenths = _rounded(amount / size, "0.1")
        if tenths >= 1 and whole >= size:
            # "4 million" is exact, "4.0 million" is rounded.
            return f"{tenths:,.0f} {name}" if amount == tenths * size == int(tenths) * size else f"{tenths:,} {name}"
    if amount < _EXACT_BELOW and amount != whole:
        return f"{amount:,.2f}"
    return f"{whole:,}"


@register.filter
def money(amount: Decimal | None) -> str:
    """Write an amount in EUR for people: "€ 4.2 million"; None is "unknown"."""
    if amount is None:
        return UNKNOWN
    return f"{_MINUS if amount < 0 else ''}€ {_digits(abs(amount))}"


@register.filter
def exact(amount: Decimal | None) -> str:
    """Write an amount in EUR to the cent: "EUR 4,200,000.00"; None is "unknown"."""
    return UNKNOWN if amount is None else f"EUR {amount:,.2f}"


@register.filter
def plain(amount: Decimal | None) -> str:
    """Write an amount for machines: "4200000.00"; None is empty."""
    return "" if amount is None else f"{amount:.2f}"


@register.filter
def percent(share: Decimal | None) -> str:
    """Write a percentage without needless noughts: "33.3333 %", "40 %"; None is "unknown"."""
    if share is None:
        return UNKNOWN
    text = f"{share:,f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


@register.filter
def dated(day: date | None, precision: str = DatePrecision.DAY) -> str:
    """Write a date as exactly as it is known: "10 December 2023", "December 2021", "2022"."""
    if day is None:
        return UNKNOWN
    formats = {DatePrecision.DAY: "j F Y", DatePrecision.MONTH: "F Y", DatePrecision.YEAR: "Y"}
    return date_format(day, formats[DatePrecision(precision)])


@register.filter
def sector_name(code: str) -> str:
    """Give the name of a sector."""
    return str(_SECTORS.get(code, code))


@register.filter
def country_name(code: str) -> str:
    """Give the English name of a country; a code that nobody knows stands for itself."""
    return country_names().get(code, code)


@register.filter
def language_name(code: str) -> str:
    """Give the English name of a language; a code that nobody knows stands for itself."""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code


@register.filter
def label(code: str) -> str:
    """Give the label of a code from one of the lists of grants, documents and sources."""
    return _LABELS.get(code, code)


@register.filter
def is_linkable(address: str) -> bool:
    """Tell whether an address may be a live link: web addresses only, and no site whose sharing is punished."""
    is_web = address.startswith(("https://", "http://"))
    return is_web and not any(domain in address.lower() for domain in UNSAFE_LINK_DOMAINS)


@register.filter
def sector_description(code: str) -> str:
    """Say in a sentence what belongs to a sector."""
    return DESCRIPTIONS.get(code, "")
