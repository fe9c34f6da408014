"""What the identifiers and transaction references of the Commission's files tell: instrument, contract number. Pure."""

import re
from collections.abc import Iterable

_CONTRACT = re.compile(
    r"\b(?P<budget>[A-Z][A-Z -]{1,30})/(?P<year>20[0-9]{2})/(?P<first>[0-9]{3})-?(?P<last>[0-9]{3})\b"
)
_OWN_NUMBER = re.compile(r"(?P<year>20[0-9]{2})/(?P<first>[0-9]{3})-(?P<last>[0-9]{3})$")
# The register's slug of an instrument, by the words that begin a contract number; the first that fits counts.
_INSTRUMENTS = (
    ("ndici-neighbourhood", re.compile(r"NDICI[ -]GEO[ -]NEAR\b")),
    ("ndici-human-rights", re.compile(r"NDICI[ -]HR\b")),
    ("ndici-civil-society", re.compile(r"NDICI[ -]CSO\b")),
    ("ndici-peace", re.compile(r"NDICI[ -]PEACE\b")),
    ("ndici-global-challenges", re.compile(r"NDICI[ -](GLOBAL[ -])?CHALLENGES\b")),
    ("ndici-rapid-response", re.compile(r"NDICI[ -](CRISIS|RR)\b")),
    ("eni", re.compile(r"ENI\b")),
    ("eidhr", re.compile(r"EIDHR\b")),
    ("cso-la", re.compile(r"CSO-LA\b")),
    ("icsp", re.compile(r"ICSP\b")),
)


def contract_number(identifier: str, references: Iterable[str]) -> str:
    """Give a contract's number such as ENI/2020/420-368; empty where no reference has the one of this identifier.

    References name other contracts too: only the number that the identifier ends with is the contract's own.
    """
    own = _OWN_NUMBER.search(identifier)
    if own is None:
        return ""
    for match in _matches(references):
        if match.group("year", "first", "last") == own.group("year", "first", "last"):
            return f"{_budget(match)}/{own['year']}/{own['first']}-{own['last']}"
    return ""


def instrument(references: Iterable[str]) -> str:
    """Give the slug of the instrument that the references' contract numbers begin with; empty unless they agree."""
    found = {slug for match in _matches(references) if (slug := _slug(_budget(match)))}
    return found.pop() if len(found) == 1 else ""


def _matches(references: Iterable[str]) -> Iterable[re.Match[str]]:
    for reference in references:
        yield from _CONTRACT.finditer(reference.upper())


def _budget(match: re.Match[str]) -> str:
    # Words may stand before it: "FURTHER PRE-FINANCING FOR ENI/2017/385-374".
    words = match["budget"].strip()
    begin = words.rfind("NDICI")
    return words[begin:] if begin >= 0 else words.split(" ")[-1]


def _slug(budget: str) -> str:
    return next((slug for slug, pattern in _INSTRUMENTS if pattern.match(budget)), "")
