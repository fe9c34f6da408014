"""Systems by which Belarusian and Russian names are written in Latin letters, each as its own tables say.

Independent of the tables of `funding.names`: these write, those read.
"""

import re
from dataclasses import dataclass, field

VOWELS = "аеёіиоуыэюя"
_SAME = dict(zip("абвдзіиклмнопрстуф", "abvdziiklmnoprstuf", strict=True))


@dataclass(frozen=True)
class System:
    """A table; `iotated` are the letters' spellings where no consonant goes before."""

    letters: dict[str, str]
    iotated: dict[str, str] = field(default_factory=dict)
    afterwards: tuple[tuple[str, str], ...] = ()

    def __call__(self, name: str) -> str:
        """Write a name in the system's letters, each word with a capital."""
        return " ".join(self._word(word) for word in name.split())

    def _word(self, word: str) -> str:
        table = _SAME | self.letters
        written, before = "", ""
        for char in word.casefold():
            after_consonant = before and before not in VOWELS + "ьъў"
            written += table[char] if after_consonant else self.iotated.get(char, table[char])
            before = char
        for pattern, replacement in self.afterwards:
            written = re.sub(pattern, replacement, written)
        return written[:1].upper() + written[1:]


def letters(table: str) -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in table.split()}


LACINKA = letters("гh еie ёio жž йj ўŭ хch цc чč шš щšč ыy ь эe юiu яia")
_J = letters("еje ёjo юju яja")
_HARD_ENGLISH = "жzh хkh цts чch шsh щshch ыy эe ь ъ "

SYSTEMS = {
    "Łacinka, and the national system of 2007": System(
        LACINKA, _J, (("sь", "ś"), ("cь", "ć"), ("zь", "ź"), ("nь", "ń"))
    ),
    "Łacinka without diacritics": System(LACINKA | letters("жz ўu чc шs щsc"), _J),
    "BGN/PCGN, Belarusian": System(letters(f"гh еye ёyo йy ўw юyu яya {_HARD_ENGLISH}") | {"ь": "’"}),
    "BGN/PCGN, Russian": System(letters(f"гg еe ёyo йy ўw юyu яya {_HARD_ENGLISH}") | {"ь": "'"}, {"е": "ye"}),
    "passports (ICAO), Belarusian": System(letters(f"гh еie ёio йi ўu юiu яia {_HARD_ENGLISH}")),
    "passports (ICAO), Russian": System(letters(f"гg еe ёe йi ўu юiu яia {_HARD_ENGLISH}")),
    "the English press": System(
        letters(f"гg еe ёyo йy ўu юyu яya {_HARD_ENGLISH}"), {}, (("[iy]y$", "y"), ("iya$", "ia"))
    ),
    "English with h for х": System(letters(f"гg еe ёyo йy ўu юyu яya {_HARD_ENGLISH}") | {"х": "h"}),
    "ISO 9 and GOST 7.79 A": System(letters("гg еe ёë жž йj ўŭ хh цc чč шš щŝ ыy ьʹ ъʺ эè юû яâ іì")),
    "GOST 7.79 B": System(letters("гg еe ёyo жzh йj ўu` хx цcz чch шsh щshh ыy` ь` ъ`` эe` юyu яya")),
    "the Polish press": System(
        letters("вw гh еie ёio жż йj ўu хch цc чcz шsz щszcz ыy ь ъ эe юiu яia"), _J, (("l(?=[aouy])", "ł"),)
    ),
    "the Polish press, Russian": System(
        letters("вw гg еie ёio жż йj ўw хch цc чcz шsz щszcz ыy ь ъ эe юju яja"), _J, (("ij$", "i"),)
    ),
    "the German press": System(
        letters("вw гg еe ёjo жsch зs йj ўu хch цz чtsch шsch щschtsch ыy ь ъ эe юju яja"), letters("еje")
    ),
    "the French press": System(
        letters("гg еe ёio жj йï ўou уou хkh цts чtch шch щchtch ыy ь ъ эe юiou яia"),
        letters("ёyo юyou яya"),
        (("g(?=[eiy])", "gu"), ("(?<=[aeiouy])s(?=[aeiouy])", "ss"), ("in$", "ine")),
    ),
}  # fmt: skip
