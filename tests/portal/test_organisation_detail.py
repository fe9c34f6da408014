"""The page of an organisation."""

import pytest

from funding.codelists.iati import OrganisationRole
from funding.publication.models import PublishedOrganisation
from funding.register.models import GrantRole
from tests.factories import GrantFactory, OrganisationFactory, approved
from tests.portal.selecting import page_of, select, text_of

pytestmark = pytest.mark.django_db
CEILING = 4


def _address(name):
    return f"/organisations/{PublishedOrganisation.objects.get(name=name).public_id}/"


def test_grants_stand_under_the_role_the_organisation_has_in_them(client, publish):
    organisation = OrganisationFactory(name="Northern Stage")
    other = GrantFactory()
    GrantRole.objects.create(grant=other, organisation=organisation, role=OrganisationRole.EXTENDING)
    for grant in (GrantFactory(implementer=organisation, title="Theatre in exile"), other):
        approved(grant)
    publish()
    sections = select(page_of(client.get(_address("Northern Stage"))), "section")
    assert [text_of(one, "h2") for one in sections] == ["Implementing", "Extending"]
    assert text_of(sections[0], "td a.t") == "Theatre in exile"


def test_a_website_whose_sharing_is_punished_is_text(client, publish):
    approved(GrantFactory(implementer=OrganisationFactory(name="X", website="https://charter97.org/")))
    publish()
    page = page_of(client.get(_address("X")))
    assert "https://charter97.org/" in page.text_content()
    assert not [link for link in select(page, "a") if "charter97" in link.get("href")]


def test_an_unknown_organisation_is_a_404(client):
    assert client.get("/organisations/0123456789abcdef/").status_code == 404


def test_the_page_asks_no_more_queries_than_its_ceiling(client, publish, django_assert_max_num_queries):
    organisation = OrganisationFactory(name="X")
    for _ in range(3):
        approved(GrantFactory(implementer=organisation))
    publish()
    address = _address("X")
    with django_assert_max_num_queries(CEILING):
        client.get(address)
