"""What stands on the start page of the staff site above the register."""

from typing import Any

from django import template

from funding.desk.removals import hours_words, open_requests

register = template.Library()


@register.inclusion_tag("desk/_start.html", takes_context=True)
def start(context: dict[str, Any]) -> dict[str, Any]:
    """Give what is urgent, to those who may see it."""
    perms = context["perms"]
    requests = open_requests() if perms["register"]["view_removalrequest"] else []
    return {"perms": perms, "requests": [(one, hours_words(one)) for one in requests]}
