"""Partials that a page draws by the hundred, in `templates/compiled/`: Jinja2 compiles them to Python.

They look as Django's own templates do and are drawn seven times as fast; docs/decisions.md says what that buys.
"""

from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template import engines
from django.template.defaultfilters import pluralize
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined, Template

from funding.codelists.disclosure import UNNAMED
from funding.templatetags.figures import country_name, exact, money, plain, sector_name
from funding.templatetags.ledger import counted, part_and_whole

register = template.Library()


def environment(**options: Any) -> Environment:  # noqa: ANN401 -- as Django's backend gives them
    """Give Jinja2 what these partials use; the setting TEMPLATES names it."""
    made = Environment(**options | {"undefined": StrictUndefined})  # noqa: S701 -- Django's backend switches escaping on
    made.filters |= {
        "country_name": country_name, "exact": exact, "money": money, "plain": plain, "pluralize": pluralize,
        "sector_name": sector_name,
    }  # fmt: skip
    made.globals |= {
        "counted": counted, "page_of": _page_of, "part_and_whole": part_and_whole, "unnamed": UNNAMED,
    }  # fmt: skip
    return made


def _page_of(name: str, public_id: str) -> str:
    """Give the address of a record's page, or nothing where the portal's addresses aren't known: at the desk."""
    try:
        return reverse(name, args=[public_id])
    except NoReverseMatch:
        return ""


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
def amount(amount: Decimal | None) -> str:
    """Write an amount in EUR: short for people, exact in its title."""
    written: str = _amounts().amount(amount)
    return written


@register.simple_tag
def part(part: Decimal | None, whole: Decimal | None) -> str:
    """Write the part of an amount that counts, and the whole where they differ."""
    written: str = _amounts().part(part, whole)
    return written


@register.simple_tag
def unconverted(count: int) -> str:
    """Say how many payments no sum in EUR holds."""
    written: str = _amounts().unconverted(count)
    return written


@cache
def _amounts() -> Any:  # noqa: ANN401 -- the macros of a template
    return _template("amounts").module
