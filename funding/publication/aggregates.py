"""What is kept beside the published rows, by difference: the cube of the grants, the marks of long lists.

Whoever writes published rows calls `leaving` before and `arrived` after, in the same transaction.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from funding.publication import cube, marks
from funding.publication.models import PublishedGrant
from funding.publication.releases import lock


def leaving(model: type[Model], keys: Collection[int]) -> None:
    """Take out rows that will be closed, deleted or changed; those that aren't current count nothing."""
    if model is PublishedGrant:
        cube.discount(keys)
    marks.left(model, keys)


def arrived(model: type[Model], keys: Collection[int]) -> None:
    """Count in rows that have been written or changed."""
    if model is PublishedGrant:
        cube.count(keys)
    marks.arrived(model, keys)


def erase(rows: QuerySet[Any]) -> None:
    """Delete rows."""
    leaving(rows.model, list(rows.values_list("pk", flat=True)))
    rows.delete()


@transaction.atomic
def remake() -> None:
    """Make everything anew: after a change past the publisher, as a migration's."""
    lock()
    cube.recount()
    marks.remake()
