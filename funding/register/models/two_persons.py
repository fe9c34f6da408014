"""What one person proposes and another decides: the rule itself, kept by the database."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.codelists.disclosure import Outcome

_DECIDED = [Outcome.APPROVED, Outcome.REFUSED]


class Decision(models.Model):
    """A proposal by one person that waits for another one, or what became of it."""

    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused or lowered; never public.")
    review_on = models.DateField("review by", null=True, help_text="When somebody looks at it again.")

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # The rule of two persons: whoever approves or refuses isn't who proposed it.
            models.CheckConstraint(
                name="%(class)s_two_persons",
                condition=Q(outcome__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("submitted_by"))
                | ~Q(outcome__in=_DECIDED) & Q(decided_by__isnull=True, decided_at__isnull=True),
                violation_error_message="Whoever decides isn't who proposed it.",
            ),
            models.CheckConstraint(
                name="%(class)s_refused_with_a_reason",
                condition=~Q(outcome=Outcome.REFUSED) | ~Q(reason=""),
                violation_error_message="Say why it is refused.",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether a second person has still to decide."""
        return self.outcome == Outcome.WAITING
