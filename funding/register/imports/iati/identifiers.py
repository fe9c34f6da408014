"""Identifiers: an activity's own and former ones, its relatives', its contract number; and the level they tell.

`hierarchy` 1 is a decision (a programme), 2 a contract (a grant). IATI says that no hierarchy means 1, yet publishers
who leave it out report single projects with payments: such an activity is a decision only where it names children and
no parent, else a contract. Any deeper level is refused, since its money is in the contract above it already.
"""

import re
from collections.abc import Iterable

from funding.register.imports.activity import ActivityRefusedError, Links, Messages, WarningKind
from funding.register.imports.iati.elements import Element, line_of, squeezed

Relatives = dict[str, tuple[str, ...]]
_LENGTH = 250
_NOT_GIVEN = "(none)"
_PARENT, _CHILD = "1", "2"
# Contract numbers as the Commission's files have them in the references of transactions.
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


def own(element: Element) -> str:
    """Give an activity's identifier.

    Raises:
        ActivityRefusedError: it has none, or one too long to be kept.

    """
    identifier = " ".join((element.findtext("iati-identifier") or "").split())
    line = line_of(element)
    if not identifier:
        raise ActivityRefusedError(_NOT_GIVEN, line, "it has no iati-identifier")
    if len(identifier) > _LENGTH:
        shown = f"{identifier[:40]}…"
        raise ActivityRefusedError(shown, line, f"its identifier is longer than {_LENGTH} characters")
    return identifier


def related(element: Element) -> Relatives:
    """Give identifiers by type of relation, each once, in the file's order."""
    found: dict[str, dict[str, None]] = {}
    for one in element.findall("related-activity"):
        if ref := " ".join((one.get("ref") or "").split()):
            found.setdefault((one.get("type") or "").strip(), {})[ref] = None
    return {kind: tuple(refs) for kind, refs in found.items()}


def is_decision(element: Element, relatives: Relatives, identifier: str) -> bool:
    """Tell a decision from a contract.

    Raises:
        ActivityRefusedError: it is neither.

    """
    hierarchy = (element.get("hierarchy") or "").strip()
    if hierarchy not in {"", "1", "2"}:
        reason = f"hierarchy {hierarchy} is neither a decision (1) nor a contract (2): its money would count twice"
        raise ActivityRefusedError(identifier, line_of(element), reason)
    if hierarchy:
        return hierarchy == "1"
    return _CHILD in relatives and _PARENT not in relatives


def links(element: Element, relatives: Relatives, publisher_ref: str, *, is_decision: bool, said: Messages) -> Links:
    """Give what an activity says of other activities."""
    # A contract of ECHO names its decision as type 2: a contract has no children of its own.
    parents = () if is_decision else relatives.get(_PARENT) or relatives.get(_CHILD, ())
    if len(parents) > 1:
        said.warn(WarningKind.PARENTS_SEVERAL, ", ".join(parents))
    children = relatives.get(_CHILD, ()) if is_decision else ()
    return Links(parents=parents, children=children, former=_former(element, said.identifier, publisher_ref))


def contract_number(identifier: str, references: Iterable[str]) -> str:
    """Give a contract's number such as ENI/2020/420-368; empty where no reference has the one of this identifier.

    References name other contracts too: only the number that the identifier ends with is the contract's own.
    """
    number = _OWN_NUMBER.search(identifier)
    if number is None:
        return ""
    for match in _matches(references):
        if match.group("year", "first", "last") == number.group("year", "first", "last"):
            return f"{_budget(match)}/{number['year']}/{number['first']}-{number['last']}"
    return ""


def instrument(references: Iterable[str]) -> str:
    """Give the slug of the instrument that the references' contract numbers begin with; empty unless they agree."""
    found = {slug for match in _matches(references) if (slug := _slug(_budget(match)))}
    return found.pop() if len(found) == 1 else ""


def _former(element: Element, identifier: str, publisher_ref: str) -> tuple[str, ...]:
    """Give the identifiers an activity had before: A3 is one, B1 the prefix (or, in some files, all) of one."""
    found: dict[str, None] = {}
    for other in element.findall("other-identifier"):
        ref, kind = squeezed(other.get("ref")), other.get("type")
        if not ref or kind not in {"A3", "B1"}:
            continue
        found[ref] = None
        if kind == "B1" and publisher_ref and identifier.startswith(publisher_ref):
            found[ref + identifier.removeprefix(publisher_ref)] = None
    found.pop(identifier, None)
    return tuple(found)


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
