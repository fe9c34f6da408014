"""Made-up words: of three syllables each, numbered, so that SQL and Python make the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass

# Letters of which each has one in Cyrillic that folds to it.
_SYLLABLES = "".join(consonant + vowel for consonant in "bdfhklmnrt" for vowel in "aeiou")
LATIN, CYRILLIC = "bdfhklmnrtaeiouBDFHKLMNRTAEIOU", "бдфгклмнртаеіоуБДФГКЛМНРТАЕІОУ"
_COUNT = len(_SYLLABLES) // 2
ROWS_OF_A_RARE_WORD = 20


@dataclass(frozen=True)
class Vocabulary:
    """Words of one frequency: each row has `per_row` of them."""

    first: int
    size: int
    per_row: int

    def words(self) -> Iterator[str]:
        """Give them all, again and again."""
        while True:
            yield from (word(self.first + number) for number in range(self.size))


COMMON = Vocabulary(0, 20, 2)  # each in 10 % of the rows
MIDDLING = Vocabulary(1000, 1600, 8)  # each in 0.5 %
NAMES = Vocabulary(3000, 5000, 1)


def rare(rows: int) -> Vocabulary:
    """Give the words that each stand in about 20 rows, however many rows there are."""
    return Vocabulary(10_000, max(1, rows // ROWS_OF_A_RARE_WORD), 1)


def word(number: int) -> str:
    """Give the word of a number below 125,000."""
    return "".join(_syllable(number // _COUNT**place % _COUNT) for place in range(3))


def _syllable(number: int) -> str:
    return _SYLLABLES[2 * number : 2 * number + 2]


def sql_word(number: str) -> str:
    """Write the same in SQL, of an expression for the number."""
    syllables = (
        f"substr('{_SYLLABLES}', 1 + 2 * ({number} / {_COUNT**place} % {_COUNT})::int, 2)" for place in range(3)
    )
    return " || ".join(syllables)
