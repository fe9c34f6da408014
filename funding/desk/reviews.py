"""What is to be looked at again, and which protected organisations are to be looked at for the first time."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from funding.codelists.disclosure import Level, Outcome
from funding.codelists.iati import CONTRACT_ROLES
from funding.register.models import Approval, Grant, GrantRole, Organisation, Transaction
from funding.register.snapshots import PUBLISHABLE


@dataclass(frozen=True)
class Due:
    """How much is to be looked at."""

    approvals: int
    clearances: int
    organisations: int

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.approvals or self.clearances or self.organisations)


def due() -> Due:
    """Count it."""
    return Due(
        approvals_due().count(),
        Organisation.objects.filter(is_clearance_due()).count(),
        to_review(Organisation.objects.all()).count(),
    )


def approvals_due() -> QuerySet[Approval]:
    """Give decisions that hold and whose review date has come."""
    holding = Q()
    for model in PUBLISHABLE:
        holding |= Q(pk__in=model._base_manager.filter(approval__isnull=False).values("approval"))
    return Approval.objects.filter(holding, review_on__lte=localdate())


def is_clearance_due() -> Q:
    """Keep organisations that may be named until a day that has come."""
    return Q(clearance__review_on__lte=localdate())


def with_places(organisations: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate `places`: in how many grants an organisation would be named that are decided on, or wait to be."""
    roles = GrantRole.objects.filter(organisation=OuterRef("pk"), role__in=CONTRACT_ROLES, grant__in=_grants_in_view())
    count = roles.order_by().values("organisation").annotate(count=Count("grant", distinct=True)).values("count")
    annotated: QuerySet[Any] = organisations.annotate(places=Coalesce(Subquery(count, output_field=IntegerField()), 0))
    return annotated


def to_review(organisations: QuerySet[Any]) -> QuerySet[Any]:
    """Keep protected organisations that somebody has to look at: those in grants that are decided on, or wait to be."""
    roles = GrantRole.objects.filter(organisation=OuterRef("pk"), role__in=CONTRACT_ROLES, grant__in=_grants_in_view())
    payments = Transaction.objects.filter(receiver=OuterRef("pk"), grant__in=_grants_in_view())
    kept: QuerySet[Any] = organisations.filter(Exists(roles) | Exists(payments), clearance__isnull=True)
    return kept


def _grants_in_view() -> QuerySet[Any]:
    waiting = Approval.objects.filter(subject="grant", outcome=Outcome.WAITING).values("subject_id")
    return Grant.objects.filter(~Q(level=Level.NOT_PUBLISHED) | Q(pk__in=waiting)).order_by().values("pk")
