"""The register's tables, one module for each family of nouns; each table has its history beside it.

But for the notes of what the next publication has to look at: they are no facts, and go with it.
"""

from funding.register.history import own_models, track
from funding.register.marking import mark
from funding.register.models.announcements import Document, Envelope, EnvelopePart, Event, Package, Statement
from funding.register.models.disclosure import (
    PoolItem,
    PublicationChange,
    PublicationRun,
    PublicIdentity,
    SealedPool,
    Sealing,
)
from funding.register.models.grants import Amendment, Grant, GrantRole, GrantSector
from funding.register.models.organisations import (
    Organisation,
    OrganisationAlias,
    OrganisationDomain,
    OrganisationEmail,
    OrganisationIdentifier,
)
from funding.register.models.programmes import Instrument, Programme
from funding.register.models.protection import Clearance, ClearedHit, RemovalRequest
from funding.register.models.public_lists import PublicList, PublicListEntry
from funding.register.models.publishable import Approval
from funding.register.models.sources import Source, SourceReference
from funding.register.models.touched import LastDraft, Touched
from funding.register.models.transactions import Transaction

__all__ = [
    "Amendment",
    "Approval",
    "Clearance",
    "ClearedHit",
    "Document",
    "Envelope",
    "EnvelopePart",
    "Event",
    "Grant",
    "GrantRole",
    "GrantSector",
    "Instrument",
    "LastDraft",
    "Organisation",
    "OrganisationAlias",
    "OrganisationDomain",
    "OrganisationEmail",
    "OrganisationIdentifier",
    "Package",
    "PoolItem",
    "Programme",
    "PublicIdentity",
    "PublicList",
    "PublicListEntry",
    "PublicationChange",
    "PublicationRun",
    "RemovalRequest",
    "SealedPool",
    "Sealing",
    "Source",
    "SourceReference",
    "Statement",
    "Touched",
    "Transaction",
]

track(own_models())  # every one of them: none can be forgotten
mark(own_models())
