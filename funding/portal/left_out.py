"""What a list's filters leave out since its rows don't tell: how many records could lie inside them, and what money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, Q, QuerySet, Sum, Value, When

from funding.portal.filtering import PublishedFilterSet
from funding.portal.gaps import Gap
from funding.publication.sums import NO_GRANTS, NOTHING, Part


@dataclass(frozen=True)
class LeftOut:
    """Records that a filter can't test; `count` is of grants, where rows stand for grants."""

    label: str
    gap: Gap
    count: int
    amount: Decimal | None


@dataclass(frozen=True)
class _Told:
    """A gap of a filter that is set, and the condition that finds its rows."""

    name: str
    gap: Gap
    rows: Q


def left_out_of(found: PublishedFilterSet, unnamed: Part) -> list[LeftOut]:
    """Count what could lie inside the filters: no filter refuses it, and one at least can't test it.

    A row that several can't test counts once, at the first of them. `unnamed` is what the filters keep without naming
    the recipient.
    """
    if not found.is_valid():
        return []
    told = [
        _Told(name, gap, gap.found_for(found.form.cleaned_data[name]))
        for name in found.active
        for gap in found.gaps.get(name, ())
    ]
    rest = [one for one in told if not one.gap.unless_kept]
    counted = [_less_kept(found, one, rest, unnamed) for one in told if one.gap.unless_kept] + _counted(found, rest)
    return [one for one in counted if one.count]


def _counted(found: PublishedFilterSet, told: Sequence[_Told]) -> list[LeftOut]:
    """Count the rows of gaps in one statement."""
    if not told:
        return []
    first = Case(*(When(one.rows, then=Value(place)) for place, one in enumerate(told)))
    rows = _measured(found, _not_refused(found, told, found.active)).annotate(gap=first).filter(gap__isnull=False)
    sums = rows.values("gap").annotate(**_sums(found)).order_by("gap")
    return [_left_out(found, told[row["gap"]], row["count"], row["amount"]) for row in sums]


def _less_kept(found: PublishedFilterSet, one: _Told, rest: Sequence[_Told], unnamed: Part) -> LeftOut:
    """Count the unnamed rows that a text can't find: all there are, less those that it finds, which an index knows."""
    others = [name for name in found.active if name != one.name]
    there = _measured(found, _not_refused(found, rest, others).filter(one.rows)).aggregate(**_sums(found))
    kept = _kept(found, one, rest) if rest else unnamed
    amount = None if there["amount"] is None else there["amount"] - kept.amount
    return _left_out(found, one, (there["count"] or 0) - kept.grants, amount)


def _kept(found: PublishedFilterSet, one: _Told, rest: Sequence[_Told]) -> Part:
    """Count the unnamed rows that the text finds and no other filter refuses: more than the filters keep."""
    # Grouped, not filtered: else the database would look through all unnamed rows for these.
    rows = _measured(found, _not_refused(found, rest, found.active)).annotate(in_gap=Case(When(one.rows, then=True)))
    groups = {group["in_gap"]: group for group in rows.values("in_gap").annotate(**_sums(found))}
    return Part(groups[True]["count"], groups[True]["amount"] or NOTHING) if True in groups else NO_GRANTS


def _measured(found: PublishedFilterSet, rows: QuerySet[Any]) -> QuerySet[Any]:
    return found.annotated(rows, found.form.cleaned_data).order_by()


def _sums(found: PublishedFilterSet) -> Mapping[str, Any]:
    money: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
    return {"count": found.size, "amount": Sum(found.measure) if found.measure else Value(None, money)}


def _left_out(found: PublishedFilterSet, one: _Told, count: int, amount: Decimal | None) -> LeftOut:
    return LeftOut(str(found.filters[one.name].label), one.gap, count, amount)


def _not_refused(found: PublishedFilterSet, told: Sequence[_Told], names: Sequence[str]) -> QuerySet[Any]:
    """Give the rows that each of some filters keeps or can't test."""
    start = found.summed(names)
    rows = start
    for name in names:
        kept = found.kept(start, [name])
        for one in told:
            if one.name == name:
                kept |= start.filter(one.rows)
        rows &= kept
    return rows
