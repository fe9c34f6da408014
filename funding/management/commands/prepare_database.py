"""`manage.py prepare_database`: tables, roles, privileges, groups and aggregates, as often as one likes."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tracker import preparation
from tracker.roles import RolesError


class Command(BaseCommand):
    """Bring the database to the state that both faces need."""

    help = (
        "Migrate, make the database's roles, their privileges and the staff's groups, count aggregates. Safe to repeat."
    )

    def handle(self, *_args: object, verbosity: int, **_options: object) -> None:
        """Run the five steps and say what each did."""
        from funding.desk.groups import ensure_groups  # noqa: PLC0415 -- the portal's process has no desk
        from funding.publication import aggregates  # noqa: PLC0415 -- its tables are there after the first step

        call_command("migrate", interactive=False, verbosity=verbosity)
        try:
            made = preparation.prepare_roles()
        except RolesError as error:
            raise CommandError(str(error)) from error
        ensure_groups()
        aggregates.remake()
        self.stdout.write("The tables are migrated; roles, privileges and groups are as they must be.")
        for role, password in made.passwords_to_keep.items():
            self.stdout.write(f"The role {role} is new. Keep its password, it is shown once: {password}")
