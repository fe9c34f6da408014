"""Approval: who may, what stands in the way, and what it freezes."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Level
from funding.codelists.grants import Scope
from funding.register import review
from funding.register.models import Amendment
from tests.factories import (
    GrantFactory,
    PackageFactory,
    ProgrammeFactory,
    UserFactory,
    approved,
)

pytestmark = pytest.mark.django_db


def test_new_records_are_not_published():
    assert {GrantFactory().level, ProgrammeFactory().level, PackageFactory().level} == {Level.NOT_PUBLISHED}


def test_nobody_approves_without_the_permission():
    with pytest.raises(PermissionDenied):
        review.submit(GrantFactory(), review.Proposal(), actor=UserFactory())


@pytest.mark.parametrize("scope", [Scope.UNDECIDED, Scope.OUT])
@pytest.mark.parametrize("factory", [GrantFactory, ProgrammeFactory])
def test_only_what_is_in_scope_is_approved(factory, scope, staff):
    with pytest.raises(ValidationError, match="scope"):
        review.submit(factory(scope=scope), review.Proposal(), actor=staff)


def test_a_grant_without_sectors_is_not_approved(staff):
    with pytest.raises(ValidationError, match="no sector shares"):
        review.submit(GrantFactory(sectors={}), review.Proposal(), actor=staff)


def test_a_grant_whose_amendments_cut_more_than_it_has_is_not_approved(staff):
    grant = GrantFactory(contracted=Decimal(10))
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal(-11))
    with pytest.raises(ValidationError, match="amendments"):
        review.submit(grant, review.Proposal(), actor=staff)


def test_approval_is_not_a_change_of_the_record():
    grant = GrantFactory()
    changed_at = grant.changed_at
    approved(grant)
    assert grant.changed_at == changed_at


def test_a_package_is_not_part_of_its_own_part():
    whole = PackageFactory()
    whole.part_of = PackageFactory(part_of=PackageFactory(part_of=whole))
    with pytest.raises(ValidationError, match="part of this one already"):
        whole.full_clean()


def test_amounts_that_add_up_to_a_trillion_are_not_approved(staff):
    grant = GrantFactory(contracted=Decimal(999_999_999_999))
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal(1))
    with pytest.raises(ValidationError, match="trillion"):
        review.submit(grant, review.Proposal(), actor=staff)
