"""The list of grants as a page."""

from funding.portal.filtersets import GrantFilterSet
from funding.portal.tables import GrantTable
from funding.portal.totals import grant_totals
from funding.portal.views.lists import PublishedListView


class GrantListView(PublishedListView):
    """Which grants there are."""

    noun = "grants"
    filterset_class = GrantFilterSet
    table_class = GrantTable
    totals_of = grant_totals
    template_name = "funding/grant_list.html"
