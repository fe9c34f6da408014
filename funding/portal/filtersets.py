"""The filters and orders of each list. Parameter names are part of the public addresses: they stay."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from funding.codelists.disclosure import RowKind
from funding.codelists.grants import Reach, RecipientKind
from funding.codelists.iati import ActivityStatus, OrganisationRole, OrganisationType, TransactionKind
from funding.codelists.sectors import Sector
from funding.portal.filtering import AGE, SIZE, PublishedFilterSet, Sort, sort_choices
from funding.portal.filters import (
    AmountFilter,
    DayFilter,
    DayOrYearFilter,
    LinkedFilter,
    ManyFilter,
    OneFilter,
    SeveralFilter,
    WordsFilter,
)
from funding.portal.gaps import AMOUNT_UNKNOWN, GRANT_GAPS, Gap
from funding.publication.cube import grouping_of
from funding.publication.facets import FACETS, Answer, Counts, Question, counted
from funding.publication.models import (
    GrantCell,
    PublishedGrant,
    PublishedGrantRole,
    PublishedGrantSector,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
)
from funding.publication.orders import by_text, by_title
from funding.publication.querysets import POOL, UNKNOWN_YEAR, GrantQuerySet, SectoredQuerySet, count_grants
from funding.publication.sums import GrantTotals

Rows = QuerySet[Any]

ROW_KINDS = [
    (RowKind.NAMED.value, "Shown in full"),
    (RowKind.WITHHELD.value, "Not named, one grant a row"),
    (RowKind.POOL.value, "Not named, several grants together"),
]


def _in_sectors(rows: SectoredQuerySet, _name: str, sectors: list[str]) -> Rows:
    return rows.in_sectors(sectors)


def _in_years(rows: GrantQuerySet, _name: str, years: list[str]) -> Rows:
    known = [int(year) for year in years if year != UNKNOWN_YEAR]
    return rows.in_years(known, unknown=UNKNOWN_YEAR in years)


def _from(rows: Rows, _name: str, least: Decimal) -> Rows:
    return rows.filter(~POOL, contracted__gte=least)


def _up_to(rows: Rows, _name: str, most: Decimal) -> Rows:
    return rows.filter(~POOL, contracted__lte=most)


def _running_at(rows: GrantQuerySet, _name: str, when: date | int) -> Rows:
    return rows.running_in(when) if isinstance(when, int) else rows.running_on(when)


def _paid_in(rows: GrantQuerySet, _name: str, years: list[str]) -> Rows:
    return rows.paid_in([int(year) for year in years], PublishedTransaction.objects.all())


def _with_organisation(rows: GrantQuerySet, _name: str, public_ids: list[str]) -> Rows:
    return rows.with_organisation(public_ids)


class GrantFilterSet(PublishedFilterSet):
    """Grants; under a sector filter amounts are the parts in the chosen sectors."""

    facets = {
        "programme": "programme",
        "instrument": "instrument",
        "organisation": "organisation",
        "country": "recipient_country",
        "year": "contracted_year",
        "paid_year": "paid_year",
    }
    sorts = {
        "title": Sort("Grant", by_title()),
        "recipient": Sort("Recipient", by_text("recipient")),
        "programme": Sort("Programme", by_text("programme_title")),
        "year": Sort("Year", "year", AGE, "-"),
        "starts_on": Sort("Start", "starts_on", AGE, "-"),
        "contracted": Sort("Contracted", "contracted_in_filter", SIZE, "-"),
        "paid": Sort("Paid", "paid_in_filter", SIZE, "-"),
    }
    default_sort = "-contracted"
    gaps = GRANT_GAPS
    size = count_grants()
    # A pool without a sector has no part inside a sector filter: all of it is what can't be divided.
    measure = Coalesce("contracted_in_filter", "contracted")

    q = WordsFilter()
    sector = SeveralFilter(label="Sector", method=_in_sectors, choices=Sector.choices)
    year = SeveralFilter(
        label="Year contracted",
        method=_in_years,
        help_text="Year contracted: the year of signature, else of the first commitment, else of the start; "
        "“unknown” where no date is known.",
    )
    running = DayOrYearFilter(
        label="Running",
        method=_running_at,
        help_text="Running: started by that day and not ended before it; for a year, running on some day of it.",
    )
    paid_year = SeveralFilter(
        label="Paid in",
        method=_paid_in,
        help_text="Paid in: grants with a payment in that year. The sums are those of the whole grants, "
        "not of that year alone.",
    )
    instrument = SeveralFilter("instrument", "in", label="Instrument")
    status = SeveralFilter("status", "in", label="Status", choices=ActivityStatus.choices)
    programme = ManyFilter("programme", "in", label="Programme")
    organisation = LinkedFilter(label="Organisation", method=_with_organisation)
    country = ManyFilter("recipient_countries", "overlap", label="Recipient's country")
    recipient_kind = SeveralFilter("recipient_kind", "in", label="Kind of recipient", choices=RecipientKind.choices)
    row_kind = SeveralFilter("row_kind", "in", label="Recipient", choices=ROW_KINDS)
    amount_min = AmountFilter(label="Contracted from, EUR", method=_from)
    amount_max = AmountFilter(label="Contracted to, EUR", method=_up_to)
    sort = OneFilter(label="Order", method="keep", choices=sort_choices(sorts, default=default_sort))

    class Meta(PublishedFilterSet.Meta):
        model = PublishedGrant
        fields: Collection[str] = []

    def annotated(self, rows: Rows, values: Mapping[str, Any]) -> Rows:
        """Add the parts inside the sector filter."""
        return rows.with_amounts_in(values.get("sector") or [])  # type: ignore[attr-defined,no-any-return] # a GrantQuerySet

    def summed(self, names: Collection[str]) -> Rows:
        """Give the smallest grouping of the aggregates that holds all that filters or facets ask; else the grants."""
        grouping = _grouping(names)
        return GrantCell.objects.of(grouping) if grouping else self._start()

    def totals(self) -> GrantTotals:
        """Sum over the filters."""
        if self._answer.totals:
            return self._answer.totals
        rows = self.kept(self.summed(self.active), self.active)
        return self.annotated(rows, self.form.cleaned_data).totals()  # type: ignore[attr-defined,no-any-return] # a GrantQuerySet

    def counts(self) -> Counts:
        """Count the grants beside each value of each facet, as they are without that facet's own filter."""
        return self._answer.counts

    @cached_property
    def _answer(self) -> Answer:
        """Count; and where no aggregates hold the totals, sum in the same pass over the rows."""
        together: dict[tuple[str | None, tuple[str, ...]], list[str]] = {}
        for name in FACETS:
            others = tuple(one for one in self.active if one != name)
            together.setdefault((_grouping({*others, name}), others), []).append(name)
        return counted([self._question(others, facets) for (_, others), facets in together.items()])

    def _question(self, others: Sequence[str], facets: Sequence[str]) -> Question:
        rows: Any = self.kept(self.summed({*others, facets[0]}), others)
        has_sums = [*others] == self.active and not _grouping(others)
        whole: Any = self.annotated(PublishedGrant.objects.all(), self.form.cleaned_data) if has_sums else None
        return Question(rows, facets, whole)


def _grouping(names: Collection[str]) -> str | None:
    if not {*names} <= {*FACETS}:
        return None
    return grouping_of({column for name in names for column in FACETS[name].columns})


class ProgrammeFilterSet(PublishedFilterSet):
    """Programmes; a sector here is one that the programme names, without a share of its money."""

    facets = {"instrument": "instrument"}
    sorts = {
        "title": Sort("Programme", by_title()),
        "instrument": Sort("Instrument", by_text("instrument_name")),
        "decided_on": Sort("Decided on", "decided_on", AGE, "-"),
        "decided": Sort("Decided", "decided", SIZE, "-"),
        "contracted": Sort("Contracted", "contracted", SIZE, "-"),
        "paid": Sort("Paid", "paid", SIZE, "-"),
    }
    default_sort = "-decided"
    measure = F("decided")
    gaps: ClassVar[Mapping[str, tuple[Gap, ...]]] = {
        "sector": (Gap(Q(sectors=[]), "no sector is named"),),
        "instrument": (Gap(Q(instrument=""), "the instrument isn’t known"),),
        "status": (Gap(Q(status=""), "the status isn’t known"),),
    }

    q = WordsFilter()
    sector = SeveralFilter(
        "sectors",
        "overlap",
        label="Sector",
        choices=Sector.choices,
        help_text="Sector: programmes that name it. Their amounts are whole: how much of them goes to a sector "
        "is known of their grants only.",
    )
    instrument = SeveralFilter("instrument", "in", label="Instrument")
    status = SeveralFilter("status", "in", label="Status", choices=ActivityStatus.choices)
    reach = SeveralFilter("reach", "in", label="Reach", choices=Reach.choices)
    sort = OneFilter(label="Order", method="keep", choices=sort_choices(sorts, default=default_sort))

    class Meta(PublishedFilterSet.Meta):
        model = PublishedProgramme
        fields: Collection[str] = []

    def annotated(self, rows: Rows, values: Mapping[str, Any]) -> Rows:  # noqa: ARG002 -- the same for all
        """Add what the programme's published grants are contracted for and were paid."""
        return rows.with_grants(PublishedGrant.objects.current())  # type: ignore[attr-defined,no-any-return] # a ProgrammeQuerySet


class OrganisationFilterSet(PublishedFilterSet):
    """Named organisations; role and sector are asked of the same grant."""

    facets = {"country": "organisation_country"}
    sorts = {
        "name": Sort("Organisation", "name_folded"),
        "country": Sort("Country", by_text("country")),
        "grants": Sort("Grants", "grants", SIZE, "-"),
    }
    default_sort = "name"
    gaps: ClassVar[Mapping[str, tuple[Gap, ...]]] = {
        "country": (Gap(Q(country=""), "the country isn’t known"),),
        "kind": (Gap(Q(kind=""), "the kind isn’t known"),),
    }

    q = WordsFilter()
    role = SeveralFilter(label="Role", method="keep", choices=OrganisationRole.choices)
    sector = SeveralFilter(
        label="Sector",
        method="keep",
        choices=Sector.choices,
        help_text="Sector: organisations with a role in a grant that has a part in the sector; "
        "under “Grants” those are counted.",
    )
    kind = SeveralFilter("kind", "in", label="Kind", choices=OrganisationType.choices)
    country = ManyFilter("country", "in", label="Country")
    sort = OneFilter(label="Order", method="keep", choices=sort_choices(sorts, default=default_sort))

    class Meta(PublishedFilterSet.Meta):
        model = PublishedOrganisation
        fields: Collection[str] = []

    def annotated(self, rows: Rows, values: Mapping[str, Any]) -> Rows:
        """Count the grants with the chosen role and sector, and keep the organisations that have one."""
        roles = PublishedGrantRole.objects.filter(grant__to_release__isnull=True)
        if values.get("role"):
            roles = roles.filter(role__in=values["role"])
        if values.get("sector"):
            parts = PublishedGrantSector.objects.filter(grant=OuterRef("grant"), sector__in=values["sector"])
            roles = roles.filter(Exists(parts))
        counted: Rows = rows.with_grants(roles)  # type: ignore[attr-defined] # an OrganisationQuerySet
        return counted.filter(grants__gt=0) if values.get("role") or values.get("sector") else counted


class TransactionFilterSet(PublishedFilterSet):
    """Transactions of grants and of programmes."""

    facets = {"grant": "grant", "programme": "programme", "instrument": "instrument", "year": "transaction_year"}
    sorts = {
        "date": Sort("Date", "date", AGE, "-"),
        "title": Sort("Grant or programme", by_title()),
        "receiver": Sort("Receiver", by_text("receiver")),
        "amount": Sort("Amount", "amount_in_filter", SIZE, "-"),
    }
    default_sort = "-date"
    gaps: ClassVar[Mapping[str, tuple[Gap, ...]]] = {
        "sector": (Gap(Q(grant=""), "they are a programme's own, whose money isn’t divided by sector"),),
        "programme": (Gap(Q(programme=""), "the programme isn’t known or not public"),),
        "instrument": (Gap(Q(instrument=""), "the instrument isn’t known"),),
        "amount_min": (Gap(Q(amount__isnull=True), AMOUNT_UNKNOWN),),
        "amount_max": (Gap(Q(amount__isnull=True), AMOUNT_UNKNOWN),),
    }

    q = WordsFilter()
    kind = SeveralFilter("kind", "in", label="Kind", choices=TransactionKind.choices)
    sector = SeveralFilter(label="Sector", method=_in_sectors, choices=Sector.choices)
    year = SeveralFilter("date__year", "in", label="Year", help_text="Year: that of the transaction's own date.")
    instrument = SeveralFilter("instrument", "in", label="Instrument")
    programme = ManyFilter(
        "programme",
        "in",
        label="Programme",
        help_text="Programme: its own transactions and those of its grants.",
    )
    grant = LinkedFilter("grant", "in", label="Grant")
    amount_min = AmountFilter("amount", "gte", label="Amount from, EUR")
    amount_max = AmountFilter("amount", "lte", label="Amount to, EUR")
    date_from = DayFilter("date", "gte", label="From")
    date_to = DayFilter("date", "lte", label="To")
    sort = OneFilter(label="Order", method="keep", choices=sort_choices(sorts, default=default_sort))

    class Meta(PublishedFilterSet.Meta):
        model = PublishedTransaction
        fields: Collection[str] = []

    def annotated(self, rows: Rows, values: Mapping[str, Any]) -> Rows:
        """Add the parts inside the sector filter."""
        return rows.with_amounts_in(values.get("sector") or [])  # type: ignore[attr-defined,no-any-return] # a TransactionQuerySet
