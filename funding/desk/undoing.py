"""What undoing a publication would do, as lists for staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from funding.desk.addresses import address_of
from funding.publication import undoing
from funding.register import review
from funding.register.models import PublicationChange, PublicationRun
from funding.register.models.publishable import Publishable

LISTED = 100  # so many records of a kind are named one by one


@dataclass(frozen=True)
class Named:
    """A record by its name, and where staff find it; no address where it was deleted."""

    title: str
    address: str


@dataclass(frozen=True)
class Part:
    """The records that one thing would happen to; the list holds the first ones."""

    heading: str
    help: str
    count: int
    records: list[Named]


def shown_plan(run: PublicationRun) -> list[Part]:
    """Say what undoing would do, by what it would do; nothing is written."""
    plan = undoing.plan(run)
    parts = [
        ("Withdrawn", "From all releases. They stay in the register.", _named(plan.withdrawn)),
        ("Shown as before", "By the earlier decision.", _named(record for record, _ in plan.restored)),
        ("Pooled again", "Their rows go; they wait for a sealed pool.", _named(record for record, _ in plan.pooled)),
        ("Left as they are", "Something was decided on them since.", [_kept(change) for change in plan.kept]),
    ]
    return [Part(heading, words, len(named), named[:LISTED]) for heading, words, named in parts if named]


def _named(records: Iterable[Publishable]) -> list[Named]:
    return [Named(str(record), address_of(review.subject_of(record), record.pk)) for record in records]


def _kept(change: PublicationChange) -> Named:
    record = change.after.snapshot["record"] if change.after else {}
    title = str(record.get("title") or record.get("wording") or f"{change.subject} {change.subject_id}")
    return Named(title, address_of(change.subject, change.subject_id))
