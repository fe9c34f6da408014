"""Registers as far as the public may know them, and what happens to them: drawn by hypothesis, nothing private in them.

All else about such a register is made up by a `Veil`, another one for each of two registers that must look alike.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from funding.codelists.disclosure import Level
from funding.codelists.grants import ContractType
from funding.codelists.sectors import Sector

YEARS = (2021, 2022, 2023)
PROGRAMMES = ("Open doors", "Solidarity", None)  # None is in the register and not public
PARTIES = ("Northern Stage", "Amber Institute", "Harbour Library", "Meadow Radio")  # may be named
SEALED = "2025Q4"


@dataclass(frozen=True)
class Full:
    """A grant with all public fields; amounts in whole euro."""

    sectors: dict[str, int]
    year: int
    contracted: int | None
    programme: int | None
    lead: int
    second: int | None
    payments: list[int]
    has_document: bool
    passes_money_on: bool | None


@dataclass(frozen=True)
class Withheld:
    """A grant without its recipient: what its row shows."""

    sector: str
    year: int
    contracted: int  # a multiple of 5,000
    paid: int | None  # the same, or nothing known
    programme: int | None
    kind: str


@dataclass(frozen=True)
class Cell:
    """Pooled grants of one sector and year; together they are contracted for 50,000 each."""

    sector: str
    year: int
    count: int


@dataclass(frozen=True)
class Step:
    """Something that the public may see happen: a verb of `worlds.World`, and to which record."""

    verb: str
    which: int = 0
    amount: int = 0
    level: str = Level.NOT_PUBLISHED


@dataclass(frozen=True)
class Case:
    """What two registers have in common."""

    full: list[Full]
    withheld: list[Withheld]
    cells: list[Cell]
    others_wait: bool  # enough grants of the running year for the reserve, so that others can be sealed
    steps: list[Step] = field(default_factory=list)
    sample: int = 0  # which addresses are asked, where not all are


def whole_grants():
    """Draw grants with all public fields."""
    sectors = st.sampled_from([{Sector.CULTURE: 100}, {Sector.OTHER: 30, Sector.EDUCATION: 70}])
    return st.builds(
        Full,
        sectors=sectors,
        year=st.sampled_from(YEARS),
        contracted=st.one_of(st.none(), st.integers(1, 10**6)),
        programme=st.sampled_from([0, 1, 2, None]),
        lead=st.integers(0, len(PARTIES) - 1),
        second=st.one_of(st.none(), st.integers(0, len(PARTIES) - 1)),
        payments=st.lists(st.integers(-1000, 10**5), max_size=2),
        has_document=st.booleans(),
        passes_money_on=st.sampled_from([True, False, None]),
    )


def withheld_grants():
    """Draw grants without a named recipient."""
    return st.builds(
        Withheld,
        sector=st.sampled_from(Sector.values),
        year=st.sampled_from(YEARS),
        contracted=st.integers(2, 60).map(lambda steps: steps * 5000),
        paid=st.one_of(st.none(), st.integers(0, 40).map(lambda steps: steps * 5000)),
        programme=st.sampled_from([0, 1, 2, None]),
        kind=st.sampled_from(["", *ContractType.values]),
    )


def cells():
    """Draw groups of pooled grants, one for each of some sectors and years; most are large enough to be sealed."""
    places = st.tuples(st.sampled_from(Sector.values[:3]), st.sampled_from(YEARS[:2]))
    cell = st.builds(lambda place, count: Cell(*place, count), places, st.sampled_from([2, 3, 4]))
    return st.lists(cell, min_size=1, max_size=2, unique_by=lambda cell: (cell.sector, cell.year))


def steps():
    """Draw a history: what it does to a record that isn't there or can't have it done is refused."""
    verbs = st.sampled_from(
        [
            "seal", "publish", "edit", "pay", "name_withheld", "name_pooled", "rename_party", "protect_party",
            "withdraw_programme", "withdraw_package", "mistake", "change_pooled",
        ]
    )  # fmt: skip
    plain = st.builds(Step, verbs, which=st.integers(0, 2), amount=st.integers(1, 10**5))
    levels = st.sampled_from([Level.POOLED.value, Level.NOT_PUBLISHED.value])
    lowering = st.builds(
        Step,
        st.sampled_from(["lower_full", "lower_withheld"]),
        which=st.integers(0, 2),
        amount=st.just(0),
        level=levels,
    )
    return st.lists(st.one_of(plain, lowering), min_size=3, max_size=5)


def cases():
    """Draw what two registers have in common."""
    return st.builds(
        Case,
        full=st.lists(whole_grants(), min_size=2, max_size=3),
        withheld=st.lists(withheld_grants(), min_size=2, max_size=3),
        cells=cells(),
        others_wait=st.booleans(),
        steps=steps(),
        sample=st.integers(0, 10**6),
    )


def day_of(year, number=0):
    """Give a day of a year that is public; private ones lie in other months."""
    return date(year, 3, 1 + number)


def euro(amount):
    """Give an amount as the register has it."""
    return None if amount is None else Decimal(amount)


# Every kind of record and every step, asked in full.
EVERYTHING = Case(
    full=[
        Full({Sector.CULTURE: 100}, 2021, 90_000, 0, 0, 1, [40_000, -500], has_document=True, passes_money_on=True),
        Full({Sector.OTHER: 100}, 2022, None, 2, 1, None, [], has_document=False, passes_money_on=None),
        Full({Sector.CULTURE: 100}, 2022, 70_000, 1, 3, 2, [1], has_document=True, passes_money_on=False),
    ],
    withheld=[
        Withheld(Sector.CULTURE, 2021, 40_000, 20_000, 0, ContractType.GRANT),
        Withheld(Sector.HUMAN_RIGHTS, 2022, 10_000, None, 2, ""),
        Withheld(Sector.EDUCATION, 2023, 55_000, 0, None, ContractType.PROCUREMENT),
    ],
    cells=[Cell(Sector.CULTURE, 2021, 4), Cell(Sector.CIVIL_SOCIETY, 2022, 4)],
    others_wait=True,
    steps=[
        Step("seal"),
        Step("edit", which=0, amount=80_000),
        Step("name_pooled", which=0),
        Step("name_withheld", which=0),
        Step("lower_full", which=0, level=Level.POOLED),
        Step("change_pooled", which=1, amount=7_000),
        Step("rename_party", which=2),
        Step("pay", which=2, amount=300),
    ],
)  # fmt: skip
# What is undone, protected and withdrawn, asked in full.
UNDONE = Case(
    full=EVERYTHING.full,
    withheld=EVERYTHING.withheld,
    cells=EVERYTHING.cells,
    others_wait=False,
    steps=[
        Step("seal"),
        Step("mistake", which=2, amount=5),
        Step("protect_party", which=0),
        Step("lower_withheld", which=1, level=Level.POOLED),
        Step("lower_full", which=1),
        Step("withdraw_programme", which=1),
        Step("withdraw_package"),
        Step("publish"),
    ],
)
