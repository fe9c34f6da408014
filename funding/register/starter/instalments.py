"""How an invented grant is paid: commitments, instalments, a recovery here and there. No ORM."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from funding.codelists.iati import TransactionKind
from funding.money import part_of, split, to_cents

AS_OF = date(2026, 10, 31)  # the demonstration's "today": nothing is paid later, so that it never changes


@dataclass(frozen=True)
class Movement:
    """A transaction to be."""

    kind: TransactionKind
    date: date
    amount: Decimal
    description: str = ""


def months_after(day: date, months: int) -> date:
    """Give the first day of the month that lies some months after a day's own."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def instalments(amount: Decimal, *, start: date, months: int, random: Random) -> list[Movement]:
    """Split an amount into a pre-financing of 20-40 %, interim payments and a balance, as far as they are due."""
    interim = max(1, months // 10)
    advance = random.choice((20, 30, 30, 40))
    parts = split(amount, [Decimal(advance), *[Decimal(80 - advance) / interim] * interim, Decimal(20)])
    words = ("Pre-financing", *["Interim payment"] * interim, "Payment of the balance")
    dues = [0, *(months * (step + 1) // (interim + 1) + 2 for step in range(interim)), months + 4]
    paid_on = [months_after(start, due) + timedelta(days=random.randint(3, 27)) for due in dues]
    return [
        Movement(TransactionKind.DISBURSEMENT, day, part, word)
        for day, part, word in zip(paid_on, parts, words, strict=True)
        if day <= AS_OF
    ]


def recovery(paid: list[Movement], random: Random) -> Movement:
    """Take a small part of what was paid back, as after an audit."""
    part = part_of(sum((one.amount for one in paid), Decimal(0)), Decimal(random.randint(2, 9)))
    day = min(paid[-1].date + timedelta(days=random.randint(60, 150)), AS_OF)
    return Movement(TransactionKind.DISBURSEMENT, day, -part, "Recovery of ineligible costs")


def extra(paid: list[Movement], contracted: Decimal) -> Movement:
    """Pay a little more than was contracted, as real data sometimes show it."""
    missing = contracted - sum((one.amount for one in paid), Decimal(0))
    day = min(paid[-1].date + timedelta(days=45), AS_OF)
    amount = to_cents(missing + contracted * Decimal("0.03"))
    return Movement(TransactionKind.EXPENDITURE, day, amount, "Direct expenditure")
