"""Rows of the published tables as a release would have written them, without a register."""

from datetime import date
from decimal import Decimal

from funding.codelists.iati import OrganisationRole, TransactionKind
from funding.publication import aggregates, models
from funding.publication.projection.parts import beside_parts


def _row(model, public_id, values):
    common = {"public_id": public_id, "from_release": 1, "digest": public_id}
    return model.objects.create(**common | values)


def grant(public_id="g", *, parts=None, roles=(), counted=True, **values):
    """Add a grant; `parts` = {sector: (contracted, paid)}, `roles` = (organisation, role) pairs."""
    common = {"title": public_id, "search": public_id, "belarus_share": Decimal(100)}
    common |= beside_parts(
        [
            {"sector": sector, "share": Decimal(100), "contracted": contracted, "paid": paid}
            for sector, (contracted, paid) in (parts or {}).items()
        ]
    )
    row = _row(models.PublishedGrant, public_id, common | values)
    for sector, (contracted, paid) in (parts or {}).items():
        row.parts.create(sector=sector, share=Decimal(100), contracted=contracted, paid=paid)
    for organisation, role in roles:
        row.roles.create(organisation=organisation, role=role, name=organisation)
    if counted:
        aggregates.arrived(models.PublishedGrant, [row.pk])
    return row


def programme(public_id="p", **values):
    """Add a programme."""
    common = {"title": public_id, "search": public_id, "reach": "bilateral", "belarus_share": Decimal(100)}
    return _row(models.PublishedProgramme, public_id, common | values)


def transaction(public_id="t", *, parts=None, **values):
    """Add a payment of 2023 to nobody in particular; `parts` = {sector: amount}."""
    common = {
        "title": "x",
        "kind": TransactionKind.DISBURSEMENT.value,
        "date": date(2023, 5, 2),
        "amount": Decimal(10),
        "amount_whole": Decimal(10),
        "currency": "EUR",
        "amount_in_currency": Decimal(10),
        "search": "x",
    }
    row = _row(models.PublishedTransaction, public_id, common | {"sectors": list(parts or {})} | values)
    for sector, amount in (parts or {}).items():
        row.parts.create(sector=sector, amount=amount)
    return row


def organisation(public_id="o", **values):
    """Add an organisation."""
    common = {"name": public_id, "name_folded": public_id, "search": public_id}
    return _row(models.PublishedOrganisation, public_id, common | values)


def instrument(public_id="i", **values):
    """Add an instrument."""
    return _row(models.PublishedInstrument, public_id, {"name": public_id, "short_name": public_id} | values)


def package(public_id="k", **values):
    """Add an announced package."""
    common = {"title": public_id, "dated": date(2023, 1, 1), "precision": "day", "amount": Decimal(30)}
    return _row(models.PublishedPackage, public_id, common | values)


IMPLEMENTER = OrganisationRole.IMPLEMENTING.value
FUNDER = OrganisationRole.FUNDING.value
