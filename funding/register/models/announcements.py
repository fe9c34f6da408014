"""What was said and what happened: packages, statements, envelopes, events, documents."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from funding.codelists.records import DatePrecision, DocumentKind, EventKind
from funding.codelists.sectors import Sector
from funding.register.models.constraints import (
    FieldCheck,
    amount_field,
    currency_code,
    currency_field,
    number,
    plausible,
)
from funding.register.models.grants import Grant
from funding.register.models.programmes import Instrument, Programme
from funding.register.models.publishable import Publishable
from funding.register.models.sources import Source


class Announced(Publishable):
    """A fact with a date of some precision and one source."""

    dated = models.DateField("date", help_text="First day of the month or year where only that is known.")
    precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta(Publishable.Meta):
        abstract = True


class Package(Announced):
    """An announced sum; one that is part of another adds nothing to it."""

    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    speaker = models.CharField(max_length=200, blank=True, help_text="Who announced it, by office.")
    amount = amount_field("announced amount")
    currency = currency_field()
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True)
    sectors = ArrayField(models.CharField(max_length=20, choices=Sector), default=list, blank=True)

    class Meta:
        ordering = ["dated"]
        constraints = [
            *Announced.Meta.constraints,
            number("amount", minimum=0),
            currency_code(),
            *plausible("dated"),
            FieldCheck(
                field="part_of",
                name="package_part_of_other",
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                violation_error_message="A package isn't part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def wholes(self) -> "list[Package]":
        """Give the packages that contain this one, the nearest first."""
        found: list[Package] = []
        whole = self.part_of
        while whole is not None and whole not in found and whole != self:
            found.append(whole)
            whole = whole.part_of
        return found

    def clean(self) -> None:
        """Refuse a circle: a package that would be part of one of its own parts."""
        super().clean()
        if any(whole.part_of == self for whole in self.wholes()):
            raise ValidationError({"part_of": "That package is part of this one already."})


class Statement(Announced):
    """A public figure as somebody said it on a date: quoted, never computed."""

    wording = models.CharField(max_length=500)
    speaker = models.CharField(max_length=200, blank=True)
    amount = amount_field("stated amount")
    currency = currency_field()

    class Meta:
        ordering = ["dated"]
        constraints = [*Announced.Meta.constraints, number("amount", minimum=0), currency_code(), *plausible("dated")]

    def __str__(self) -> str:
        return self.wording


class Envelope(Announced):
    """Conditional money. It adds to nothing."""

    title = models.CharField(max_length=300)
    condition = models.TextField(help_text="What must happen before any of it is paid.")
    amount = amount_field("conditional amount")
    currency = currency_field()
    partners = models.TextField(blank=True)

    class Meta:
        ordering = ["dated"]
        constraints = [*Announced.Meta.constraints, number("amount", minimum=0), currency_code(), *plausible("dated")]

    def __str__(self) -> str:
        return self.title


class EnvelopePart(models.Model):
    """A part of an envelope as it was worded; parts may overlap and are never added up."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="parts")
    wording = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.wording


class Event(Announced):
    """What happened when."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=30, choices=EventKind)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["dated"]
        constraints = [*Announced.Meta.constraints, *plausible("dated")]

    def __str__(self) -> str:
        return self.title


class Document(Announced):
    """A factsheet or key document, by link."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=DocumentKind, default=DocumentKind.OTHER)
    language = models.CharField(max_length=5, default="en", help_text="ISO 639-1 code, such as en or be.")
    address = models.URLField(max_length=1000)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")

    class Meta:
        ordering = ["-dated", "title"]
        constraints = [*Announced.Meta.constraints, *plausible("dated")]

    def __str__(self) -> str:
        return self.title
