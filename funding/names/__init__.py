"""Finding protected names in a text, however they are spelt there.

Names and aliases are found as whole words in sequence, whatever stands between them, in any usual spelling in Cyrillic
or Latin letters (`funding.names.spelling`); e-mails and domains as whole addresses; references and identifiers as
their letters and digits in sequence. A name of three letters or fewer must be spelt as it stands, and in its case where
it is written in capitals (`BAS` is not found in "bas"); a name of four letters may differ in accents or in script.

A name of several parts (`A (B)`, `A*B`, `A | B`, `A / B`) is looked for whole, and by each part of two words or five
letters, unless the part is but a place's name; a part in quotation marks (`Цэнтр «Рунь»`) from four letters on. Names
of one character or without any letter, and references of fewer than five characters, are left out: they would be found
everywhere.

Not found: inflected forms (`Вясны` for `Вясна`), translations, misspellings. Aliases are for these.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from funding.names.addresses import Addresses
from funding.names.phrases import Phrases
from funding.names.readable import Readable
from funding.names.references import References
from funding.names.terms import Hit, Term, TermKind

__all__ = ["Found", "NameIndex", "Term", "TermKind"]

_SHORT, _MOST = 100, 1 << 16  # letters of a text that is remembered, and how many such texts


@dataclass(frozen=True)
class Found:
    """A protected term in a text, with the words of the text as they stand there."""

    term: Term
    words: str


class NameIndex:
    """Protected terms, ready to be looked for in many texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms."""
        by_kind: defaultdict[TermKind, list[Term]] = defaultdict(list)
        self._order = {term: order for order, term in enumerate(terms)}
        for term in self._order:
            by_kind[term.kind].append(term)
        self._clean: set[str] = set()
        self._names = Phrases(by_kind[TermKind.NAME] + by_kind[TermKind.ALIAS])
        self._addresses = Addresses(by_kind[TermKind.EMAIL] + by_kind[TermKind.DOMAIN])
        self._references = References(by_kind[TermKind.REFERENCE] + by_kind[TermKind.IDENTIFIER])

    def find(self, text: str) -> list[Found]:
        """Give every term that occurs in the text, in order of place, each once; at one place the longest first."""
        if text in self._clean:
            return []
        readable = Readable(text)
        finders = (self._names, self._addresses, self._references)
        hits = [hit for finder in finders for hit in finder.hits(readable.text)]
        if not hits:
            self._note_clean(text)
        first_hits: dict[Term, Hit] = {}
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, self._order[hit.term])):
            first_hits.setdefault(hit.term, hit)
        return [Found(term, readable.original(hit.start, hit.end)) for term, hit in first_hits.items()]

    def _note_clean(self, text: str) -> None:
        """Remember a short text without any term: names of recipients and instruments come again with each grant."""
        if len(text) <= _SHORT:
            if len(self._clean) >= _MOST:
                self._clean.clear()
            self._clean.add(text)
