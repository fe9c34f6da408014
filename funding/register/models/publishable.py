"""What every record has that may be published: a level, the decision behind it, and its scope."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from funding.codelists.grants import Level, Scope
from funding.register.models.constraints import percentage, share_field


class Approval(models.Model):
    """One decision on one record: the level, who decided, and the record as it was then (its snapshot)."""

    subject = models.CharField(max_length=30, help_text="Kind of record: grant, programme, …")
    subject_id = models.BigIntegerField()
    level = models.CharField(max_length=20, choices=Level)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        permissions = [
            ("decide_level", "May decide what the public sees"),
            ("publish_release", "May publish a release"),
        ]
        # The history of one record is read by it.
        indexes = [models.Index(fields=["subject", "subject_id"], name="approval_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}: {self.get_level_display()}"


class Publishable(models.Model):
    """A record with a level of publication. New records are not published."""

    level = models.CharField(
        max_length=20,
        choices=Level,
        default=Level.NOT_PUBLISHED,
        editable=False,
        help_text="Decided by an action of somebody who may publish, never typed in.",
    )
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    is_invented = models.BooleanField(
        "invented", default=False, help_text="Made up for the demonstration; marked so wherever it is shown."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

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
