"""Aggregates of the current grants: what every total and count beside a filter is read from.

A cell is a row of one *grouping* (`funding.publication.cube`): it counts and sums the grants that share the columns of
the grouping; the other columns are null. Kind of row and label of pools are part of every grouping. The sectors of a
grant are one value, a set, so that a grant counts once under several of them.
"""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from funding.codelists.disclosure import RowKind
from funding.codelists.sectors import Sector
from funding.publication.querysets import CellQuerySet

if TYPE_CHECKING:
    from decimal import Decimal


def _amount() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=20, decimal_places=2)


class GrantCell(models.Model):
    """Current grants that share the columns of one grouping; they have the names of the grants' own."""

    key = models.TextField(primary_key=True, help_text="The grouping and its values.")
    grouping = models.CharField(max_length=20)
    row_kind = models.CharField(max_length=10, choices=RowKind)
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    sectors = ArrayField(models.CharField(max_length=20), null=True, help_text="In alphabetical order.")
    year = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=1, null=True)  # noqa: DJ001 -- empty is a value, null isn't of the grouping
    instrument = models.CharField(max_length=50, null=True)  # noqa: DJ001 -- empty is a value, null isn't of the grouping
    instrument_name = models.CharField(max_length=200, null=True)  # noqa: DJ001 -- empty is a value, null isn't of the grouping
    programme = models.CharField(max_length=120, null=True)  # noqa: DJ001 -- empty is a value, null isn't of the grouping
    recipient_kind = models.CharField(max_length=30, null=True)  # noqa: DJ001 -- empty is a value, null isn't of the grouping
    recipient_countries = ArrayField(models.CharField(max_length=2), null=True)
    rows = models.BigIntegerField()
    grants_count = models.BigIntegerField()
    contracted = _amount()
    paid = _amount()
    with_payment = models.BigIntegerField(help_text="Rows of which some payment is known.")
    without_amount = models.BigIntegerField(help_text="Rows whose share is known and whose amount isn't.")
    without_share = models.BigIntegerField(help_text="Rows of which Belarus's share isn't known.")
    without_share_whole = _amount()
    unconverted = models.BigIntegerField(help_text="Rows with payments in another currency.")

    objects = CellQuerySet.as_manager()

    class Meta:
        # Every question asks one grouping; of the largest most often one year.
        indexes = [models.Index(fields=["grouping", "year"], name="cell_of_grouping")]

    def __str__(self) -> str:
        return self.key


class GrantCellSector(models.Model):
    """What the grants of a cell give to one sector."""

    cell = models.ForeignKey(GrantCell, on_delete=models.CASCADE, related_name="parts")
    sector = models.CharField(max_length=20, choices=Sector)
    contracted = _amount()
    paid = _amount()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "sector"], name="grantcell_sector_once")]

    def __str__(self) -> str:
        return f"{self.cell_id}, {self.get_sector_display()}"
