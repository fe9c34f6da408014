"""E-mails and domains as whole addresses, also where they are spelt out: `info (at) rada (dot) example`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from funding.names.readable import Readable
from funding.names.spelling import as_latin
from funding.names.terms import Hit, Term

_AT = r"(?:%40|\s{0,3}(?:@|[(\[{]\s{0,3}(?:at|@)\s{0,3}[)\]}])\s{0,3}|\s{1,3}at\s{1,3})"
_DOT = r"(?:\.|\s{0,3}[(\[{]\s{0,3}(?:dot|\.)\s{0,3}[)\]}]\s{0,3}|\s{1,3}dot\s{1,3})"
# A local part begins once in a+a+a, so that no text is read again and again. Atomic groups, not possessive quantifiers:
# those take too much before Python 3.11.5 (gh-106052).
_LOCAL = rf"(?<!\+)(?>[\w+-]+(?:{_DOT}(?>[\w+-]+))*)"
_HOST = rf"(?>[\w-]+(?:{_DOT}(?>[\w-]+))*)"
_ADDRESS = re.compile(rf"(?<![\w-])(?:({_LOCAL}){_AT}(?={_HOST}(?!{_AT})))?({_HOST})", re.IGNORECASE)
_DOT_BEFORE_LABEL = re.compile(r"\.(?:[\w-]|\s{0,3}[)\]}])")  # the shapes of _DOT that aren't the word
_LONGEST_LABEL = 63  # RFC 1035
_DOTS = re.compile(_DOT, re.IGNORECASE)


class Addresses:
    """Protected e-mails and domains. A domain is also found in addresses under it; a term may be given as a URL."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms by their address in one spelling."""
        self._by_address: defaultdict[str, list[Term]] = defaultdict(list)
        for term in terms:
            if match := _ADDRESS.search(re.sub(r"^\s*\w+:(?://)?", "", Readable(term.text).text)):
                local, host = _parts(match)
                address = f"{local}@{host}" if local else host.removeprefix("www.")
                self._by_address[address].append(term)
        hosts = (address.rpartition("@")[2] for address in self._by_address if "@" in address)
        self._has_lone_hosts = any("." not in host for host in hosts)
        self._labels = max((address.count(".") + 1 for address in self._by_address), default=0)

    def hits(self, text: str) -> Iterator[Hit]:
        """Find the terms in a readable text."""
        if not (self._has_lone_hosts or _may_have_hosts(text)):
            return  # of one label alone there is no domain
        for match in _ADDRESS.finditer(text):
            local, host = _parts(match)
            for address in (f"{local}@{host}", *_domains(host, self._labels)):
                for term in self._by_address.get(address, ()):
                    yield Hit(match.start(), match.end(), term)


def _may_have_hosts(text: str) -> bool:
    """Tell whether two labels may stand anywhere with a dot between them."""
    return bool(("." in text and _DOT_BEFORE_LABEL.search(text)) or "dot" in text.lower())


def _parts(address: re.Match[str]) -> tuple[str, str]:
    """Give an address's local part (empty for a domain) and host in one spelling."""
    local, host = (_DOTS.sub(".", part or "").casefold() for part in address.groups())
    return local, ".".join(as_latin(_unicode_label(label)) for label in host.split("."))


def _unicode_label(label: str) -> str:
    """Read `xn--` labels, which browsers show in their own letters (RFC 3492)."""
    try:
        is_coded = label.startswith("xn--") and len(label) <= _LONGEST_LABEL
        return label.removeprefix("xn--").encode("ascii").decode("punycode") if is_coded else label
    except UnicodeError:
        return label


def _domains(host: str, most_labels: int) -> Iterator[str]:
    """Give a host and the domains that it is under, of two labels or more."""
    labels = host.split(".")[-most_labels:]
    return (".".join(labels[first:]) for first in range(len(labels) - 1))
