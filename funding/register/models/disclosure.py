"""What ties the register to the published tables. Private; written by the publisher alone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.codelists.disclosure import RunKind
from funding.codelists.sectors import Sector
from funding.register.models.constraints import amount_field
from funding.register.models.grants import Grant
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
    kind = models.CharField(max_length=20, choices=RunKind)
    ground = models.CharField(max_length=500, blank=True, help_text="Why something was withdrawn; never public.")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ["-release_number"]

    def __str__(self) -> str:
        return f"Release {self.release_number}"


class PublicationChange(models.Model):
    """What one release changed of one record: the decision it was shown by before, and since. Undoing reads it."""

    run = models.ForeignKey(PublicationRun, on_delete=models.CASCADE, related_name="changes")
    subject = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    before = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject", "subject_id"], name="publicationchange_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"


class Sealing(models.Model):
    """A quarter whose pools were sealed: once and for all."""

    quarter = models.CharField(max_length=6, primary_key=True, help_text="Such as 2026Q4.")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-quarter"]

    def __str__(self) -> str:
        return self.quarter


class SealedPool(models.Model):
    """A group of protected grants as it was sealed; it never changes, splits, merges or vanishes."""

    public_id = models.CharField(max_length=120, unique=True)
    sealing = models.ForeignKey(Sealing, on_delete=models.PROTECT, related_name="pools")
    sector = models.CharField(max_length=20, choices=Sector, blank=True, help_text="Empty = all sectors.")
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    grants_count = models.PositiveIntegerField(help_text="Grants first sealed here; corrections aren't counted.")
    total: Any = amount_field("total", null=False, blank=False, help_text="Contracted, EUR.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sector or 'all sectors'}, {self.first_year or 'all years'}: {self.grants_count} grants"


class PoolItem(models.Model):
    """A pooled grant, or a later change of its amount: waiting, sealed in a pool, listed since, or gone."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="pool_items")
    contributor = models.BigIntegerField(help_text="The lead recipient's group, by its first organisation.")
    sector = models.CharField(max_length=20, choices=Sector)
    year = models.PositiveSmallIntegerField(null=True)
    amount: Any = amount_field("amount", null=False, blank=False, help_text="EUR; negative where a correction cuts.")
    amount_after: Any = amount_field(
        "amount after",
        null=False,
        blank=False,
        default=0,
        help_text="EUR; what the grant amounts to with a correction.",
    )
    is_exposed = models.BooleanField(default=False, help_text="Public once: gives no cover to others.")
    is_correction = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")
    pool = models.ForeignKey(SealedPool, on_delete=models.PROTECT, null=True, related_name="items")

    class Meta:
        ordering = ["pk"]
        constraints = [
            # In exactly one state, and in a pool only where it was sealed.
            models.CheckConstraint(
                name="poolitem_one_state",
                condition=Q(state__in=["waiting", "gone"], pool__isnull=True)
                | Q(state__in=["sealed", "listed"], pool__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=Q(state="waiting"), name="poolitem_one_waiting_of_a_grant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.amount} ({self.state})"
