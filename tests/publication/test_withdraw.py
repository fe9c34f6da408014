"""Withdrawing: at once, from every release, and for good."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from funding.codelists.disclosure import Level
from funding.codelists.iati import OrganisationRole
from funding.publication import models as published
from funding.publication.withdrawing import withdraw
from funding.register.models import GrantRole, PublicIdentity
from tests.factories import (
    DocumentFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    UserFactory,
    approved,
)

pytestmark = pytest.mark.django_db


def everything_published():
    """All text of all published tables."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("publication_")]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT {table}::text FROM {table}")
            yield from (row[0] for row in cursor.fetchall())


def test_a_withdrawn_grant_is_gone_from_all_releases_with_its_organisation(publish, staff):
    lead = OrganisationFactory(name="Canary Foundation")
    grant = approved(GrantFactory(title="Canary one", implementer=lead))
    PaymentFactory(grant=grant, description="Canary payment", receiver=lead)
    publish()
    grant.title = "Canary two"
    grant.save()
    approved(grant)
    publish()
    withdraw(record=grant, ground="safety", actor=staff)
    assert not [text for text in everything_published() if "canary" in text.lower()]


def test_an_organisation_that_another_grant_shows_stays(publish, staff):
    lead = OrganisationFactory()
    gone, kept = approved(GrantFactory(implementer=lead)), approved(GrantFactory(implementer=lead))
    publish()
    withdraw(record=gone, ground="safety", actor=staff)
    assert published.PublishedOrganisation.objects.current().get().name == lead.name
    assert published.PublishedGrant.objects.get().title == kept.title


def test_a_withdrawn_programme_is_named_by_no_grant_of_any_release(publish, staff):
    programme = ProgrammeFactory(title="Canary programme")
    grant = approved(GrantFactory(programme=programme))
    publish()
    GrantRole.objects.create(grant=grant, organisation=OrganisationFactory(), role=OrganisationRole.FUNDING)
    approved(grant)
    publish()
    withdraw(record=programme, ground="a mistake", actor=staff)
    assert not [text for text in everything_published() if "canary" in text.lower()]
    assert published.PublishedGrant.objects.count() == 2  # both versions, without the programme


def test_withdrawing_publishes_nothing_else_that_waits(publish, staff):
    gone = approved(GrantFactory())
    publish()
    approved(GrantFactory(title="Waits for the next release"))
    withdraw(record=gone, ground="a mistake", actor=staff)
    assert not published.PublishedGrant.objects.exists()


def test_a_grant_published_again_has_another_public_id(publish, staff):
    grant = approved(GrantFactory())
    publish()
    before = published.PublishedGrant.objects.get().public_id
    withdraw(record=grant, ground="a mistake", actor=staff)
    approved(grant)
    publish()
    assert published.PublishedGrant.objects.get().public_id != before


def test_a_withdrawal_makes_a_release_that_says_nothing_of_it(publish, staff):
    grant = approved(GrantFactory())
    publish()
    withdraw(record=grant, ground="safety of persons", actor=staff)
    assert published.Release.objects.first().note == ""
    grant.refresh_from_db()
    assert (grant.level, grant.approval) == (Level.NOT_PUBLISHED, None)


def test_withdrawing_what_was_never_published_makes_no_release(staff):
    withdraw(record=approved(GrantFactory()), ground="a mistake", actor=staff)
    assert not published.Release.objects.exists()


def test_nobody_withdraws_without_permission_or_without_a_ground(staff):
    grant = approved(GrantFactory())
    with pytest.raises(PermissionDenied):
        withdraw(record=grant, ground="safety", actor=UserFactory())
    with pytest.raises(ValidationError):
        withdraw(record=grant, ground="  ", actor=staff)


def test_no_identity_outlives_what_it_named(publish, staff):
    grant = approved(PaymentFactory().grant)
    publish()
    withdraw(record=grant, ground="a mistake", actor=staff)
    assert {one.subject for one in PublicIdentity.objects.filter(subject_id__isnull=False)} == {"programme"}


def test_a_readable_address_is_never_given_again(publish, staff):
    programme = approved(ProgrammeFactory(title="A name that had to go"))
    publish()
    withdraw(record=programme, ground="it named a partner", actor=staff)
    programme.title = "Another name"
    programme.save()
    approved(programme)
    approved(ProgrammeFactory(title="A name that had to go"))
    publish()
    addresses = {row.public_id for row in published.PublishedProgramme.objects.current()}
    assert addresses == {"another-name", "a-name-that-had-to-go-2"}


def test_documents_go_with_their_grant_and_do_not_come_back_by_themselves(publish, staff):
    grant = approved(GrantFactory())
    document = approved(DocumentFactory(grant=grant))
    publish()
    withdraw(record=grant, ground="a mistake", actor=staff)
    approved(grant)
    publish()
    document.refresh_from_db()
    assert document.level == Level.NOT_PUBLISHED
    assert not published.PublishedDocument.objects.exists()


def test_a_document_is_not_published_while_its_grant_is_not(publish):
    approved(DocumentFactory(grant=GrantFactory()))
    publish()
    assert not published.PublishedDocument.objects.exists()
