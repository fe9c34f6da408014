"""What a reader of all releases knows: equations over amounts, and what must not follow from them.

The attackers are given more than the public has: whose grants are in which pool, which items are corrections, and every
amount that is or was public by itself, to the cent. Unknown are the versions: each amount that was ever entered for a
grant. None is negative.
"""

from collections import defaultdict
from dataclasses import dataclass

from funding.publication.pools import Item, State

Form = dict[int, int]  # version: coefficient


def added(forms) -> Form:
    """Add forms."""
    sums: defaultdict[int, int] = defaultdict(int)
    for form in forms:
        for version, coefficient in form.items():
            sums[version] += coefficient
    return {version: coefficient for version, coefficient in sums.items() if coefficient}


def value(form, world):
    """Give the true value of a form, EUR."""
    return sum(coefficient * world.entered[version] for version, coefficient in form.items())


def is_known(item) -> bool:
    """Tell whether an item is or was public by itself."""
    return item.is_exposed or item.state is State.LISTED


@dataclass(frozen=True)
class Target:
    """What must stay unknown: the part of one recipient in one pool, or a single item of it."""

    pool: int
    contributor: int
    form: tuple[tuple[int, int], ...]
    items: tuple[Item, ...]


class PublicKnowledge:
    """All equations and targets of a world as it is now."""

    def __init__(self, world):
        """Read every moment."""
        self.world = world
        self.pools = world.moments[-1].members if world.moments else {}

    def equations(self, *, until=None) -> list[Form]:
        """Give the forms whose values are known: pools at every moment, and what is public by itself."""
        world, seen = self.world, set()
        for moment in world.moments[:until]:
            for items in moment.members.values():
                seen.add(frozenset(added(world.forms[item.key] for item in items).items()))
                seen |= {frozenset(world.forms[item.key].items()) for item in items if is_known(item)}
        return [dict(pairs) for pairs in sorted(seen, key=sorted) if pairs]

    def targets(self) -> list[Target]:
        """Give the part of each recipient in each pool, without what is known of it."""
        parts: defaultdict[tuple[int, int], list[Item]] = defaultdict(list)
        for pool, items in self.pools.items():
            for item in items:
                if not is_known(item):
                    parts[pool, item.contributor].append(item)
        return [self._target(*place, items) for place, items in parts.items() if self._form(items)]

    def single_items(self) -> list[Target]:
        """Give each item that isn't known."""
        return [
            self._target(target.pool, target.contributor, [item]) for target in self.targets() for item in target.items
        ]

    def _target(self, pool, contributor, items) -> Target:
        return Target(pool, contributor, tuple(sorted(self._form(items).items())), tuple(items))

    def _form(self, items) -> Form:
        return added(self.world.forms[item.key] for item in items)
