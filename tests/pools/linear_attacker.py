"""The linear attacker: exact algebra over all public figures of all releases."""

from fractions import Fraction

from tests.pools.public_knowledge import PublicKnowledge, added


class Elimination:
    """What follows from equations, over exact fractions."""

    def __init__(self, forms=()):
        """Learn the forms whose values are known."""
        self.rows = {}
        for form in forms:
            self.learn(form)

    def learn(self, form):
        """Add a form whose value is known."""
        if left := self._unknown_part(form):
            pivot = min(left)
            self.rows[pivot] = {version: coefficient / left[pivot] for version, coefficient in left.items()}

    def determines(self, form):
        """Tell whether the value of a form follows."""
        return not self._unknown_part(form)

    def _unknown_part(self, form):
        left = {version: Fraction(coefficient) for version, coefficient in form.items()}
        for pivot in sorted(self.rows):
            if factor := left.get(pivot):
                for version, coefficient in self.rows[pivot].items():
                    left[version] = left.get(version, Fraction(0)) - factor * coefficient
        return {version: coefficient for version, coefficient in left.items() if coefficient}


def determined_targets(world):
    """Give what follows to the cent: a recipient's part of a pool, or a single item."""
    knowledge = PublicKnowledge(world)
    attacker = Elimination(knowledge.equations())
    return [
        target for target in knowledge.targets() + knowledge.single_items() if attacker.determines(dict(target.form))
    ]


def determined_by_a_leaked_total(world):
    """Give the waiting items that follow if the true total leaks right after something was sealed.

    The reserve withstands what is known at that moment; not what later releases add to it.
    """
    knowledge, found = PublicKnowledge(world), []
    for number, moment in enumerate(world.moments, start=1):
        if moment.has_sealed:
            exposed = [form for item, form in moment.waiting if item.is_exposed]
            leaked = added(form for _, form in moment.waiting)
            attacker = Elimination([*knowledge.equations(until=number), leaked, *exposed])
            found += [item for item, form in moment.waiting if not item.is_exposed and attacker.determines(form)]
    return found
