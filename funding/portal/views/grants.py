"""The list of grants and its files."""

from funding.portal.exports.columns import GRANT_COLUMNS
from funding.portal.filtersets import GrantFilterSet
from funding.portal.tables import GrantTable
from funding.portal.totals import grant_totals
from funding.portal.views.downloads import DownloadView
from funding.portal.views.lists import PublishedListView


class GrantListView(PublishedListView):
    """Which grants there are."""

    noun = "grants"
    filterset_class = GrantFilterSet
    table_class = GrantTable
    totals_of = grant_totals
    template_name = "funding/grant_list.html"


class GrantDownloadView(DownloadView):
    """The grants of the filter as a file."""

    noun = "grants"
    filterset_class = GrantFilterSet
    columns = GRANT_COLUMNS
