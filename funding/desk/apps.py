"""The app of the staff's desk."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class DeskConfig(AppConfig):
    """No models of its own; stands above register and publication."""

    name = "funding.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        """Have `manage.py check` compare the publication policy with the register."""
        from funding.publication.checks import every_field_has_a_verdict  # noqa: PLC0415 -- after the apps are ready

        register(every_field_has_a_verdict, Tags.models)
