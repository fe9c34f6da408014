"""The list of organisations and its files."""

from funding.portal.exports.columns import ORGANISATION_COLUMNS
from funding.portal.filtersets import OrganisationFilterSet
from funding.portal.tables import OrganisationTable
from funding.portal.totals import organisation_totals
from funding.portal.views.downloads import DownloadView
from funding.portal.views.lists import PublishedListView


class OrganisationListView(PublishedListView):
    """Who has a role in a grant."""

    noun = "organisations"
    filterset_class = OrganisationFilterSet
    table_class = OrganisationTable
    totals_of = organisation_totals
    template_name = "funding/organisation_list.html"


class OrganisationDownloadView(DownloadView):
    """The organisations of the filter as a file."""

    noun = "organisations"
    filterset_class = OrganisationFilterSet
    columns = ORGANISATION_COLUMNS
