"""Lists that others publish: a row of ours without a name must not be found in one of them by its figures."""

from django.db import models

from funding.codelists.sectors import Sector
from funding.register.models.constraints import amount_field, number
from funding.register.models.programmes import Programme


class PublicList(models.Model):
    """A list of recipients that somebody publishes, such as a year of the Financial Transparency System."""

    title = models.CharField(max_length=300)
    address = models.URLField(max_length=1000, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="Names the file's content.")
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.title


class PublicListEntry(models.Model):
    """One recipient's amount in a public list; sector and programme where the list or staff say them."""

    list = models.ForeignKey(PublicList, on_delete=models.CASCADE, related_name="entries")
    year = models.PositiveSmallIntegerField()
    amount = amount_field("amount", null=False, blank=False, help_text="EUR.")
    recipient = models.CharField(max_length=500, blank=True)
    wording = models.CharField("subject", max_length=1000, blank=True)
    programme = models.ForeignKey(Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sector = models.CharField(max_length=20, choices=Sector, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "public list entries"
        constraints = [number("amount")]
        # A row without a name is looked for by these.
        indexes = [models.Index(fields=["year", "amount"], name="publiclistentry_figures")]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.year}"
