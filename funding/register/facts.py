"""What a grant's snapshot says in the few figures that levels, pools and removal dates hang on. Pure.

They read a snapshot with all its fields, or one that the publication policy has thinned out.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from funding.codelists.iati import CONTRACT_ROLES, PAID_KINDS, RECIPIENT_ROLES, TransactionKind
from funding.codelists.reference import EURO
from funding.codelists.sectors import Sector
from funding.money import part_of
from funding.periods import year_contracted

Facts = Mapping[str, Any]


def year_of(snapshot: Facts) -> int | None:
    """Give the year contracted; None where no date is known."""
    record = snapshot["record"]
    year, _ = year_contracted(
        signed_on=_day(record["signed_on"]),
        commitments_on=[
            date.fromisoformat(one["date"]) for one in _movements(snapshot) if one["kind"] == TransactionKind.COMMITMENT
        ],
        actual_start=_day(record["actual_start"]),
        planned_start=_day(record["planned_start"]),
    )
    return year


def contracted_of(snapshot: Facts) -> Decimal | None:
    """Give Belarus's part of the contract with its amendments, EUR; None where amount, currency or share don't say."""
    record = snapshot["record"]
    if record["contracted"] is None or record["currency"] != EURO or record["belarus_share"] is None:
        return None
    changes = (Decimal(one["amount_change"] or 0) for one in snapshot["amendments"])
    return part_of(sum(changes, Decimal(record["contracted"])), Decimal(record["belarus_share"]))


def paid_until(snapshot: Facts, day: date) -> Decimal | None:
    """Give Belarus's part of what was paid by the end of a day, EUR; None where no payment is known."""
    share = snapshot["record"]["belarus_share"]
    payments = [
        Decimal(one["amount"])
        for one in _movements(snapshot)
        if one["kind"] in PAID_KINDS and one["currency"] == EURO and date.fromisoformat(one["date"]) <= day
    ]
    if share is None or not payments:
        return None
    return sum((part_of(payment, Decimal(share)) for payment in payments), Decimal(0))


def main_sector(snapshot: Facts) -> str:
    """Give the sector with the largest share, ties in the order of the sectors; empty where there is none."""
    order = list(Sector.values)
    shares = sorted((-Decimal(one["share"]), order.index(one["sector"])) for one in snapshot["sector_shares"])
    return order[shares[0][1]] if shares else ""


def lead_of(snapshot: Facts) -> int | None:
    """Give the register key of the recipient that leads, else of the first recipient; None where none is entered."""
    recipients = [one for one in snapshot["roles"] if one["role"]["role"] in RECIPIENT_ROLES]
    leads = [one for one in recipients if one["role"]["is_lead"]]
    return next((one["organisation"]["id"] for one in [*leads, *recipients]), None)


def named_in_contract(snapshot: Facts) -> list[Facts]:
    """Give the organisations that a row with names would show: in a contract role, or as receiver of a payment."""
    roles = [one["organisation"] for one in snapshot["roles"] if one["role"]["role"] in CONTRACT_ROLES]
    return [*roles, *receivers(snapshot)]


def receivers(snapshot: Facts) -> list[Facts]:
    """Give the receivers of the transactions."""
    return [one["receiver"] for one in snapshot["transactions"] if one["receiver"]]


def supported_third_parties(snapshot: Facts) -> list[int]:
    """Give the register keys of those who receive money through an intermediary."""
    return [one["organisation"]["id"] for one in snapshot["roles"] if one["role"]["role"] not in CONTRACT_ROLES]


def _movements(snapshot: Facts) -> list[Facts]:
    return [one["transaction"] for one in snapshot["transactions"]]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
