"""A name for what a draft would publish: two drafts with one fingerprint show the public the same.

Whoever presses the button agrees to what they saw. The fingerprint covers the quarter to be sealed, the decisions by
which records are shown anew, what is held back and why, what waits for a pool, and every row that changes; not the
public ids made for it, which are random. Beside it stands the release that it changes. So it doesn't matter how many
records were drafted that stay as they are.
"""

import hashlib
import re
from collections.abc import Iterable

from funding.publication.changes import Change, difference
from funding.publication.drafting import Draft
from funding.publication.projection import Projected
from funding.publication.releases import next_number

_RANDOM_ID = re.compile(r"[0-9a-f]{20}")


def fingerprint_of(release: Draft, changes: Iterable[Change] | None = None) -> str:
    """Name a draft; `changes` is its difference, where that is known already."""
    decided = sorted(release.identities.became(release.approvals))
    held = sorted((one.approval.pk, *one.reasons) for one in release.held)
    waiting = sorted(repr(item) for item in release.room.items())
    rows = _rows(release, difference(release) if changes is None else changes)
    said = repr((next_number(), release.seal, decided, held, waiting, rows))
    return hashlib.sha256(said.encode()).hexdigest()


def _rows(release: Draft, changes: Iterable[Change]) -> list[str]:
    """Write every row that changes, with its record in place of a public id that was made for this draft."""
    names = {public_id: str(place) for public_id, place in release.identities.new_ids().items()}
    names |= {pool.row["public_id"]: "(new pool)" for pool in release.sealed}

    def written(one: Projected) -> str:
        row = repr((one.model, sorted(one.row.items()), sorted(one.children.items())))
        return _RANDOM_ID.sub(lambda found: names.get(found[0], found[0]), row)

    return sorted(
        line
        for change in changes
        for line in (
            *(written(one) for one in change.new),
            *(f"{change.model.__name__} {key} is replaced" for key, _ in change.changed),
            *(f"{change.model.__name__} {key} is removed" for key in change.removed),
        )
    )
