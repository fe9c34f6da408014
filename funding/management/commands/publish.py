"""`manage.py publish --by USER [--note TEXT] [--seal 2026Q4] [--anew] [--dry-run]`: a new release."""

from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from funding.management.acting import REFUSALS, actor_called, add_actor, words_of
from funding.publication import publisher
from funding.publication.publisher import Publication
from funding.register.models import PublicationRun


class Command(BaseCommand):
    """Publish; prints what changed in each table, which pools were sealed, and what was held back and why."""

    help = "Publish every approved record as a new release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who publishes, a note that the public reads, and a quarter."""
        add_actor(parser)
        parser.add_argument("--note", default="", help="what is new in this release; public")
        parser.add_argument("--seal", default="", metavar="QUARTER", help="seal its pools for good, as in 2026Q4")
        parser.add_argument(
            "--anew", action="store_true", help="draft every record, whatever was touched since the last"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, publish nothing")

    def handle(
        self, *_args: object, by: str, note: str, seal: str, anew: bool, dry_run: bool, **_options: object
    ) -> None:
        """Publish and say what came of it."""
        actor = actor_called(by)
        try:
            if dry_run:
                publication = publisher.rehearse(actor=actor, note=note, seal=seal, anew=anew)
            else:
                publication = publisher.publish(actor=actor, note=note, seal=seal, anew=anew)
        except REFUSALS as error:
            raise CommandError(words_of(error)) from error
        for line in (*_changes(publication, is_dry=dry_run), *_sealed(publication, seal, is_dry=dry_run)):
            self.stdout.write(line)
        for line in _held(publication):
            self.stdout.write(line)
        if publication.release:
            call_command("write_files", stdout=self.stdout)


def _changes(publication: Publication, *, is_dry: bool) -> Iterator[str]:
    if not publication.counts:
        yield f"Nothing has changed since {PublicationRun.objects.first() or 'the beginning'}: no new release."
        return
    yield "Dry run, nothing is published. A release would change:" if is_dry else f"{publication.release} published."
    for table, (added, changed, removed) in publication.counts.items():
        yield f"  {table}: {added} added, {changed} changed, {removed} removed"


def _sealed(publication: Publication, seal: str, *, is_dry: bool) -> Iterator[str]:
    if not seal:
        return
    verb = "would be sealed" if is_dry else "sealed"
    yield f"{seal}: {len(publication.sealed)} pools {verb}. A sealing can't be undone."
    for pool in publication.sealed:
        yield f"  {pool.row['title']}: EUR {pool.row['contracted_whole']:,.2f}"


def _held(publication: Publication) -> Iterator[str]:
    if publication.held:
        yield f"Held back: {len(publication.held)}"
    for held in publication.held:
        yield f"  {held.title} ({held.approval.subject} {held.approval.subject_id})"
        yield from (f"    {reason}" for reason in held.reasons)
