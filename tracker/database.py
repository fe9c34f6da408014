"""Which PostgreSQL is used: the one that DATABASE_URL names, or an embedded one where there is none.

Importing this starts nothing. `manage.py` calls `prepare()`, which names the embedded server in DATABASE_URL,
so that settings and child processes see one address and need not know where it came from.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from tracker import env, roles
from tracker.embedded import EmbeddedServer
from tracker.embedded_programs import EmbeddedServerError

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "tracker"
FOLDER = Path(__file__).resolve().parent.parent / "var" / "postgres"
# A host that is gone is noticed in seconds.
IMPATIENT = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
SCHEMES = ("postgresql://", "postgres://")
# Commands that never ask the database; whatever is not here gets one. `makemigrations` asks it how to write triggers.
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "version",
    }
)
ASKS_FOR_HELP = frozenset({"-h", "--help", "--version"})

_embedded: list[EmbeddedServer] = []  # the one this process uses, if any


class RoleUrls(NamedTuple):
    """Where each face signs in."""

    staff: str
    portal: str


def settings(*, face: str) -> dict[str, Any]:
    """Return Django's settings of the default database; none where DATABASE_URL isn't set."""
    url = env.text("DATABASE_URL", default="")
    if not url:
        return {}
    given = parse(url)
    options = [str(given.pop("options", ""))]
    if face == "portal":
        options += [f"-c {name}={value}" for name, value in roles.PORTAL_LIMITS.items()]
    return {
        "ENGINE": "tracker.replicas" if face == "portal" else "django.db.backends.postgresql",
        "NAME": given.pop("dbname", NAME),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        # Several hosts and ports are separated by commas; the portal spreads over them, libpq tries them in turn.
        "HOST": given.pop("host", ""),
        "PORT": str(given.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": f"tracker {face}",
            **(IMPATIENT if face == "portal" else {}),
            **given,
            **({"options": " ".join(filter(None, options))} if any(options) else {}),
        },
    }


def parse(url: str) -> dict[str, Any]:
    """Return the parts of an address by libpq's keywords."""
    if not url.startswith(SCHEMES):
        message = "DATABASE_URL must begin with postgresql://."
        raise ImproperlyConfigured(message)
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        # libpq repeats the address, and with it the password.
        message = "DATABASE_URL cannot be read: it should be like postgresql://user:password@host:5432/name."
        raise ImproperlyConfigured(message) from None


def url_as(role: str, password: str, *, url: str) -> str:
    """Return the address `url` for another role."""
    parts = {**parse(url), "user": role, "password": password}
    name, user, password = (quote(str(parts.pop(key, "")), safe="") for key in ("dbname", "user", "password"))
    return f"postgresql://{user}:{password}@/{name}?{urlencode(parts, quote_via=quote)}"


def needs_database(argv: Sequence[str]) -> bool:
    """Say whether a command line as in `sys.argv` may ask the database."""
    command = argv[1] if len(argv) > 1 else "help"
    return command not in WITHOUT_DATABASE and not ASKS_FOR_HELP.intersection(argv)


def prepare(argv: Sequence[str], *, folder: Path = FOLDER) -> None:
    """Start the embedded server, until this process ends, for a command that needs one and was named none."""
    if os.environ.get("DATABASE_URL") or not needs_database(argv):
        return
    server = EmbeddedServer(folder)
    try:
        server.start()
    except (EmbeddedServerError, TimeoutError) as error:
        sys.exit(str(error))
    atexit.register(server.stop)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_DFL:
            signal.signal(ending, _leave)  # the default would end us without the registered stop
    server.create_database(NAME)
    _embedded[:] = [server]
    os.environ["DATABASE_URL"] = server.url(NAME)


def role_passwords() -> dict[str, str]:
    """Return the passwords of our roles as far as they are known."""
    if _embedded:
        return {role: _embedded[0].password(role) for role in roles.ROLES}
    given = {role: env.text(f"{role.upper()}_PASSWORD", default="") for role in roles.ROLES}
    return {role: password for role, password in given.items() if password}


def role_urls(passwords: dict[str, str] | None = None) -> RoleUrls:
    """Return the addresses under which the staff site and the portal sign in."""
    known = role_passwords() | (passwords or {})
    for role in roles.ROLES:
        if role not in known:
            message = f"The environment variable {role.upper()}_PASSWORD must be set."
            raise ImproperlyConfigured(message)
    url = env.text("DATABASE_URL")
    return RoleUrls(*(url_as(role, known[role], url=url) for role in (roles.STAFF, roles.PORTAL)))


def _leave(signum: int, _frame: object) -> None:
    sys.exit(128 + signum)
