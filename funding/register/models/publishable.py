"""What every record has that may be published: a level, the decision behind it, and its scope."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from funding.codelists.disclosure import Ground, Level, Outcome
from funding.codelists.grants import Scope
from funding.register.models.constraints import percentage, share_field
from funding.register.models.two_persons import Decision


class Approval(Decision):
    """The level of one record, proposed by one person and decided by another, and the record as it was then.

    Only approved ones reach the public. Lowering takes one person: then nobody decides, and the outcome says so.
    """

    subject = models.CharField(max_length=30, help_text="Kind of record: grant, programme, …")
    subject_id = models.BigIntegerField()
    level = models.CharField(max_length=20, choices=Level)
    ground = models.CharField(max_length=20, choices=Ground, blank=True, help_text="Why less than all is shown.")
    is_read = models.BooleanField("read: no names, no faces, no places", default=False)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("submit_level", "May propose what the public sees"),
            ("decide_level", "May decide what the public sees"),
            ("publish_release", "May publish a release"),
        ]
        constraints = [
            *Decision.Meta.constraints,
            models.UniqueConstraint(
                fields=["subject", "subject_id"],
                condition=Q(outcome=Outcome.WAITING),
                name="approval_one_waiting",
                violation_error_message="It waits for a second person already.",
            ),
            models.CheckConstraint(
                name="approval_ground_below_full",
                condition=Q(level__in=[Level.FULL, Level.NOT_PUBLISHED]) | ~Q(ground="") & Q(review_on__isnull=False),
                violation_error_message="Say on which ground less than all is shown, and when it is looked at again.",
            ),
            models.CheckConstraint(
                name="approval_full_was_read",
                condition=~Q(outcome=Outcome.APPROVED) | ~Q(level=Level.FULL) | Q(is_read=True),
                violation_error_message="Somebody has to read it first: no names, no faces, no places.",
            ),
        ]
        # The history of one record is read by it.
        indexes = [models.Index(fields=["subject", "subject_id"], name="approval_subject")]
        triggers = [pgtrigger.ReadOnly(name="snapshot_stays", fields=["snapshot"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}: {self.get_level_display()}, {self.get_outcome_display().lower()}"


class Publishable(models.Model):
    """A record with a level of publication. New records are not published."""

    level = models.CharField(
        max_length=20,
        choices=Level,
        default=Level.NOT_PUBLISHED,
        editable=False,
        help_text="Decided by two persons, never typed in.",
    )
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    is_invented = models.BooleanField(
        "invented", default=False, help_text="Made up for the demonstration; marked so wherever it is shown."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            # What is shown was decided: no level without a decision and its snapshot.
            models.CheckConstraint(
                name="%(class)s_level_decided", condition=Q(level=Level.NOT_PUBLISHED) | Q(approval__isnull=False)
            ),
        ]

    @property
    def is_published(self) -> bool:
        """Whether an approved snapshot goes into releases."""
        return self.level != Level.NOT_PUBLISHED


class Scoped(models.Model):
    """A record of which a part, all or nothing is assistance to the people of Belarus."""

    belarus_share = share_field(
        "Belarus's share, percent",
        null=True,
        blank=True,
        help_text="Which part is for Belarus. Empty means unknown: the money is then shown on a line apart.",
    )
    scope = models.CharField(
        max_length=10,
        choices=Scope,
        default=Scope.UNDECIDED,
        help_text="Is this assistance to the people of Belarus? Only what is in scope can be published.",
    )
    scope_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [percentage("belarus_share")]

    def clean(self) -> None:
        """Refuse a share of nothing for a record that is in scope."""
        super().clean()
        if self.scope == Scope.IN and self.belarus_share == 0:
            raise ValidationError({"belarus_share": "A record in scope has a share above 0, or none (unknown)."})
