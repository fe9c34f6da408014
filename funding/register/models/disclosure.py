"""What ties the register to the published tables. Private; written by the publisher alone."""

from django.conf import settings
from django.db import models

from funding.register.models.publishable import Approval


class PublicIdentity(models.Model):
    """The public id of a record, given at its first publication and stable.

    One that a withdrawal took back keeps its row without a record, so that nothing is ever given the same id again.
    """

    subject = models.CharField(max_length=30)
    subject_id = models.BigIntegerField(null=True)
    public_id = models.CharField(max_length=120, unique=True)
    approval = models.ForeignKey(
        Approval,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="What the latest release shows of it.",
    )

    class Meta:
        verbose_name_plural = "public identities"
        constraints = [models.UniqueConstraint(fields=["subject", "subject_id"], name="publicidentity_of_one_record")]

    def __str__(self) -> str:
        return self.public_id


class PublicationRun(models.Model):
    """Who made which release; the public sees the release, never the person."""

    release_number = models.PositiveIntegerField(unique=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20, choices=[("publish", "Publication"), ("withdraw", "Withdrawal")])
    ground = models.CharField(max_length=300, blank=True, help_text="Why something was withdrawn; never public.")

    class Meta:
        ordering = ["-release_number"]

    def __str__(self) -> str:
        return f"Release {self.release_number}"
