"""The rules of sealing that were tried, measured: `python -m tests.pools.simulation` prints the table.

Made up, not taken from any register: 200 pooled grants come evenly over 24 quarters, each in the year it belongs to;
six sectors of 30, 20, 18, 14, 12 and 6 %; 70 recipients, of whom some get many more grants than others; amounts are
lognormal with a median of EUR 150,000. The deviation of their logarithm is 1 (the largest tenth of the grants is 39 %
of the money), and 1.5 in a second table (59 %). The first year is 2019 to 2023, so that no period fits the run. k = 5,
p = 10. Figures are medians of 40 seeds.
"""

import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from funding.periods import Quarter, budget_period
from funding.publication.pools import Item, Label, Parameters, seal, sealing

SECTORS = {"a": 30, "b": 20, "c": 18, "d": 14, "e": 12, "f": 6}
RECIPIENTS = {number: 1 / (number + 3) ** 0.5 for number in range(70)}
MEDIAN_EUR = 150_000
GRANTS, QUARTERS, SEEDS = 200, 24, 40
PARAMETERS = Parameters(5, Decimal(10))
SHARES = ("sector-year", "sector-period", "year", "all", "waiting")

Period = Callable[[int], tuple[int, int]]


def blocks(years: int, start: int) -> Period:
    """Cut years into blocks of equal length."""
    return lambda year: (year - (year - start) % years, year - (year - start) % years + years - 1)


@dataclass(frozen=True)
class Rule:
    """One rule of sealing: from when on an item may join a cell of each level.

    `year` and `period`: "at once", "over" (its year is over), for periods also "closed" (the whole period is).
    `mixed_after`: how many years a grant waits, once its year is over, until it may join a pool over all sectors.
    `early`: seal a year that isn't over when k grants wait, and so many times k are to come at the pace so far.
    """

    name: str
    year: str = "over"
    period: str = "over"
    years: Period = budget_period
    mixed_after: int = 0
    early: float | None = None

    def __call__(self, waiting: list[Item], quarter: Quarter) -> list[tuple[Label, list[Item]]]:
        """Seal."""
        crowd = Counter((item.sector, item.year) for item in waiting)
        levels = [self._year_level(crowd, quarter), self._period_level(quarter)]
        if quarter.is_yearly:
            levels += self._mixed_levels(quarter)
        found, left = sealing.whole_safe_cells(waiting, PARAMETERS, levels)
        return sealing.keep_reserve(found, left, PARAMETERS)

    def _year_level(self, crowd, quarter):
        def comes_early(item):
            count, to_come = crowd[item.sector, item.year], (4 - quarter.number) / quarter.number
            return self.early and count >= PARAMETERS.k and count * to_come >= self.early * PARAMETERS.k

        def cell(item):
            is_in = self.year == "at once" or item.year <= quarter.last_year_over or comes_early(item)
            return Label(item.sector, item.year, item.year) if is_in else None

        return cell

    def _period_level(self, quarter):
        def cell(item):
            first, last = self.years(item.year)
            is_over = (last if self.period == "closed" else item.year) <= quarter.last_year_over
            return Label(item.sector, first, last) if is_over or self.period == "at once" else None

        return cell

    def _mixed_levels(self, quarter):
        def is_ripe(item):
            return item.year + self.mixed_after <= quarter.last_year_over

        return [
            lambda item: Label("", item.year, item.year) if is_ripe(item) else None,
            lambda item: Label() if is_ripe(item) else None,
        ]


def as_sealed(waiting: list[Item], quarter: Quarter) -> list[tuple[Label, list[Item]]]:
    """Seal by the rule of the module."""
    return seal(waiting, PARAMETERS, quarter=quarter)


RULES = (
    Rule("as first written, 3-year periods", year="at once", period="at once", years=blocks(3, 2020)),
    Rule("as first written, budget periods", year="at once", period="at once"),
    Rule("years at once, periods of years over", year="at once"),
    Rule("years when over, 2-year periods", years=blocks(2, 2020)),
    Rule("years when over, 3-year periods", years=blocks(3, 2020)),
    Rule("years when over, budget periods", years=budget_period),
    Rule("... 3-year periods when closed", period="closed", years=blocks(3, 2020)),
    Rule("mixed 1 year later, 2-year periods", years=blocks(2, 2020), mixed_after=1),
    Rule("mixed 1 year later, 3-year periods", years=blocks(3, 2020), mixed_after=1),
    Rule("mixed 1 year later, 3 years from 2022", years=blocks(3, 2022), mixed_after=1),
    Rule("mixed 1 year later, budget periods", mixed_after=1),
    Rule("mixed 2 years later, budget periods", mixed_after=2),
    Rule("... 1 later, early if k more will come", mixed_after=1, early=1),
    Rule("... 1 later, early if 2k more will come", mixed_after=1, early=2),
)


def register(seed: int, deviation: float) -> list[tuple[Quarter, Item]]:
    """Make up the grants, each with the quarter it comes in."""
    draw = random.Random(seed)  # noqa: S311 -- made-up grants, not secrets
    arrivals = []
    for key in range(GRANTS):
        number = key * QUARTERS // GRANTS
        quarter = Quarter(2019 + seed % 5 + number // 4, number % 4 + 1)
        recipient = draw.choices(list(RECIPIENTS), list(RECIPIENTS.values()))[0]
        sector = draw.choices(list(SECTORS), list(SECTORS.values()))[0]
        euros = Decimal(round(MEDIAN_EUR * draw.lognormvariate(0, deviation) * 100)) / 100
        arrivals.append((quarter, Item(key, key, recipient, sector, quarter.year, euros)))
    return arrivals


def level_of(label: Label) -> str:
    """Name the level of a pool."""
    if label.sector:
        return "sector-year" if label.first_year == label.last_year else "sector-period"
    return "year" if label.first_year else "all"


def measure(rule, seed: int, deviation: float = 1.0) -> dict[str, float]:
    """Give percent of the money by level and waiting after the last quarter, the mean wait in quarters, and more.

    `waiting at new year` is the mean of what waits after each fourth quarter, of all that had come by then.
    """
    arrivals, waiting = register(seed, deviation), []
    money: defaultdict[str, Decimal] = defaultdict(Decimal)
    quarters, waits, new_years = sorted({quarter for quarter, _ in arrivals}), [], []
    came_in = {item.key: quarters.index(quarter) for quarter, item in arrivals}
    for number, quarter in enumerate(quarters):
        waiting += [item for came, item in arrivals if came == quarter]
        for label, members in rule(waiting, quarter):
            money[level_of(label)] += sum(item.amount for item in members)
            waits += [number - came_in[item.key] for item in members]
            waiting = [item for item in waiting if item not in members]
        if quarter.is_yearly:
            new_years.append(share(waiting, (item for came, item in arrivals if came <= quarter)))
    money["waiting"] = sum((item.amount for item in waiting), Decimal(0))
    shares = {name: float(100 * money[name] / sum(money.values())) for name in SHARES}
    return shares | {"waiting at new year": statistics.mean(new_years), "quarters": statistics.median(waits or [0])}


def share(part: Iterable[Item], whole: Iterable[Item]) -> float:
    """Give the money of some items in percent of others'."""
    return float(100 * sum(item.amount for item in part) / sum(item.amount for item in whole))


def medians(rule, deviation: float = 1.0) -> dict[str, float]:
    """Give the median of each figure over the seeds."""
    runs = [measure(rule, seed, deviation) for seed in range(SEEDS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def table(deviation: float) -> str:
    """Write the table."""
    lines = [f"lognormal amounts, deviation {deviation}: percent of the money; quarters from entry to pool"]
    lines.append(" " * 42 + "".join(f"{name:>20}" for name in (*SHARES, "waiting at new year", "quarters")))
    for rule in (*RULES, as_sealed):
        figures = medians(rule, deviation)
        name = rule.name if isinstance(rule, Rule) else "THE RULE: mixed later unless 2k are left"
        lines.append(f"{name:42}" + "".join(f"{figure:20.1f}" for figure in figures.values()))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(1.0), table(1.5), sep="\n\n")  # noqa: T201 -- the table is what it is for
