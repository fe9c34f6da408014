"""The system check that every register field has a verdict. The desk registers it.

The histories beside the register's tables (`register.history`) have none, and need none: a history is withheld by its
nature, wholly, whatever its record's fields may show. The projection reads snapshots of records, never a history.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from funding.publication.policy import POLICY
from funding.register.history import register_models


def every_field_has_a_verdict(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 -- the signature of a check
    **_kwargs: Any,  # noqa: ANN401 -- the signature of a check
) -> list[CheckMessage]:
    """Compare the policy with the register's fields, both ways."""
    fields = {model.__name__: {field.name for field in model._meta.concrete_fields} for model in register_models()}
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
