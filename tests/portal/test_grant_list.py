"""/grants/: rows, parts and wholes, totals, order, pages, chips."""

from decimal import Decimal

import lxml.html
import pytest

from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, ProgrammeFactory, approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """Fetch a list and give it parsed."""

    def fetch(address, status=200):
        response = client.get(address)
        assert response.status_code == status, response.content.decode()[:2000]
        return lxml.html.fromstring(response.content.decode())

    return fetch


def cells(tree, label):
    return [" ".join(cell.text_content().split()) for cell in tree.cssselect(f'td[data-label="{label}"]')]


def titles(tree):
    return [cell.text_content() for cell in tree.cssselect("td .t")]


def figures(tree):
    return {
        div.cssselect(".eyebrow")[0].text: div.cssselect(".figure")[0].text_content().strip()
        for div in tree.cssselect(".totals > div")
    }


def test_a_grant_stands_in_the_list_with_its_recipient_year_and_amounts(page, publish):
    grant = GrantFactory(implementer=OrganisationFactory(name="Northern Stage"), contracted=Decimal(1000000))
    PaymentFactory(grant=grant, amount=Decimal(400000))
    approved(grant)
    publish()
    tree = page("/grants/")
    assert titles(tree) == [grant.title]
    assert cells(tree, "Recipient") == ["Northern Stage Lithuania"]
    assert (cells(tree, "Year"), cells(tree, "Contracted"), cells(tree, "Paid")) == (
        ["2023"],
        ["€ 1 million"],
        ["€ 400,000"],
    )


def test_under_a_sector_filter_rows_show_the_part_and_the_whole_and_totals_add_the_parts(page, publish):
    approved(GrantFactory(contracted=Decimal(1000000), sectors={Sector.CULTURE: 40, Sector.EDUCATION: 60}))
    approved(GrantFactory(contracted=Decimal(500000), sectors={Sector.EDUCATION: 100}))
    publish()
    tree = page("/grants/?sector=culture")
    assert cells(tree, "Contracted") == ["€ 0.4 of 1.0 million"]
    assert figures(tree)["Contracted, these sectors' part"] == "€ 400,000"
    assert figures(page("/grants/?sector=culture&sector=education"))["Grants"] == "2"
