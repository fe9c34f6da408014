"""What an import has to say about a record: warnings by kind, in the words the report prints."""

from dataclasses import dataclass, field
from enum import StrEnum


class WarningKind(StrEnum):
    """The kinds of warnings; the value is what the report calls them."""

    TITLE_MISSING = "no title: the identifier stands in for it"
    TEXT_CUT = "text longer than the register takes: cut"
    DATE_UNUSABLE = "date unreadable or outside 1990-2100: left empty"
    END_BEFORE_START = "an end before its own start: left empty, both kept with the source"
    DATES_CONTRADICT = "planned and actual dates contradict each other"
    TRANSACTION_SKIPPED = "transaction skipped"
    AMOUNT_ROUNDED = "amount with more than two decimals: rounded to the cent"
    AMOUNT_UNUSABLE = "amount that is not a number: ignored"
    CURRENCIES_MIXED = "amounts in several currencies: the sum is unknown"
    SUM_NEGATIVE = "amounts that add up to less than 0: the sum is unknown"
    SECTOR_WITHDRAWN = "DAC code that was withdrawn: used"
    SECTOR_UNKNOWN = "DAC code that is not on the list: counted as other"
    SHARES_NOT_100 = "sector percentages that don't add up to 100: scaled"
    SHARES_UNUSABLE = "sector percentage unreadable or below 0: ignored"
    COUNTRIES_UNUSABLE = "percentages of countries unusable: Belarus's share is unknown"
    CODE_UNKNOWN = "code that is not on its list: left empty"
    PARENTS_SEVERAL = "several decisions above one contract: money isn't split, the first known one is taken"
    NUMBER_TAKEN = "contract number that another grant has: left out"
    FORMER_IDENTIFIER = "activity that has since come under another identifier: not taken again"
    ENTERED_BY_HAND = "transaction that staff had entered already: not added twice"


@dataclass(frozen=True)
class Message:
    """One warning about one activity; `line` is a line of the file."""

    kind: WarningKind
    identifier: str
    line: int
    detail: str = ""

    def __str__(self) -> str:
        detail = f": {self.detail}" if self.detail else ""
        return f"{self.identifier}, line {self.line}{detail}"


@dataclass
class Messages:
    """The warnings about one activity, collected while it is read."""

    identifier: str
    line: int
    found: list[Message] = field(default_factory=list)

    def warn(self, kind: WarningKind, detail: str = "", *, line: int | None = None) -> None:
        """Note a warning, at the activity's line where no other is given."""
        self.found.append(Message(kind, self.identifier, line or self.line, detail))
