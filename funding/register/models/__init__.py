"""The register's tables, one module for each family of nouns; each table has its history beside it."""

from django.apps import apps

from funding.register.history import track
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
    "Transaction",
]

track(list(apps.all_models["register"].values()))  # every one of them: none can be forgotten
