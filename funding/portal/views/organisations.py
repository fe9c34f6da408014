"""The list of organisations as a page."""

from funding.portal.filtersets import OrganisationFilterSet
from funding.portal.tables import OrganisationTable
from funding.portal.totals import organisation_totals
from funding.portal.views.lists import PublishedListView


class OrganisationListView(PublishedListView):
    """Who has a role in a grant."""

    noun = "organisations"
    filterset_class = OrganisationFilterSet
    table_class = OrganisationTable
    totals_of = organisation_totals
    template_name = "funding/organisation_list.html"
