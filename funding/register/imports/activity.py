"""One activity of a file, in plain values, and what there is to warn of. No ORM, no file format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from funding.codelists.grants import AmountBasis
from funding.codelists.sectors import Sector
from funding.folding import fold


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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True)
class Party:
    """An organisation as a file names it; `ref` is an org-id or empty."""

    name: str
    ref: str = ""
    other_name: str = ""
    kind: str = ""

    @property
    def key(self) -> str:
        """Give what two mentions of one name have in common."""
        return fold(self.name) or self.name.casefold()


@dataclass(frozen=True)
class Role:
    """What a party is to a contract; the role is a code of OrganisationRole."""

    party: Party
    role: str
    is_lead: bool = False


@dataclass(frozen=True)
class Movement:
    """A transaction."""

    kind: str
    date: date
    amount: Decimal
    currency: str
    reference: str
    description: str
    receiver: Party | None


@dataclass(frozen=True)
class Sum:
    """An amount with its basis and currency; None is unknown."""

    amount: Decimal | None
    basis: AmountBasis | None
    currency: str


@dataclass(frozen=True)
class Links:
    """What an activity says of other activities, by identifier."""

    parents: tuple[str, ...]
    children: tuple[str, ...]
    former: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """A decision or a contract, as one file has it."""

    identifier: str
    line: int
    is_decision: bool
    publisher: str
    publisher_ref: str
    title: str
    description: str
    status: str
    dates: Mapping[str, date | None]
    dates_as_given: Mapping[str, date]
    total: Sum
    decided_on: date | None
    belarus_share: Decimal | None
    is_bilateral: bool
    instrument: str
    contract_number: str
    sectors: tuple[tuple[Sector, Decimal], ...]
    dac_codes: tuple[tuple[str, str], ...]
    roles: tuple[Role, ...]
    movements: tuple[Movement, ...]
    links: Links
    messages: tuple[Message, ...]


class ActivityRefusedError(Exception):
    """An activity that can't be taken, in words; the others of its file can."""

    def __init__(self, identifier: str, line: int, reason: str) -> None:
        """Take what the report says of it."""
        super().__init__(reason)
        self.identifier, self.line, self.reason = identifier, line, reason
