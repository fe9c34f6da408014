"""Marks: where in an order of a long list every thousandth row stands, so that any page of it is found at once."""

from django.db import models


class PageMark(models.Model):
    """A place in one ascending order of the current rows of one table, those without a key last.

    `place` is how many rows stand before the row with the key and public id. The mark without key and public id stands
    behind all rows whose key is known, and the one called `~` behind all rows.
    """

    table = models.CharField(max_length=20)
    order = models.CharField(max_length=20)
    place = models.PositiveBigIntegerField()
    key = models.TextField(null=True)  # noqa: DJ001 -- null is the key that isn't known
    public_id = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index("table", "order", "place", name="pagemark_place")
        ]  # a page asks for the last one before it

    def __str__(self) -> str:
        return f"{self.table} by {self.order}: {self.place}"
