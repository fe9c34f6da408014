"""What stands above each list: counts and sums over the filter, and in words what they leave out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.portal.filtering import PublishedFilterSet
from funding.publication import summaries
from funding.publication.summaries import Unnamed
from funding.publication.sums import NO_GRANTS, GrantTotals, KindTotal, Part


@dataclass(frozen=True)
class Figure:
    """A sum in EUR, with its name."""

    label: str
    amount: Decimal


@dataclass(frozen=True)
class Note:
    """Records of which a sum needs a word, and their money where it is known; `about` says what money."""

    count: int
    words: str
    amount: Decimal | None = None
    about: str = ""
    noun: str = ""  # where they aren't what the list lists


@dataclass(frozen=True)
class Totals:
    """How many rows there are on all pages, and their sums; `grants` where a row can stand for several."""

    count: int
    figures: list[Figure] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    grants: int | None = None
    unnamed: Part = NO_GRANTS


TotalsOf = Callable[[PublishedFilterSet], Totals]

NO_AMOUNT = "whose amount isn’t known: not in the sums"
NO_PART = "of which the amount, or Belarus’s part of it, isn’t known: not in the sums"
UNCONVERTED = "with payments in another currency: those are not in the sum of what was paid"
NO_SHARE = "of which Belarus’s part isn’t known: not in the sums"
WHOLE = "as a whole, with other countries’ money"
WITHHELD_PAID = "without naming the recipient: what was paid on them is as at the last 31 December"
POOLED = "together in groups: what was paid on them isn’t shown, and isn’t in the sum of what was paid"
NO_PROGRAMME = "together in groups, without a programme: “Contracted” and “Paid” below leave them out"
NO_RECIPIENT = "without naming the recipient"
NO_SECTOR = "together in groups over all sectors: a share of them may be of these sectors"
NO_PAYMENTS = "without naming the recipient: their payments aren’t listed here"
PAID_ELSEWHERE = "of these with a row of their own: what was paid on them is told in the list of grants"


def _notes(without_amount: int, without_share: int, whole: Decimal) -> list[Note]:
    return _told(Note(without_amount, NO_AMOUNT), Note(without_share, NO_SHARE, whole, WHOLE))


def _told(*notes: Note) -> list[Note]:
    return [note for note in notes if note.count]


def grant_totals(found: PublishedFilterSet) -> Totals:
    """Sum grants; under a sector filter their parts in it."""
    sums: GrantTotals = found.totals()  # type: ignore[attr-defined] # a GrantFilterSet
    scope = " in these sectors" if "sector" in found.active else ""
    figures = [Figure(f"Contracted{scope}", sums.contracted), Figure(f"Paid{scope}", sums.paid)]
    notes = _notes(sums.without_amount, sums.without_share, sums.without_share_whole)
    notes += _told(
        Note(sums.unconverted, UNCONVERTED),
        Note(sums.withheld.grants, WITHHELD_PAID, sums.withheld_paid, "paid"),
        Note(sums.pooled.grants, POOLED, sums.pooled.amount, "contracted"),
    )
    return Totals(sums.rows, figures, notes, sums.grants, sums.unnamed)


def programme_totals(found: PublishedFilterSet) -> Totals:
    """Sum what was decided; grants in pools are of no programme."""
    sums = found.qs.totals()  # type: ignore[attr-defined] # a ProgrammeQuerySet
    notes = _notes(sums.without_amount, sums.without_share, sums.without_share_whole)
    pooled = summaries.unnamed().pooled
    notes += _told(Note(pooled.grants, NO_PROGRAMME, pooled.amount, "contracted", "grant"))
    return Totals(sums.programmes, [Figure("Decided", sums.decided)], notes)


def organisation_totals(found: PublishedFilterSet) -> Totals:
    """Count organisations, and the grants that name none; the money is that of grants and stands there."""
    unnamed = _unnamed(found)
    notes = _told(Note(unnamed.together.grants, NO_RECIPIENT, unnamed.together.amount, "contracted", "grant"))
    return Totals(found.qs.count(), notes=notes + _undivided(unnamed))


def transaction_totals(found: PublishedFilterSet) -> Totals:
    """Sum transactions, each kind on each level for itself; paid is disbursement and expenditure on grants."""
    kinds: list[KindTotal] = found.qs.totals_by_kind()  # type: ignore[attr-defined] # a TransactionQuerySet
    paid = [kind.amount for kind in kinds if kind.of_grants and kind.kind in PAID_KINDS]
    figures = [Figure("Paid on grants", sum(paid, Decimal("0.00")))] if paid else []
    figures += [Figure(_kind_label(kind), kind.amount) for kind in kinds if not _is_all_that_was_paid(kind, paid)]
    without_amount = sum(kind.without_amount for kind in kinds)
    unnamed = _unnamed(found)
    notes = _told(
        Note(without_amount, NO_PART),
        Note(unnamed.together.grants, NO_PAYMENTS, unnamed.together.amount, "contracted", "grant"),
        Note(unnamed.withheld.grants, PAID_ELSEWHERE, unnamed.withheld_paid, "paid", "grant"),
    )
    return Totals(sum(kind.transactions for kind in kinds), figures, notes + _undivided(unnamed))


def _unnamed(found: PublishedFilterSet) -> Unnamed:
    return summaries.unnamed(found.form.cleaned_data.get("sector") or []) if found.is_valid() else Unnamed()


def _undivided(unnamed: Unnamed) -> list[Note]:
    return _told(Note(unnamed.undivided.grants, NO_SECTOR, unnamed.undivided.amount, "contracted", "grant"))


def _is_all_that_was_paid(kind: KindTotal, paid: list[Decimal]) -> bool:
    return len(paid) == 1 and kind.of_grants and kind.kind in PAID_KINDS


def _kind_label(kind: KindTotal) -> str:
    level = "grants" if kind.of_grants else "programmes"
    return f"{TransactionKind(kind.kind).label}, {level}"
