"""SAFE once more, from the text of the rule and in another way: every insider tries every other recipient."""

from fractions import Fraction


def is_safe_by_the_book(items, k, p):
    """Tell whether a set of items is SAFE: k grants, k recipients, and no pair of them can be told apart too well."""
    unknown = [item for item in items if not item.is_exposed]
    recipients = {item.contributor for item in unknown}
    if len({item.grant for item in unknown}) < k or len(recipients) < k:
        return False
    pairs = [(target, insider) for target in recipients for insider in recipients if insider != target]
    return all(_hides(unknown, pair, p) for pair in pairs)


def _hides(unknown, pair, p):
    size = sum(abs(Fraction(item.amount)) for item in unknown if item.contributor == pair[0])
    cuts = sum(Fraction(-item.amount) for item in unknown if item.amount < 0)
    room = sum(_room(item) for item in unknown if item.contributor not in pair)
    return room * 100 >= size * Fraction(p) and room >= cuts


def _room(item):
    """By how much an item could be smaller, no grant below 0; never more than its own size."""
    size = abs(Fraction(item.amount))
    return size if not item.is_correction or item.amount_after >= size else Fraction(item.amount_after)
