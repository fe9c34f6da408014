"""Transactions, and the splitting of an amount by the sectors of its grant."""

from dataclasses import dataclass
from decimal import Decimal

from funding.folding import fold
from funding.money import split
from funding.publication.policy import visible
from funding.publication.projection.parts import Identities, Projected, Row, Snapshot, belarus_part, day, in_euro, money


@dataclass(frozen=True)
class Owner:
    """What a transaction takes from the grant or programme that moves the money."""

    columns: Row  # grant, programme, title, instrument
    share: Decimal | None  # Belarus's, percent
    sectors: list[Row]  # sector and share; a programme has none
    is_invented: bool


def project_transaction(entry: Snapshot, identities: Identities, owner: Owner) -> Projected:
    """Project a transaction and its part for each sector."""
    facts = visible("Transaction", entry["transaction"])
    receiver = entry["receiver"]
    name = visible("Organisation", receiver)["name"] if receiver else ""
    whole = in_euro(facts["amount"], facts["currency"])
    amount = belarus_part(whole, owner.share)
    row = owner.columns | {
        "public_id": identities.of("transaction", entry["transaction"]["id"]),
        "is_invented": owner.is_invented,
        "kind": facts["kind"],
        "date": day(facts["date"]),
        "amount_whole": whole,
        "amount": amount,
        "currency": facts["currency"],
        "amount_in_currency": money(facts["amount"]),
        "receiver": name,
        "receiver_id": identities.of("organisation", receiver["id"]) if receiver else "",
        "description": facts["description"],
        "sectors": [one["sector"] for one in owner.sectors],
        "search": fold(f"{owner.columns['title']} {name} {facts['description']}"),
    }
    parts = [
        {"sector": one["sector"], "amount": part}
        for one, part in zip(owner.sectors, split_by_sector(amount, owner.sectors), strict=True)
    ]
    return Projected("PublishedTransaction", row, {"PublishedTransactionSector": parts})


def split_by_sector(amount: Decimal | None, sectors: list[Row]) -> list[Decimal | None]:
    """Split an amount by the shares of sectors, in their order; an unknown one has unknown parts."""
    if amount is None or not sectors:
        return [None] * len(sectors)
    return list(split(amount, [Decimal(one["share"]) for one in sectors]))
