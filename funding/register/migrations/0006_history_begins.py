"""What stood in the register before its history began: one row for each record, so that the first change has an old value."""

from django.db import migrations


def begin(apps, schema_editor):
    named = {model.__name__: model for model in apps.get_app_config("register").get_models()}
    quote = schema_editor.connection.ops.quote_name
    for name, model in named.items():
        history = named.get(f"{name}History")
        if history is None:
            continue
        kept = {field.column for field in history._meta.concrete_fields}
        columns = ", ".join(quote(field.column) for field in model._meta.concrete_fields if field.column in kept)
        schema_editor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} ({columns}, pgh_obj_id, pgh_label, pgh_created_at)"
            f" SELECT {columns}, {quote(model._meta.pk.column)}, 'known', now() FROM {quote(model._meta.db_table)}"
        )


class Migration(migrations.Migration):
    dependencies = [("register", "0005_history")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
