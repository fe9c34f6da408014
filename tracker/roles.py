"""The two PostgreSQL roles and what they may do.

Roles belong to the whole server and are made once on each; privileges belong to a database and are granted on
named tables after every migrate. Both are functions that may run again and again.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, LiteralString, NamedTuple

from psycopg import errors, sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from psycopg import Connection

STAFF = "tracker_staff"
PORTAL = "tracker_portal"
ROLES = (STAFF, PORTAL)
# A role may change its own settings: these guard against mistakes, the missing privileges against everyone.
PORTAL_LIMITS = {"default_transaction_read_only": "on", "statement_timeout": "3s", "lock_timeout": "1s"}
LIMITS: Mapping[str, Mapping[str, str]] = {STAFF: {}, PORTAL: PORTAL_LIMITS}

ATTEMPTS = 10  # others may make the same roles at the same moment
LOCK = 0x7261_636B_6572  # any number that nobody else uses for an advisory lock

# Tables, views and sequences that are neither PostgreSQL's own nor an extension's.
RELATIONS = """
    SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind, c.relowner, c.relacl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""
# Whatever was granted to the role itself or to everyone, on a table or on one of its columns.
GRANTED = f"""
    SELECT DISTINCT r.schema, r.name, r.relkind = 'S', granted.grantee = 0
    FROM ({RELATIONS}) r CROSS JOIN LATERAL (
        SELECT (aclexplode(r.relacl)).grantee
        UNION SELECT (aclexplode(a.attacl)).grantee FROM pg_attribute a WHERE a.attrelid = r.oid
    ) granted
    WHERE granted.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %s))
"""  # noqa: S608 -- constants only
# What the role can do by any way at all: own grants, everyone's, another role's that it is a member of.
REACH = f"""
    SELECT CASE WHEN pg_table_is_visible(r.oid) THEN r.name ELSE r.schema || '.' || r.name END, p
    FROM ({RELATIONS}) r CROSS JOIN
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'USAGE']) p
    WHERE CASE
        WHEN r.relkind = 'S' THEN
            p IN ('SELECT', 'UPDATE', 'USAGE') AND has_sequence_privilege(%(role)s, r.oid, p)
        WHEN p = 'USAGE' THEN false
        WHEN p IN ('DELETE', 'TRUNCATE', 'TRIGGER') THEN has_table_privilege(%(role)s, r.oid, p)
        ELSE has_any_column_privilege(%(role)s, r.oid, p)
    END
"""  # noqa: S608 -- constants only
SEQUENCES = """
    SELECT s.relname FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class t ON t.oid = d.refobjid
    WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND t.relname = ANY(%s)
      AND pg_table_is_visible(t.oid)
    ORDER BY 1
"""


class RolesError(RuntimeError):
    """The roles or their privileges cannot be made as they must be; the message says what to do."""


class Step(NamedTuple):
    """One statement about a role, to be run or to be shown to an administrator."""

    role: str
    creates: bool
    statement: sql.Composed
    shown: sql.Composed


def ensure_roles(connection: Connection[Any], passwords: Mapping[str, str]) -> dict[str, str]:
    """Make the roles that are missing, and return their passwords.

    A role's password comes from `passwords` or is generated; that of a role that exists isn't touched.
    RolesError lists the statements an administrator must run, where we may not.
    """
    passwords = {role: passwords.get(role) or secrets.token_urlsafe(24) for role in ROLES}
    for _ in range(ATTEMPTS):
        steps = _missing_steps(connection, passwords)
        try:
            with connection.transaction():
                for step in steps:
                    connection.execute(step.statement)
        except errors.InsufficientPrivilege as error:
            raise RolesError(_for_an_administrator(connection, steps)) from error
        except (errors.DuplicateObject, errors.UniqueViolation, errors.InternalError_):
            continue  # another process made them at the same moment: look again at what is missing
        return {step.role: passwords[step.role] for step in steps if step.creates}
    message = "The roles could not be made: other processes are changing them all the time."
    raise RolesError(message)


def grant_privileges(
    connection: Connection[Any],
    *,
    published: Collection[str],
    ours: Collection[str],
    readable: Collection[str] = (),
    growing: Collection[str] = (),
) -> None:
    """Let staff write our tables, the portal read the published ones, and the portal nothing else.

    `readable` are tables that staff may only read, `growing` those that they, or triggers on their behalf, may only add
    to. Nothing is granted on tables that aren't named.
    """
    try:
        with connection.transaction():
            # Two runs on one database would change the same catalogue rows.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            _close_database(connection)
            _revoke_grants(connection, PORTAL)
            _grant(connection, PORTAL, "SELECT", published)
            _grant(connection, STAFF, "SELECT", readable)
            _grant(connection, STAFF, "SELECT, INSERT", growing)
            _grant(connection, STAFF, "SELECT, INSERT, UPDATE, DELETE", ours)
            _grant_sequences(connection, STAFF, [*growing, *ours])
            _confirm(connection, published)
    except errors.InsufficientPrivilege as error:
        owner = "the owner of the database and its tables"
        message = f"Privileges can be granted by {owner}, not by {connection.info.user}."
        raise RolesError(message) from error


def reach(connection: Connection[Any], role: str) -> set[tuple[str, str]]:
    """Return all (table, privilege) that the role has in the database, however it came by them."""
    return set(connection.execute(REACH, {"role": role}).fetchall())


def _confirm(connection: Connection[Any], published: Collection[str]) -> None:
    too_much = reach(connection, PORTAL) - {(table, "SELECT") for table in published}
    if too_much:
        listed = ", ".join(f"{privilege} on {table}" for table, privilege in sorted(too_much))
        message = f"{PORTAL} still has privileges that someone else must revoke: {listed}."
        raise RolesError(message)


def _close_database(connection: Connection[Any]) -> None:
    """Take back what PostgreSQL gives everyone, and let our roles in by name."""
    database = connection.info.dbname
    _run(connection, "REVOKE CREATE, TEMPORARY ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for role in ROLES:
        _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, role)
        _run(connection, "GRANT USAGE ON SCHEMA public TO {}", role)
    _run(connection, "REVOKE CREATE, TEMPORARY ON DATABASE {} FROM {}", database, PORTAL)
    _run(connection, "REVOKE CREATE ON SCHEMA public FROM {}", PORTAL)


def _grant(connection: Connection[Any], role: str, privileges: LiteralString, tables: Iterable[str]) -> None:
    statement = sql.SQL("GRANT {} ON TABLE {} TO {}")
    for table in sorted(tables):
        names = sql.Identifier(table), sql.Identifier(role)
        connection.execute(statement.format(sql.SQL(privileges), *names))


def _grant_sequences(connection: Connection[Any], role: str, tables: Collection[str]) -> None:
    for (sequence,) in connection.execute(SEQUENCES, [list(tables)]).fetchall():
        _run(connection, "GRANT USAGE ON SEQUENCE {} TO {}", sequence, role)


def _revoke_grants(connection: Connection[Any], role: str) -> None:
    for schema, name, is_sequence, is_public in connection.execute(GRANTED, [role]).fetchall():
        connection.execute(
            sql.SQL("REVOKE ALL ON {} {} FROM {}").format(
                sql.SQL("SEQUENCE" if is_sequence else "TABLE"),
                sql.Identifier(schema, name),
                sql.SQL("PUBLIC") if is_public else sql.Identifier(role),
            )
        )


def _run(connection: Connection[Any], statement: LiteralString, *names: str) -> None:
    connection.execute(_composed(statement, *names))


def _composed(statement: LiteralString, *names: str | sql.Composable) -> sql.Composed:
    parts = (name if isinstance(name, sql.Composable) else sql.Identifier(name) for name in names)
    return sql.SQL(statement).format(*parts)


def _settings_of(connection: Connection[Any], role: str) -> dict[str, str] | None:
    """Return a role's own settings, or None where there is no such role."""
    row = connection.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    return None if row is None else dict(entry.split("=", 1) for entry in row[0] or [])


def _missing_steps(connection: Connection[Any], passwords: Mapping[str, str]) -> list[Step]:
    steps = []
    for role, limits in LIMITS.items():
        found = _settings_of(connection, role)
        if found is None:
            steps.append(_creation(connection, role, passwords[role]))
        for name, value in limits.items():
            if (found or {}).get(name) != value:
                alter = _composed("ALTER ROLE {} SET {} = {}", role, name, sql.Literal(value))
                steps.append(Step(role, creates=False, statement=alter, shown=alter))
    return steps


def _creation(connection: Connection[Any], role: str, password: str) -> Step:
    # Hashed on our side, so that the password enters no log of the server.
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    create = "CREATE ROLE {} LOGIN PASSWORD {}"
    return Step(
        role,
        creates=True,
        statement=_composed(create, role, sql.Literal(hashed)),
        shown=_composed(create, role, sql.Literal(f"<password of {role}>")),
    )


def _for_an_administrator(connection: Connection[Any], steps: Iterable[Step]) -> str:
    listed = "\n".join(f"    {step.shown.as_string(connection)};" for step in steps)
    return (
        f"The role {connection.info.user} may not make the tracker's roles. An administrator of the server"
        f" must run this once, with passwords of their own:\n{listed}"
    )
