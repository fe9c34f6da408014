"""Transactions and planned disbursements of an activity, and what they add up to."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from funding.codelists.grants import AmountBasis
from funding.codelists.iati import PAID_KINDS, TransactionKind
from funding.money import to_cents
from funding.periods import is_plausible
from funding.register.imports.activity import Messages, Movement, Sum, WarningKind
from funding.register.imports.iati.elements import Element, code, currency, day, line_of, narrative, number, squeezed
from funding.register.imports.iati.organisations import party

_BOUND = Decimal(10) ** 15  # the register's amounts stay below it
_REFERENCE_LENGTH = 250
_LETTERS = {  # 1.0x
    "IF": "1", "C": "2", "D": "3", "E": "4", "IR": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10",
}  # fmt: skip


class UnusableError(ValueError):
    """A transaction that can't be taken, in words."""


def movements(
    activity: Element, default_currency: str, names: dict[str, str], said: Messages
) -> list[tuple[Element, Movement]]:
    """Read the transactions, each with its element; those that can't be taken are warned of, with their line."""
    found = []
    for element in activity.findall("transaction"):
        try:
            found.append((element, _movement(element, default_currency, names, said)))
        except UnusableError as error:
            said.warn(WarningKind.TRANSACTION_SKIPPED, str(error), line=line_of(element))
    return found


def _movement(element: Element, default_currency: str, names: dict[str, str], said: Messages) -> Movement:
    reference = squeezed(element.get("ref"))
    if len(reference) > _REFERENCE_LENGTH:
        said.warn(WarningKind.TEXT_CUT, "transaction reference", line=line_of(element))
    value = element.find("value")
    return Movement(
        kind=_kind(element),
        date=_date(element),
        amount=_amount(value, said),
        currency=_currency(value, default_currency),
        reference=reference[:_REFERENCE_LENGTH],
        description=narrative(element.findall("description")),
        receiver=party(element.find("receiver-org"), names, said),
    )


def _kind(element: Element) -> str:
    given = code(element.find("transaction-type")).upper()
    kind = _LETTERS.get(given, given)
    if kind not in TransactionKind.values:
        message = f"transaction type {given!r} is not on IATI's list"
        raise UnusableError(message)
    return kind


def _date(element: Element) -> date:
    # Never the value-date: in the Commission's files it is the day the file was made.
    given = day(element.find("transaction-date"))
    if given is None:
        message = "no readable transaction-date"
        raise UnusableError(message)
    if not is_plausible(given):
        message = f"transaction-date {given} lies outside 1990-2100"
        raise UnusableError(message)
    return given


def _amount(value: Element | None, said: Messages) -> Decimal:
    given = number(value.text) if value is not None else None
    if given is None:
        text = "" if value is None else squeezed(value.text)
        message = f"the amount {text!r} is not a number" if text else "no amount"
        raise UnusableError(message)
    if abs(given) >= _BOUND:
        message = f"the amount {given:.2E} is larger than any"
        raise UnusableError(message)
    return _rounded(given, value, said)


def _rounded(given: Decimal, value: Element | None, said: Messages) -> Decimal:
    rounded = to_cents(given)
    if rounded != given:
        said.warn(WarningKind.AMOUNT_ROUNDED, f"{given:f}", line=line_of(value) if value is not None else None)
    return rounded + 0  # no negative zero


def _currency(value: Element | None, default: str) -> str:
    given = squeezed(value.get("currency")) if value is not None else ""
    found = currency(given) if given else default
    if not found:
        message = f"the currency {given!r} is not one of ISO 4217" if given else "no currency"
        raise UnusableError(message)
    return found


def contracted(activity: Element, found: Sequence[Movement], default_currency: str, said: Messages) -> Sum:
    """Sum a contract's commitments where it has some (as ECHO's have), else its planned disbursements."""
    commitments = _commitments(found)
    if commitments:
        return total(commitments, AmountBasis.COMMITMENT, default_currency, said)
    planned = _planned_disbursements(activity, default_currency, said)
    return total(planned, AmountBasis.PLANNED_DISBURSEMENTS, default_currency, said)


def decided(found: Sequence[Movement], default_currency: str, said: Messages) -> Sum:
    """Sum the commitments of a decision."""
    return total(_commitments(found), AmountBasis.COMMITMENT, default_currency, said)


def total(amounts: Iterable[tuple[Decimal, str]], basis: AmountBasis, default_currency: str, said: Messages) -> Sum:
    """Sum amounts of one currency; unknown where there are none, several currencies, or less than 0 in all."""
    listed = list(amounts)
    currencies = sorted({one for _, one in listed})
    if len(currencies) > 1:
        said.warn(WarningKind.CURRENCIES_MIXED, f"{basis.label.lower()} in {', '.join(currencies)}")
    if len(currencies) != 1:
        return Sum(None, None, default_currency)
    added = sum((amount for amount, _ in listed), Decimal(0))
    if added < 0 or added >= _BOUND:
        said.warn(WarningKind.SUM_NEGATIVE, f"{basis.label.lower()} {currencies[0]} {added:,}")
        return Sum(None, None, currencies[0])
    return Sum(added, basis, currencies[0])


def weights_for_sectors(found: Sequence[tuple[Element, Movement]]) -> list[tuple[Element, Decimal]]:
    """Give the amounts that weigh sectors found on transactions only: commitments, else payments, else all."""
    kinds = ((TransactionKind.COMMITMENT.value,), PAID_KINDS, tuple(TransactionKind.values))
    chosen: list[tuple[Element, Decimal]] = []
    for wanted in kinds:
        chosen = [
            (element, one.amount) for element, one in found if one.kind in wanted and element.find("sector") is not None
        ]
        if chosen:
            break
    return chosen


def _commitments(found: Sequence[Movement]) -> list[tuple[Decimal, str]]:
    return [(one.amount, one.currency) for one in found if one.kind == TransactionKind.COMMITMENT]


def _planned_disbursements(activity: Element, default_currency: str, said: Messages) -> list[tuple[Decimal, str]]:
    """Read planned disbursements; an original one (type 1) gives way to the revised one (2) of its period.

    Those of 0 say nothing, as budgets of 0 do: an amount of nothing but zeros is unknown.
    """
    elements = activity.findall("planned-disbursement")
    revised = {_period(element) for element in elements if element.get("type") == "2"}
    amounts = []
    for element in elements:
        if element.get("type") != "2" and _period(element) in revised:
            continue
        value = element.find("value")
        try:
            amount, unit = _amount(value, said), _currency(value, default_currency)
        except UnusableError as error:
            words = f"planned disbursement: {error}"
            said.warn(WarningKind.AMOUNT_UNUSABLE, words, line=line_of(element))
            continue
        if amount:
            amounts.append((amount, unit))
    return amounts


def _period(element: Element) -> tuple[date | None, date | None]:
    return day(element.find("period-start")), day(element.find("period-end"))
