"""The portal's role, signed in for real on the tracker's own tables."""

import secrets

import psycopg
import pytest
from django.db import connection
from psycopg import errors, sql

from tracker import preparation, roles

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_roles(monkeypatch):
    """Let the two roles have names of this test's own: roles belong to the whole server."""
    staff, portal = (f"test_{kind}_{secrets.token_hex(4)}" for kind in ("staff", "portal"))
    monkeypatch.setattr(roles, "STAFF", staff)
    monkeypatch.setattr(roles, "PORTAL", portal)
    monkeypatch.setattr(roles, "ROLES", (staff, portal))
    monkeypatch.setattr(roles, "LIMITS", {staff: {}, portal: roles.PORTAL_LIMITS})
    yield
    with connection.cursor() as cursor:
        for name in (staff, portal):
            cursor.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)))


def sign_in(role, passwords):
    facts = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "NAME")}
    return psycopg.connect(
        host=facts["HOST"],
        port=facts["PORT"],
        dbname=facts["NAME"],
        user=role,
        password=passwords[role],
        autocommit=True,
    )


@pytest.mark.usefixtures("own_roles")
def test_the_portal_reads_every_published_table_and_not_one_other():
    passwords = preparation.prepare_roles().passwords
    every = set(connection.introspection.table_names())
    published = preparation.tables("publication")
    assert len([name for name in every if name.startswith("register_")]) > 20
    with sign_in(roles.PORTAL, passwords) as portal:
        for table in published:
            portal.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
        for table in every - published:
            with pytest.raises(errors.InsufficientPrivilege):
                portal.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))


@pytest.mark.usefixtures("own_roles")
def test_the_portal_writes_nothing_even_where_it_asks_to():
    passwords = preparation.prepare_roles().passwords
    with sign_in(roles.PORTAL, passwords) as portal:
        portal.execute("SET default_transaction_read_only = off")
        for table in preparation.tables("publication"):
            with pytest.raises(errors.InsufficientPrivilege):
                portal.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
