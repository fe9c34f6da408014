"""Decisions that somebody wanted to look at again by a day that has passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from funding.register.models import Organisation
from funding.register.snapshots import PUBLISHABLE


@dataclass(frozen=True)
class Due:
    """A level or a clearance in force whose review date has passed."""

    kind: str  # of record
    title: str
    decision: str
    review_on: date


def reviews_due(*, today: date) -> list[Due]:
    """Give what should have been looked at again by now, the longest overdue first."""
    return sorted([*_levels(today), *_clearances(today)], key=lambda due: (due.review_on, due.kind, due.title))


def _levels(today: date) -> Iterator[Due]:
    for model in PUBLISHABLE:
        records = model._base_manager.filter(approval__review_on__lt=today).select_related("approval")
        for record in records:
            approval = record.approval
            if approval and approval.review_on:
                kind = str(model._meta.verbose_name)
                yield Due(kind, str(record), approval.get_level_display().lower(), approval.review_on)


def _clearances(today: date) -> Iterator[Due]:
    for one in Organisation.objects.filter(clearance__review_on__lt=today).select_related("clearance"):
        if one.clearance and one.clearance.review_on:
            basis = one.clearance.get_basis_display().lower()
            yield Due("organisation", one.name, f"may be named: {basis}", one.clearance.review_on)
