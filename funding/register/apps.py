"""The app of the register."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Tables `register_*`."""

    name = "funding.register"
    label = "register"
    verbose_name = "Register"
