"""Taking out of the public, at once, everything that an emergency search found and nobody unticked."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from funding.desk.finding import Findings, Hit
from funding.publication import withdrawing
from funding.publication.withdrawing import Lowering
from funding.register.models import Organisation

LISTED = 200  # so many hits are listed one by one


@dataclass(frozen=True)
class Choice:
    """What of the findings is to be taken out, and which organisations are to be protected with it."""

    hits: list[Hit]
    organisations: list[Organisation]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """Count the records by kind."""
        return list(Counter(hit.kind for hit in self.hits).items())


def choose(
    findings: Findings, *, listed: Collection[str], ticked: Collection[str], with_rest: bool, protect: Collection[str]
) -> Choice:
    """Keep what is ticked, and with `with_rest` what was found and not listed."""
    hits = [hit for hit in findings.hits if hit.key in ticked or (with_rest and hit.key not in listed)]
    return Choice(hits, [one for one in findings.organisations if str(one.pk) in protect])


@transaction.atomic
def take_out(choice: Choice, *, reason: str, actor: User) -> None:
    """Withdraw everything chosen, then protect organisations, which takes out what else names them.

    Raises:
        PermissionDenied: the actor may not decide levels.
        ValidationError: no reason was given.

    """
    lowering = Lowering(reason)
    withdrawing.lower([hit.record for hit in choice.hits], lowering, actor=actor)
    for organisation in choice.organisations:
        withdrawing.protect(organisation, lowering, actor=actor)
    _log([*(hit.record for hit in choice.hits), *choice.organisations], reason, actor)


def _log(records: Sequence[Model], reason: str, actor: User) -> None:
    message = f"Taken out of the public: {reason}"
    LogEntry.objects.log_actions(actor.pk, records, CHANGE, change_message=message, single_object=False)
