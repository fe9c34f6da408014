"""The published tables: no foreign key and no import into the register."""

from funding.publication.models.announcements import (
    PublishedDocument,
    PublishedEnvelope,
    PublishedEvent,
    PublishedPackage,
    PublishedStatement,
)
from funding.publication.models.base import Edition, Published, Release
from funding.publication.models.cells import GrantCell, GrantCellSector
from funding.publication.models.files import PublishedFilePart
from funding.publication.models.funding import (
    PublishedGrant,
    PublishedGrantRole,
    PublishedGrantSector,
    PublishedInstrument,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
    PublishedTransactionSector,
)
from funding.publication.models.marks import PageMark

__all__ = [
    "Edition",
    "GrantCell",
    "GrantCellSector",
    "PageMark",
    "Published",
    "PublishedDocument",
    "PublishedEnvelope",
    "PublishedEvent",
    "PublishedFilePart",
    "PublishedGrant",
    "PublishedGrantRole",
    "PublishedGrantSector",
    "PublishedInstrument",
    "PublishedOrganisation",
    "PublishedPackage",
    "PublishedProgramme",
    "PublishedStatement",
    "PublishedTransaction",
    "PublishedTransactionSector",
    "Release",
]
