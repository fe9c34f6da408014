"""The app of the published tables."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """Tables `publication_*`."""

    name = "funding.publication"
    label = "publication"
    verbose_name = "Publication"
