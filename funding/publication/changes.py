"""The difference between a draft and what is public now, table by table."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from funding.codelists.disclosure import RowKind
from funding.publication import models as published
from funding.publication.drafting import Draft
from funding.publication.projection import Projected
from funding.publication.reach import Scope
from funding.publication.releases import published_models
from funding.register.many import these_ids


@dataclass
class Change:
    """What a release changes in one published table."""

    model: type[published.Published]
    added: list[Projected]
    changed: list[tuple[int, Projected]]  # key of the current row, and what replaces it
    removed: list[int]

    @property
    def new(self) -> list[Projected]:
        """Give the rows that the release writes."""
        return self.added + [one for _, one in self.changed]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.added or self.changed or self.removed)


# They say what the parts say, which are in the digest as they always were.
_BESIDE_PARTS = frozenset({"sector_share", "sector_contracted", "sector_paid"})


def digest_of(projected: Projected) -> str:
    """Name the content of a row and its children; equal content has an equal digest."""
    if not projected.digest:
        row = ((name, value) for name, value in sorted(projected.row.items()) if name not in _BESIDE_PARTS)
        content = repr((list(row), sorted(projected.children.items())))
        projected.digest = hashlib.sha256(content.encode()).hexdigest()
    return projected.digest


def difference(release: Draft) -> list[Change]:
    """Compare a draft with the current release, in so far as the draft decides on it."""
    wanted: defaultdict[str, dict[str, Projected]] = defaultdict(dict)
    for (name, public_id), one in release.rows.items():
        wanted[name][public_id] = one
    changes = (_difference(model, wanted[model.__name__], release) for model in published_models())
    return [change for change in changes if change]


def _difference(model: type[published.Published], wanted: Mapping[str, Projected], release: Draft) -> Change:
    shown = {
        public_id: (key, digest)
        for rows in _current(model, wanted, release)
        for key, public_id, digest in rows.values_list("pk", "public_id", "digest")
    }
    return Change(
        model=model,
        added=[one for public_id, one in wanted.items() if public_id not in shown],
        changed=[
            (shown[public_id][0], one)
            for public_id, one in wanted.items()
            if public_id in shown and shown[public_id][1] != digest_of(one)
        ],
        removed=[key for public_id, (key, _) in shown.items() if public_id not in wanted],
    )


def _current(
    model: type[published.Published], wanted: Mapping[str, Projected], release: Draft
) -> "list[QuerySet[published.Published]]":
    """Give the current rows that a draft decides on; more than one query, each of which an index answers."""
    rows = model._base_manager.filter(to_release__isnull=True)
    if release.scope is None:
        return [rows]
    return [rows.filter(one) for one in _decided(model, wanted, release, release.scope)]


def _decided(
    model: type[published.Published], wanted: Mapping[str, Projected], release: Draft, scope: Scope
) -> list[Q]:
    ids_of = release.identities.ids_of
    grants: Any = ids_of("grant", scope.grants) if model in _OF_GRANTS else ()
    decided: Mapping[type[published.Published], list[Q]] = {
        published.PublishedGrant: [Q(public_id__in=these_ids(grants)), Q(row_kind=RowKind.POOL)],
        # One that was moved between grants is shown with the one and wanted with the other.
        published.PublishedTransaction: [Q(grant__in=these_ids(grants)), Q(public_id__in=these_ids(wanted))],
        published.PublishedDocument: [Q(public_id__in=these_ids(ids_of("document", scope.documents)))],
        published.PublishedOrganisation: [Q(public_id__in=these_ids(ids_of("organisation", scope.organisations)))],
        published.PublishedInstrument: [Q(public_id__in=release.instruments)],
    }
    return decided.get(model, [])


_OF_GRANTS = (published.PublishedGrant, published.PublishedTransaction)
