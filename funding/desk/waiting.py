"""The waiting room and the sealed pools, as staff read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ImproperlyConfigured

from funding.codelists.disclosure import Level
from funding.codelists.sectors import Sector
from funding.periods import Quarter
from funding.publication import pools
from funding.publication.pools import Item, State
from funding.publication.waiting_room import WaitingRoom, quarters_to_seal
from funding.register.models import Grant, Organisation, SealedPool

_STATES = {State.SEALED: "in the pool", State.LISTED: "a row of its own by now"}


@dataclass(frozen=True)
class Waiting:
    """One item of the waiting room, and what it waits for; None: the parameters that would say so aren't set."""

    grant: Grant
    sector: str
    year: int | None
    amount: Decimal
    is_exposed: bool
    is_correction: bool
    contributor: str
    reasons: list[str] | None


@dataclass(frozen=True)
class Member:
    """A grant of a sealed pool, or a later change of its amount."""

    grant: Grant
    amount: Decimal
    is_correction: bool
    state: str


@dataclass(frozen=True)
class Pool:
    """A sealed pool with its members."""

    sector: str
    years: str
    quarter: str
    grants_count: int
    total: Decimal
    members: list[Member]


@dataclass(frozen=True)
class Room:
    """The whole page; `refusal` says in words what is wrong with the parameters."""

    waiting: list[Waiting]
    pools: list[Pool]
    quarter: Quarter
    is_over: bool  # so that the quarter can be sealed now
    joining_count: int  # grants that come in with the next release
    refusal: str


def room(*, today: date) -> Room:
    """Read the waiting room as it is stored, and what each item waits for at the next sealing."""
    sealable = quarters_to_seal(today=today)
    quarter = sealable[-1] if sealable else Quarter.of(today)
    stored = WaitingRoom()
    items = [item for item in stored.items() if item.state is not State.GONE]
    reasons, refusal = _reasons(stored, quarter)
    grants = Grant.objects.in_bulk({item.grant for item in items})
    names = dict(Organisation.objects.filter(pk__in={item.contributor for item in items}).values_list("pk", "name"))
    pooled = Grant.objects.filter(level=Level.POOLED).exclude(pk__in=grants)
    return Room(
        waiting=[
            Waiting(
                grant=grants[item.grant],
                sector=Sector(item.sector).label,
                year=item.year,
                amount=item.amount,
                is_exposed=item.is_exposed,
                is_correction=item.is_correction,
                contributor=names.get(item.contributor, "unknown"),
                reasons=reasons.get(item),
            )
            for item in sorted(items, key=_order)
            if item.state is State.WAITING
        ],
        pools=_pools(items, grants),
        quarter=quarter,
        is_over=bool(sealable),
        joining_count=pooled.count(),
        refusal=refusal,
    )


def _reasons(stored: WaitingRoom, quarter: Quarter) -> tuple[dict[Item, list[str]], str]:
    try:
        return pools.explain_all(stored.items(), stored.parameters, quarter=quarter), ""
    except ImproperlyConfigured as error:
        return {}, str(error)


def _order(item: Item) -> tuple[str, int, int]:
    return item.sector, item.year or 0, item.grant


def _pools(items: Iterable[Item], grants: dict[int, Grant]) -> list[Pool]:
    by_pool: dict[int, list[Item]] = {}
    for item in items:
        by_pool.setdefault(item.pool or 0, []).append(item)
    return [
        Pool(
            sector=Sector(pool.sector).label if pool.sector else "All sectors",
            years=_years(pool),
            quarter=pool.sealing_id,
            grants_count=pool.grants_count,
            total=pool.total,
            members=[
                Member(grants[item.grant], item.amount, item.is_correction, _STATES[item.state])
                for item in by_pool.get(pool.pk, [])
            ],
        )
        for pool in SealedPool.objects.order_by("-sealing", "sector", "first_year")
    ]


def _years(pool: SealedPool) -> str:
    if pool.first_year is None:
        return "all years"
    return str(pool.first_year) if pool.first_year == pool.last_year else f"{pool.first_year}–{pool.last_year}"
