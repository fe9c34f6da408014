"""Partials that a page draws by the hundred, in `templates/compiled/`: Jinja2 compiles them to Python.

They look as Django's own templates do and are drawn seven times as fast; docs/decisions.md says what that buys.
"""

from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined, Template

from funding.templatetags.figures import exact, money, plain
from funding.templatetags.ledger import part_and_whole

register = template.Library()


def environment(**options: Any) -> Environment:  # noqa: ANN401 -- as Django's backend gives them
    """Give Jinja2 the filters that these partials use; the setting TEMPLATES names it."""
    made = Environment(**options | {"undefined": StrictUndefined})  # noqa: S701 -- Django's backend switches escaping on
    made.filters |= {"exact": exact, "money": money, "plain": plain}
    made.globals["part_and_whole"] = part_and_whole
    return made


@register.simple_tag
def compiled(name: str, **context: object) -> SafeString:
    """Draw a partial, such as "rail", with nothing but what is given."""
    return mark_safe(_template(name).render(context))  # noqa: S308 -- drawn by a template that escapes


@cache
def _template(name: str) -> Template:
    """Find a partial once: Django looks for it, and whether its file changed, at each use."""
    found: Template = engines["jinja2"].env.get_template(f"compiled/{name}.jinja")  # type: ignore[attr-defined] # Jinja2's
    return found


@register.simple_tag
def amount(amount: Decimal | None) -> SafeString:
    """Write an amount in EUR: short for people, exact in its title."""
    return compiled("amount", amount=amount)


@register.simple_tag
def part(part: Decimal | None, whole: Decimal | None) -> SafeString:
    """Write the part of an amount that counts, and the whole where they differ."""
    return compiled("part", part=part, whole=whole)
