"""Factsheets and key documents, by link."""

from typing import Any

from funding.codelists.records import DocumentKind
from funding.portal.views.page import Page
from funding.publication import summaries


class DocumentListView(Page):
    """Which documents there are to read."""

    template_name = "funding/document_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the documents by kind, factsheets first, and which kinds there are none of."""
        documents = summaries.key_documents()
        groups = [(kind, [one for one in documents if one.kind == kind]) for kind in DocumentKind]
        return super().get_context_data(**kwargs) | {
            "groups": [(kind, own) for kind, own in groups if own],
            "has_factsheets": any(one.kind == DocumentKind.FACTSHEET for one in documents),
        }
