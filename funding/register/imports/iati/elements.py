"""What single XML elements say, whatever the version: texts, dates, amounts, currencies, codes."""

import html
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml import etree

from funding.codelists.reference import currency_names

Element = etree._Element  # noqa: SLF001 -- lxml's only name for the type
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2}|T.*)?")
_NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,30})?|\.[0-9]{1,30})")
_NO_NAME = {"", "n a", "na", "none", "null", "nil", "not applicable", "not available", "unknown", "tbc", "tbd"}


def line_of(element: Element) -> int:
    """Give the line of the file on which an element begins; 0 where the parser doesn't know."""
    line: int | None = element.sourceline  # type: ignore[assignment]  # the stubs leave its type open
    return line or 0


def squeezed(text: str | None) -> str:
    """Give a text with its HTML entities resolved and single blanks."""
    return " ".join(html.unescape(text or "").split())


def narrative(elements: Iterable[Element]) -> str:
    """Give the English text of an element (or of its repetitions), else the first that isn't empty.

    Versions 2.0x hold texts in `narrative`, 1.0x in the element itself, repeated for each language.
    """
    found = [(text, _language(holder)) for holder in _holders(elements) if (text := squeezed(holder.text))]
    english = (text for text, language in found if language.startswith("en"))
    return next(english, found[0][0] if found else "")


def _holders(elements: Iterable[Element]) -> Iterable[Element]:
    for element in elements:
        yield from element.findall("narrative") or [element]


def _language(element: Element) -> str:
    # xml:lang is inherited; where nobody says a language it is none, and the first text wins.
    own = element.get(LANGUAGE)
    inherited = (one.get(LANGUAGE) for one in element.iterancestors() if one.get(LANGUAGE))
    return (own or next(inherited, "") or "").lower()


def is_no_name(folded: str) -> bool:
    """Tell whether a folded name is a placeholder such as "N/A"."""
    return folded in _NO_NAME


def day(element: Element | None) -> date | None:
    """Read a date from `iso-date`, or from the element's text (1.0x); None where there is none or it is no date."""
    if element is None:
        return None
    match = _DAY.fullmatch((element.get("iso-date") or element.text or "").strip())
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def number(text: str | None) -> Decimal | None:
    """Read a number as XML Schema writes decimals; None for anything else (NaN, 1e9, 1,000)."""
    bare = (text or "").strip()
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def currency(text: str | None) -> str:
    """Read an ISO 4217 code, blanks stripped; empty where it isn't one."""
    code = (text or "").strip().upper()
    return code if code in currency_names() else ""


def code(element: Element | None) -> str:
    """Read a code; empty where there is none."""
    return (element.get("code") or "").strip() if element is not None else ""
