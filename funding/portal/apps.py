"""The app of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """No models; pages, tables, filters, downloads."""

    name = "funding.portal"
    label = "portal"
    verbose_name = "Portal"
