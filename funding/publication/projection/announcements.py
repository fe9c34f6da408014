"""Packages, statements, envelopes, events and documents."""

from funding.publication.policy import generalised, visible
from funding.publication.projection.parts import (
    Identities,
    Projected,
    Snapshot,
    facts_of,
    in_euro,
    instrument_columns,
    source_columns,
)


def project_announcement(noun: str, snapshot: Snapshot, identities: Identities) -> Projected:
    """Project a package, statement, envelope, event or document (`noun` is the register's model)."""
    record = snapshot["record"]
    facts = facts_of(noun, record)
    facts |= source_columns(snapshot["source"])
    if "amount" in facts:
        facts["amount"] = in_euro(facts["amount"], facts.pop("currency"))
    facts["public_id"] = identities.of(noun.lower(), record["id"], name=facts.get("title") or facts["wording"])
    if noun == "Package":
        facts["part_of"] = _nearest_whole(snapshot, identities)
        facts["instrument"] = instrument_columns(snapshot["instrument"])["instrument"]
    if noun == "Envelope":
        facts["parts"] = [visible("EnvelopePart", part)["wording"] for part in snapshot["parts"]]
    if noun == "Document":
        facts |= {link: identities.known(link, generalised(noun, record)[link]) for link in ("programme", "grant")}
    return Projected(f"Published{noun}", facts)


def _nearest_whole(snapshot: Snapshot, identities: Identities) -> str:
    """Give the nearest public package that contains this one: one that isn't public in between changes nothing."""
    known = (identities.known("package", key) for key in snapshot["wholes"])
    return next(filter(None, known), "")
