"""The lists that can be downloaded: their rows and their columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from funding.portal.editions import program
from funding.portal.exports.columns import (
    GRANT_COLUMNS,
    ORGANISATION_COLUMNS,
    PROGRAMME_COLUMNS,
    TRANSACTION_COLUMNS,
    Column,
)
from funding.portal.exports.csv_format import Dialect
from funding.portal.filtering import PublishedFilterSet
from funding.portal.filtersets import GrantFilterSet, OrganisationFilterSet, ProgrammeFilterSet, TransactionFilterSet


@dataclass(frozen=True)
class Export:
    """A list as a file."""

    noun: str
    filterset_class: type[PublishedFilterSet]
    columns: Sequence[Column]

    def name(self, dialect: Dialect) -> str:
        """Give the last part of the address."""
        return self.noun + dialect.suffix

    def stored_as(self, dialect: Dialect) -> str:
        """Name the file that is kept ready: after an update of the program none from before is served."""
        return f"{self.name(dialect)} {program()}"


GRANTS = Export("grants", GrantFilterSet, GRANT_COLUMNS)
PROGRAMMES = Export("programmes", ProgrammeFilterSet, PROGRAMME_COLUMNS)
ORGANISATIONS = Export("organisations", OrganisationFilterSet, ORGANISATION_COLUMNS)
TRANSACTIONS = Export("transactions", TransactionFilterSet, TRANSACTION_COLUMNS)
EXPORTS = (GRANTS, PROGRAMMES, ORGANISATIONS, TRANSACTIONS)
