"""The register's tables, one module for each family of nouns."""

from funding.register.models.announcements import Document, Envelope, EnvelopePart, Event, Package, Statement
from funding.register.models.disclosure import PublicationRun, PublicIdentity
from funding.register.models.grants import Amendment, Grant, GrantRole, GrantSector
from funding.register.models.organisations import (
    Organisation,
    OrganisationAlias,
    OrganisationDomain,
    OrganisationEmail,
    OrganisationIdentifier,
)
from funding.register.models.programmes import Instrument, Programme
from funding.register.models.publishable import Approval
from funding.register.models.sources import Source, SourceReference
from funding.register.models.transactions import Transaction

__all__ = [
    "Amendment",
    "Approval",
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
    "Programme",
    "PublicIdentity",
    "PublicationRun",
    "Source",
    "SourceReference",
    "Statement",
    "Transaction",
]
