"""The history of the register: every change to every table, whoever and whatever made it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction
from pghistory.models import Event

from funding.codelists.sectors import Sector
from funding.register import history, models, review
from funding.register.imports import loader
from tests.factories import GrantFactory, PublisherFactory, SourceFactory, submitted
from tests.imports.iati_files import activity, file_of
from tracker import preparation, roles

pytestmark = pytest.mark.django_db
NOTES = (models.LastDraft, models.Touched)  # what the next publication has to look at: no facts
TABLES = sorted(
    (
        one
        for one in apps.get_app_config("register").get_models(include_auto_created=True)
        if not issubclass(one, Event) and one not in NOTES
    ),
    key=lambda one: one.__name__,
)


def rows(model):
    return history.history_of(model).objects.order_by("pgh_id")


def told(model):
    """Give what the latest row of a model's history says of who and why."""
    context = rows(model).last().pgh_context or {}
    return context.get("user"), context.get("reason")


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("model", TABLES)
def test_every_table_of_the_register_has_its_three_triggers(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", [model._meta.db_table]
        )
        names = {name.removeprefix("pgtrigger_").rsplit("_", 1)[0] for (name,) in cursor.fetchall()}
    assert {"insert_insert", "update_update", "delete_delete"} <= names


@pytest.mark.parametrize("model", TABLES)
def test_the_history_keeps_every_column(model):
    columns = {field.name for field in model._meta.concrete_fields}
    kept = {field.name for field in history.history_of(model)._meta.concrete_fields}
    assert columns - kept == ({"snapshot"} if model is models.Approval else set())


def test_a_snapshot_never_changes_so_the_history_can_leave_it_out():
    approval = submitted(GrantFactory())
    with pytest.raises(DatabaseError, match="register_approval"), transaction.atomic():
        models.Approval.objects.filter(pk=approval.pk).update(snapshot={})
    models.Approval.objects.filter(pk=approval.pk).update(is_read=False)


def test_what_is_done_to_many_at_once_is_kept_row_by_row():
    source, grant = SourceFactory(), GrantFactory(sectors={})
    models.SourceReference.objects.bulk_create(
        models.SourceReference(source=source, grant=grant, identifier=f"XI-{number}") for number in range(3)
    )
    models.SourceReference.objects.filter(identifier__lt="XI-2").update(address="https://example.eu/")
    models.SourceReference.objects.all().delete()
    kept = list(rows(models.SourceReference).values_list("pgh_label", "identifier"))
    assert [label for label, _ in kept] == ["insert"] * 3 + ["update"] * 2 + ["delete"] * 3
    assert {identifier for _, identifier in kept} == {"XI-0", "XI-1", "XI-2"}


def test_what_is_typed_into_the_database_itself_is_kept_though_nobody_says_who():
    grant = GrantFactory(title="Before")
    execute("UPDATE register_grant SET title = %s WHERE id = %s", "After", grant.pk)
    latest = rows(models.Grant).last()
    assert (latest.pgh_obj_id, latest.title, latest.pgh_label, latest.pgh_context) == (
        grant.pk, "After", "update", None,
    )  # fmt: skip


def test_a_row_that_is_written_as_it_was_is_no_change():
    grant = GrantFactory()
    models.Grant.objects.filter(pk=grant.pk).update(title=grant.title)
    assert rows(models.Grant).count() == 1


def test_what_goes_with_a_deleted_record_is_kept_too():
    grant = GrantFactory(sectors={Sector.CULTURE: 100})
    grant.delete()
    assert rows(models.GrantSector).last().pgh_label == "delete"
    assert rows(models.GrantRole).last().pgh_label == "delete"


@pytest.mark.parametrize(
    "statement", ["UPDATE register_granthistory SET title = ''", "DELETE FROM register_granthistory"]
)
def test_nobody_rewrites_the_history(statement):
    GrantFactory()
    with pytest.raises(DatabaseError, match="register_granthistory"):
        execute(statement)


def test_nobody_can_be_permitted_to_touch_a_history():
    assert not Permission.objects.filter(content_type__model__endswith="history", content_type__app_label="register")
    assert {history.history_of(model)._meta.default_permissions for model in TABLES} == {()}


def test_verbs_say_who_and_why():
    decides = PublisherFactory()
    approval = submitted(GrantFactory())
    assert told(models.Approval) == (approval.submitted_by_id, None)
    review.refuse(approval, reason="The title names a person.", actor=decides)
    assert told(models.Approval) == (decides.pk, "The title names a person.")


def test_a_reason_ends_with_what_it_was_given_for():
    inner, outer = PublisherFactory(), PublisherFactory()
    with history.because(actor=outer, reason="outer"):
        with history.because(actor=inner, reason="inner"):
            SourceFactory()
        assert told(models.Source) == (inner.pk, "inner")
        SourceFactory()
        assert told(models.Source) == (outer.pk, "outer")
    SourceFactory()


@pytest.mark.django_db(transaction=True)
def test_a_reason_holds_without_a_transaction_and_leaves_nothing_in_the_connection():
    with history.because(reason="told"):
        SourceFactory()
        assert told(models.Source) == (None, "told")
    SourceFactory()
    assert told(models.Source) == (None, None)


def test_a_reason_holds_beside_a_cursor_of_the_server():
    SourceFactory.create_batch(3)
    with history.because(reason="told"):
        for one in models.Source.objects.iterator(chunk_size=1):
            models.Source.objects.filter(pk=one.pk).update(licence="CC BY 4.0")
    assert [row.pgh_context["reason"] for row in rows(models.Source).filter(pgh_label="update")] == ["told"] * 3


def test_a_reason_holds_after_a_refused_statement():
    with history.because(reason="told"):
        with pytest.raises(DatabaseError), transaction.atomic():
            execute("SELECT 1 / 0")
        SourceFactory()
    assert told(models.Source) == (None, "told")


def test_an_import_says_which_file_it_was(tmp_path):
    path = tmp_path / "activities.xml"
    path.write_text(file_of(activity()))
    loader.import_file(path)
    assert told(models.SourceReference) == (None, "Import of activities.xml")


def test_the_staffs_role_writes_the_history_through_the_triggers_alone():
    preparation.prepare_roles()
    grant = GrantFactory()
    with transaction.atomic():
        execute(f"SET LOCAL ROLE {roles.STAFF}")
        models.Grant.objects.filter(pk=grant.pk).update(title="By staff")
        assert rows(models.Grant).last().title == "By staff"
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute("TRUNCATE register_granthistory")
        transaction.set_rollback(True)


def test_what_stood_there_before_the_history_is_its_first_row():
    grant = GrantFactory()
    execute("TRUNCATE register_granthistory")
    migration = import_module("funding.register.migrations.0006_history_begins")
    with connection.schema_editor() as editor:
        migration.begin(apps, editor)
    first = rows(models.Grant).get()
    assert (first.pgh_label, first.pgh_obj_id, first.title) == ("known", grant.pk, grant.title)
