"""Random registers and random filters, for properties that hold for all of them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from funding.codelists.iati import ActivityStatus, TransactionKind
from funding.codelists.sectors import Sector
from funding.publication import publisher
from tests.factories import (
    GrantFactory,
    InstrumentFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    approved,
)

YEARS = (2021, 2022, 2023)
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
    payments: list[Payment] = field(default_factory=list)


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
        payments=st.lists(payments(), max_size=3),
    )


def registers():
    """Draw the grants of a register."""
    return st.lists(grants(), max_size=5)


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
    """Write a drawn register beside the anchors, approve all of it and publish it."""
    programmes = [ProgrammeFactory(instrument=InstrumentFactory(slug=slug)) for slug in INSTRUMENTS]
    for one in [*anchors(), *drawn]:
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
        approved(grant, actor=actor)
    publisher.publish(actor=actor)


def grant_queries():
    """Draw filters of grants, as parameters; a range may be upside down: then the page says so."""
    several = {
        "sector": st.sampled_from(Sector.values),
        "year": st.sampled_from(["unknown", *map(str, YEARS)]),
        "paid_year": st.sampled_from([str(year) for year in YEARS]),
        "status": st.sampled_from(ActivityStatus.values),
        "instrument": st.sampled_from(INSTRUMENTS),
        "country": st.sampled_from(["LT", "PL"]),
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
