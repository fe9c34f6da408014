"""The system check that every register field has a verdict. The desk registers it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error

from funding.publication.policy import POLICY


def every_field_has_a_verdict(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 -- the signature of a check
    **_kwargs: Any,  # noqa: ANN401 -- the signature of a check
) -> list[CheckMessage]:
    """Compare the policy with the register's fields, both ways."""
    fields = {
        model.__name__: {field.name for field in model._meta.concrete_fields}
        for model in apps.get_app_config("register").get_models()
    }
    problems: list[CheckMessage] = []
    for noun in sorted(fields.keys() | POLICY.keys()):
        known, ruled = fields.get(noun, set()), POLICY.get(noun, {}).keys()
        problems += [
            Error(f"{noun}.{field} has no verdict in the publication policy.", id="publication.E001")
            for field in sorted(known - ruled)
        ]
        problems += [
            Error(f"The publication policy rules on {noun}.{field}, which doesn't exist.", id="publication.E002")
            for field in sorted(ruled - known)
        ]
    return problems
