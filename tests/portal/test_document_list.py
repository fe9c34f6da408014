"""Documents: factsheets and key documents with kind, date, language and link."""

import pytest

from funding.codelists.disclosure import Level
from funding.codelists.records import DocumentKind
from tests.factories import DocumentFactory, GrantFactory, ProgrammeFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 3


def _page(client):
    return page_of(client.get("/documents/"))


def test_documents_stand_by_kind_factsheets_first_and_the_latest_first(client, publish):
    approved(DocumentFactory(title="Rules", kind=DocumentKind.REGULATION))
    approved(DocumentFactory(title="Old facts", kind=DocumentKind.FACTSHEET, dated="2021-01-01"))
    approved(DocumentFactory(title="New facts", kind=DocumentKind.FACTSHEET, dated="2024-01-01"))
    approved(DocumentFactory(title="Anything", kind=DocumentKind.OTHER))
    publish()
    page = _page(client)
    assert [one.text_content() for one in select(page, "h2")] == ["Factsheets", "Regulation", "Others"]
    assert [one.text_content() for one in select(page, ".t")] == ["New facts", "Old facts", "Rules", "Anything"]


def test_a_document_has_its_language_date_publisher_and_link(client, publish):
    approved(DocumentFactory(title="Факты", language="be", dated="2023-05-01", precision="month"))
    publish()
    row = select(_page(client), "tbody tr")[0]
    link = select(row, "a.t")[0]
    assert (link.get("href"), link.get("hreflang")) == ("https://example.eu/document.pdf", "be")
    cells = [" ".join(one.text_content().split()) for one in select(row, "td")]
    assert cells[1:] == ["European Commission Official", "May 2023", "Belarusian"]


def test_a_language_that_nobody_knows_is_shown_by_its_code(client, publish):
    approved(DocumentFactory(language="xx"))
    publish()
    assert text_of(_page(client), "tbody td:last-child") == "xx"


def test_an_address_that_is_unsafe_to_share_is_text(client, publish):
    approved(DocumentFactory(address="https://belsat.eu/paper.pdf"))
    publish()
    row = select(_page(client), "tbody tr")[0]
    assert not select(row, "a")
    assert "https://belsat.eu/paper.pdf" in row.text_content()


def test_a_document_of_a_programme_leads_there_and_one_of_a_grant_stays_on_its_page(client, publish):
    programme, grant = approved(ProgrammeFactory(title="EU4Culture")), approved(GrantFactory())
    approved(DocumentFactory(title="Of a programme", programme=programme))
    approved(DocumentFactory(title="Of a grant", grant=grant))
    publish()
    page = _page(client)
    assert [one.text_content() for one in select(page, ".t")] == ["Of a programme"]
    assert [one.get("href") for one in select(page, ".row-line a")] == ["/programmes/eu4culture/"]


def test_a_document_of_what_is_not_shown_in_full_is_nowhere(client, publish):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    approved(DocumentFactory(title="Of a grant", grant=grant))
    publish()
    assert "No document has been published yet" in _page(client).text_content()


@pytest.mark.parametrize(("kind", "is_said"), [(DocumentKind.OTHER, True), (DocumentKind.FACTSHEET, False)])
def test_it_says_that_there_is_no_factsheet_and_that_sizes_are_not_known(client, publish, kind, is_said):
    approved(DocumentFactory(kind=kind))
    publish()
    line = text_of(_page(client), ".section-line")
    assert "the size of a file isn’t known here" in line
    assert ("No factsheet is published here yet." in line) == is_said


def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    for _ in range(3):
        approved(DocumentFactory(programme=approved(ProgrammeFactory())))
    publish()
    with django_assert_max_num_queries(CEILING):
        client.get("/documents/")
