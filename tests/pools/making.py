"""Items for tests: each a grant of its own recipient, unless said otherwise."""

from decimal import Decimal

from funding.publication.pools import Item, Parameters, State

FIVE = Parameters(5, Decimal(10))
THREE = Parameters(3, Decimal(10))


def an_item(grant, amount=100, **details):
    """Make a waiting item of media in 2021."""
    defaults = {"key": grant, "contributor": grant, "sector": "media", "year": 2021}
    return Item(grant=grant, amount=Decimal(amount), **defaults | details)


def a_correction(grant, amount, after, **details):
    """Make a waiting correction."""
    return an_item(grant, amount, is_correction=True, amount_after=Decimal(after), **details)


def in_pool(*items, pool=1):
    """Seal items as they are."""
    return [an_item(**_values(item) | {"state": State.SEALED, "pool": pool}) for item in items]


def some(count, *, first=0, amount=100, **details):
    """Make items of as many grants."""
    return [an_item(grant, amount, **details) for grant in range(first, first + count)]


def _values(item):
    return {name: getattr(item, name) for name in Item.__dataclass_fields__}
