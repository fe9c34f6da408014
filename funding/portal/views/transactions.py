"""The list of transactions and its files."""

from funding.portal.exports.columns import TRANSACTION_COLUMNS
from funding.portal.filtersets import TransactionFilterSet
from funding.portal.tables import TransactionTable
from funding.portal.totals import transaction_totals
from funding.portal.views.downloads import DownloadView
from funding.portal.views.lists import PublishedListView


class TransactionListView(PublishedListView):
    """What was paid, committed or received, and when."""

    noun = "transactions"
    filterset_class = TransactionFilterSet
    table_class = TransactionTable
    totals_of = transaction_totals
    template_name = "funding/transaction_list.html"


class TransactionDownloadView(DownloadView):
    """The transactions of the filter as a file."""

    noun = "transactions"
    filterset_class = TransactionFilterSet
    columns = TRANSACTION_COLUMNS
