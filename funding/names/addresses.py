"""E-mails and domains as whole addresses, also where they are spelt out: `info (at) rada (dot) example`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from funding.names.readable import Readable
from funding.names.spelling import as_latin
from funding.names.terms import Hit, Term

_AT = r"(?:\s{0,3}(?:@|[(\[{]\s{0,3}(?:at|@)\s{0,3}[)\]}])\s{0,3}|\s{1,3}at\s{1,3})"
_DOT = r"(?:\.|\s{0,3}[(\[{]\s{0,3}(?:dot|\.)\s{0,3}[)\]}]\s{0,3}|\s{1,3}dot\s{1,3})"
_LABEL = r"[\w+%-]++"
_LABELS = rf"{_LABEL}(?:{_DOT}{_LABEL})*+"
_ADDRESS = re.compile(rf"(?<![\w+%-])(?:({_LABELS}){_AT}(?={_LABELS}(?!{_AT})))?({_LABELS})", re.IGNORECASE)
_DOTS = re.compile(_DOT, re.IGNORECASE)


class Addresses:
    """Protected e-mails and domains. A domain is also found in addresses under it; a term may be given as a URL."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms by their address in one spelling."""
        self._by_address: defaultdict[str, list[Term]] = defaultdict(list)
        for term in terms:
            matches = list(_ADDRESS.finditer(re.sub(r"^\s*\w+:(?://)?", "", Readable(term.text).text)))
            if matches:
                local, host = _parts(matches[0])
                address = f"{local}@{host}" if local else host.removeprefix("www.")
                self._by_address[address].append(term)

    def hits(self, text: str) -> Iterator[Hit]:
        """Find the terms in a readable text."""
        for match in _ADDRESS.finditer(text):
            local, host = _parts(match)
            for address in (f"{local}@{host}", *_domains(host)):
                for term in self._by_address.get(address, ()):
                    yield Hit(match.start(), match.end(), term)


def _parts(address: re.Match[str]) -> tuple[str, str]:
    """Give an address's local part (empty for a domain) and host in one spelling."""
    local, host = (_DOTS.sub(".", part or "").casefold() for part in address.groups())
    return local, ".".join(as_latin(_unicode_label(label)) for label in host.split("."))


def _unicode_label(label: str) -> str:
    """Read `xn--` labels, which browsers show in their own letters (RFC 3492)."""
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _domains(host: str) -> Iterator[str]:
    """Give a host and the domains that it is under."""
    labels = host.split(".")
    return (".".join(labels[first:]) for first in range(len(labels) - 1))
