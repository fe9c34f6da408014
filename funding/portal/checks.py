"""What `manage.py check --deploy` asks of a public site."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Alarm


def removal_can_be_asked_for(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 -- the signature of a check
    **_kwargs: Any,  # noqa: ANN401 -- the signature of a check
) -> list[CheckMessage]:
    """Warn where the portal can't say whom to ask for removal, or by which key to write to them."""
    if settings.FACE != "portal":
        return []
    missing = [
        (settings.REMOVAL_CONTACT, "TRACKER_REMOVAL_CONTACT", "whom to ask for removal", "portal.W001"),
        (settings.REMOVAL_KEY, "TRACKER_REMOVAL_KEY", "by which key to write to them", "portal.W002"),
    ]
    return [
        Alarm(
            f"{variable} isn't set: /protection/ can't say {what}.",
            hint="Whoever is named by mistake must be able to ask, encrypted, and be answered within 24 hours.",
            id=name,
        )
        for value, variable, what, name in missing
        if not value
    ]
