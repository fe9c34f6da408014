"""What had been announced, decided, contracted and paid by a day: four amounts in one scope, never added together.

The scope is that of stated totals: assistance since 2020. Amounts are Belarus's part as it is published today, with
later amendments in it: earlier amounts aren't published. What has no day can't be placed before or after one, and is
counted apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from funding.periods import last_day
from funding.publication.models import (
    PublishedGrant,
    PublishedInstrument,
    PublishedPackage,
    PublishedProgramme,
    PublishedTransaction,
)
from funding.publication.querysets import NAMED, count_grants
from funding.publication.sums import NO_GRANTS, NOTHING, BasisBy, Part

SINCE = date(2020, 1, 1)


class Dated(Protocol):
    """Something with a date of some precision."""

    dated: date
    precision: str


@dataclass(frozen=True)
class Tally:
    """Records of one kind of amount, EUR."""

    count: int = 0
    amount: Decimal = NOTHING
    unknown: int = 0  # of them: the amount, or Belarus's part of it, isn't known, so that it is in no sum

    @property
    def known(self) -> Decimal | None:
        """What they come to; None where no amount is known, for unknown isn't 0."""
        return None if 0 < self.count == self.unknown else self.amount

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.amount + other.amount, self.unknown + other.unknown)


NONE = Tally()


@dataclass(frozen=True)
class Step:
    """A package on the ladder."""

    package: PublishedPackage
    before: Decimal  # what had been announced before it
    after: Decimal  # and with it; the same for a part of another package

    @property
    def adds(self) -> bool:
        """Whether it is no part of another package."""
        return not self.package.part_of


@dataclass(frozen=True)
class Ladder:
    """The packages announced by a day, the oldest first."""

    steps: list[Step]
    undecided: list[PublishedPackage]  # by their dates or the day's, they may have been announced by then or not

    @property
    def announced(self) -> Tally:
        """What they come to; a part of another package adds nothing."""
        whole = [step.package for step in self.steps if step.adds]
        return sum((_of_package(one) for one in whole), NONE)


@dataclass
class Line:
    """The four amounts of one instrument; of grants too those known by their year alone."""

    name: str  # empty = not stated
    announced: Tally = NONE
    decided: Tally = NONE
    contracted: Tally = NONE
    paid: Tally = NONE


@dataclass
class Position:
    """Where things stood on a day."""

    day: date
    ladder: Ladder
    lines: dict[str, Line] = field(default_factory=dict)  # by the instrument's slug, in the order of names
    undated_programmes: Tally = NONE
    by_year: Tally = NONE  # grants contracted by then as their year alone tells
    untold_grants: Tally = NONE  # they may have been
    unnamed: Part = NO_GRANTS  # of the grants contracted by then: without a named recipient

    @property
    def announced(self) -> Tally:
        """Packages."""
        return self.ladder.announced

    @property
    def decided(self) -> Tally:
        """Programmes."""
        return sum((line.decided for line in self.lines.values()), NONE)

    @property
    def contracted(self) -> Tally:
        """Grants."""
        return sum((line.contracted for line in self.lines.values()), NONE)

    @property
    def paid(self) -> Tally:
        """Payments on grants whose recipient is named: of others no payment is shown with its day."""
        return sum((line.paid for line in self.lines.values()), NONE)

    @property
    def announced_by(self) -> list[Line]:
        """The instruments for which something was announced; none where no package names one."""
        found = {slug: line for slug, line in self.lines.items() if line.announced.count}
        return list(found.values()) if any(found) else []

    @property
    def chain(self) -> dict[str, Tally]:
        """The four amounts by their names, in order."""
        return {name: getattr(self, name) for name in ("announced", "decided", "contracted", "paid")}


def ladder(packages: Iterable[PublishedPackage], said: Dated) -> Ladder:
    """Put packages on the ladder up to the first day on which something was said; the oldest come first."""
    steps, undecided, reached = [], [], NOTHING
    for package in packages:
        if package.dated < SINCE:
            continue
        if last_day(package.dated, package.precision) <= said.dated:
            before = reached
            reached += NOTHING if package.part_of else package.amount or NOTHING
            steps.append(Step(package, before, reached))
        elif package.dated <= last_day(said.dated, said.precision):
            undecided.append(package)
    return Ladder(steps, undecided)


def position(said: Dated) -> Position:
    """Tell where things stood on the first day on which something was said."""
    found = Position(said.dated, ladder(PublishedPackage.objects.current(), said))
    lines: defaultdict[str, Line] = defaultdict(lambda: Line(""))
    for step in found.ladder.steps:
        if step.adds:
            lines[step.package.instrument].announced += _of_package(step.package)
    _add_programmes(found, lines)
    _add_grants(found, lines)
    _add_payments(found, lines)
    found.lines = _named(lines)
    return found


def _of_package(package: PublishedPackage) -> Tally:
    return Tally(1, package.amount or NOTHING, int(package.amount is None))


def _add_programmes(found: Position, lines: Mapping[str, Line]) -> None:
    rows: Iterable[Mapping[str, Any]] = (
        PublishedProgramme.objects.current()
        .decided_or_undated(since=SINCE, until=found.day)
        .order_by()
        .values("instrument", "is_dated")
        .annotate(count=Count("pk"), **_sums("decided"))
    )
    for row in rows:
        if row["is_dated"]:
            lines[row["instrument"]].decided += _tally(row)
        else:
            found.undated_programmes += _tally(row)


def _add_grants(found: Position, lines: Mapping[str, Line]) -> None:
    unnamed = ~NAMED
    rows: Iterable[Mapping[str, Any]] = (
        PublishedGrant.objects.current()
        .with_basis_by(found.day, since=SINCE)
        .exclude(basis_by=BasisBy.OUTSIDE)
        .order_by()
        .values("instrument", "basis_by")
        .annotate(
            count=count_grants(),
            unnamed=count_grants(unnamed),
            unnamed_amount=Coalesce(Sum("contracted", filter=unnamed), NOTHING),
            **_sums("contracted"),
        )
    )
    for row in rows:
        if row["basis_by"] == BasisBy.UNTOLD:
            found.untold_grants += _tally(row)
            continue
        lines[row["instrument"]].contracted += _tally(row)
        found.unnamed += Part(row["unnamed"], row["unnamed_amount"])
        if row["basis_by"] == BasisBy.YEAR:
            found.by_year += _tally(row)


def _add_payments(found: Position, lines: Mapping[str, Line]) -> None:
    """Add payments of the time, but those on grants contracted before it."""
    before = PublishedGrant.objects.current().filter(year__lt=SINCE.year)
    rows: Iterable[Mapping[str, Any]] = (
        PublishedTransaction.objects.paid_between(SINCE, found.day, except_on=before)
        .order_by()
        .values("instrument")
        .annotate(count=Count("pk"), **_sums("amount"))
    )
    for row in rows:
        lines[row["instrument"]].paid += _tally(row)


def _sums(column: str) -> dict[str, Any]:
    """Sum a column, and count the rows of which it isn't known."""
    unknown = Count("pk", filter=Q(**{f"{column}__isnull": True}))
    return {"amount_sum": Coalesce(Sum(column), NOTHING), "unknown": unknown}


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(row["count"], row["amount_sum"], row["unknown"])


def _named(lines: Mapping[str, Line]) -> dict[str, Line]:
    """Give lines the instruments' names and order; what states none comes last."""
    names = list(
        PublishedInstrument.objects.filter(to_release=None, public_id__in=lines)
        .order_by("name", "public_id")
        .values_list("public_id", "short_name")
    )
    for slug, name in names:
        lines[slug].name = name
    order = [*(slug for slug, _ in names), *(slug for slug in lines if not lines[slug].name)]
    return {slug: lines[slug] for slug in order}
