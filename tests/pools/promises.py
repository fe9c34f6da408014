"""What must hold after every step, asserted from a world's items and from what was public, by sums of its own."""

from decimal import Decimal

from funding.publication.pools import State
from tests.pools.oracle import is_safe_by_the_book
from tests.pools.public_knowledge import value

IN_A_POOL = (State.SEALED, State.LISTED)


def check(world):
    """Assert every promise; the latest moment is the one that is new."""
    every_item_is_in_one_place(world)
    no_cent_is_lost(world)
    if world.moments:
        sealed_pools_never_change(world)
        new_pools_are_safe(world)
        figures_follow_from_items(world)
        the_reserve_waits(world)


def every_item_is_in_one_place(world):
    """Assert that an item is in a pool or not, as its state says, and that at most one of a grant waits."""
    waiting = [item.grant for item in world.items.values() if item.state is State.WAITING]
    assert len(waiting) == len(set(waiting)), "a grant waits twice"
    for item in world.items.values():
        assert (item.pool is not None) == (item.state in IN_A_POOL), "an item is in two places"
        assert item.amount, "nothing is an item"
        assert item.amount > 0 or item.is_correction, "only a correction is negative"
        if item.pool is not None:
            assert value(world.forms[item.key], world) == item.amount == world.sealed_as[item.key].amount


def no_cent_is_lost(world):
    """Assert that pools and waiting items are the pooled grants, what is listed by now, and what left after sealing."""
    inside = sum(item.amount for item in world.items.values() if item.state is not State.GONE)
    pooled = sum(grant.amount for grant in world.grants.values() if grant.level == "pooled")
    listed = sum(item.amount for item in world.items.values() if item.state is State.LISTED)
    left = sum(
        item.amount
        for item in world.items.values()
        if item.state is State.SEALED and world.grants[item.grant].level == "not_published"
    )
    assert inside == pooled + listed + left, "cents were lost or made"


def sealed_pools_never_change(world):
    """Assert that each pool of the moment before is still there, with the same label, grants and total."""
    if len(world.moments) < 2:
        return
    before, now = world.moments[-2:]
    for pool, (label, figures) in before.figures.items():
        assert pool in now.figures, "a pool vanished"
        label_now, figures_now = now.figures[pool]
        assert (label, figures.grant_count, figures.total) == (label_now, figures_now.grant_count, figures_now.total)
        assert figures.listed_count <= figures_now.listed_count, "a listed grant went back into its pool"
        assert _contents(before.members[pool]) == _contents(now.members[pool]), "a pool changed"


def new_pools_are_safe(world):
    """Assert that each pool is SAFE when it is sealed, and that its label is of its items."""
    old = world.moments[-2].figures if len(world.moments) > 1 else {}
    moment = world.moments[-1]
    for pool in moment.figures.keys() - old.keys():
        label = moment.figures[pool][0]
        assert is_safe_by_the_book(moment.members[pool], world.parameters.k, world.parameters.p), "an unsafe pool"
        for item in moment.members[pool]:
            assert label.sector in {"", item.sector}, "an item in a pool of another sector"
            assert label.first_year is None or label.first_year <= item.year <= label.last_year, "of another year"


def figures_follow_from_items(world):
    """Assert the public table from items alone; corrections are no grants."""
    for pool, (_, figures) in world.moments[-1].figures.items():
        members = [item for item in world.items.values() if item.pool == pool]
        listed = [item for item in members if item.state is State.LISTED]
        assert figures.grant_count == sum(not item.is_correction for item in members)
        assert figures.total == sum((item.amount for item in members), Decimal(0))
        assert figures.listed_count == sum(not item.is_correction for item in listed)
        assert figures.listed_amount == sum((item.amount for item in listed), Decimal(0))


def the_reserve_waits(world):
    """Assert that a release that sealed something left enough waiting, or nothing."""
    moment = world.moments[-1]
    unknown = [item for item, _ in moment.waiting if not item.is_exposed]
    if moment.has_sealed and moment.waiting:
        assert len({item.grant for item in unknown}) >= world.parameters.reserve, "too few grants wait"
        assert len({item.contributor for item in unknown}) >= world.parameters.reserve, "too few recipients wait"


def listed_leaves_safe(world, touched):
    """Assert that what is left of the pools that a grant was listed from is SAFE."""
    for pool in touched:
        rest = [item for item in world.members(pool) if item.state is State.SEALED]
        assert is_safe_by_the_book(rest, world.parameters.k, world.parameters.p), "listing laid a pool open"


def _contents(members):
    return {(item.key, item.amount, item.grant) for item in members}
