"""Random histories: up to six releases, and what staff do between them."""

import random
from decimal import Decimal

from funding.publication.pools import Parameters, State
from tests.pools.worlds import World

SECTORS = ("culture", "media")
RECIPIENTS = 9
CORRECTIONS = ("change", "scale", "scale", "scale", "scale", "listed", "pooled")
EVENTS = ("change", "change", "scale", "listed", "pooled", "not_published", "move", "regroup")


def random_history(seed, *, world=World):
    """Make a world and live through three to six releases; in every second one most of what comes is corrections."""
    draw = random.Random(seed)  # noqa: S311 -- histories, not secrets
    lived = world(Parameters(draw.choice((3, 4)), Decimal(draw.choice((5, 10, 20, 50)))))
    settled = seed % 2
    for number in range(draw.randint(3, 6)):
        late = settled and number > 1
        for _ in range(draw.randint(0, 2) if late else draw.randint(2, 8)):
            lived.add(draw.randrange(RECIPIENTS), draw.choice(SECTORS), a_year(draw, lived), an_amount(draw))
        for _ in range(draw.randint(4, 12) if late else draw.randint(0, 8)):
            something_happens(draw, lived, CORRECTIONS if late else EVENTS)
        lived.release()
    return lived


def something_happens(draw, lived, events):
    """Let staff do one thing to one grant."""
    key, act = draw.choice(sorted(lived.grants)), draw.choice(events)
    if act == "change":
        lived.change(key, an_amount(draw))
    elif act == "scale":
        share = draw.choice((0, 0, 1, 5, 9, 11))
        lived.change(key, (lived.grants[key].amount * share / 10).quantize(Decimal("0.01")))
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


def cut_to_nothing(*, world=World):
    """Seal a grant that is then cut to nothing, beside late grants that would have to hide behind the cut.

    Where the cut counts as cover by its absolute amount, the recipient of 1,000 learns the other 1,000 to within 6 %.
    """
    lived = world(Parameters(3, Decimal(10)))
    _add_late(lived, {0: 50, 1: 55, 2: 6})
    lived.release()
    lived.release()
    lived.change(0, Decimal(0))
    _add_late(lived, {4: 1000, 1: 1000, 6: 50})
    lived.release()
    return lived


def cut_larger_than_its_pool(*, world=World):
    """Seal a grant that is then cut by more than what is sealed with the cut.

    The total below 0 tells that the grant was at least 27 before, so that it hides 400 less well than it seemed to.
    """
    lived = world(Parameters(3, Decimal(10)))
    _add_late(lived, {0: 400, 1: 50, 2: 60})
    lived.release()
    lived.release()
    lived.change(1, Decimal(5))
    _add_late(lived, {3: 6, 4: 6, 5: 6})
    lived.release()
    return lived


def _add_late(lived, euros):
    for recipient, amount in euros.items():
        lived.add(recipient, "media", 2021, Decimal(amount))
