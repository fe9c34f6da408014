"""Taking out of the public, at once, everything that an emergency search found and nobody unticked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from funding.desk.filing import write_files_soon
from funding.publication import withdrawing
from funding.publication.withdrawing import Lowering
from funding.register.history import noted
from funding.register.models import Organisation
from funding.register.models.publishable import Publishable
from funding.register.snapshots import PUBLISHABLE

LISTED = 200  # so many hits are listed one by one


@dataclass(frozen=True)
class Choice:
    """What is to be taken out, and which organisations are to be protected with it."""

    records: list[Publishable]
    organisations: list[Organisation]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """Count the records by kind."""
        names = [str(record._meta.verbose_name) for record in self.records]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]


def choose(keys: Iterable[str], organisations: Iterable[str]) -> Choice:
    """Read what was ticked: records as `grant:12`, organisations by their number; what isn't there is left out."""
    by_kind: dict[str, list[int]] = {}
    for kind, _, number in (key.partition(":") for key in keys):
        by_kind.setdefault(kind, []).extend(_numbers([number]))
    records = [
        record
        for model in PUBLISHABLE
        for record in model._base_manager.filter(pk__in=by_kind.get(model._meta.model_name or "", ()))
    ]
    return Choice(records, list(Organisation.objects.filter(pk__in=_numbers(organisations))))


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]  # noqa: PLR2004 -- digits of a key


@noted
@transaction.atomic
def take_out(choice: Choice, *, reason: str, actor: User) -> None:
    """Withdraw everything chosen, then protect organisations, which takes out what else names them.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: no reason was given.

    """
    lowering = Lowering(reason)
    withdrawing.lower(choice.records, lowering, actor=actor)
    for organisation in choice.organisations:
        withdrawing.protect(organisation, lowering, actor=actor)
    write_files_soon()
    _log([*choice.records, *choice.organisations], reason, actor)


def _log(records: Sequence[Model], reason: str, actor: User) -> None:
    message = f"Taken out of the public: {reason}"
    LogEntry.objects.log_actions(actor.pk, records, CHANGE, change_message=message, single_object=False)
