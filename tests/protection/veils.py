"""What is withheld about one register: made up at random, another for each of two registers that must look alike."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from funding.codelists.disclosure import ClearanceBasis, Ground
from funding.codelists.iati import OrganisationType, TransactionKind
from funding.codelists.records import AliasKind, IdentifierScheme
from funding.codelists.sectors import Sector

# Invented names, none of which is a word of anything public.
WORDS = (
    ("Kvartsyt", "Zhuravel", "Bahrovaja", "Vierasień", "Лазурная", "Скрыпка"),
    ("Obsidian", "Perepyolka", "Fiałkavy", "Kastryčnik", "Бурштын", "Цымбалы"),
)
CENT = Decimal("0.01")


class Veil:
    """A source of everything private of one of the two registers (`side` is 0 or 1)."""

    def __init__(self, side, seed):
        """Draw from a stream of its own, and use words of its own."""
        self._is_high = bool(side)
        self._random = Random(f"{side} {seed}")  # noqa: S311 -- nothing secret is drawn from it
        self._words = WORDS[side]
        self._count = count(100 * side + 7)

    def chance(self, of=2):
        """Say yes once in so many times."""
        return self._random.randrange(of) == 0

    def some(self, most):
        """Give up to so many numbers to loop over."""
        return range(self._random.randint(0, most))

    def one(self, values):
        """Choose one."""
        return self._random.choice(list(values))

    def shuffled(self, values):
        """Give the same values in another order."""
        values = list(values)
        return self._random.sample(values, len(values))

    def people(self, everybody):
        """Choose who proposes and who decides."""
        return self._random.sample(everybody, 2)

    def name(self):
        """Give a name that nobody else has."""
        return " ".join([*self._random.sample(self._words, 2), str(next(self._count))])

    def text(self):
        """Give a few words, as in a note."""
        return " ".join(self._random.choices(self._words, k=self._random.randint(1, 9)))

    def number(self):
        """Give a number of a contract or in another register."""
        return f"ENI/{self._random.randint(2000, 2024)}/{self._random.randint(10**5, 10**6)}-{next(self._count)}"

    def span(self):
        """Give some time that passes between two acts of staff."""
        return timedelta(seconds=self._random.randint(1, 10**5))

    def day(self, first=date(1995, 1, 1), last=date(2094, 12, 31)):
        """Give a day."""
        return first + timedelta(days=self._random.randint(0, (last - first).days))

    def cents(self, low, high):
        """Give an amount to the cent, both ends included."""
        return Decimal(self._random.randint(int(low / CENT), int(high / CENT))) * CENT

    def share(self):
        """Give a share of Belarus by which an amount to the cent can be multiplied back exactly."""
        return Decimal(self.one([100, 50, 25]))

    def below(self):
        """Give what a level below full is decided with."""
        return {"ground": self.one(Ground.values), "review_on": self.day(date(2027, 1, 1))}

    def person_of(self):
        """Give all fields of an organisation that is protected."""
        return {
            "name": self.name(),
            "local_name": self.one(["", self.name()]),
            "kind": self.one(["", *OrganisationType.values]),
            "country": self.one(["", "LT", "PL", "DE"]),
            "website": self.one(["", f"https://{next(self._count)}.example.org/"]),
            "notes": self.text(),
        }

    def clearance(self):
        """Give on what an organisation was cleared."""
        return {
            "basis": self.one(ClearanceBasis.values),
            "review_on": self.day(date(2027, 1, 1)),
            "evidence": self.text(),
        }

    def belongings(self, organisation):
        """Add what can name an organisation besides its name."""
        for _ in self.some(1):
            organisation.aliases.create(name=self.name(), kind=self.one(AliasKind.values))
            organisation.emails.create(email=f"post{next(self._count)}@example.org")
            organisation.domains.create(domain=f"d{next(self._count)}.example.net")
            organisation.identifiers.create(scheme=self.one(IdentifierScheme.values), value=self.number())

    def texts(self):
        """Give the fields of a grant that nobody sees below full, nor in a draft."""
        return {
            "title": self.text(),
            "summary": self.text(),
            "description": self.text(),
            "contract_number": self.number(),
            "notes": self.text(),
            "programme_identifier": self.one(["", self.number()]),
            "status": self.one(["", "2", "4"]),
            "eu_contribution": self.one([None, self.cents(0, 10**6)]),
            "passes_money_on": self.one([None, True, False]),
            "sectors_confirmed": self.chance(),
        }

    def years_of(self, year):
        """Give dates that all mean the same year contracted, and the days of commitments that do."""
        own = (date(year, 5, 1), date(year, 12, 31))
        commitments = [self.day(*own) for _ in self.some(2)]
        start = self.day(*own) if self.chance() or not commitments else None
        signed = self.day(*own) if self.chance() else None
        planned = self.day(last=date(2030, 1, 1))
        days = {"signed_on": signed, "actual_start": start, "planned_start": planned}
        return days | {"planned_end": self.day(planned), "actual_end": None}, commitments

    def sectors_of(self, main):
        """Give shares of sectors of which one is the largest."""
        other = self.one([one for one in Sector if one != main])
        share = self.one([100, 60, 95])
        return {main: share} | ({} if share == 100 else {other: 100 - share})

    def contract(self, exactly):
        """Give the amount of a contract whose part for Belarus, with its amendments, is exactly this."""
        share = self.share()
        whole, changes = exactly * 100 / share, [self.cents(-100, 100) for _ in self.some(2)]
        return {"belarus_share": share, "contracted": whole - sum(changes), "currency": "EUR"}, changes

    def payments(self, total, share):
        """Give payments whose parts for Belarus add up to a total, each with its kind and its day in the past."""
        parts = [self.cents(-50, 500) for _ in self.some(3)]
        parts.append(total - sum(parts))
        kinds = [TransactionKind.DISBURSEMENT, TransactionKind.EXPENDITURE]
        past = (date(2001, 1, 1), date(2025, 12, 31))
        return [(self.one(kinds), self.day(*past), part * 100 / share) for part in parts]

    def within_rounding(self, shown):
        """Give an amount that is shown as this one: often from the end of what is, the other end for the other side."""
        low, high = shown - (2500 if shown else Decimal("2499.99")), shown + Decimal("2499.99")
        return self.cents(low, high) if self.chance(3) else high if self._is_high else low

    def apart(self, count):
        """Give amounts that differ from 50,000 and add up to as many; the first one doesn't differ."""
        changes = [self.cents(-6000, 6000) for _ in range(max(count - 2, 0))]
        return [Decimal(50_000) + change for change in [Decimal(0), *changes, -sum(changes, Decimal(0))][:count]]
