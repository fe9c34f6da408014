"""Programmes (financing decisions) and the instruments that pay for them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from funding.codelists.grants import AmountBasis, Reach
from funding.codelists.iati import ActivityStatus
from funding.codelists.sectors import Sector
from funding.register.models.constraints import amount_field, currency_code, currency_field, number, order, plausible
from funding.register.models.publishable import Publishable, Scoped
from funding.register.models.sources import Source


class Instrument(models.Model):
    """The EU regulation (or the part of one) that pays."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    regulation = models.CharField(max_length=200, help_text="Number of the regulation, such as (EU) 2021/947.")
    valid_from = models.IntegerField("from year", null=True, blank=True)
    valid_to = models.IntegerField("to year", null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "name"]

    def __str__(self) -> str:
        return self.short_name


class Dated(models.Model):
    """A record with planned and actual dates. Planned against actual may contradict: that is a warning only."""

    planned_start = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    actual_start = models.DateField(null=True, blank=True)
    actual_end = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def period_constraints() -> list[models.BaseConstraint]:
    """Give the constraints of `Dated`, for a concrete model's Meta."""
    return [
        *plausible("planned_start", "planned_end", "actual_start", "actual_end"),
        order("planned_start", "planned_end", "The planned end comes before the planned start."),
        order("actual_start", "actual_end", "The actual end comes before the actual start."),
    ]


class Programme(Publishable, Scoped, Dated):
    """A financing decision (IATI hierarchy 1)."""

    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True, help_text="A few sentences for the public.")
    description = models.TextField(blank=True, help_text="As the source has it; published with the programme.")
    reference = models.CharField(
        max_length=250, blank=True, help_text="Number of the decision, such as ENI/2020/42952."
    )
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.BILATERAL)
    status = models.CharField(max_length=1, choices=ActivityStatus, blank=True)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True)
    sectors = ArrayField(
        models.CharField(max_length=20, choices=Sector),
        default=list,
        blank=True,
        help_text="Sectors the decision names. Shares are known for grants only.",
    )
    decided_on = models.DateField(null=True, blank=True)
    decided = amount_field("decided amount", help_text="Of the whole decision. Empty means unknown.")
    decided_basis = models.CharField(max_length=30, choices=AmountBasis, blank=True)
    currency = currency_field()
    notes = models.TextField(blank=True, help_text="Internal; never published.")

    class Meta:
        ordering = ["title"]
        constraints = [
            *Publishable.Meta.constraints,
            *Scoped.Meta.constraints,
            *period_constraints(),
            *plausible("decided_on"),
            number("decided", minimum=0),
            currency_code(),
        ]

    def __str__(self) -> str:
        return self.title
