"""Which activities the register has already, under their identifier or a former one; read in batches."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db.models import Q

from funding.register.imports.values import Activity
from funding.register.models import Grant, Programme, SourceReference

BATCH = 100
_PARTS = ("programme__transactions", "grant__transactions", "grant__sector_shares", "grant__roles__organisation")


def batches(activities: Iterable[Activity]) -> Iterable[list[Activity]]:
    """Give activities in batches, so that what the register has of them takes few queries."""
    iterator = iter(activities)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def record_of(reference: SourceReference) -> Programme | Grant:
    """Give the record that a reference is about."""
    record = reference.grant or reference.programme
    if record is None:  # the database refuses such a reference
        message = f"The reference {reference} has no record."
        raise LookupError(message)
    return record


class Known:
    """The references of one batch of activities."""

    def __init__(self, activities: Sequence[Activity]) -> None:
        """Read the references with all that belongs to their records."""
        wanted = {one for activity in activities for one in (activity.identifier, *activity.links.former)}
        self._by_identifier: dict[str, SourceReference] = {}
        self._successors: dict[str, SourceReference] = {}
        found = SourceReference.objects.filter(
            Q(identifier__in=wanted) | Q(imported__former__has_any_keys=sorted(wanted))
        )
        for reference in found.select_related("programme", "grant").prefetch_related(*_PARTS):
            self.add(reference)

    def add(self, reference: SourceReference) -> None:
        """Take note of a reference, for the activities that follow in the batch."""
        self._by_identifier[reference.identifier] = reference
        for former in reference.imported.get("former", ()):
            self._successors.setdefault(former, reference)

    def own(self, activity: Activity) -> SourceReference | None:
        """Give the reference with an activity's identifier."""
        return self._by_identifier.get(activity.identifier)

    def successor(self, activity: Activity) -> SourceReference | None:
        """Give the reference that names this activity's identifier as its former one."""
        found = self._successors.get(activity.identifier)
        return found if found and found.identifier != activity.identifier else None

    def predecessor(self, activity: Activity) -> SourceReference | None:
        """Give the reference under a former identifier, unless another activity has taken its place already."""
        found = (self._by_identifier.get(former) for former in activity.links.former)
        free = (one for one in found if one and self._successors.get(one.identifier) is None)
        reference = next(free, None)
        # Read anew: what was prefetched may be from before this run changed it.
        return SourceReference.objects.get(pk=reference.pk) if reference else None
