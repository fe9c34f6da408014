"""What must not be published, and where it was met."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import NamedTuple


class TermKind(StrEnum):
    """What a protected term is: it decides how the term is looked for."""

    NAME = auto()
    ALIAS = auto()
    EMAIL = auto()
    DOMAIN = auto()
    REFERENCE = auto()
    IDENTIFIER = auto()


@dataclass(frozen=True)
class Term:
    """A text that must not be published; `owner` is the register key of what it names."""

    text: str
    kind: TermKind
    owner: int


class Hit(NamedTuple):
    """A term at a place of a readable text."""

    start: int
    end: int
    term: Term
