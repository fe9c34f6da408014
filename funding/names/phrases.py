"""Names and aliases as words in sequence."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from funding.names.passed import Passed
from funding.names.readable import Readable
from funding.names.spelling import Spelling, spelling
from funding.names.terms import Hit, Term

_STRICT = 3  # names of so few letters are compared as they are written
_NEAR = 4  # and of so few without transliteration inside one script
_PART_WORDS, _PART_LETTERS = 2, 5  # what a part of a name must have to stand alone
_SEPARATORS = re.compile(r"[*/|()]")
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)[»”“\"]")  # a legal form stands before it: Цэнтр «Назва»
# Parts in parentheses that only say where: alone, they would be found in every text.
_PLACES = {
    "belarus", "беларусь", "белоруссия", "republic", "рэспубліка", "республика", "of", "in", "у", "в", "europe", "eu",
    "minsk", "мінск", "минск", "vilnius", "вільня", "вильнюс", "warsaw", "warszawa", "варшава", "berlin", "берлін",
    "brussels", "prague", "прага", "kyiv", "кіеў", "киев", "lithuania", "літва", "литва", "poland", "польшча", "польша",
    "germany", "ukraine", "latvia", "georgia",
}  # fmt: skip
_LETTER = r"[^\W\d_]"
# Atomic groups, not possessive quantifiers: those take too much before Python 3.11.5 (gh-106052).
_WORD = re.compile(rf"{_LETTER}(?>(?:'?\d*{_LETTER})*)|\d+")
# Letters set wide, words with digits at an end, and words divided at a line's end.
_UNUSUAL_WORD = re.compile(
    rf"(?<![^\W_]){_LETTER}(?>(?:(?:\W|\. ){_LETTER}(?![^\W_])){{2,}})"
    r"|[^\W_]+(?>(?:(?:'|-[ \r]{0,9}\n\s{0,9})[^\W_]+)*)"
)


class _Name(NamedTuple):
    term: Term
    words: tuple[Spelling, ...]
    size: int
    in_capitals: bool
    anchor: int  # the place of its rarest word, by which it is found

    def agrees(self, words: Iterable[Spelling]) -> bool:
        if self.size > _NEAR:
            return not any(mine.keys.isdisjoint(theirs.keys) for mine, theirs in zip(self.words, words, strict=True))
        pairs = list(zip(self.words, words, strict=True))
        if self.size == _NEAR and all(mine.is_cyrillic != theirs.is_cyrillic for mine, theirs in pairs):
            return all(mine.keys & theirs.keys for mine, theirs in pairs)
        if self.size <= _STRICT and self.in_capitals:
            return all(mine.forms & theirs.forms for mine, theirs in pairs)
        return all(_folded(mine.forms) & _folded(theirs.forms) for mine, theirs in pairs)


def _folded(forms: Iterable[str]) -> set[str]:
    return {form.casefold() for form in forms}


def _spelling(words: str) -> Spelling:
    return spelling(words if words.isalnum() else re.sub(r"[^\w']|_", "", words))


def _size(phrase: str) -> int:
    return sum(char.isalnum() for char in phrase)


def _phrases(name: str) -> Iterator[str]:
    """Give a name whole, and those of its parts that can stand alone."""
    readable = Readable(name).text
    if _size(readable) > 1 and any(char.isalpha() for char in readable):
        yield readable
        yield from (part for part in map(str.strip, _SEPARATORS.split(readable)) if _stands_alone(part))
        yield from (part for part in _QUOTED.findall(readable) if _size(part) >= _NEAR and not _is_place(part))


def _stands_alone(part: str) -> bool:
    words = _WORD.findall(part)
    long_enough = len(words) >= _PART_WORDS or _size(part) >= _PART_LETTERS
    return long_enough and not _is_place(part)


def _is_place(part: str) -> bool:
    return all(word.casefold() in _PLACES for word in _WORD.findall(part))


class Phrases:
    """Protected names and aliases, each with its parts.

    A name is looked for where its rarest word stands, so that a text is read in time linear in its words even where
    hundreds of names begin with "Foundation".
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms by the keys of their rarest word."""
        spelt = [
            (term, phrase, tuple(map(spelling, _WORD.findall(phrase))))
            for term in terms
            for phrase in dict.fromkeys(_phrases(term.text))
        ]
        frequency = Counter(key for _, _, words in spelt for word in words for key in word.keys)
        self._by_key: defaultdict[str, dict[int, _Name]] = defaultdict(dict)
        for number, (term, phrase, words) in enumerate(spelt):
            anchor = min(range(len(words)), key=lambda place: max(frequency[key] for key in words[place].keys))
            name = _Name(term, words, _size(phrase), phrase.isupper(), anchor)
            for key in words[anchor].keys:
                self._by_key[key][number] = name
        self._without = Passed(self._anchors_nothing)

    def _anchors_nothing(self, word: str) -> bool:
        return self._by_key.keys().isdisjoint(_spelling(word).keys)

    def hits(self, text: str) -> Iterator[Hit]:
        """Find the terms in a readable text."""
        for pattern in (_WORD, _UNUSUAL_WORD):
            anchors = self._without.others(pattern.findall(text))
            if not anchors:
                continue
            words = list(pattern.finditer(text))
            for place, word in enumerate(words):
                if word[0] in anchors:
                    yield from self._around(place, words)

    def _around(self, place: int, words: Sequence[re.Match[str]]) -> Iterator[Hit]:
        names: dict[int, _Name] = {}
        for key in _spelling(words[place][0]).keys:
            names |= self._by_key.get(key, {})
        for name in names.values():
            first = place - name.anchor
            there = words[first : first + len(name.words)]  # too few where the name would begin before the text
            if len(there) == len(name.words) and name.agrees(_spelling(word[0]) for word in there):
                yield Hit(there[0].start(), there[-1].end(), name.term)
