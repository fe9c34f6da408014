"""/organisations/: who has which role, in how many grants."""

import pytest

from funding.codelists.iati import OrganisationRole
from funding.codelists.sectors import Sector
from funding.register.models import GrantRole
from tests.factories import GrantFactory, OrganisationFactory, approved
from tests.portal.reading import fetched

pytestmark = pytest.mark.django_db


def test_organisations_stand_by_name_with_the_number_of_their_grants(client, publish):
    busy = OrganisationFactory(name="Źródło", country="PL", kind="22")
    for _ in range(2):
        approved(GrantFactory(implementer=busy))
    approved(GrantFactory(implementer=OrganisationFactory(name="Atelier")))
    publish()
    page = fetched(client, "/organisations/")
    assert page.titles == ["Atelier", "Źródło"]
    assert page.cells("Grants") == ["1", "2"]
    assert page.cells("Country")[1] + ", " + page.cells("Kind")[1] == "Poland, National NGO"


def test_role_and_sector_are_asked_of_the_same_grant(client, publish):
    both = OrganisationFactory(name="Both")
    approved(GrantFactory(implementer=both, sectors={Sector.CULTURE: 100}))
    other = GrantFactory(implementer=OrganisationFactory(name="Lead"), sectors={Sector.EDUCATION: 100})
    GrantRole.objects.create(grant=other, organisation=both, role=OrganisationRole.FUNDING)
    approved(other)
    publish()
    assert fetched(client, "/organisations/?role=4&sector=education").titles == ["Lead"]
    assert fetched(client, "/organisations/?role=1&sector=education").titles == ["Both"]
    assert fetched(client, "/organisations/?role=1&sector=culture").count == 0


def test_each_filter_keeps_its_own(client, publish):
    approved(GrantFactory(implementer=OrganisationFactory(name="Kept", country="PL", kind="22")))
    approved(GrantFactory(implementer=OrganisationFactory(name="Other", country="", kind=""), sectors={"other": 100}))
    publish()
    for query in ("q=kept", "country=PL", "kind=22", "sector=culture"):
        assert fetched(client, f"/organisations/?{query}").titles == ["Kept"], query
    assert any("country isn’t known" in note for note in fetched(client, "/organisations/?country=PL").notes)
