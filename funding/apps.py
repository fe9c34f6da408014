"""The roof over the four apps: holds the management commands, no models."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Makes `funding/management/commands` known to Django."""

    name = "funding"
    verbose_name = "Assistance tracker"
