"""The list of programmes as a page."""

from funding.portal.filtersets import ProgrammeFilterSet
from funding.portal.tables import ProgrammeTable
from funding.portal.totals import programme_totals
from funding.portal.views.lists import PublishedListView


class ProgrammeListView(PublishedListView):
    """What was decided, contracted and paid by programme."""

    noun = "programmes"
    filterset_class = ProgrammeFilterSet
    table_class = ProgrammeTable
    totals_of = programme_totals
    template_name = "funding/programme_list.html"
