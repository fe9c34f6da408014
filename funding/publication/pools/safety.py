"""Whether a group of grants hides each of its recipients."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from heapq import nlargest

from funding.publication.pools.items import HUNDRED, Item, Parameters, State


def is_safe(items: Iterable[Item], parameters: Parameters) -> bool:
    """Tell whether items can be shown as one figure: enough grants, enough recipients, none too large."""
    members = list(items)
    return has_enough(members, parameters.k) and hides_amounts(members, parameters)


def covering_grants(items: Iterable[Item]) -> int:
    """Count the grants that others can hide among."""
    return len({item.grant for item in items if not item.is_exposed})


def covering_contributors(items: Iterable[Item]) -> int:
    """Count the recipient groups that others can hide among."""
    return len({item.contributor for item in items if not item.is_exposed})


def has_enough(items: Iterable[Item], k: int) -> bool:
    """Tell whether there are k grants of k recipient groups, without those once public (minimum frequency rule)."""
    members = list(items)
    return covering_grants(members) >= k and covering_contributors(members) >= k


def hides_amounts(items: Iterable[Item], parameters: Parameters) -> bool:
    """Tell whether nobody in the pool can work out anybody's amount to within p percent (p% rule).

    For every recipient group, the cover that the others give, without the one of them who gives most and knows its own
    amounts, must be at least p percent of its size. Without corrections that is X - x1 - x2 >= p% of x1 (Handbook on
    Statistical Disclosure Control, 4.2).

    With cuts, that cover must also be as large as all cuts together. Otherwise the total would tell that grants sealed
    earlier were at least so large, and take away cover from the pools that they are in.
    """
    size: defaultdict[int, Decimal] = defaultdict(Decimal)
    cover: defaultdict[int, Decimal] = defaultdict(Decimal)
    cuts = Decimal(0)
    for item in items:
        if not item.is_exposed:
            size[item.contributor] += abs(item.amount)
            cover[item.contributor] += item.cover
            cuts -= min(item.amount, Decimal(0))
    total = sum(cover.values(), Decimal(0))
    largest = nlargest(2, cover, key=lambda contributor: cover[contributor])
    for contributor, amount in size.items():
        insider = max((cover[other] for other in largest if other != contributor), default=Decimal(0))
        if total - cover[contributor] - insider < max(amount * parameters.p / HUNDRED, cuts):
            return False
    return True


def may_be_listed(items_of_the_pool: Iterable[Item], grant: int, parameters: Parameters) -> bool:
    """Tell whether a grant of a pool may get a row of its own: only if the pool is safe without it.

    A grant with items in several pools needs the consent of each.
    """
    rest = [item for item in items_of_the_pool if item.state is State.SEALED and item.grant != grant]
    return is_safe(rest, parameters)
