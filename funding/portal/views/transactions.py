"""The list of transactions as a page."""

from funding.portal.filtersets import TransactionFilterSet
from funding.portal.tables import TransactionTable
from funding.portal.totals import transaction_totals
from funding.portal.views.lists import PublishedListView


class TransactionListView(PublishedListView):
    """What was paid, committed or received, and when."""

    noun = "transactions"
    filterset_class = TransactionFilterSet
    table_class = TransactionTable
    totals_of = transaction_totals
    template_name = "funding/transaction_list.html"
