"""How one word may be spelt: the keys that its spellings in Cyrillic and Latin letters have in common.

Each word is read into *skeletons*, in an alphabet of one sign for each sound that Belarusian and Russian spelling
tells apart (`Z` is ж, `C` is ч, `S` is ш, `c` is ц, `x` is х, `g` is г). A Cyrillic word has one
reading; a Latin word has one for each system of transliteration, since `ch` is ч in English, х in Polish and ш in
French. Two words are spellings of one another when their keys meet: no system need be guessed.

Skeletons forget what systems disagree on: и/і/ы/й, е/э/ё, в/ў, soft signs, doubled letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from funding.folding import fold

_IS_CYRILLIC = re.compile("[\u0400-\u052f]")
_IS_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WHOLLY_LOOKALIKE = 4  # from so many letters on, a word of one script is also read as its look-alikes of the other
_COARSE = 4  # skeletons of so many signs are also compared by what is left where a spelling loses signs

_GREEK = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχγω", "ABEZHIKMNOPTYXabeznikuvoptuxyw")
_CYRILLIC_SIDE = "АВЕЅІЈКМНОРСТУХԚԜавеѕіјкмнорстухһӏԁԛԝ"
_LATIN_SIDE = "ABESIJKMHOPCTYXQWabesijkmhopctyxhldqw"
_AS_LATIN = str.maketrans(_CYRILLIC_SIDE, _LATIN_SIDE)
# "h" stands on the Latin side twice: as the look-alike of a Cyrillic "Н" it is the usual one.
_AS_CYRILLIC = str.maketrans(dict(zip(reversed(_LATIN_SIDE), reversed(_CYRILLIC_SIDE), strict=True)))
_DIGITS = (str.maketrans("01", "ol"), str.maketrans("01", "oi"))

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "io", "є": "ie", "ж": "Z", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "ј": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "ѕ": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "c", "ч": "C", "ш": "S", "щ": "SC",
    "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "тс": "c", "тьс": "c", "тц": "c", "тз": "c",
    "ьо": "io",
}  # fmt: skip
_LATIN = dict(zip("abcdefghijklmnopqrstuvw", "abcdefggiiklmnopkrstuvv", strict=True)) | {
    "x": "ks", "y": "i", "z": "z", "č": "C", "š": "S", "ž": "Z", "ż": "Z", "ŝ": "SC", "ć": "c", "ŭ": "v", "û": "iu",
    "â": "ia", "ë": "io", "ts": "c", "tts": "c", "tz": "c", "off$": "ov", "eff$": "ev", "$": "",
}  # fmt: skip
_SLAVIC = {"ch": "x", "cz": "C", "sz": "S"}  # Łacinka, Polish
_SCHOLARLY = {  # ISO 9 and GOST 7.79 A and B, and English with h for х
    "h": "x", "x": "x", "kh": "x", "ch": "C", "cz": "c", "sh": "S", "zh": "Z", "shch": "SC", "shh": "SC", "sch": "SC",
}  # fmt: skip
_ENGLISH = {  # BGN/PCGN, passports (ICAO), the press
    "ch": "C", "tch": "C", "sh": "S", "shch": "SC", "zh": "Z", "kh": "x", "gh": "g", "ph": "f", "th": "t", "ck": "k",
    "c": "k", "ce": "ce", "ci": "ci", "cy": "ci",
}  # fmt: skip
_GERMAN = {
    "schtsch": "SC", "tsch": "C", "sch": "S", "dsch": "dZ", "sh": "Z", "ch": "x", "z": "c", "ss": "s", "ds": "dz",
    "ck": "k",
}  # fmt: skip
_FRENCH = {
    "chtch": "SC", "tch": "C", "ch": "S", "j": "Z", "kh": "x", "ou": "u", "gue": "ge", "gui": "gi", "guy": "gi",
    "ss": "s", "c": "k",
}  # fmt: skip
_FRENCH_ENDINGS = {"ine$": "in", "guine$": "gin"}  # Cyrillic -ин, unless the word ends in -ине or -йне
_SOUNDS = [
    (re.compile("i+"), "i"),
    (re.compile("i[eo]"), "e"),
    (re.compile("(?<=[ZCS])o"), "e"),  # ё after these is often printed as о
    (re.compile("(?<=[aeo])u"), "v"),  # ў is written u, w and v
    (re.compile(r"(.)\1+"), r"\1"),
]


def as_latin(text: str) -> str:
    """Fold case and write Cyrillic and Greek look-alikes as the Latin letters that they look like."""
    return text.translate(_GREEK).translate(_AS_LATIN).casefold()


def _any_of(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True)))


class _Reading:
    """A system of spelling: which letters stand for which signs, the longest first. `$` is the word's end."""

    def __init__(self, signs: Mapping[str, str]) -> None:
        self._signs = signs
        self._pattern = _any_of(signs)
        self._several = _any_of(part for part in signs if len(part) > 1)
        self._letters = str.maketrans({part: sign for part, sign in signs.items() if len(part) == 1 and part != "$"})

    def signs(self, word: str) -> str:
        if not self._several.search(f"{word}$"):
            return word.translate(self._letters)
        return self._pattern.sub(lambda match: self._signs[match.group()], f"{word}$").removesuffix("$")


_FROM_CYRILLIC = _Reading(_CYRILLIC)
_FROM_LATIN = [
    _Reading(_LATIN | system) for system in (_SLAVIC, _SCHOLARLY, _ENGLISH, _GERMAN, _FRENCH, _FRENCH | _FRENCH_ENDINGS)
]
# Spellings that lose signs, and how they read: carons left off; German, with one letter for с and з, and sch for ш and
# ж; h for г after letters that it makes digraphs with.
_LOSSES = [
    ("*", _Reading({"Z": "z", "C": "c", "S": "s"}), _Reading(_LATIN | _SLAVIC)),
    ("!", _Reading({"Z": "S", "z": "s"}), _Reading(_LATIN | _GERMAN | {"sh": "S", "ds": "ds"})),
    ("?", _Reading({"zg": "Z", "sg": "S", "kg": "x"}), _Reading(_LATIN | _ENGLISH)),
]


class Spelling(NamedTuple):
    """A word as it can be compared.

    `forms` are what it can be taken for letter by letter, with its case and without accents; `keys` are what its other
    spellings have too.
    """

    forms: frozenset[str]
    keys: frozenset[str]
    is_cyrillic: bool


@lru_cache(maxsize=1 << 14)
def spelling(word: str) -> Spelling:
    """Give the forms and keys of one word: letters, digits and inner apostrophes, composed (NFKC)."""
    forms = {form for whole in _without_clitics(word) for spelt in _digits_as_letters(whole) for form in _forms(spelt)}
    keys = frozenset(key for form in forms for key in _keys(form.casefold()))
    return Spelling(frozenset(map(_bare, forms)), keys, is_cyrillic=bool(_IS_CYRILLIC.search(word)))


def _without_clitics(word: str) -> set[str]:
    """Take `Rada's` also for `Rada`, and `l'Aurore` for `Aurore`; other apostrophes are soft or hard signs."""
    without = re.sub(r"(?i)^(?:[dl]|qu)'(?=..)|'s?$", "", word)
    return {shape.replace("'", "") for shape in (word, without)} - {""}


def _digits_as_letters(word: str) -> set[str]:
    if word.isalpha() or word.isdigit():
        return {word}
    return {word, *(word.translate(letters) for letters in _DIGITS)}


def _forms(word: str) -> set[str]:
    """Undo look-alikes: a word of two scripts is read in each that it can be wholly written in."""
    parts = unicodedata.normalize("NFD", word).translate(_GREEK)
    latin, cyrillic = (unicodedata.normalize("NFC", parts.translate(table)) for table in (_AS_LATIN, _AS_CYRILLIC))
    whole = {form for form, foreign in ((latin, _IS_CYRILLIC), (cyrillic, _IS_LATIN)) if not foreign.search(form)}
    if _IS_CYRILLIC.search(parts) and _IS_LATIN.search(parts):
        return whole or {fold(word)}
    return {word, *(whole if len(word) >= _WHOLLY_LOOKALIKE else ())}


def _bare(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _keys(word: str) -> Iterator[str]:
    """Give the keys of a form in lower case: `=` and its bare letters, skeletons, marked ones that lost signs."""
    if _IS_CYRILLIC.search(word):
        yield f"={_bare(word)}"
        yield from _cyrillic_keys(word)
    elif _IS_LATIN.search(word):
        yield f"={fold(word)}"
        yield from _latin_keys(word)
    else:
        yield f"={_bare(word)}"


def _cyrillic_keys(word: str) -> Iterator[str]:
    for written in {word.replace("ў", "в"), word.replace("ў", "у")}:
        signs = _FROM_CYRILLIC.signs(_only(_CYRILLIC, written))
        yield _skeleton(signs)
        for mark, lost, _ in _LOSSES:
            # Only words that lose something: with the others, сіла and шыла would be one word.
            if (left := lost.signs(signs)) != signs:
                yield from _coarse(mark, left)


def _latin_keys(word: str) -> Iterator[str]:
    letters, bare = _only(_LATIN, word), fold(word)
    readings = {reading.signs(letters) for reading in _FROM_LATIN}  # few differ
    yield from set(map(_skeleton, readings))
    for mark, _, reading in _LOSSES:
        yield from _coarse(mark, reading.signs(bare))


def _only(known: Iterable[str], word: str) -> str:
    """Take the accents off letters that the table doesn't know with them."""
    return "".join(char if char in known else _bare(char) if _IS_CYRILLIC.match(char) else fold(char) for char in word)


def _skeleton(signs: str) -> str:
    for pattern, sound in _SOUNDS:
        signs = pattern.sub(sound, signs)
    return signs


def _coarse(mark: str, signs: str) -> Iterator[str]:
    skeleton = _skeleton(signs)
    if len(skeleton) >= _COARSE:
        yield f"{mark}{skeleton}"
