"""Roles and privileges for the database that Django is connected to."""

from __future__ import annotations

from typing import NamedTuple

from django.apps import apps
from django.db import connection

from tracker import database, roles

PUBLISHED_APP = "publication"


class Made(NamedTuple):
    """What `prepare_roles` made: the new roles' passwords, and those of them that nobody else knows."""

    passwords: dict[str, str]
    passwords_to_keep: dict[str, str]


def prepare_roles() -> Made:
    """Make the roles and grant them what they need on the tables that there are now."""
    known = database.role_passwords()
    connection.ensure_connection()
    made = roles.ensure_roles(connection.connection, known)
    roles.grant_privileges(
        connection.connection,
        published=tables(PUBLISHED_APP),
        ours=tables() - histories(),
        readable=["django_migrations"],
        growing=histories(),  # triggers write them with the rights of whoever made the change
    )
    return Made(made, {role: password for role, password in made.items() if role not in known})


def tables(app: str | None = None) -> set[str]:
    """Return the tables of one app's models, or of all."""
    models = (apps.get_app_config(app) if app else apps).get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


def histories() -> set[str]:
    """Return the tables in which triggers keep what was changed."""
    return {model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
