"""The timeline: events and announced packages, in the order in which they happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from funding.codelists.records import EventKind
from funding.periods import Phase, phase_of
from funding.publication.models import PublishedEvent, PublishedPackage, PublishedProgramme

PACKAGES = "packages"
KINDS = {**{kind.value: str(kind.label) for kind in EventKind}, PACKAGES: "Announced package"}


@dataclass(frozen=True)
class Entry:
    """Something that happened: an event, or the announcement of a package."""

    kind: str
    record: PublishedEvent | PublishedPackage
    amount: Decimal | None = None
    programmes: list[PublishedProgramme] = field(default_factory=list)  # of the package's own name

    @property
    def label(self) -> str:
        """Name the kind."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Year:
    """A year and what happened in it."""

    year: int
    entries: list[Entry]


@dataclass(frozen=True)
class Stretch:
    """The years of one phase; None = before the first."""

    phase: Phase | None
    years: list[Year]


@dataclass(frozen=True)
class KindCount:
    """A kind, and how many entries it has."""

    kind: str
    label: str
    count: int


def entries() -> list[Entry]:
    """Give everything on the timeline, the earliest first; of a year or month only, before its days."""
    packages = list(PublishedPackage.objects.current())
    found = [Entry(one.kind, one) for one in PublishedEvent.objects.filter(to_release=None)]
    programmes = list(PublishedProgramme.objects.current().titled({one.title for one in packages}))
    for one in packages:
        own = [programme for programme in programmes if programme.title == one.title]
        found.append(Entry(PACKAGES, one, one.amount, own))
    return sorted(found, key=lambda one: (one.record.dated, one.kind == PACKAGES, one.record.public_id))


def by_phase(found: Iterable[Entry]) -> list[Stretch]:
    """Group entries by phase and year."""
    years = [Year(year, list(same)) for year, same in groupby(found, lambda one: one.record.dated.year)]
    return [Stretch(phase, list(same)) for phase, same in groupby(years, lambda one: phase_of(one.year))]


def counted(found: Iterable[Entry]) -> list[KindCount]:
    """Count the entries of each kind that has any, in the order of the kinds."""
    kinds = [one.kind for one in found]
    return [KindCount(kind, label, kinds.count(kind)) for kind, label in KINDS.items() if kind in kinds]
