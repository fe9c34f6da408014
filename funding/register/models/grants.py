"""Grants (contracts), and what belongs to one: sector shares, roles, amendments."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from funding.codelists.disclosure import Level
from funding.codelists.grants import AmountBasis, ContractType, ManagementMode, RecipientKind, TargetGroup
from funding.codelists.iati import PAID_KINDS, ActivityStatus, OrganisationRole
from funding.codelists.sectors import Sector
from funding.register.models.constraints import (
    FieldCheck,
    amount_field,
    currency_code,
    currency_field,
    number,
    plausible,
    share_field,
)
from funding.register.models.organisations import Organisation
from funding.register.models.programmes import Dated, Instrument, Programme, period_constraints
from funding.register.models.publishable import Publishable, Scoped


class Grant(Publishable, Scoped, Dated):
    """A contract under a programme (IATI hierarchy 2)."""

    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True, help_text="A few sentences for the public.")
    description = models.TextField(blank=True, help_text="As the source has it; published with the grant.")
    contract_number = models.CharField(max_length=100, blank=True, help_text="Such as ENI/2020/420-368.")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    programme_identifier = models.CharField(
        max_length=250,
        blank=True,
        help_text="Identifier of the decision where it isn't in the register yet; an import of it makes the link.",
    )
    instrument = models.ForeignKey(
        Instrument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Only where it differs from the programme's, or the programme is unknown.",
    )
    contract_type = models.CharField(max_length=30, choices=ContractType, blank=True)
    management_mode = models.CharField(max_length=10, choices=ManagementMode, blank=True)
    status = models.CharField(max_length=1, choices=ActivityStatus, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    contracted = amount_field("contracted amount", help_text="As signed, without amendments. Empty means unknown.")
    contracted_basis = models.CharField(max_length=30, choices=AmountBasis, blank=True)
    eu_contribution = amount_field("EU contribution")
    total_cost = amount_field("total cost", help_text="Of the action, with co-financing.")
    currency = currency_field()
    target_groups = ArrayField(models.CharField(max_length=30, choices=TargetGroup), default=list, blank=True)
    passes_money_on = models.BooleanField(
        null=True, blank=True, help_text="Whether the recipient gives parts of the money to third parties."
    )
    recipient_kind = models.CharField(max_length=30, choices=RecipientKind, blank=True)
    sectors_confirmed = models.BooleanField(
        default=False,
        help_text="The shares were read by a person; unconfirmed ones are proposed by DAC code.",
    )
    notes = models.TextField(blank=True, help_text="Internal; never published.")
    shown_as = models.CharField(
        max_length=20,
        choices=Level,
        default=Level.NOT_PUBLISHED,
        editable=False,
        help_text="The most that the public ever saw of it: archives keep that.",
    )
    organisations = models.ManyToManyField(Organisation, through="GrantRole", related_name="grants")

    class Meta:
        ordering = ["-signed_on", "title"]
        constraints = [
            *Publishable.Meta.constraints,
            *Scoped.Meta.constraints,
            *period_constraints(),
            *plausible("signed_on"),
            number("contracted", minimum=0),
            number("eu_contribution", minimum=0),
            number("total_cost", minimum=0),
            currency_code(),
            # Its old row with the name would sit beside the new one without it in every archive.
            models.CheckConstraint(
                name="grant_full_never_withheld",
                condition=~Q(level=Level.RECIPIENT_WITHHELD) | ~Q(shown_as=Level.FULL),
                violation_error_message="It was public with its recipient: it can only be pooled or not published.",
            ),
            # Staff and imports find a contract by its number; entered twice it would be counted twice.
            models.UniqueConstraint(
                fields=["contract_number"],
                name="grant_contract_number_once",
                condition=~Q(contract_number=""),
                violation_error_message="Another grant has this contract number already.",
            ),
        ]
        # Their numbers are protected: each draft reads them.
        indexes = [models.Index(fields=["level"], name="grant_below_full", condition=~Q(level=Level.FULL))]

    def __str__(self) -> str:
        return self.title

    @property
    def contracted_now(self) -> Decimal | None:
        """Give the contracted amount with all amendments; None while the contracted amount is unknown."""
        if self.contracted is None:
            return None
        changes = (amendment.amount_change or Decimal(0) for amendment in self.amendments.all())
        return sum(changes, Decimal(self.contracted))

    @property
    def paid(self) -> Decimal | None:
        """Give the sum of disbursements and expenditure in the grant's currency; None where there are none."""
        payments = [
            movement.amount
            for movement in self.transactions.all()
            if movement.kind in PAID_KINDS and movement.currency == self.currency
        ]
        return sum(payments, Decimal(0)) if payments else None


class GrantSector(models.Model):
    """The part of a grant that goes to one sector. Shares that exist add up to 100 % (a trigger sees to it)."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="sector_shares")
    sector = models.CharField(max_length=20, choices=Sector)
    share = share_field("share, percent")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "sector"],
                name="grantsector_once",
                violation_error_message="This sector stands twice: give it one share.",
            ),
            FieldCheck(
                field="share",
                name="grantsector_share_percent",
                condition=Q(share__gt=0, share__lte=100),
                violation_error_message="A share is above 0 and at most 100 percent.",
            ),
            FieldCheck(
                field="sector",
                name="grantsector_sector_known",
                condition=Q(sector__in=Sector.values),
                violation_error_message="This is not one of the sectors.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sector_display()} {Decimal(self.share).normalize():f} %"


class GrantRole(models.Model):
    """What an organisation is to a grant."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=OrganisationRole, default=OrganisationRole.IMPLEMENTING)
    is_lead = models.BooleanField("lead", default=False)

    class Meta:
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "organisation", "role"],
                name="grantrole_once",
                violation_error_message="This organisation has this role already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class Amendment(models.Model):
    """A signed change of a contract."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    signed_on = models.DateField()
    amount_change = amount_field("change of amount", help_text="Negative where the contract was cut.")
    new_end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="amendment_once",
                violation_error_message="This grant has an amendment with this number already.",
            ),
            number("amount_change"),
            *plausible("signed_on", "new_end"),
        ]

    def __str__(self) -> str:
        return f"Amendment {self.number}"
