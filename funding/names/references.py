"""References and identifiers as their letters and digits in sequence, whatever separates them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from funding.names.passed import Passed
from funding.names.readable import Readable
from funding.names.spelling import as_latin
from funding.names.terms import Hit, Term

_SHORTEST_REFERENCE = 5  # shorter ones are years and numbers of pages
_WIDEST_SEPARATOR = 5
_RUN = re.compile(r"[^\W\d_]+|\d+")


class References:
    """Protected contract numbers and registration numbers."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms by their letters and digits alone."""
        self._by_letters: defaultdict[str, list[Term]] = defaultdict(list)
        for term in terms:
            letters = "".join(map(as_latin, _RUN.findall(Readable(term.text).text)))
            if len(letters) >= _SHORTEST_REFERENCE:
                self._by_letters[letters].append(term)
        self._beginnings = {letters[:end] for letters in self._by_letters for end in range(1, len(letters) + 1)}
        self._longest = max(map(len, self._by_letters), default=0)
        self._without = Passed(lambda run: as_latin(run) not in self._beginnings)

    def hits(self, text: str) -> Iterator[Hit]:
        """Find the terms in a readable text."""
        if not self._without.others(_RUN.findall(text)):
            return
        runs = [(run.start(), run.end(), as_latin(run[0])) for run in _RUN.finditer(text)]
        for place, (start, _, _) in enumerate(runs):
            letters, end_before = "", start
            for follows_at, end, more in runs[place : place + self._longest]:
                letters += more
                if letters not in self._beginnings or follows_at - end_before > _WIDEST_SEPARATOR:
                    break
                end_before = end
                for term in self._by_letters.get(letters, ()):
                    yield Hit(start, end, term)
