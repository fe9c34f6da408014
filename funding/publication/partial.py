"""Draft some records as a draft of everything would: what stays as it is, is taken from what is public."""

from funding.publication.drafting import Draft, Drafter
from funding.publication.identities import RegisterIdentities
from funding.publication.models import PublishedProgramme
from funding.publication.reach import Scope
from funding.publication.waiting_room import WaitingRoom
from funding.register.models import PublicIdentity
from funding.register.screening import Screen

_OF_A_PROGRAMME = ("public_id", "title", "instrument", "instrument_name")  # what rows of grants show of theirs


def drafter_within(scope: Scope, screen: Screen, room: WaitingRoom) -> Drafter:
    """Give a drafter that knows the public ids of what a scope holds, and all public programmes."""
    identities = RegisterIdentities(scope.records)
    identities.look_up([("organisation", key) for key in scope.organisations])
    identities.look_up([("transaction", key) for key in scope.movements])
    drafter = Drafter(Draft(identities, room, screen, scope))
    shown = PublicIdentity.objects.filter(subject="programme", subject_id__isnull=False, approval__isnull=False)
    places = [("programme", key or 0) for key in shown.values_list("subject_id", flat=True)]
    identities.look_up(places)
    for place in places:
        identities.stays(*place)
    rows = PublishedProgramme.objects.current().order_by().values(*_OF_A_PROGRAMME)
    drafter.programmes = {row["public_id"]: row for row in rows}
    return drafter
