"""What stands above each list: counts and sums over the filter, and in words what they leave out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.portal.filtering import PublishedFilterSet
from funding.publication.querysets import KindTotal


@dataclass(frozen=True)
class Figure:
    """A sum in EUR, with its name."""

    label: str
    amount: Decimal


@dataclass(frozen=True)
class Note:
    """Rows that a sum leaves out, and their money where it is known as a whole."""

    count: int
    words: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Totals:
    """How many rows there are on all pages, and their sums."""

    count: int
    figures: list[Figure] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


TotalsOf = Callable[[PublishedFilterSet], Totals]

NO_AMOUNT = "whose amount isn’t known: not in the sums"
NO_PART = "of which the amount, or Belarus’s part of it, isn’t known: not in the sums"
UNCONVERTED = "with payments in another currency: those are not in the sum of what was paid"
NO_SHARE = "of which Belarus’s part isn’t known: not in the sums"


def _notes(without_amount: int, without_share: int, whole: Decimal) -> list[Note]:
    notes = [Note(without_amount, NO_AMOUNT), Note(without_share, NO_SHARE, whole)]
    return [note for note in notes if note.count]


def grant_totals(found: PublishedFilterSet) -> Totals:
    """Sum grants; under a sector filter their parts in it."""
    sums = found.qs.totals()  # type: ignore[attr-defined] # a GrantQuerySet
    scope = " in these sectors" if "sector" in found.active else ""
    figures = [Figure(f"Contracted{scope}", sums.contracted), Figure(f"Paid{scope}", sums.paid)]
    notes = _notes(sums.without_amount, sums.without_share, sums.without_share_whole)
    notes += [Note(sums.unconverted, UNCONVERTED)] if sums.unconverted else []
    return Totals(sums.grants, figures, notes)


def programme_totals(found: PublishedFilterSet) -> Totals:
    """Sum what was decided."""
    sums = found.qs.totals()  # type: ignore[attr-defined] # a ProgrammeQuerySet
    notes = _notes(sums.without_amount, sums.without_share, sums.without_share_whole)
    return Totals(sums.programmes, [Figure("Decided", sums.decided)], notes)


def organisation_totals(found: PublishedFilterSet) -> Totals:
    """Count organisations; their money is that of their grants and stands there."""
    return Totals(found.qs.count())


def transaction_totals(found: PublishedFilterSet) -> Totals:
    """Sum transactions, each kind on each level for itself; paid is disbursement and expenditure on grants."""
    kinds: list[KindTotal] = found.qs.totals_by_kind()  # type: ignore[attr-defined] # a TransactionQuerySet
    paid = [kind.amount for kind in kinds if kind.of_grants and kind.kind in PAID_KINDS]
    figures = [Figure("Paid on grants", sum(paid, Decimal("0.00")))] if paid else []
    figures += [Figure(_kind_label(kind), kind.amount) for kind in kinds if not _is_all_that_was_paid(kind, paid)]
    without_amount = sum(kind.without_amount for kind in kinds)
    notes = [Note(without_amount, NO_PART)] if without_amount else []
    return Totals(sum(kind.transactions for kind in kinds), figures, notes)


def _is_all_that_was_paid(kind: KindTotal, paid: list[Decimal]) -> bool:
    return len(paid) == 1 and kind.of_grants and kind.kind in PAID_KINDS


def _kind_label(kind: KindTotal) -> str:
    level = "grants" if kind.of_grants else "programmes"
    return f"{TransactionKind(kind.kind).label}, {level}"
