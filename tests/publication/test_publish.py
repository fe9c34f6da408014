"""Publishing: what approval freezes, a release shows."""

from decimal import Decimal

import pytest

from funding.codelists.sectors import Sector
from funding.publication.models import (
    PublishedGrant,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
    Release,
)
from tests.factories import GrantFactory, PaymentFactory, approved

pytestmark = pytest.mark.django_db


def test_an_approved_grant_is_published_with_its_programme_parts_and_payments(publish):
    grant = GrantFactory(sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40})
    PaymentFactory(grant=grant, amount=Decimal("40000.01"))
    approved(grant)
    publish()
    row = PublishedGrant.objects.get()
    assert (row.contracted, row.paid) == (Decimal("100000.00"), Decimal("40000.01"))
    assert [part.paid for part in row.parts.all()] == [Decimal("24000.01"), Decimal("16000.00")]
    assert row.programme == PublishedProgramme.objects.get().public_id
    assert PublishedTransaction.objects.get().grant == row.public_id
    assert row.recipient == PublishedOrganisation.objects.get().name


def test_what_was_not_approved_is_nowhere(publish):
    GrantFactory()
    approved(GrantFactory())
    publish()
    assert PublishedGrant.objects.count() == 1


def test_publishing_twice_makes_no_second_release(publish):
    approved(GrantFactory())
    publish()
    assert publish().release is None
    assert Release.objects.count() == 1


def test_an_edited_grant_stays_as_approved_until_it_is_approved_again(publish):
    grant = approved(GrantFactory(title="Before"))
    publish()
    grant.title = "After"
    grant.save()
    publish()
    assert PublishedGrant.objects.current().get().title == "Before"
    approved(grant)
    publish()
    assert PublishedGrant.objects.current().get().title == "After"
    assert PublishedGrant.objects.get(to_release=2).title == "Before"
