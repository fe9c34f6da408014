"""The published tables as they lie there: what the portal's role can read."""

from django.apps import apps
from django.db import connection, models

from funding.publication.models import GrantCell


def rows_published():
    """Give every row of the published tables as text, without the keys that number them, in order of content.

    A row that hangs on another one bears that row's content in place of its key.
    """
    everything = apps.get_app_config("publication").get_models()
    return sorted(f"{model.__name__} {row}" for model in everything for row in _rows(model))


def _rows(model):
    owners = [field for field in model._meta.concrete_fields if field.is_relation]
    names = [field.attname for field in model._meta.concrete_fields if field not in owners]
    names = [name for name in names if not _is_serial(model, name)]
    names += [f"{owner.name}__{name}" for owner in owners for name in _content(owner.related_model)]
    return [dict(zip(names, values, strict=True)) for values in model._base_manager.values_list(*names)]


def _content(owner):
    return ("key",) if owner is GrantCell else ("public_id", "from_release", "to_release")


def _is_serial(model, name):
    return isinstance(model._meta.get_field(name), models.AutoField)


def texts_published():
    """Give every row of every published table as PostgreSQL writes it, keys too."""
    models_of_it = apps.get_app_config("publication").get_models()
    with connection.cursor() as cursor:
        for model in models_of_it:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT whole::text FROM {table} AS whole")
            yield from (text for (text,) in cursor.fetchall())
