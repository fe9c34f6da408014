"""Random registers with all four levels, and random filters, for properties that hold for all of them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from funding.codelists.disclosure import Level, RowKind
from funding.codelists.iati import ActivityStatus, TransactionKind
from funding.codelists.sectors import Sector
from funding.money import WITHHELD_STEP
from funding.publication import publisher
from funding.publication.pools import State
from funding.register.models import PoolItem, SealedPool, Sealing
from tests.factories import (
    GrantFactory,
    InstrumentFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    approved,
)

YEARS = (2021, 2022, 2023)
PERIOD = (2021, 2027)
COUNTRIES = ("LT", "PL", "")
WORDS = ("Тэатр", "théâtre", "radio", "Школа")
INSTRUMENTS = ("ndici-neighbourhood", "eni")


@dataclass
class Payment:
    """A transaction as drawn."""

    kind: str
    day: date
    amount: Decimal


@dataclass
class Grant:
    """A grant as drawn."""

    title: str
    contracted: Decimal | None
    belarus_share: Decimal | None
    shares: dict[str, Decimal]
    signed_on: date | None
    start: date | None
    end: date | None
    status: str
    programme: int | None
    country: str
    level: str = Level.FULL
    payments: list[Payment] = field(default_factory=list)

    @property
    def shown_as(self):
        """Give its level, or `full` where what it is drawn with can't be shown with less."""
        part = (self.contracted or Decimal(0)) * (self.belarus_share or Decimal(0)) / 100
        least = {Level.RECIPIENT_WITHHELD: WITHHELD_STEP, Level.POOLED: Decimal(1)}
        return self.level if part >= least.get(self.level, part) else Level.FULL


@dataclass
class Pool:
    """A sealed pool as drawn: what it still stands for, and the amounts of its grants that are listed by now."""

    sector: str
    years: tuple[int | None, int | None]
    count: int  # never none: a grant is listed only if enough others stay
    rest: Decimal
    listed: list[Decimal]


@dataclass
class Register:
    """Grants and sealed pools."""

    grants: list[Grant]
    pools: list[Pool]


def cents(lowest=0, highest=10**9):
    """Draw an amount to the cent."""
    return st.integers(lowest, highest).map(lambda number: Decimal(number).scaleb(-2))


def days():
    """Draw a day of the years there are."""
    return st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))


@st.composite
def shares(draw):
    """Draw sectors with shares that add up to 100."""
    sectors = draw(st.lists(st.sampled_from(Sector.values), min_size=1, max_size=3, unique=True))
    cuts = sorted(draw(st.lists(st.integers(1, 999_999), min_size=len(sectors) - 1, max_size=len(sectors) - 1)))
    edges = [0, *cuts, 1_000_000]
    parts = [Decimal(high - low).scaleb(-4) for low, high in pairwise(edges)]
    return {sector: part for sector, part in zip(sectors, parts, strict=True) if part}


def payments():
    """Draw a transaction of any kind; money may come back."""
    kinds = [TransactionKind.COMMITMENT, TransactionKind.DISBURSEMENT, TransactionKind.EXPENDITURE]
    return st.builds(Payment, st.sampled_from([kind.value for kind in kinds]), days(), cents(lowest=-(10**6)))


def grants():
    """Draw a grant."""
    share = st.one_of(st.just(Decimal(100)), st.none(), st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-4)))
    return st.builds(
        Grant,
        title=st.sampled_from(WORDS),
        contracted=st.one_of(st.none(), cents()),
        belarus_share=share,
        shares=shares(),
        signed_on=st.one_of(st.none(), days()),
        start=st.one_of(st.none(), st.just(date(2021, 6, 1))),
        end=st.one_of(st.none(), days().filter(lambda day: day > date(2021, 6, 1))),
        status=st.sampled_from(["", ActivityStatus.CLOSED.value, ActivityStatus.IMPLEMENTATION.value]),
        programme=st.one_of(st.none(), st.integers(0, 1)),
        country=st.sampled_from(COUNTRIES),
        level=st.sampled_from([Level.FULL, Level.FULL, Level.RECIPIENT_WITHHELD, Level.POOLED, Level.NOT_PUBLISHED]),
        payments=st.lists(payments(), max_size=3),
    )


def pools():
    """Draw a pool of any label."""
    years = [*((year, year) for year in YEARS), PERIOD, (None, None)]
    return st.builds(
        Pool,
        sector=st.sampled_from([*Sector.values, "", "", ""]),
        years=st.sampled_from(years),
        count=st.integers(3, 9),
        rest=cents(),
        listed=st.lists(cents(), max_size=len(YEARS)),
    )


def registers():
    """Draw a register."""
    return st.builds(Register, st.lists(grants(), max_size=5), st.lists(pools(), max_size=3))


def anchors():
    """Give a grant for each year, so that whatever a filter may choose is there to be chosen."""
    return [
        Grant(
            title="Anchor",
            contracted=Decimal(1000),
            belarus_share=Decimal(50),
            shares={Sector.CULTURE: Decimal("33.3333"), Sector.OTHER: Decimal("66.6667")},
            signed_on=date(year, 1, 1),
            start=date(year, 1, 1),
            end=date(year, 12, 31),
            status="",
            programme=number % len(INSTRUMENTS),
            country=COUNTRIES[number % 2],
            payments=[Payment(TransactionKind.DISBURSEMENT, date(year, 2, 1), Decimal("0.01"))],
        )
        for number, year in enumerate(YEARS)
    ]


def store(drawn, *, actor):
    """Write a drawn register beside the anchors, decide on all of it and publish it."""
    programmes = [ProgrammeFactory(instrument=InstrumentFactory(slug=slug)) for slug in INSTRUMENTS]
    stored = [_store_grant(one, programmes, actor=actor) for one in [*anchors(), *drawn.grants]]
    sealing = Sealing.objects.create(quarter="2024Q4", actor=actor)
    for number, one in enumerate(drawn.pools):
        _store_pool(f"pool{number}", one, stored, sealing)
    publisher.publish(actor=actor)


def _store_grant(one, programmes, *, actor):
    grant = GrantFactory(
        title=one.title,
        contracted=one.contracted,
        belarus_share=one.belarus_share,
        sectors=one.shares,
        signed_on=one.signed_on,
        planned_start=one.start,
        planned_end=one.end,
        status=one.status,
        programme=None if one.programme is None else programmes[one.programme],
        implementer=OrganisationFactory(country=one.country),
    )
    for payment in one.payments:
        PaymentFactory(grant=grant, kind=payment.kind, date=payment.day, amount=payment.amount)
    if one.shown_as != Level.NOT_PUBLISHED:
        approved(grant, actor=actor, level=one.shown_as)
    return grant


def _store_pool(public_id, one, stored, sealing):
    """Write a pool as it was sealed; who was listed since are the anchors."""
    first, last = one.years
    pool = SealedPool.objects.create(
        public_id=public_id,
        sealing=sealing,
        sector=one.sector,
        first_year=first,
        last_year=last,
        grants_count=one.count + len(one.listed),
        total=one.rest + sum(one.listed),
    )
    PoolItem.objects.bulk_create(
        PoolItem(grant=grant, contributor=1, sector=Sector.CULTURE, amount=amount, state=State.LISTED, pool=pool)
        for grant, amount in zip(stored, one.listed, strict=False)
    )


def grant_queries():
    """Draw filters of grants, as parameters; a range may be upside down: then the page says so."""
    several = {
        "sector": st.sampled_from(Sector.values),
        "year": st.sampled_from(["unknown", *map(str, YEARS)]),
        "paid_year": st.sampled_from([str(year) for year in YEARS]),
        "status": st.sampled_from(ActivityStatus.values),
        "instrument": st.sampled_from(INSTRUMENTS),
        "country": st.sampled_from(["LT", "PL"]),
        "row_kind": st.sampled_from(RowKind.values),
    }
    single = {
        "q": st.sampled_from(["teatr", "ТЭАТР", "theatre", "shkola", "Programme"]),
        "amount_min": cents(highest=10**8).map(str),
        "amount_max": cents(highest=10**9).map(str),
        "running": st.one_of(days().map(str), st.sampled_from([str(year) for year in YEARS])),
        "sort": st.sampled_from(["title", "-title", "contracted", "-paid", "year", "-year", "recipient"]),
        "per_page": st.integers(1, 4).map(str),
    }
    lists = {name: st.lists(values, min_size=1, max_size=2, unique=True) for name, values in several.items()}
    return st.fixed_dictionaries({}, optional=lists | single)


def transaction_queries():
    """Draw filters of transactions."""
    kinds = st.lists(st.sampled_from(["2", "3", "4"]), min_size=1, max_size=2, unique=True)
    sectors = st.lists(st.sampled_from(Sector.values), min_size=1, max_size=2, unique=True)
    single = {
        "date_from": days().map(str),
        "amount_min": cents(highest=10**8).map(str),
        "sort": st.sampled_from(["date", "-date", "amount", "-amount", "title"]),
        "per_page": st.integers(1, 4).map(str),
    }
    return st.fixed_dictionaries({}, optional={"kind": kinds, "sector": sectors} | single)
