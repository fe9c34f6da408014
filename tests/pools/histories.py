"""Random histories: up to six releases, and what staff do between them."""

import random
from decimal import Decimal

from funding.publication.pools import Parameters, State
from tests.pools.worlds import World

SECTORS = ("culture", "media")
RECIPIENTS = 9


def random_history(seed, *, world=World, parameters=None, size=8):
    """Make a world and live through it; `size` is how many grants come before each release at most."""
    draw = random.Random(seed)  # noqa: S311 -- histories, not secrets
    lived = world(parameters or Parameters(draw.choice((3, 4)), Decimal(draw.choice((5, 10, 20)))))
    for _ in range(draw.randint(3, 6)):
        for _ in range(draw.randint(size // 3, size)):
            lived.add(draw.randrange(RECIPIENTS), draw.choice(SECTORS), a_year(draw, lived), an_amount(draw))
        for _ in range(draw.randint(0, size)):
            something_happens(draw, lived)
        lived.release()
    return lived


def something_happens(draw, lived):
    """Let staff do one thing to one grant."""
    key = draw.choice(sorted(lived.grants))
    act = draw.choice(("change", "change", "cut", "listed", "pooled", "not_published", "move", "regroup"))
    if act == "change":
        lived.change(key, an_amount(draw))
    elif act == "cut":
        lived.change(key, (lived.grants[key].amount * draw.choice((0, 1, 9)) / 10).quantize(Decimal("0.01")))
    elif act == "move":
        lived.move(key, draw.choice(SECTORS), a_year(draw, lived))
    elif act == "regroup":
        regroup_early(draw, lived, key)
    else:
        lived.relevel(key, act)


def regroup_early(draw, lived, key):
    """Regroup a recipient of whom nothing is sealed: two that sealed apart and prove to be one are past protecting."""
    contributor = lived.grants[key].contributor
    if all(item.contributor != contributor or item.state is State.WAITING for item in lived.items.values()):
        lived.regroup(key, draw.randrange(RECIPIENTS))


def a_year(draw, lived):
    """Draw this year, mostly; last year's are entered late, and some are unknown."""
    return draw.choice((lived.quarter.year, lived.quarter.year, lived.quarter.year, lived.quarter.year - 1, None))


def an_amount(draw):
    """Draw a skewed amount, EUR to the cent."""
    return Decimal(round(draw.lognormvariate(11, 1.5) * 100) + 1) / 100
