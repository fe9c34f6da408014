"""The draft of the next release: of what was touched since the last one, or of everything."""

from collections.abc import Collection
from datetime import date

from django.utils.timezone import localdate

from funding.names import Term
from funding.publication.agenda import Agenda
from funding.publication.drafting import Draft, Drafter, add_pools, draft
from funding.publication.identities import Key
from funding.publication.partial import drafter_within
from funding.publication.parties import complete
from funding.publication.reach import Scope, scope_of
from funding.publication.waiting_room import WaitingRoom
from funding.register import review
from funding.register.models import Approval, Document, Grant
from funding.register.protected_terms import protected_terms
from funding.register.screening import Screen


def next_draft(
    *, seal: str = "", today: date | None = None, anew: bool = False, take: bool = False
) -> tuple[Draft, Agenda]:
    """Draft the next release, of everything where a quarter is sealed, or with `anew`.

    With `take` the marks of what was touched are taken: whoever makes the release closes the agenda.

    Raises:
        ValidationError: the quarter can't be sealed.

    """
    today, terms = today or localdate(), protected_terms()
    agenda = Agenda.of(terms, today=today, take=take)
    scope = None if seal or anew else scope_of(agenda)
    release = _within(scope, agenda, terms) if scope else None
    return release or draft(seal=seal, screen=Screen(today=today, terms=terms)), agenda


def _within(scope: Scope, agenda: Agenda, terms: Collection[Term]) -> Draft | None:
    """Draft what a scope holds; None where only a draft of everything can say."""
    others = agenda.others_held
    screen = Screen(today=agenda.today, terms=terms, among=None if others else scope.organisations)
    drafter = drafter_within(scope, screen, WaitingRoom())
    if not _stay_held(drafter, others):
        return None
    drafter.add(Grant, scope.grants)
    drafter.add(Document, scope.documents)
    add_pools(drafter.release)
    return drafter.release if complete(drafter.release, scope) else None


def _stay_held(drafter: Drafter, places: Collection[Key]) -> bool:
    """Hold back what was held back and isn't drafted, if it still has to be; tell whether all of it has."""
    for subject, key in sorted(places):
        model = review.model_of(subject)
        approval = Approval.objects.filter(pk__in=model._base_manager.filter(pk=key).values("approval")).first()
        if approval is None or not drafter.hold_back(model.__name__, approval):
            return False
    return True
