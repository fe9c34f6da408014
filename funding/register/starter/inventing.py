"""The invented grants as plain values: the same ones each time, drawn with a fixed seed. No ORM.

Titles, organisations and programmes were written by hand (`data/invented_*`); what is drawn is who does what, when
and for how much. A few positions of the list are odd on purpose, since real data are.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from funding.codelists.grants import AmountBasis, ContractType, ManagementMode
from funding.codelists.iati import ActivityStatus, TransactionKind
from funding.money import equal_shares, part_of
from funding.register.starter.instalments import AS_OF, Movement, extra, instalments, months_after, recovery
from funding.register.starter.reading import listed, rows, tables

Row = dict[str, str]

_SEED = 20201012  # of those tried, one whose sectors and years are balanced
_YEARS = {2020: 9, 2021: 15, 2022: 21, 2023: 24, 2024: 31, 2025: 31, 2026: 19}  # how often each is drawn
_AMOUNTS = {(60, 180): 25, (200, 600): 38, (600, 1500): 27, (1800, 3500): 10}  # thousands of EUR
_CHANGES = {"": 78, "time": 12, "money": 7, "cut": 3}  # how often which amendment is drawn
_MONTHS = (12, 18, 24, 24, 30, 36, 36, 48)
# Positions in the list of titles that are odd on purpose.
_AMOUNT_UNKNOWN = frozenset({17, 63, 98, 141})
_IN_DOLLARS = frozenset({52})
_NOT_SIGNED = frozenset({5, 31, 60, 84, 110})  # no date of signature known
_UNDATED = frozenset({31})  # no date known at all
_RECOVERED = frozenset({2, 27, 76, 103, 128})
_OVERPAID = frozenset({11, 71})
_WITHOUT_PROGRAMME = frozenset({8, 36, 55, 90, 119, 149})
_SUSPENDED = frozenset({44})


@dataclass(frozen=True)
class Change:
    """An amendment to be."""

    signed_on: date
    amount: Decimal | None
    new_end: date | None


@dataclass
class Invention:
    """An invented grant with all that belongs to it; organisations and the programme are rows of their lists."""

    title: str
    summary: str
    number: str
    programme: Row | None
    instrument: str
    signed_on: date | None
    start: date | None
    end: date | None
    status: ActivityStatus
    contracted: Decimal | None
    basis: AmountBasis | None
    total_cost: Decimal | None
    currency: str
    contract_type: ContractType
    management_mode: ManagementMode
    passes_money_on: bool | None
    target_groups: list[str]
    shares: dict[str, Decimal]
    organisations: list[Row]  # the lead first
    changes: list[Change] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)

    @property
    def contracted_now(self) -> Decimal:
        """Give the amount with all amendments; 0 where it is unknown."""
        return sum((one.amount or Decimal(0) for one in self.changes), self.contracted or Decimal(0))


def inventions() -> list[Invention]:
    """Draw all invented grants."""
    draw = _Draw()
    return [draw.grant(position, row) for position, row in enumerate(rows("invented_grants.csv"))]


class _Draw:
    """One drawing of all grants: the random numbers, and who and which year was drawn how often."""

    def __init__(self) -> None:
        self.random = Random(_SEED)  # noqa: S311 -- a demonstration, no secret
        self.programmes = rows("invented_programmes.csv")
        self.organisations = rows("invented_organisations.csv")
        self.sentences = tables("invented_sentences.toml")
        self.drawn: Counter[str] = Counter()

    def grant(self, position: int, row: Row) -> Invention:
        """Draw one grant."""
        sectors = [row["sector"], *listed(row["also"])]
        signed = self._signature()
        start, months = months_after(signed, self.random.choice((1, 1, 2, 3))), self.random.choice(_MONTHS)
        end = months_after(start, months) - timedelta(days=1)
        who = self._who(sectors)
        programme = None if position in _WITHOUT_PROGRAMME else self._programme(row["sector"], signed.year)
        amount, legal = self._amount(), self._legal_form(who[0])
        invention = Invention(
            title=row["title"],
            summary=self._summary(row["sector"], months),
            number=self._number(signed.year),
            programme=programme,
            instrument="" if programme else _instrument_of(signed.year),
            signed_on=None if position in _NOT_SIGNED else signed,
            start=start,
            end=end,
            status=_status(position, start, end),
            contracted=amount,
            basis=self.random.choice((AmountBasis.COMMITMENT, AmountBasis.COMMITMENT, AmountBasis.STATED)),
            total_cost=self._total_cost(amount, legal),
            currency="USD" if position in _IN_DOLLARS else "EUR",
            contract_type=legal,
            management_mode=_mode(legal),
            passes_money_on=self.random.choice((True, False, False, False, None)),
            target_groups=listed(row["target_groups"]),
            shares=self._shares(sectors),
            organisations=who,
        )
        self._change(invention, signed, months)
        self._pay(invention, position, signed, months)
        return _forget(invention, position)

    def _signature(self) -> date:
        year = self.random.choices(list(_YEARS), weights=list(_YEARS.values()))[0]
        first = date(year, 9, 1) if year == min(_YEARS) else date(year, 1, 10)
        last = date(year, 9, 30) if year == AS_OF.year else date(year, 12, 20)
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def _who(self, sectors: list[str]) -> list[Row]:
        """Draw the lead among those least drawn so far in the sector, and up to two partners."""
        able = [one for one in self.organisations if sectors[0] in listed(one["sectors"])]
        lead = min(able, key=lambda one: (self.drawn[one["name"]] // 2, self.random.random()))
        others = [one for one in self.organisations if one is not lead and set(sectors) & set(listed(one["sectors"]))]
        self.drawn[lead["name"]] += 1
        return [lead, *self.random.sample(others, self.random.choice((0, 0, 0, 1, 1, 2)))]

    def _programme(self, sector: str, year: int) -> Row | None:
        fitting = [
            one
            for one in self.programmes
            if sector in listed(one["sectors"]) and int(one["first_year"]) <= year <= int(one["last_year"])
        ]
        bilateral = [one for one in fitting if one["reach"] == "bilateral"]
        pool = bilateral if bilateral and self.random.random() < 0.8 else fitting  # noqa: PLR2004 -- a chance
        return self.random.choice(pool) if pool else None

    def _amount(self) -> Decimal:
        low, high = self.random.choices(list(_AMOUNTS), weights=list(_AMOUNTS.values()))[0]
        thousands = Decimal(self.random.randint(low, high)) * 1000
        cents = self.random.choice((0, 0, 0, 50_000, self.random.randint(1, 99_999)))
        return thousands + Decimal(cents) / 100

    def _legal_form(self, lead: Row) -> ContractType:
        if lead["recipient_kind"] in ("public_body", "international_organisation"):
            return ContractType.CONTRIBUTION_AGREEMENT
        if lead["kind"] == "70" and self.random.random() < 0.5:  # noqa: PLR2004 -- a chance
            return ContractType.PROCUREMENT
        return ContractType.GRANT

    def _total_cost(self, amount: Decimal, legal: ContractType) -> Decimal | None:
        """Add co-financing of up to a fifth, which only grants have."""
        if legal is not ContractType.GRANT:
            return None
        return amount + part_of(amount, Decimal(self.random.choice((0, 5, 10, 15, 20, 25))))

    def _shares(self, sectors: list[str]) -> dict[str, Decimal]:
        if len(sectors) == 2:  # noqa: PLR2004 -- the main sector and another
            main = Decimal(self.random.choice((50, 60, 70, 75, 80)))
            return dict(zip(sectors, (main, 100 - main), strict=True))
        return dict(zip(sectors, equal_shares(len(sectors)), strict=True))

    def _summary(self, sector: str, months: int) -> str:
        return (
            f"{self.random.choice(self.sentences[sector])} Planned for {months} months. Invented for the demonstration."
        )

    def _number(self, year: int) -> str:
        self.drawn[str(year)] += 1
        return f"DEMO/{year}/{self.drawn[str(year)]:03}-{self.random.randint(1, 900):03}"

    def _change(self, invention: Invention, signed: date, months: int) -> None:
        """Amend some: more time, more money with it, or less money."""
        day = months_after(signed, months * 2 // 3) + timedelta(days=self.random.randint(0, 25))
        kind = self.random.choices(list(_CHANGES), weights=list(_CHANGES.values()))[0]
        if not kind or day > AS_OF or not (invention.contracted and invention.end):
            return
        percent = {"time": 0, "money": 15, "cut": -10}[kind]
        longer = months_after(invention.end, 7) - timedelta(days=1) if kind != "cut" else None
        change = part_of(invention.contracted, Decimal(percent)) if percent else None
        invention.changes.append(Change(day, change, longer))

    def _pay(self, invention: Invention, position: int, signed: date, months: int) -> None:
        amount = invention.contracted_now
        paid = instalments(amount, start=invention.start or signed, months=months, random=self.random)
        if paid and position in _OVERPAID:
            paid.append(extra(paid, amount))
        if paid and position in _RECOVERED:
            paid.append(recovery(paid, self.random))
        commitments = [(signed, invention.contracted), *((one.signed_on, one.amount) for one in invention.changes)]
        if invention.basis is AmountBasis.COMMITMENT and position not in _UNDATED | _AMOUNT_UNKNOWN:
            paid += [Movement(TransactionKind.COMMITMENT, day, sum_) for day, sum_ in commitments if sum_]
        invention.movements = sorted(paid, key=lambda one: one.date)


def _instrument_of(year: int) -> str:
    return "eidhr" if year == min(_YEARS) else "ndici-rapid-response"


def _mode(legal: ContractType) -> ManagementMode:
    return ManagementMode.INDIRECT if legal is ContractType.CONTRIBUTION_AGREEMENT else ManagementMode.DIRECT


def _status(position: int, start: date, end: date) -> ActivityStatus:
    if position in _SUSPENDED:
        return ActivityStatus.SUSPENDED
    if start > AS_OF:
        return ActivityStatus.PIPELINE
    if end > AS_OF:
        return ActivityStatus.IMPLEMENTATION
    return ActivityStatus.FINALISATION if (AS_OF - end).days < 300 else ActivityStatus.CLOSED  # noqa: PLR2004 -- days


def _forget(invention: Invention, position: int) -> Invention:
    """Leave out what isn't known of the odd ones."""
    if position in _AMOUNT_UNKNOWN:
        invention.contracted = invention.basis = invention.total_cost = None
        invention.changes = []
    if position in _UNDATED:
        invention.start = invention.end = None
    return invention
