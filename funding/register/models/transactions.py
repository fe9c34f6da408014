"""Dated movements of money, of a grant or of a programme."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from funding.codelists.iati import TransactionKind
from funding.register.models.constraints import amount_field, currency_code, currency_field, number, plausible
from funding.register.models.grants import Grant
from funding.register.models.organisations import Organisation
from funding.register.models.programmes import Programme


class Transaction(models.Model):
    """A movement of one of IATI's kinds; negative amounts are real (de-commitments, recoveries)."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, null=True, blank=True, related_name="transactions")
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="transactions"
    )
    kind = models.CharField(max_length=2, choices=TransactionKind, default=TransactionKind.DISBURSEMENT)
    date = models.DateField(db_index=True)  # the admin's date hierarchy
    amount = amount_field("amount", null=False, blank=False)
    currency = currency_field()
    reference = models.CharField(max_length=250, blank=True, help_text="Not unique: sources repeat it.")
    description = models.TextField(blank=True)
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="received")
    entered_at = models.DateTimeField(auto_now_add=True)
    imported: Any = models.JSONField(encoder=DjangoJSONEncoder, null=True, editable=False)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="transaction_of_one",
                condition=Q(programme__isnull=False, grant__isnull=True)
                | Q(programme__isnull=True, grant__isnull=False),
                violation_error_message="A transaction belongs to a grant or to a programme, not to both or neither.",
            ),
            number("amount"),
            *plausible("date"),
            currency_code(),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date:%Y-%m-%d}"
