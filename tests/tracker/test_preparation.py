"""Preparing the database that Django is connected to."""

import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tracker import preparation, roles

pytestmark = pytest.mark.django_db


def test_the_portal_reaches_the_tables_of_the_publication_alone():
    preparation.prepare_roles()
    published = preparation.tables("publication")
    assert published
    assert roles.reach(connection.connection, roles.PORTAL) == {(table, "SELECT") for table in published}


def test_staff_write_all_models_tables_but_histories_and_read_the_migrations():
    preparation.prepare_roles()
    reach = roles.reach(connection.connection, roles.STAFF)
    written = {table for table, privilege in reach if privilege == "UPDATE"}
    assert preparation.tables() - preparation.histories() <= written
    assert "django_migrations" not in written


def test_histories_can_be_added_to_and_read_by_staff_and_no_more():
    preparation.prepare_roles()
    histories = preparation.histories()
    assert "register_granthistory" in histories
    reach = {one for one in roles.reach(connection.connection, roles.STAFF) if one[0] in histories}
    assert reach == {(table, privilege) for table in histories for privilege in ("SELECT", "INSERT")}


def test_tables_of_a_portal_that_signs_in_cannot_be_written():
    preparation.prepare_roles()
    table = min(preparation.tables("publication"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {roles.PORTAL}")
        cursor.execute(f"SELECT count(*) FROM {table}")
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute(f"DELETE FROM {table}")
        transaction.set_rollback(True)


def test_the_command_prints_the_password_of_a_new_role_once_and_makes_the_groups(monkeypatch, capsys):
    made = []
    groups = SimpleNamespace(ensure_groups=lambda: made.append("groups"))
    monkeypatch.setitem(sys.modules, "funding.desk.groups", groups)
    new = preparation.Made({"tracker_staff": "new", "tracker_portal": "known"}, {"tracker_staff": "new"})
    monkeypatch.setattr(preparation, "prepare_roles", lambda: new)
    call_command("prepare_database", verbosity=0)
    said = capsys.readouterr().out
    assert "tracker_staff is new. Keep its password, it is shown once: new" in said
    assert "known" not in said
    assert made == ["groups"]


def test_a_refusal_is_a_sentence_of_the_command(monkeypatch):
    def refuse():
        message = "ask an administrator"
        raise roles.RolesError(message)

    monkeypatch.setitem(sys.modules, "funding.desk.groups", SimpleNamespace(ensure_groups=None))
    monkeypatch.setattr(preparation, "prepare_roles", refuse)
    with pytest.raises(Exception, match="ask an administrator"):
        call_command("prepare_database", verbosity=0)
