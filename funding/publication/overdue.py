"""Natural persons leave the public by themselves: what names one is withdrawn when its day has come.

The day is 31 December of the second year after the year of the commitment (Financial Regulation, Art. 38(6)); it holds
for organisations that are named after a person, too. Publication refuses an overdue name; this takes out what was
published before, from all releases.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from funding.codelists.disclosure import Ground, Level
from funding.publication import models as published
from funding.publication.publisher import Publication
from funding.publication.withdrawing import Lowering, lower
from funding.register import facts
from funding.register.deciding import DECIDE, require
from funding.register.models import Grant, Organisation, PublicIdentity
from funding.register.screening import leaves_on

REASON = "A natural person's data leave the public two years after the year of the commitment."


@dataclass(frozen=True)
class Overdue:
    """A grant that names a person, and the day on which that had to leave; None: no year is known that says so."""

    grant: Grant
    day: date | None


@transaction.atomic
def withdraw_overdue(*, actor: User, today: date) -> tuple[list[Overdue], Publication]:
    """Withdraw every grant that shows a person for longer than may be; give them, and the release that it made.

    Raises:
        PermissionDenied: the actor may not decide levels.

    """
    require(actor, DECIDE)
    found = [one for one in naming_persons() if one.day and one.day <= today]
    lowering = Lowering(REASON, ground=Ground.NATURAL_PERSON)
    return found, lower([one.grant for one in found], lowering, actor=actor)


def naming_persons() -> list[Overdue]:
    """Give the grants that name a natural person in public, or are approved to, with the day on which they leave."""
    is_person = Q(is_natural_person=True) | Q(is_named_after_person=True)
    persons = set(Organisation.objects.filter(is_person).values_list("pk", flat=True))
    shown = _years_shown(persons)
    approved = Grant.objects.filter(Q(level=Level.FULL) | Q(pk__in=shown)).select_related("approval").order_by("pk")
    found = []
    for grant in approved if persons else []:
        snapshot = grant.approval.snapshot if grant.approval else None
        is_named = snapshot is not None and any(one["id"] in persons for one in facts.named_in_contract(snapshot))
        if is_named or grant.pk in shown:
            years = {facts.year_of(snapshot) if snapshot else None, *shown.get(grant.pk, ())} - {None}
            found.append(Overdue(grant, min((leaves_on(year) for year in years if year), default=None)))
    return found


def _years_shown(persons: set[int]) -> dict[int, set[int | None]]:
    """Give, by grant, the years of the rows of any release that name one of the persons."""
    ids = PublicIdentity.objects.filter(subject="organisation", subject_id__in=persons).values("public_id")
    roles = published.PublishedGrantRole.objects.filter(organisation__in=ids).values("grant__public_id")
    payments = published.PublishedTransaction.objects.filter(receiver_id__in=ids).exclude(grant="").values("grant")
    rows = published.PublishedGrant.objects.filter(Q(public_id__in=roles) | Q(public_id__in=payments))
    years: dict[str, set[int | None]] = {}
    for public_id, year in rows.values_list("public_id", "year"):
        years.setdefault(public_id, set()).add(year)
    grants = PublicIdentity.objects.filter(subject="grant", public_id__in=years, subject_id__isnull=False)
    return {key or 0: years[public_id] for public_id, key in grants.values_list("public_id", "subject_id")}
