"""`manage.py withdraw_overdue --by USER`: for a daily timer. Natural persons whose day has come leave the public."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from funding.management.acting import REFUSALS, actor_called, add_actor, words_of
from funding.publication import overdue
from funding.register.due import reviews_due


class Command(BaseCommand):
    """Withdraw, say what was withdrawn, and which decisions are to be looked at again."""

    help = (
        "Withdraw grants that name a natural person, or an organisation named after one, when two years are over; "
        "list review dates that have passed. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take in whose name it is done."""
        add_actor(parser)

    def handle(self, *_args: object, by: str, **_options: object) -> None:
        """Withdraw, and say what came of it."""
        actor, today = actor_called(by), localdate()
        try:
            withdrawn, publication = overdue.withdraw_overdue(actor=actor, today=today)
        except REFUSALS as error:
            raise CommandError(words_of(error)) from error
        self.stdout.write(f"Withdrawn: {len(withdrawn)}. {publication.release or 'No new release'}.")
        for line in (*_named(withdrawn), *_without_year(), *_reviews(today)):
            self.stdout.write(line)
        if publication.release:
            call_command("write_files", stdout=self.stdout)


def _named(found: list[overdue.Overdue]) -> Iterator[str]:
    for one in found:
        yield f"  {one.grant} (grant {one.grant.pk}): had to leave on {one.day:%d %B %Y}"


def _without_year() -> Iterator[str]:
    """Say what can't be timed: publication refuses it, but it may be public from before."""
    for one in overdue.naming_persons():
        if one.day is None:
            yield f"Look at {one.grant} (grant {one.grant.pk}): it names a natural person, and no year is known."


def _reviews(today: date) -> Iterator[str]:
    due = reviews_due(today=today)
    if due:
        yield f"Review dates that have passed: {len(due)}"
    for one in due:
        yield f"  {one.review_on}: {one.kind} {one.title} ({one.decision})"
