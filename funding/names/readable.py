"""A text as it reads: without what doesn't show, its letters and apostrophes in one plain form."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = {"&": " and ", **dict.fromkeys("´‘’ʼʹ`′ʺ″‛", "'"), **dict.fromkeys("‐‑", "-")}
_SOFT_HYPHEN_AT_END = re.compile(r"\u00ad(?=\s)")
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by category that show nothing


@lru_cache(maxsize=1 << 12)
def _plain(char: str) -> str:
    """Give what a character reads as: nothing for what doesn't show, one plain form of letters and apostrophes."""
    category = unicodedata.category(char)
    if category == "Cf" or char in _FILLERS or (category == "Cc" and not char.isspace()):
        return ""
    return _PLAIN.get(char) or unicodedata.normalize("NFKC", char)


def _reads_as_it_stands(char: str) -> bool:
    return _plain(char) == char and unicodedata.category(char) not in {"Mn", "Me"}


class _Plain(dict[str, bool]):
    """Characters that read as they stand; it asks about each once."""

    def __missing__(self, char: str) -> bool:
        self[char] = _reads_as_it_stands(char)
        return self[char]


_IS_PLAIN = _Plain()


class Readable:
    """A text without what doesn't show in it, its letters composed; it knows the place of each in the original."""

    def __init__(self, text: str) -> None:
        """Read a text; marks that make no letter with what they stand on are dropped."""
        self._original = text
        self._places: Sequence[int] = range(len(text) + 1)
        self.text = text
        if not all(map(_IS_PLAIN.__getitem__, set(text))):
            self._read()

    def _read(self) -> None:
        chars: list[str] = []
        places: list[int] = []
        for place, original in enumerate(_SOFT_HYPHEN_AT_END.sub("-", self._original)):
            for char in _plain(original):
                if unicodedata.category(char) not in {"Mn", "Me"}:
                    chars.append(char)
                    places.append(place)
                elif chars and len(composed := unicodedata.normalize("NFC", chars[-1] + char)) == 1:
                    chars[-1] = composed
        self.text = "".join(chars)
        self._places = [*places, len(self._original)]

    def original(self, start: int, end: int) -> str:
        """Give the original of a stretch of the readable text."""
        last = self._places[end - 1] + 1
        return self._original[self._places[start] : max(last, self._places[end])].strip()
