"""Withdrawing: at once, from every release, and for good."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Level, RunKind
from funding.codelists.iati import OrganisationRole
from funding.publication import models as published
from funding.publication.withdrawing import Lowering, lower, withdraw
from funding.register.models import GrantRole, PublicationRun, PublicIdentity
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    InstrumentFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    UserFactory,
    approved,
)
from tests.publication.everything import everything_published

pytestmark = pytest.mark.django_db


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


def test_who_withdrew_and_why_is_for_staff_and_how_many_for_all(publish, staff):
    grants = [approved(GrantFactory()) for _ in range(3)]
    publish()
    publication = lower(grants[:2], Lowering("safety of persons"), actor=staff)
    assert (publication.release.withdrawals, publication.counts, publication.held) == (2, {}, [])
    run = PublicationRun.objects.get(release_number=publication.release.number)
    assert (run.kind, run.actor, run.ground) == (RunKind.WITHDRAW, staff, "safety of persons")
    assert published.PublishedGrant.objects.get().title == grants[2].title


def test_the_organisation_of_a_grants_payment_goes_with_it_and_stays_where_another_names_it(publish, staff):
    shared, own = OrganisationFactory(name="Shared"), OrganisationFactory(name="Own")
    gone = PaymentFactory(grant=GrantFactory(title="Gone"), receiver=own).grant
    PaymentFactory(grant=gone, receiver=shared)
    kept = PaymentFactory(grant=GrantFactory(title="Kept"), receiver=shared).grant
    for grant in (gone, kept):
        approved(grant)
    publish()
    withdraw(record=gone, ground="a mistake", actor=staff)
    names = set(published.PublishedOrganisation.objects.values_list("name", flat=True))
    assert names == {"Shared", kept.roles.get().organisation.name}
    assert published.PublishedTransaction.objects.get().receiver == "Shared"
    assert not PublicIdentity.objects.filter(subject="organisation", subject_id=own.pk).exists()
    assert PublicIdentity.objects.filter(subject="organisation", subject_id=shared.pk).exists()


def test_payments_and_documents_of_other_grants_stay(publish, staff):
    gone, kept = PaymentFactory().grant, PaymentFactory().grant
    for grant in (gone, kept):
        approved(grant)
        approved(DocumentFactory(grant=grant))
    publish()
    withdraw(record=gone, ground="a mistake", actor=staff)
    public_id = published.PublishedGrant.objects.get().public_id
    assert [row.grant for row in published.PublishedTransaction.objects.all()] == [public_id]
    assert [row.grant for row in published.PublishedDocument.objects.all()] == [public_id]
    assert PublicIdentity.objects.filter(subject="transaction", subject_id__isnull=False).count() == 1
    assert PublicIdentity.objects.filter(subject="document", subject_id__isnull=False).count() == 1
    assert kept.documents.get().is_published


def test_a_withdrawn_programme_takes_its_own_payments_and_documents_and_leaves_its_grants(publish, staff):
    programme = ProgrammeFactory(title="Canary programme")
    PaymentFactory(grant=None, programme=programme, receiver=OrganisationFactory(name="Canary receiver"))
    document = approved(DocumentFactory(programme=programme, title="Canary document"))
    grant = PaymentFactory(grant=GrantFactory(title="Kept", programme=programme)).grant
    approved(grant)
    publish()
    withdraw(record=programme, ground="a mistake", actor=staff)
    assert not [text for text in everything_published() if "canary" in text.lower()]
    row = published.PublishedGrant.objects.get()
    assert (row.programme, row.programme_title, row.digest) == ("", "", "")
    assert row.search == f"kept {row.recipient}".lower()
    assert published.PublishedTransaction.objects.get().programme == ""
    document.refresh_from_db()
    assert not document.is_published


def test_the_release_after_a_withdrawn_programme_writes_its_grants_anew_and_the_next_one_nothing(publish, staff):
    grant = PaymentFactory(grant=GrantFactory(programme=ProgrammeFactory())).grant
    approved(grant)
    publish()
    withdraw(record=grant.programme, ground="a mistake", actor=staff)
    assert publish().counts == {"PublishedGrant": (0, 1, 0), "PublishedTransaction": (0, 1, 0)}
    assert publish().release is None


def test_grants_and_payments_of_other_programmes_keep_theirs(publish, staff):
    gone, kept = approved(PaymentFactory().grant), approved(PaymentFactory().grant)
    publish()
    withdraw(record=gone.programme, ground="a mistake", actor=staff)
    slug = published.PublishedProgramme.objects.get().public_id
    assert published.PublishedGrant.objects.get(title=kept.title).programme == slug
    assert published.PublishedTransaction.objects.exclude(programme="").get().programme == slug


def test_parts_of_a_withdrawn_package_become_parts_of_what_contains_it(publish, staff):
    whole = PackageFactory(title="Whole", amount=Decimal(100))
    middle = PackageFactory(title="Middle", part_of=whole)
    for package in (whole, middle, PackageFactory(title="Part", part_of=middle), PackageFactory(title="Other")):
        approved(package)
    publish()
    withdraw(record=middle, ground="a mistake", actor=staff)
    parts = dict(published.PublishedPackage.objects.values_list("title", "part_of"))
    assert parts == {"Whole": "", "Part": "whole", "Other": ""}
    assert publish().counts == {"PublishedPackage": (0, 1, 0)}


def test_parts_of_a_withdrawn_whole_stand_by_themselves(publish, staff):
    whole = approved(PackageFactory(title="Whole"))
    approved(PackageFactory(title="Part", part_of=whole))
    publish()
    withdraw(record=whole, ground="a mistake", actor=staff)
    assert published.PublishedPackage.objects.get().part_of == ""


def test_parts_of_a_package_that_was_public_once_lose_it_too(publish, staff):
    whole = approved(PackageFactory(title="Whole"))
    part = approved(PackageFactory(title="Part", part_of=whole))
    publish()
    type(whole).objects.filter(pk=whole.pk).update(level=Level.NOT_PUBLISHED, approval=None)
    publish()
    withdraw(record=whole, ground="a mistake", actor=staff)
    assert set(published.PublishedPackage.objects.values_list("title", "part_of")) == {(part.title, "")}


def test_a_single_document_is_withdrawn_from_its_grant(publish, staff):
    grant = approved(GrantFactory())
    gone, kept = approved(DocumentFactory(grant=grant)), approved(DocumentFactory(grant=grant, title="Kept"))
    publish()
    assert withdraw(record=gone, ground="it shows faces", actor=staff).release.withdrawals == 1
    assert published.PublishedDocument.objects.get().title == kept.title
    assert published.PublishedGrant.objects.current().exists()


def test_instruments_that_pay_for_nothing_public_any_more_are_closed(publish, staff):
    instruments = [InstrumentFactory(slug=slug, short_name=slug) for slug in ("eni", "ndici", "eidhr", "ipa")]
    grant = approved(GrantFactory(programme=None, instrument=instruments[0]))
    approved(GrantFactory(programme=None, instrument=instruments[1]))
    approved(PackageFactory(instrument=instruments[2]))
    approved(ProgrammeFactory(instrument=instruments[3]))
    publish()
    release = withdraw(record=grant, ground="a mistake", actor=staff).release
    ends = dict(published.PublishedInstrument.objects.values_list("public_id", "to_release"))
    assert ends == {"eni": release.number, "ndici": None, "eidhr": None, "ipa": None}


def test_what_belongs_to_no_grant_is_withdrawn_alone(publish, staff):
    gone, kept = approved(EventFactory()), approved(EventFactory())
    publish()
    withdraw(record=gone, ground="a mistake", actor=staff)
    assert published.PublishedEvent.objects.get().title == kept.title
