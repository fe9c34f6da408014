"""Who is protected costs a record no more than what names them."""

import pytest

from funding.codelists.iati import OrganisationRole
from funding.publication.models import (
    PublishedGrant,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
)
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, ProgrammeFactory, approved

pytestmark = pytest.mark.django_db


def test_a_programme_loses_payments_to_who_is_protected_and_stays(publish):
    programme = PaymentFactory(grant=None, programme=ProgrammeFactory()).programme
    PaymentFactory(grant=None, programme=programme, receiver=OrganisationFactory(cleared=False))
    approved(programme)
    publish()
    assert PublishedProgramme.objects.get().title == programme.title
    assert PublishedTransaction.objects.get().receiver == ""


def test_whom_a_recipient_supports_keeps_its_grant_from_nothing_and_is_not_named(publish):
    grant, helped = GrantFactory(), OrganisationFactory(cleared=False)
    grant.roles.create(organisation=helped, role=OrganisationRole.SUPPORTED_THIRD_PARTY)
    approved(grant)
    publish()
    named = [role.organisation for role in PublishedGrant.objects.get().roles.all()]
    assert named == [PublishedOrganisation.objects.get().public_id]
