"""What lets names through and what takes them out: clearances, cleared hits of the name scan, requests for removal."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from funding.codelists.disclosure import ClearanceBasis, Outcome, RemovalOutcome
from funding.register.models.organisations import Organisation
from funding.register.models.two_persons import Decision

ANSWER_WITHIN = timedelta(hours=24)  # promised on the public page


class Clearance(Decision):
    """Two persons' decision that an organisation may be named; it ends when the organisation is protected again."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="clearances")
    basis = models.CharField(max_length=30, choices=ClearanceBasis)
    evidence = models.TextField(blank=True, help_text="What shows it: where the consent lies, where it names itself.")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        permissions = [("decide_clearance", "May decide whether an organisation may be named")]
        constraints = [
            *Decision.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(outcome=Outcome.WAITING),
                name="clearance_one_waiting",
                violation_error_message="A clearance of it waits for a second person already.",
            ),
            models.CheckConstraint(
                name="clearance_has_a_review_date",
                condition=Q(review_on__isnull=False),
                violation_error_message="Say when it is looked at again.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_basis_display()}, {self.get_outcome_display().lower()}"


class ClearedHit(Decision):
    """Two persons' decision that some words in one record are not the protected name they look like."""

    subject = models.CharField(max_length=30, help_text="Kind of record: grant, programme, …")
    subject_id = models.BigIntegerField()
    term = models.CharField(max_length=250, help_text="The protected name or alias, as the register has it.")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "cleared hit"
        constraints = [
            *Decision.Meta.constraints,
            # One pair of a name and a record is decided once.
            models.UniqueConstraint(
                fields=["subject", "subject_id", "term"],
                condition=Q(outcome__in=[Outcome.WAITING, Outcome.APPROVED]),
                name="clearedhit_once",
                violation_error_message="This pair waits for a second person, or is cleared already.",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.term}” in {self.subject} {self.subject_id}"


class RemovalRequest(models.Model):
    """Somebody asks that something be taken from the public; answered within 24 hours."""

    received_at = models.DateTimeField(help_text="When it reached us; the 24 hours run from then.")
    channel = models.CharField(
        max_length=100, help_text="How it came, such as encrypted e-mail. No address of a person."
    )
    language = models.CharField(max_length=5, default="en", help_text="ISO 639-1 code of the answer, such as be.")
    concerns = models.TextField(help_text="What it is about. Private.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="removal_requests"
    )
    outcome = models.CharField(max_length=20, choices=RemovalOutcome, blank=True)
    answer = models.TextField(blank=True, help_text="What we answered. Private.")
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="removalrequest_answered_by_somebody",
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Request of {timezone.localtime(self.received_at):%Y-%m-%d %H:%M}"

    @property
    def due_at(self) -> datetime:
        """When it must be answered."""
        return self.received_at + ANSWER_WITHIN

    @property
    def is_overdue(self) -> bool:
        """Whether nobody has answered in time."""
        return self.answered_at is None and timezone.now() > self.due_at
