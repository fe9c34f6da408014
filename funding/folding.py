"""Text folded to lower-case ASCII, so that search needs no locale and no script.

`Żółć`, `zolc` and `ZOLC` fold alike; so do `Мінск` and `Minsk`, `ўсё` and `usio`. Cyrillic is written in Latin
letters by one table for Belarusian, Russian and Ukrainian, chosen so that the usual spellings meet rather than to be
reversible.
"""

import re
import unicodedata

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "’": "", "ʼ": "",
}  # fmt: skip
_LATIN = {
    "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i",
}  # fmt: skip
_LETTERS = str.maketrans(_CYRILLIC | _LATIN)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Fold text to ASCII words, lower case, with single blanks between them."""
    if text.isascii():  # most texts: there is nothing to take apart
        return _NOT_A_WORD.sub(" ", text.casefold()).strip()
    # Letters first: decomposing would take the breve off "ў" and "й" before the table sees them.
    letters = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    bare = "".join(char for char in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(char))
    return _NOT_A_WORD.sub(" ", bare.translate(_LETTERS)).strip()


def folded_words(text: str) -> list[str]:
    """Give the folded words of a query, each of which a hit must contain."""
    return fold(text).split()
