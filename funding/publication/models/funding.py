"""Published programmes, grants, transactions and organisations.

Amounts without `_whole` are Belarus's part, the only ones that totals add; `_whole` ones are the record's own and
are null in no case where the source knows them. Where Belarus's share is unknown the part is null and the money
stands on a line apart. Everything is in EUR; another currency is unknown until it is converted.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Index, Q

from funding.codelists.disclosure import RowKind
from funding.codelists.grants import (
    AmountBasis,
    ContractType,
    ManagementMode,
    Reach,
    RecipientKind,
    YearBasis,
)
from funding.codelists.iati import ActivityStatus, OrganisationRole, OrganisationType, TransactionKind
from funding.codelists.sectors import Sector
from funding.publication.models.base import Published, PublishedSource, money, share
from funding.publication.orders import GRANT_ORDERS, TRANSACTION_ORDERS, sort_indexes
from funding.publication.querysets import (
    GrantQuerySet,
    OrganisationQuerySet,
    ProgrammeQuerySet,
    TransactionQuerySet,
)
from funding.publication.searching import search_index

_CURRENT = Q(to_release__isnull=True)


class PublishedProgramme(Published, PublishedSource):
    """A financing decision as the public sees it; `public_id` is a slug."""

    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    reference = models.CharField(max_length=250, blank=True)
    reach = models.CharField(max_length=10, choices=Reach)
    status = models.CharField(max_length=1, choices=ActivityStatus, blank=True)
    instrument = models.CharField(max_length=50, blank=True)
    instrument_name = models.CharField(max_length=200, blank=True)
    sectors = ArrayField(models.CharField(max_length=20), default=list)
    decided_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    belarus_share = share()
    decided_whole = money()
    decided = money()
    decided_basis = models.CharField(max_length=30, choices=AmountBasis, blank=True)
    source_identifier = models.CharField(max_length=250, blank=True)
    search = models.TextField(help_text="Title, summary, reference and instrument, folded.")

    objects = ProgrammeQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["title", "public_id"]

    def __str__(self) -> str:
        return self.title


class PublishedGrant(Published, PublishedSource):
    """A contract as the public sees it, or a sealed pool of several.

    A row without a named recipient has a title of fixed phrases, one sector, programme, year and two rounded amounts.
    A pool has a label (one sector or all, one year, several or all), a count and a total: `contracted_whole` as it was
    sealed, `contracted` without those of its grants that have a row of their own by now.
    """

    row_kind = models.CharField(max_length=10, choices=RowKind, default=RowKind.NAMED)
    grants_count = models.PositiveIntegerField(default=1, help_text="Grants that the row stands for.")
    first_year = models.PositiveSmallIntegerField(null=True, help_text="Of a pool over several years.")
    last_year = models.PositiveSmallIntegerField(null=True)
    listed_count = models.PositiveIntegerField(default=0, help_text="Grants of a pool that have rows of their own.")
    listed_amount = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    contract_number = models.CharField(max_length=100, blank=True)
    contract_type = models.CharField(max_length=30, choices=ContractType, blank=True)
    management_mode = models.CharField(max_length=10, choices=ManagementMode, blank=True)
    status = models.CharField(max_length=1, choices=ActivityStatus, blank=True)
    programme = models.CharField(max_length=120, blank=True, help_text="Slug; empty where it isn't published.")
    programme_title = models.CharField(max_length=500, blank=True)
    instrument = models.CharField(max_length=50, blank=True)
    instrument_name = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=500, blank=True, help_text="Names of implementers, the lead first.")
    recipient_kind = models.CharField(max_length=30, choices=RecipientKind, blank=True)
    recipient_countries = ArrayField(models.CharField(max_length=2), default=list)
    target_groups = ArrayField(models.CharField(max_length=30), default=list)
    passes_money_on = models.BooleanField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    year_basis = models.CharField(max_length=20, choices=YearBasis, blank=True)
    signed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    belarus_share = share()
    contracted_whole = money()
    contracted = money()
    contracted_basis = models.CharField(max_length=30, choices=AmountBasis, blank=True)
    paid_whole = money()
    paid = money()
    payments_unconverted = models.PositiveIntegerField(
        default=0, help_text="Payments in another currency, not in paid."
    )
    eu_contribution = money()
    total_cost = money()
    sectors = ArrayField(models.CharField(max_length=20), default=list, help_text="In the order of the parts.")
    sector_share = ArrayField(share(), default=list, help_text="Of each of the sectors.")
    sector_contracted = ArrayField(money(), default=list, help_text="Of each of the sectors.")
    sector_paid = ArrayField(money(), default=list, help_text="Of each of the sectors.")
    sectors_confirmed = models.BooleanField(default=False)
    source_identifier = models.CharField(max_length=250, blank=True)
    search = models.TextField(help_text="Title, summary, recipients, programme and contract number, folded.")

    objects = GrantQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["-contracted", "public_id"]
        indexes = [
            *sort_indexes(GRANT_ORDERS, "grant"),
            search_index("grant_search"),
            Index("programme", name="grant_of_programme", condition=_CURRENT),  # the filter; sums of each programme
            GinIndex(fields=["recipient_countries"], name="grant_in_country", condition=_CURRENT),  # the filter
            # What people combine most: a year has tens of thousands of rows, and each is a page of the table to read.
            Index("year", "instrument", "status", name="grant_combined", condition=_CURRENT),
            # What filters can't test is counted beside them, and pools are few.
            Index("row_kind", name="grant_unnamed", condition=_CURRENT & ~Q(row_kind=RowKind.NAMED)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_named(self) -> bool:
        """Whether it is shown in full; else neither names nor dates of its own are."""
        return self.row_kind == RowKind.NAMED

    @property
    def is_pool(self) -> bool:
        """Whether it stands for several grants."""
        return self.row_kind == RowKind.POOL

    @property
    def sealed_count(self) -> int:
        """How many grants a pool was sealed with."""
        return self.grants_count + self.listed_count


class PublishedGrantSector(models.Model):
    """A grant's part in one sector; the parts of a grant add up to its amounts to the cent."""

    grant = models.ForeignKey(PublishedGrant, on_delete=models.CASCADE, related_name="parts")
    sector = models.CharField(max_length=20, choices=Sector)
    share = share()
    contracted = money()
    paid = money()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_sector_display()


class PublishedGrantRole(models.Model):
    """What a named organisation is to a grant; the organisation by its public id."""

    grant = models.ForeignKey(PublishedGrant, on_delete=models.CASCADE, related_name="roles")
    organisation = models.CharField(max_length=120, db_index=True)  # the filter by organisation
    name = models.CharField(max_length=250)
    country = models.CharField(max_length=2, blank=True)
    role = models.CharField(max_length=30, choices=OrganisationRole)
    is_lead = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PublishedTransaction(Published):
    """A movement of money of a published grant, or of a programme itself: then `grant` is empty."""

    grant = models.CharField(max_length=120, blank=True, db_index=True)  # a grant's page lists its own
    programme = models.CharField(max_length=120, blank=True, help_text="The grant's, or the one that moves money.")
    title = models.CharField(max_length=500, help_text="Title of the grant or programme.")
    kind = models.CharField(max_length=2, choices=TransactionKind)
    date = models.DateField()
    amount_whole = money()
    amount = money()
    currency = models.CharField(max_length=3)
    amount_in_currency = models.DecimalField(max_digits=17, decimal_places=2)
    receiver = models.CharField(max_length=250, blank=True)
    receiver_id = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    instrument = models.CharField(max_length=50, blank=True)
    sectors = ArrayField(models.CharField(max_length=20), default=list, help_text="In the order of the parts.")
    search = models.TextField()

    objects = TransactionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["-date", "public_id"]
        indexes = [
            *sort_indexes(TRANSACTION_ORDERS, "transaction"),
            search_index("transaction_search"),
            Index("programme", name="transaction_of_programme", condition=_CURRENT),  # the filter
            Index("receiver_id", name="transaction_to", condition=~Q(receiver_id="")),  # protecting finds what names it
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"


class PublishedTransactionSector(models.Model):
    """A transaction's part in one sector, by the shares of its grant; the parts add up to its amount."""

    transaction = models.ForeignKey(PublishedTransaction, on_delete=models.CASCADE, related_name="parts")
    sector = models.CharField(max_length=20, choices=Sector)
    amount = money()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_sector_display()


class PublishedOrganisation(Published):
    """An organisation with a role in a published grant."""

    name = models.CharField(max_length=250)
    name_folded = models.CharField(max_length=1000, help_text="Sorting needs no locale.")
    local_name = models.CharField(max_length=250, blank=True)
    kind = models.CharField(max_length=2, choices=OrganisationType, blank=True)
    country = models.CharField(max_length=2, blank=True)
    website = models.CharField(max_length=200, blank=True)
    search = models.TextField()

    objects = OrganisationQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["name_folded", "public_id"]
        indexes = [
            Index("name_folded", "public_id", name="organisation_by_name", condition=_CURRENT),  # the list's order
            search_index("organisation_search"),
        ]

    def __str__(self) -> str:
        return self.name


class PublishedInstrument(Published):
    """An instrument that pays for something published."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    regulation = models.CharField(max_length=200)
    valid_from = models.PositiveSmallIntegerField(null=True)
    valid_to = models.PositiveSmallIntegerField(null=True)

    class Meta(Published.Meta):
        ordering = ["-valid_from", "name"]

    def __str__(self) -> str:
        return self.short_name
