"""A name for what a draft would publish: two drafts with one fingerprint show the public the same.

Whoever presses the button agrees to what they saw. The fingerprint covers the quarter to be sealed, the decisions the
draft rests on, what is held back and why, what waits for a pool, and every row; not the public ids made for it, which
are random.
"""

import hashlib
import re

from funding.publication.drafting import Draft

_RANDOM_ID = re.compile(r"[0-9a-f]{20}")


def fingerprint_of(release: Draft) -> str:
    """Name a draft."""
    decided = sorted((*place, approval.pk) for place, approval in release.approvals.items())
    held = sorted((one.approval.pk, *one.reasons) for one in release.held)
    waiting = sorted(repr(item) for item in release.room.items())
    said = repr((release.seal, decided, held, waiting, _rows(release)))
    return hashlib.sha256(said.encode()).hexdigest()


def _rows(release: Draft) -> list[str]:
    """Write every row, with its record in place of a public id that was made for this draft."""
    names = {public_id: str(place) for public_id, place in release.identities.new_ids().items()}
    names |= {pool.row["public_id"]: "(new pool)" for pool in release.sealed}

    def named(found: re.Match[str]) -> str:
        return names.get(found[0], found[0])

    rows = ((one.model, sorted(one.row.items()), sorted(one.children.items())) for one in release.rows.values())
    return sorted(_RANDOM_ID.sub(named, repr(row)) for row in rows)
