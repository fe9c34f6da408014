"""Protecting an organisation lowers at once all that shows it, and nothing else."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Ground, Level, RunKind
from funding.codelists.iati import CONTRACT_ROLES, OrganisationRole
from funding.publication import models as published
from funding.publication.withdrawing import Lowering, payments_to, protect
from funding.register.models import GrantRole, PoolItem, PublicationRun, PublicIdentity
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    UserFactory,
    approved,
    cleared,
)
from tests.publication.everything import everything_published

pytestmark = pytest.mark.django_db

THREAT = Lowering("A threat")
POOL = Lowering("A threat", Level.POOLED, Ground.SAFETY, date(2030, 1, 1))


@pytest.fixture
def canary(db):  # noqa: ARG001 -- the fixture opens the database
    """Give a cleared organisation with a name that is easily found."""
    return OrganisationFactory(name="Canary Foundation")


def seen():
    return [text for text in everything_published() if "canary" in text.lower()]


@pytest.mark.parametrize("role", CONTRACT_ROLES)
def test_grants_that_name_it_in_any_role_go_and_others_stay(canary, publish, staff, role):
    named, other = GrantFactory(title="Named"), approved(GrantFactory(title="Other"))
    GrantRole.objects.create(grant=named, organisation=canary, role=role)
    approved(named)
    publish()
    release = protect(canary, THREAT, actor=staff).release
    assert not seen()
    assert [row.title for row in published.PublishedGrant.objects.all()] == ["Other"]
    assert (release.withdrawals, release.note) == (1, "")
    named.refresh_from_db()
    other.refresh_from_db()
    assert (named.level, other.level) == (Level.NOT_PUBLISHED, Level.FULL)
    assert canary.is_protected


def test_grants_that_pay_it_go_too(canary, publish, staff):
    grant = approved(PaymentFactory(receiver=canary).grant)
    publish()
    protect(canary, POOL, actor=staff)
    assert not published.PublishedGrant.objects.exists()
    assert not published.PublishedTransaction.objects.exists()
    assert not seen()
    assert PoolItem.objects.get().grant == grant


def test_a_grant_that_names_it_twice_is_lowered_once(canary, publish, staff):
    grant = GrantFactory(implementer=canary)
    GrantRole.objects.create(grant=grant, organisation=canary, role=OrganisationRole.FUNDING)
    PaymentFactory(grant=grant, receiver=canary)
    approved(grant)
    publish()
    assert protect(canary, THREAT, actor=staff).release.withdrawals == 1


def test_its_page_goes_and_its_id_is_never_given_again(canary, publish, staff):
    approved(GrantFactory(implementer=canary))
    publish()
    before = published.PublishedOrganisation.objects.get().public_id
    protect(canary, THREAT, actor=staff)
    assert not published.PublishedOrganisation.objects.exists()
    assert PublicIdentity.objects.get(public_id=before).subject_id is None


def test_a_grant_that_named_it_when_it_was_published_goes_though_the_register_names_it_no_more(canary, publish, staff):
    by_role, by_payment = GrantFactory(implementer=canary), PaymentFactory(receiver=canary).grant
    for grant in (by_role, by_payment):
        approved(grant)
    publish()
    by_role.roles.all().delete()
    by_payment.transactions.all().delete()
    assert protect(canary, THREAT, actor=staff).release.withdrawals == 2
    assert not seen()


def test_a_grant_that_is_approved_to_name_it_is_lowered_before_anybody_sees_it(canary, staff):
    grant = approved(GrantFactory(implementer=canary))
    assert protect(canary, THREAT, actor=staff).release is None
    grant.refresh_from_db()
    assert not grant.is_published
    assert not published.Release.objects.exists()


@pytest.mark.parametrize("level", [Level.RECIPIENT_WITHHELD, Level.POOLED])
def test_grants_that_do_not_show_it_stay_as_they_are(canary, publish, staff, level):
    grant = approved(GrantFactory(implementer=canary), level=level)
    publish()
    assert protect(canary, THREAT, actor=staff).release is None
    grant.refresh_from_db()
    assert grant.level == level


def test_a_grant_that_reaches_it_through_another_stays(canary, publish, staff):
    grant = GrantFactory(title="Kept")
    GrantRole.objects.create(grant=grant, organisation=canary, role=OrganisationRole.SUPPORTED_THIRD_PARTY)
    approved(grant)
    publish()
    protect(canary, THREAT, actor=staff)
    assert published.PublishedGrant.objects.current().get().title == "Kept"


def test_a_programme_that_pays_it_keeps_its_place_and_loses_the_payment(canary, publish, staff):
    programme = ProgrammeFactory(title="Kept")
    PaymentFactory(grant=None, programme=programme, receiver=canary)
    PaymentFactory(grant=None, programme=programme, receiver=OrganisationFactory(name="Other"))
    approved(programme)
    publish()
    release = protect(canary, THREAT, actor=staff).release
    run = PublicationRun.objects.get(release_number=release.number)
    assert (release.withdrawals, run.kind, run.ground) == (1, RunKind.WITHDRAW, "A threat")
    assert not seen()
    assert published.PublishedProgramme.objects.current().get().title == "Kept"
    assert published.PublishedTransaction.objects.get().receiver == "Other"
    assert publish().release is None
    assert published.PublishedProgramme.objects.current().exists()


def test_protecting_is_one_release_whatever_it_took_out(canary, publish, staff):
    approved(GrantFactory(implementer=canary))
    approved(PaymentFactory(grant=None, programme=ProgrammeFactory(), receiver=canary).programme)
    publish()
    protect(canary, THREAT, actor=staff)
    assert published.Release.objects.count() == 2


def test_what_older_releases_show_of_it_goes_without_a_new_one(canary, publish, staff):
    programme = ProgrammeFactory()
    payment = PaymentFactory(grant=None, programme=programme, receiver=canary)
    approved(programme)
    publish()
    payment.delete()
    approved(programme)
    publish()
    assert seen()
    assert protect(canary, THREAT, actor=staff).release is None
    assert not seen()


def test_an_organisation_that_was_never_public_is_protected_without_a_release(canary, staff):
    assert protect(canary, THREAT, actor=staff).release is None
    canary.refresh_from_db()
    assert canary.is_protected


def test_what_is_protected_may_be_cleared_and_shown_again_under_another_id(canary, publish, staff):
    grant = approved(GrantFactory(implementer=canary))
    publish()
    before = published.PublishedOrganisation.objects.get().public_id
    protect(canary, THREAT, actor=staff)
    cleared([canary])
    approved(grant)
    publish()
    assert published.PublishedOrganisation.objects.get().public_id != before


def test_protecting_needs_the_permission_and_a_reason(canary, staff):
    grant = approved(GrantFactory(implementer=canary))
    with pytest.raises(PermissionDenied):
        protect(canary, THREAT, actor=UserFactory())
    with pytest.raises(ValidationError, match="Say why"):
        protect(canary, Lowering(" "), actor=staff)
    canary.refresh_from_db()
    grant.refresh_from_db()
    assert not canary.is_protected
    assert grant.is_published


def test_a_grant_that_cannot_be_pooled_is_withdrawn_for_protecting_waits_for_nothing(canary, publish, staff):
    able, other = GrantFactory(implementer=canary), GrantFactory(implementer=canary, contracted=None)
    for grant in (able, other):
        approved(grant)
    publish()
    assert protect(canary, POOL, actor=staff).release.withdrawals == 2
    assert not seen()
    for grant in (able, other):
        grant.refresh_from_db()
    assert (able.level, other.level) == (Level.POOLED, Level.NOT_PUBLISHED)


def test_the_payments_that_would_go_are_those_that_the_public_sees_now(canary, publish):
    assert not payments_to(canary).exists()
    programme = ProgrammeFactory()
    kept = PaymentFactory(grant=None, programme=programme, receiver=canary, amount=7)
    gone = PaymentFactory(grant=None, programme=programme, receiver=canary)
    PaymentFactory(grant=None, programme=programme, receiver=OrganisationFactory())
    approved(programme)
    publish()
    gone.delete()
    approved(programme)
    publish()
    assert [row.amount for row in payments_to(canary)] == [kept.amount]
