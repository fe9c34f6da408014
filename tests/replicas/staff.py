"""Staff in a process of their own: make a register and publish it, then withdraw each grant that a line names.

It says, line by line in JSON: the public ids by title, and then the title of each grant whose withdrawal is confirmed.
"""

import json
import os
import sys
from io import StringIO

import django
from django.core.management import call_command

TITLES = ("Applied by all", "Paused", "Cut off")
LONG = "Lengthy " * 50  # with so many rows more than the buffers between a server and its reader take
ROWS = 15_000


def main():
    """Prepare, then obey."""
    django.setup()
    call_command("prepare_database", verbosity=0, stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    actor = prepare()
    _sign_in_as_staff()
    for line in sys.stdin:
        withdraw(line.strip(), actor)
        say(line.strip())


def say(value):
    print(json.dumps(value), flush=True)  # noqa: T201 -- this is a program


def prepare():
    """Publish a few grants, and a great many copies of one; give who did it."""
    from funding.publication import cube, marks, publisher  # noqa: PLC0415 -- Django must be set up first
    from funding.publication.models import PublishedGrant  # noqa: PLC0415
    from tests.factories import GrantFactory, PublisherFactory, approved  # noqa: PLC0415

    actor = PublisherFactory()
    for title in (*TITLES, LONG):
        approved(GrantFactory(title=title.strip()))
    publisher.publish(actor=actor)
    shown = dict(PublishedGrant.objects.values_list("title", "public_id"))
    _copy(PublishedGrant._meta.db_table, LONG.strip())
    cube.recount()
    marks.remake()
    say({title: shown[title] for title in TITLES})
    return actor


def _copy(table, title):
    from django.db import connection  # noqa: PLC0415 -- Django must be set up first

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [column.name for column in cursor.description if column.name not in ("id", "public_id")]
        listed = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO {table} (public_id, {listed}) SELECT 'copy-' || n, {listed} FROM {table},"
            " generate_series(1, %s) n WHERE title = %s",
            [ROWS, title],
        )
        cursor.execute(f"ANALYZE {table}")


def _sign_in_as_staff():
    """Go on as the role that withdraws: it has no privilege on the server."""
    from django.db import connection  # noqa: PLC0415 -- Django must be set up first

    connection.close()
    connection.settings_dict |= {"USER": "tracker_staff", "PASSWORD": os.environ["TRACKER_STAFF_PASSWORD"]}


def withdraw(title, actor):
    from funding.publication.withdrawing import withdraw  # noqa: PLC0415 -- Django must be set up first
    from funding.register.models import Grant  # noqa: PLC0415

    withdraw(record=Grant.objects.get(title=title), ground="For the test.", actor=actor)


if __name__ == "__main__":
    main()
