"""The app of the portal."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class PortalConfig(AppConfig):
    """No models; pages, tables, filters, downloads."""

    name = "funding.portal"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Have `manage.py check --deploy` ask whether removal can be asked for."""
        from funding.portal.checks import removal_can_be_asked_for  # noqa: PLC0415 -- after the apps are ready

        register(removal_can_be_asked_for, Tags.security, deploy=True)
