"""The state machine: staff do anything in any order, and every promise holds after every step."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from funding.publication.pools import Parameters, State
from tests.pools import promises
from tests.pools.histories import RECIPIENTS, SECTORS
from tests.pools.worlds import World

sectors = st.sampled_from(SECTORS)
recipients = st.integers(min_value=0, max_value=RECIPIENTS - 1)
cents = st.one_of(st.integers(min_value=1, max_value=999), st.integers(min_value=1, max_value=10**8))
amounts = cents.map(lambda count: Decimal(count) / 100)
years_ago = st.sampled_from((0, 0, 1))
picks = st.integers(min_value=0, max_value=10**6)


class Tracker(RuleBasedStateMachine):
    """A tracker of protected grants; `world` is the one that is put to the test."""

    world_class = World

    @initialize(k=st.sampled_from((3, 4)), p=st.sampled_from((5, 20, 50)))
    def start(self, k, p):
        """Begin with an empty register."""
        self.world = self.world_class(Parameters(k, Decimal(p)))

    @rule(sector=sectors, ago=years_ago, grants=st.lists(st.tuples(recipients, amounts), min_size=1, max_size=7))
    def add(self, sector, ago, grants):
        """Enter grants of one sector and year."""
        for recipient, amount in grants:
            self.world.add(recipient, sector, self.world.quarter.year - ago, amount)

    @rule(recipient=recipients, sector=sectors, amount=amounts)
    def add_undated(self, recipient, sector, amount):
        """Enter a grant of unknown year."""
        self.world.add(recipient, sector, None, amount)

    @precondition(lambda self: self.world.grants)
    @rule(pick=picks, amount=amounts)
    def change(self, pick, amount):
        """Enter another amount."""
        self.world.change(self._one(pick), amount)

    @precondition(lambda self: self.world.grants)
    @rule(pick=picks, tenths=st.integers(min_value=0, max_value=12))
    def scale(self, pick, tenths):
        """Cut or raise an amount in tenths, to nothing too."""
        key = self._one(pick)
        self.world.change(key, (self.world.grants[key].amount * tenths / 10).quantize(Decimal("0.01")))

    @precondition(lambda self: self.world.grants)
    @rule(pick=picks, sector=sectors, ago=years_ago)
    def move(self, pick, sector, ago):
        """Correct sector and year."""
        self.world.move(self._one(pick), sector, self.world.quarter.year - ago)

    @precondition(lambda self: self.world.grants)
    @rule(pick=picks, recipient=recipients)
    def regroup(self, pick, recipient):
        """Find that a recipient belongs to another group."""
        self.world.regroup(self._one(pick), recipient)

    @precondition(lambda self: self.world.grants)
    @rule(pick=picks, level=st.sampled_from(("pooled", "listed", "not_published")))
    def relevel(self, pick, level):
        """Pool, list or withdraw a grant."""
        grant = self.world.grants[self._one(pick)]
        touched = {item.pool for item in self.world.items_of(grant) if item.state is State.SEALED}
        self.world.relevel(grant.key, level)
        if grant.level == "listed":
            promises.listed_leaves_safe(self.world, touched)

    @precondition(lambda self: self.world.grants)
    @rule(pick=picks)
    def list_and_pool_again(self, pick):
        """Make a grant public for a while: from then on it is exposed."""
        self.relevel(pick, "listed")
        self.relevel(pick, "pooled")

    @rule()
    def release(self):
        """Seal what can be sealed."""
        self.world.release()

    @rule()
    def release_the_year(self):
        """Seal up to the end of the year."""
        self.world.release()
        promises.check(self.world)
        if self.world.quarter.is_yearly:
            self.world.release()

    @invariant()
    def promises_hold(self):
        """Check all of them."""
        promises.check(self.world)

    def _one(self, pick):
        return pick % len(self.world.grants)
