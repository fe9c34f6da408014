"""Published packages, statements, envelopes, events and documents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from funding.codelists.records import DatePrecision, DocumentKind, EventKind
from funding.publication.models.base import Published, PublishedSource, money
from funding.publication.querysets import PackageQuerySet


class PublishedAnnouncement(Published, PublishedSource):
    """A dated fact with its source."""

    dated = models.DateField()
    precision = models.CharField(max_length=5, choices=DatePrecision)

    class Meta:
        abstract = True


class PublishedPackage(PublishedAnnouncement):
    """An announced sum; `part_of` is the public id of the package that contains it."""

    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    speaker = models.CharField(max_length=200, blank=True)
    amount = money()
    part_of = models.CharField(max_length=120, blank=True)
    instrument = models.CharField(max_length=50, blank=True)
    sectors = ArrayField(models.CharField(max_length=20), default=list)

    objects = PackageQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["dated", "public_id"]

    def __str__(self) -> str:
        return self.title


class PublishedStatement(PublishedAnnouncement):
    """A figure as somebody said it."""

    wording = models.CharField(max_length=500)
    speaker = models.CharField(max_length=200, blank=True)
    amount = money()

    class Meta(Published.Meta):
        ordering = ["dated", "public_id"]

    def __str__(self) -> str:
        return self.wording


class PublishedEnvelope(PublishedAnnouncement):
    """Conditional money; adds to nothing."""

    title = models.CharField(max_length=300)
    condition = models.TextField()
    amount = money()
    partners = models.TextField(blank=True)
    parts = ArrayField(models.CharField(max_length=500), default=list)

    class Meta(Published.Meta):
        ordering = ["dated", "public_id"]

    def __str__(self) -> str:
        return self.title


class PublishedEvent(PublishedAnnouncement):
    """What happened when."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=30, choices=EventKind)
    summary = models.TextField(blank=True)

    class Meta(Published.Meta):
        ordering = ["dated", "public_id"]

    def __str__(self) -> str:
        return self.title


class PublishedDocument(PublishedAnnouncement):
    """A document by link; of a grant or programme where it names one."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=DocumentKind)
    language = models.CharField(max_length=5)
    address = models.CharField(max_length=1000)
    programme = models.CharField(max_length=120, blank=True)
    grant = models.CharField(max_length=120, blank=True)

    class Meta(Published.Meta):
        ordering = ["-dated", "public_id"]

    def __str__(self) -> str:
        return self.title
