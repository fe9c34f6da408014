"""Where staff find a record, and what waits for them, for templates."""

from typing import Any

from django import template

from funding.desk.addresses import address_of
from funding.desk.queue import counts
from funding.desk.reviews import due

register = template.Library()


@register.simple_tag
def record_address(subject: str, key: int) -> str:
    """Give the address of a record's page in the admin, from its kind and key as decisions store them."""
    return address_of(subject, key)


@register.inclusion_tag("desk/_start_deciding.html", takes_context=True)
def deciding_start(context: dict[str, Any]) -> dict[str, Any]:
    """Give what waits for whoever opens the start page."""
    user, perms = context["request"].user, context["perms"]
    if not perms["register"]["view_approval"]:
        return {}
    return {"counts": counts(user), "due": due(), "perms": perms}
