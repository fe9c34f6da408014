"""The exhaustive attacker: on small registers, every register that would have given the same public figures.

It knows all but the amounts: what staff did and when, the algorithm, k and p. A recipient is laid open if its part of a
pool has the same value in all those registers.
"""

import random
from dataclasses import dataclass
from decimal import Decimal

from funding.publication.pools import Parameters
from tests.pools.public_knowledge import PublicKnowledge, value
from tests.pools.worlds import World

LARGEST_TRUE, LARGEST_THOUGHT_OF = 6, 13  # whole euros: few, so that all can be tried
MOST_CHANGED = 5


@dataclass(frozen=True)
class Script:
    """What staff did; amounts by their number, so that others can be put in their place."""

    parameters: Parameters
    steps: tuple[tuple, ...]

    def play(self, amounts, *, world_class=World):
        """Live through it with these amounts."""
        world = world_class(self.parameters)
        left = iter(amounts)
        for name, *details in self.steps:
            if name in {"add", "change"}:
                details.append(Decimal(next(left)))
            getattr(world, name)(*details)
        return world


def small_script(seed):
    """Write a small history and its true amounts: one sector, two or three releases, five recipients."""
    draw = random.Random(seed)  # noqa: S311 -- histories, not secrets
    steps, grants = [], 0
    for number in range(draw.randint(2, 4)):
        for _ in range(draw.randint(3, 5) if number < 2 else 1):
            steps.append(("add", draw.randrange(6), "media", 2021 + draw.choice((0, number // 2))))
            grants += 1
        for _ in range(draw.randint(0, 2)):
            key = draw.randrange(grants)
            steps.append(draw.choice((("change", key), ("relevel", key, "listed"), ("relevel", key, "pooled"))))
        steps.append(("release",))
    entered = sum(name in {"add", "change"} for name, *_ in steps)
    amounts = [draw.randint(2, LARGEST_TRUE) for _ in range(entered)]
    return Script(Parameters(3, Decimal(draw.choice((10, 25, 50)))), tuple(steps)), amounts


def public(world):
    """Give all that was ever public."""
    return [(moment.figures, moment.rows) for moment in world.moments]


class Exhaustive:
    """Try all registers for one script."""

    def __init__(self, script, amounts, *, world_class=World):
        """Play the truth."""
        self.script, self.world_class, self.amounts = script, world_class, amounts
        self.truth = script.play(amounts, world_class=world_class)
        self.seen = public(self.truth)
        knowledge = PublicKnowledge(self.truth)
        rows = [{grant.version: 1} for grant in self.truth.grants.values() if grant.level == "listed"]
        self.equations = [(form, int(value(form, self.truth))) for form in [*knowledge.equations(), *rows]]
        self.targets = knowledge.targets()

    def laid_open(self):
        """Give the targets for which only the truth is possible."""
        return [target for target in self.targets if not self._another_value(dict(target.form))]

    def _another_value(self, form):
        """Tell whether some register with another value of the form gives the same public figures.

        Registers that differ from the true one in few amounts come first, and none that differs in more than
        `MOST_CHANGED` is tried: trying fewer can only make the attacker surer of itself than it may be.
        """
        order = list(dict.fromkeys([*form, *range(len(self.amounts))]))
        return any(
            self._fits(candidate)
            for most_changed in range(1, MOST_CHANGED + 1)
            for candidate in self._registers(order, {}, form, most_changed)
        )

    def _fits(self, candidate):
        return public(self.script.play(candidate, world_class=self.world_class)) == self.seen

    def _registers(self, order, chosen, form, changes):
        if len(chosen) == len(form) and self._sum(form, chosen) == value(form, self.truth):
            return
        if len(chosen) == len(order):
            if not changes:
                yield [chosen[version] for version in range(len(order))]
            return
        version = order[len(chosen)]
        truth = self.amounts[version]
        for amount in range(1, LARGEST_THOUGHT_OF + 1) if changes else [truth]:
            longer = chosen | {version: amount}
            if all(self._is_possible(equation, known, longer) for equation, known in self.equations):
                yield from self._registers(order, longer, form, changes - (amount != truth))

    @staticmethod
    def _sum(form, chosen):
        return sum(coefficient * chosen[version] for version, coefficient in form.items())

    @staticmethod
    def _is_possible(form, known, chosen):
        """Tell whether an equation can still come out, with the amounts that are open between 1 and the largest."""
        low = high = 0
        for version, coefficient in form.items():
            span = (chosen[version],) * 2 if version in chosen else (1, LARGEST_THOUGHT_OF)
            ends = sorted(coefficient * end for end in span)
            low, high = low + ends[0], high + ends[1]
        return low <= known <= high


def laid_open(seed, *, world_class=World):
    """Give what the exhaustive attacker finds out in one small history."""
    script, amounts = small_script(seed)
    return Exhaustive(script, amounts, world_class=world_class).laid_open()
