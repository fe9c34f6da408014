"""Releases, and what every published row has."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Q


class Edition(NamedTuple):
    """What tells one release from every other: a number is given twice where a database is restored."""

    number: int
    published_at: datetime
    has_invented: bool


class ReleaseManager(models.Manager["Release"]):
    """Questions to releases."""

    def latest_edition(self) -> Edition | None:
        """Tell the latest release, None before the first; in plain SQL, since every request begins with it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number, published_at, has_invented FROM publication_release ORDER BY number DESC LIMIT 1"
            )
            found = cursor.fetchone()
        return Edition(*found) if found else None


class Release(models.Model):
    """One numbered state of everything public."""

    number = models.PositiveIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    note = models.TextField(blank=True)
    has_invented = models.BooleanField(default=False, help_text="Whether it shows anything made up for demonstration.")
    withdrawals = models.PositiveIntegerField(
        default=0, help_text="Records taken out or shown with less since the release before; not which."
    )

    objects = ReleaseManager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Release {self.number}"

    @property
    def edition(self) -> Edition:
        """What tells it from every other."""
        return Edition(self.number, self.published_at, self.has_invented)


class Published(models.Model):
    """A row of one or more releases: from `from_release` until before `to_release` (null = current)."""

    public_id = models.CharField(max_length=120)
    from_release = models.PositiveIntegerField()
    to_release = models.PositiveIntegerField(null=True)
    is_invented = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, help_text="Names the row's content, to find what a release changes.")

    class Meta:
        abstract = True
        constraints = [
            # One current row of a record; also finds it by its public id.
            models.UniqueConstraint(
                fields=["public_id"], condition=Q(to_release__isnull=True), name="%(class)s_one_current"
            )
        ]


class PublishedSource(models.Model):
    """Where the facts of a row come from, as columns of the row itself."""

    source_publisher = models.CharField(max_length=250, blank=True)
    source_title = models.CharField(max_length=500, blank=True)
    source_kind = models.CharField(max_length=10, blank=True)
    source_address = models.CharField(max_length=1000, blank=True)
    source_published_on = models.DateField(null=True)
    source_licence = models.CharField(max_length=200, blank=True)
    source_is_link_unsafe = models.BooleanField(default=False)

    class Meta:
        abstract = True


def money() -> "models.DecimalField[Any, Any]":
    """Make a column for EUR to the cent; null = unknown."""
    return models.DecimalField(max_digits=17, decimal_places=2, null=True)


def share() -> "models.DecimalField[Any, Any]":
    """Make a column for a share in percent, four decimals; null = unknown."""
    return models.DecimalField(max_digits=7, decimal_places=4, null=True)
