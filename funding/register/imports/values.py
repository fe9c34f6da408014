"""What a layout makes of one row or element of a file: plain values, ready for the register. No ORM."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.codelists.grants import AmountBasis
from funding.codelists.sectors import Sector
from funding.register.imports.messages import Message


@dataclass(frozen=True)
class Party:
    """An organisation as a file names it; `ref` is an org-id or empty."""

    name: str
    ref: str = ""
    other_name: str = ""
    kind: str = ""


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
