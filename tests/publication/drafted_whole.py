"""Whether what is public is what a draft of everything gives: a draft of a few records must have left nothing out."""

from funding.publication.changes import difference
from funding.publication.drafting import draft
from funding.publication.waiting_room import WaitingRoom


def check_whole(unsettled):
    """Draft everything and compare; `unsettled` is what the draft that was published held back or showed in part."""
    release = draft()
    assert not [(one.model.__name__, one.added, one.changed, one.removed) for one in difference(release)]
    assert not release.identities.became(release.approvals), "the same decisions are shown"
    assert release.unsettled == set(unsettled), "the same is held back"
    assert states(release.room) == states(WaitingRoom()), "the same waits"


def states(room):
    """Give all items of a waiting room, in a comparable form."""
    return sorted(map(repr, room.items()))
