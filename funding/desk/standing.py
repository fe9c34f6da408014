"""Where a record stands between the register and the public, in words for staff."""

from dataclasses import dataclass

from funding.register import review
from funding.register.models import Approval, PublicIdentity
from funding.register.models.publishable import Publishable


@dataclass(frozen=True)
class Standing:
    """What the public sees of a record, and what it will see with the next release."""

    approval: Approval | None
    is_public: bool  # some approved state of it is in the current release
    is_current: bool  # the latest approved state is
    has_changed: bool  # it was edited since the latest approval
    obstacles: list[str]


def standing_of(record: Publishable) -> Standing:
    """Tell where a saved record stands."""
    identity = PublicIdentity.objects.filter(subject=review.subject_of(record), subject_id=record.pk).first()
    return Standing(
        approval=record.approval,
        is_public=identity is not None,
        is_current=identity is not None and identity.approval_id == record.approval_id,
        has_changed=review.has_changed_since_approval(record),
        obstacles=review.obstacles(record),
    )
