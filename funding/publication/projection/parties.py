"""Organisations and instruments: public because something published names them."""

from funding.folding import fold
from funding.publication.policy import visible
from funding.publication.projection.parts import Identities, Projected, Snapshot


def project_instrument(instrument: Snapshot) -> Projected:
    """Project an instrument that something published is paid by."""
    facts = visible("Instrument", instrument)
    return Projected("PublishedInstrument", {"public_id": facts.pop("slug"), "is_invented": False} | facts)


def project_organisation(organisation: Snapshot, identities: Identities) -> Projected:
    """Project an organisation that has a role in something published."""
    facts = visible("Organisation", organisation)
    row = {
        "public_id": identities.of("organisation", organisation["id"]),
        "name_folded": fold(facts["name"]),
        "search": fold(f"{facts['name']} {facts['local_name']}"),
    }
    return Projected("PublishedOrganisation", facts | row)
