"""Pages of one record: a grant, a programme, an organisation. What isn't public (any more) is a 404 in words."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from funding.codelists.disclosure import POOL_SENTENCES, UNNAMED, WITHHELD_SENTENCES
from funding.money import percent
from funding.portal import charts
from funding.portal.views.page import Page
from funding.publication import summaries
from funding.publication.models import (
    PublishedDocument,
    PublishedGrant,
    PublishedGrantRole,
    PublishedGrantSector,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
)
from funding.publication.querysets import GrantQuerySet

SHOWN_GRANTS = 25
SHOWN_TRANSACTIONS = 200


class GrantDetailView(Page):
    """One row of the list of grants: a grant with all that hangs on it, or what is shown without a recipient."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- Django's own signature
        """Find the row."""
        self.record = get_object_or_404(PublishedGrant.objects.current(), public_id=self.kwargs["public_id"])
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Draw what isn't named on a page of its own, which has no place for what isn't shown."""
        return ["funding/grant_detail.html" if self.record.is_named else "funding/unnamed_detail.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add what hangs on the row."""
        own = hanging_on(self.record) if self.record.is_named else fixed_sentences(self.record)
        parts = list(self.record.parts.all())
        return (
            super().get_context_data(**kwargs) | {"record": self.record, "parts": parts, "strip": strip_of(parts)} | own
        )


def hanging_on(grant: PublishedGrant) -> dict[str, Any]:
    """Give roles, transactions and documents of a grant, and its two rates in percent."""
    return {
        "roles": list(grant.roles.all()),
        "transactions": latest_transactions(grant=grant.public_id),
        "documents": list(PublishedDocument.objects.filter(to_release=None, grant=grant.public_id)),
        "paid_percent": percent_paid(grant),
        "financed_percent": percent(grant.eu_contribution, grant.total_cost),
    }


def fixed_sentences(row: PublishedGrant) -> dict[str, Any]:
    """Give what is said of every row without a named recipient, and of every one of its kind."""
    return {"unnamed": UNNAMED, "sentences": POOL_SENTENCES if row.is_pool else WITHHELD_SENTENCES}


class ProgrammeDetailView(Page):
    """One programme: what was decided, what was contracted under it, what was paid."""

    template_name = "funding/programme_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the sums over its grants, the largest of them, its own transactions and documents."""
        programme = get_object_or_404(PublishedProgramme.objects.current(), public_id=self.kwargs["public_id"])
        slug = programme.public_id
        grants = summaries.grants_under(slug)
        totals = summaries.totals_under(slug)
        return super().get_context_data(**kwargs) | {
            "record": programme,
            "totals": totals,
            "pooled": summaries.unnamed().pooled,
            "scales": charts.scaled([programme.decided, totals.contracted, totals.paid]),
            "paid_percent": percent(totals.paid, totals.contracted),
            "grants": largest(grants),
            "transactions": latest_transactions(programme=slug, grant=""),
            "documents": list(PublishedDocument.objects.filter(to_release=None, programme=slug)),
        }


class OrganisationDetailView(Page):
    """One organisation: what it is to which grants."""

    template_name = "funding/organisation_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add its grants under each of its roles, recipients' roles first."""
        organisation = get_object_or_404(PublishedOrganisation.objects.current(), public_id=self.kwargs["public_id"])
        roles = (
            PublishedGrantRole.objects.filter(organisation=organisation.public_id, grant__to_release__isnull=True)
            .select_related("grant")
            .order_by("-role", "-grant__contracted", "grant__public_id")
        )
        by_role = [(name, list(same)) for name, same in groupby(roles, PublishedGrantRole.get_role_display)]
        return super().get_context_data(**kwargs) | {"record": organisation, "by_role": by_role}


def largest(grants: GrantQuerySet) -> list[PublishedGrant]:
    """Give the first page of grants, the largest first and those of unknown amount last."""
    return list(grants.order_by(F("contracted").desc(nulls_last=True), "public_id")[:SHOWN_GRANTS])


def latest_transactions(**owner: str) -> list[PublishedTransaction]:
    """Give the latest transactions of a grant or a programme; each knows `of_all`, how many there are."""
    own = PublishedTransaction.objects.current().filter(**owner)
    return list(own.annotate(of_all=Window(Count("pk")))[:SHOWN_TRANSACTIONS])


def percent_paid(grant: PublishedGrant) -> Decimal | None:
    """Give what was paid in percent of the contract; None also where some of it isn't known in EUR."""
    return None if grant.payments_unconverted else percent(grant.paid_whole, grant.contracted_whole)


def strip_of(parts: list[PublishedGrantSector]) -> list[charts.Segment]:
    """Draw a grant's sectors as one bar, by their shares."""
    return charts.strip([(part.sector, part.share or Decimal(0)) for part in parts])
