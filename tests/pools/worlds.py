"""A register of protected grants and its pools in plain memory: what the database layer does, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

from funding.periods import Quarter
from funding.publication import pools
from funding.publication.pools import Figures, Item, Label, Listed, Parameters, Pooled, State


@dataclass
class Grant:
    """A grant as staff see it; `version` numbers the amounts that were ever entered, over all grants."""

    key: int
    contributor: int
    sector: str
    year: int | None
    amount: Decimal
    version: int
    level: str = "pooled"
    was_listed: bool = False


@dataclass(frozen=True)
class Moment:
    """What the public can read at one moment, and (for attackers) whose grants are where."""

    figures: dict[int, tuple[Label, Figures]]
    rows: dict[int, Decimal]
    members: dict[int, tuple[Item, ...]]
    waiting: tuple[tuple[Item, dict[int, int]], ...]
    has_sealed: bool


@dataclass
class World:
    """Do what staff do, settle and seal as the module says, and remember all that was public."""

    parameters: Parameters
    quarter: Quarter = field(default_factory=lambda: Quarter(2021, 2))
    grants: dict[int, Grant] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    sealed_as: dict[int, Item] = field(default_factory=dict)  # item key: the item as it was sealed
    forms: dict[int, dict[int, int]] = field(default_factory=dict)  # item key: what was sealed, as a sum of versions
    sealed_version: dict[int, int] = field(default_factory=dict)  # grant: the version that its sealed items add up to
    entered: list[Decimal] = field(default_factory=list)  # version: amount
    moments: list[Moment] = field(default_factory=list)
    keys: Iterator[int] = field(default_factory=count)

    def add(self, contributor, sector, year, amount):
        """Add a pooled grant."""
        key = len(self.grants)
        self.grants[key] = Grant(key, contributor, sector, year, amount, self._enter(amount))
        self._settle(self.grants[key])

    def change(self, key, amount):
        """Enter another amount."""
        grant = self.grants[key]
        grant.amount, grant.version = amount, self._enter(amount)
        self._settle(grant)

    def move(self, key, sector, year):
        """Correct sector and year."""
        grant = self.grants[key]
        grant.sector, grant.year = sector, year
        self._settle(grant)

    def regroup(self, key, contributor):
        """Find out that a recipient belongs to another group."""
        old = self.grants[key].contributor
        for grant in self.grants.values():
            if grant.contributor == old:
                grant.contributor = contributor
                self._settle(grant)

    def relevel(self, key, level):
        """Pool a grant, list it (where its pools allow it), or publish nothing of it; at once."""
        grant = self.grants[key]
        if level == "listed" and not self.may_be_listed(grant):
            return
        grant.level = level
        grant.was_listed |= level == "listed"
        self._settle(grant)
        self.observe()

    def may_be_listed(self, grant):
        """Ask each pool that the grant is sealed in."""
        touched = {item.pool for item in self.items_of(grant) if item.state is State.SEALED}
        return all(pools.may_be_listed(self.members(pool), grant.key, self.parameters) for pool in touched)

    def release(self):
        """Seal at the end of the quarter and go on to the next but one."""
        found = pools.seal(self.items.values(), self.parameters, quarter=self.quarter)
        for label, members in found:
            number = len(self.labels)
            self.labels[number] = label
            for item in members:
                self.seal(replace(item, state=State.SEALED, pool=number))
        self.observe(has_sealed=bool(found))
        first_half = self.quarter.number <= 2
        self.quarter = Quarter(self.quarter.year + (not first_half), 4 if first_half else 2)

    def seal(self, item):
        """Store a sealed item."""
        self.items[item.key] = self.sealed_as[item.key] = item
        self.forms[item.key] = self.form(item)
        self.sealed_version[item.grant] = self.grants[item.grant].version

    def form(self, item):
        """Write a live item as a sum of versions: an original is one, a correction the new less the old."""
        now = {self.grants[item.grant].version: 1}
        return now | {self.sealed_version[item.grant]: -1} if item.is_correction else now

    def observe(self, *, has_sealed=False):
        """Remember what is public now."""
        members = {pool: tuple(self.members(pool)) for pool in self.labels}
        self.moments.append(
            Moment(
                figures={pool: (self.labels[pool], pools.figures(items)) for pool, items in members.items()},
                rows={grant.key: grant.amount for grant in self.grants.values() if grant.level == "listed"},
                members={pool: tuple(self._as_sealed(item) for item in items) for pool, items in members.items()},
                waiting=tuple((item, self.form(item)) for item in self.items.values() if item.state is State.WAITING),
                has_sealed=has_sealed,
            )
        )

    def members(self, pool):
        """Give the items of a pool."""
        return [item for item in self.items.values() if item.pool == pool]

    def items_of(self, grant):
        """Give the items of a grant."""
        return [item for item in self.items.values() if item.grant == grant.key]

    def _as_sealed(self, item):
        return replace(self.sealed_as[item.key], state=item.state)

    def _enter(self, amount):
        self.entered.append(amount)
        return len(self.entered) - 1

    def _settle(self, grant):
        wanted = {"pooled": self._pooled(grant), "listed": Listed(), "not_published": None}[grant.level]
        for item in pools.settle(self.items_of(grant), wanted):
            key = next(self.keys) if item.key is None else item.key
            self.items[key] = replace(item, key=key)

    def _pooled(self, grant):
        return Pooled(grant.key, grant.contributor, grant.sector, grant.year, grant.amount, is_exposed=grant.was_listed)
