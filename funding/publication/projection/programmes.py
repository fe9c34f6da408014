"""Programmes."""

from funding.folding import fold
from funding.publication.projection.parts import (
    Identities,
    Projected,
    Snapshot,
    belarus_part,
    facts_of,
    first_source,
    in_euro,
    instrument_columns,
    money,
    period,
)
from funding.publication.projection.transactions import Owner, project_transaction

_COLUMNS = (
    "title", "summary", "description", "reference", "reach", "status", "sectors", "decided_on", "decided_basis",
    "is_invented",
)  # fmt: skip


def project_programme(snapshot: Snapshot, identities: Identities) -> list[Projected]:
    """Project a programme and its transactions."""
    facts = facts_of("Programme", snapshot["record"])
    share, whole = money(facts["belarus_share"]), in_euro(facts["decided"], facts["currency"])
    row = {name: facts[name] for name in _COLUMNS} | instrument_columns(snapshot["instrument"])
    row |= period(facts) | first_source(snapshot)
    row |= {
        "public_id": identities.of("programme", snapshot["record"]["id"], name=facts["title"]),
        "belarus_share": share,
        "decided_whole": whole,
        "decided": belarus_part(whole, share),
        "search": fold(" ".join(row[name] for name in ("title", "summary", "reference", "instrument_name"))),
    }
    columns = {"programme": row["public_id"], "grant": "", "title": row["title"], "instrument": row["instrument"]}
    owner = Owner(columns, share, [], facts["is_invented"])
    movements = [project_transaction(entry, identities, owner) for entry in snapshot["transactions"]]
    return [Projected("PublishedProgramme", row), *movements]
