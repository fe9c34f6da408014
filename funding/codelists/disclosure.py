"""Closed lists of disclosure: what the public sees of a record, and who decided it on which ground."""

from django.db.models import TextChoices  # noqa: TID251 -- plain data, no ORM


class Level(TextChoices):
    """How much of a record the public sees, from nothing to all public fields; the default is nothing."""

    NOT_PUBLISHED = "not_published", "Not published"
    POOLED = "pooled", "Pooled"
    RECIPIENT_WITHHELD = "recipient_withheld", "Recipient withheld"
    FULL = "full", "Full"

    @property
    def rank(self) -> int:
        """How much it shows, to tell raising from lowering."""
        return list(Level).index(self)


class Ground(TextChoices):
    """Why a record is shown below `full` (Financial Regulation (EU, Euratom) 2024/2509, Art. 38)."""

    SAFETY = "safety", "Safety of persons"
    RIGHTS = "rights", "Rights and freedoms (Financial Regulation, Art. 38)"
    COMMERCIAL = "commercial", "Commercial interests"
    NATURAL_PERSON = "natural_person", "Natural person"
    SMALL_AMOUNT = "small_amount", "Small amount"
    OTHER = "other", "Other"


class ClearanceBasis(TextChoices):
    """Why an organisation may be named."""

    CONSENT = "consent", "Consent"
    PUBLIC_BODY = "public_body", "Public body"
    INTERNATIONAL_ORGANISATION = "international_organisation", "International organisation"
    NAMED_BY_ITSELF = "named_by_itself", "Named by itself"


class Outcome(TextChoices):
    """What became of something that one person proposed."""

    WAITING = "waiting", "Waiting for a second person"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    TAKEN_BACK = "taken_back", "Taken back"
    LOWERED = "lowered", "Lowered by one person"


class RowKind(TextChoices):
    """What a row of the public list of grants is."""

    NAMED = "named", "Grant"
    WITHHELD = "withheld", "Grant, recipient not named"
    POOL = "pool", "Group of grants"


class RunKind(TextChoices):
    """What made a release."""

    PUBLISH = "publish", "Publication"
    WITHDRAW = "withdraw", "Withdrawal or lowering"
    UNDO = "undo", "Undoing of a publication"


class RemovalOutcome(TextChoices):
    """How a request for removal ended."""

    REMOVED = "removed", "Removed"
    LOWERED = "lowered", "Shown with less"
    NOT_OURS = "not_ours", "Not published by the tracker"
    REFUSED = "refused", "Refused, with reasons given"


# The public reads this of every row without a named recipient; which ground is one row's own is for staff.
UNNAMED = "The recipient isn’t named, to protect people."
WITHHELD_SENTENCES = (
    "Its title is put together from fixed words: what kind of support it is, and for which sector.",
    "Both amounts are rounded to EUR 5,000. What was paid is as at the last 31 December.",
)
POOL_SENTENCES = (
    (
        "Protected assistance is shown only in groups: a group is added when enough grants to enough different "
        "recipients can be shown together and none is so large that its share could be worked out, and a group is "
        "never changed afterwards."
    ),
    (
        "We make each group as specific as we can: one sector in one year, else one sector over several years, else "
        "one year over all sectors, else everything together."
    ),
    "Some grants always wait for the next group, so our totals are always somewhat lower than the true total.",
)
