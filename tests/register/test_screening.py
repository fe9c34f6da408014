"""What keeps a record from being shown at a level: each obstacle by its sentence, and nothing where there is none."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.disclosure import Level
from funding.codelists.iati import CONTRACT_ROLES, OrganisationRole
from funding.codelists.sectors import Sector
from funding.register.models import Amendment, Grant, GrantRole
from funding.register.screening import Screen, leaves_on
from funding.register.snapshots import take
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, ProgrammeFactory, approved

pytestmark = pytest.mark.django_db

PUBLIC_AT_ALL = (Level.FULL, Level.RECIPIENT_WITHHELD, Level.POOLED)


def obstacles(record, level=Level.FULL, *, today=date(2026, 6, 1)):
    return Screen(today=today).obstacles(type(record).__name__, take(record), level)


def the_obstacle(record, level=Level.FULL, **options):
    """Give the one there is."""
    found = obstacles(record, level, **options)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("level", PUBLIC_AT_ALL)
def test_nothing_keeps_a_complete_grant_from_any_level(level):
    assert obstacles(GrantFactory(), level) == []


@pytest.mark.parametrize("level", PUBLIC_AT_ALL)
def test_scope_sectors_and_sums_are_asked_at_every_level(level):
    grant = GrantFactory(scope="undecided", sectors={}, contracted=Decimal(7000))
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal("-7000.01"))
    Amendment.objects.create(grant=grant, number=2, signed_on=grant.signed_on, amount_change=None)
    found = " ".join(obstacles(grant, level))
    assert "It isn't in scope" in found
    assert "It has no sector shares" in found
    assert "Its amendments cut more than was contracted." in found


def test_an_amendment_may_cut_all_that_was_contracted():
    grant = GrantFactory(contracted=Decimal(7000))
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal(-7000))
    Amendment.objects.create(grant=grant, number=2, signed_on=grant.signed_on, amount_change=None)
    assert obstacles(grant) == []


def test_amendments_of_an_unknown_amount_cut_nothing():
    grant = GrantFactory(contracted=None)
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal(-7000))
    assert obstacles(grant) == []


@pytest.mark.parametrize(("payment", "is_refused"), [("100000000000.00", True), ("99999999999.99", False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_transactions_that_add_up_to_a_trillion_are_a_typing_error(payment, sign, is_refused):
    grant = GrantFactory()
    for _ in range(10):
        PaymentFactory(grant=grant, amount=sign * Decimal(payment))
    assert [one for one in obstacles(grant) if "trillion" in one] == obstacles(grant)
    assert bool(obstacles(grant)) is is_refused


def test_an_amount_just_below_a_trillion_passes_and_with_its_amendments_it_does_not():
    grant = GrantFactory(contracted=Decimal("999999999999.99"))
    assert obstacles(grant) == []
    Amendment.objects.create(grant=grant, number=1, signed_on=grant.signed_on, amount_change=Decimal("0.01"))
    assert "trillion or more" in the_obstacle(grant)


@pytest.mark.parametrize("level", [Level.RECIPIENT_WITHHELD, Level.POOLED])
def test_only_grants_can_be_shown_with_less_than_everything(level):
    assert the_obstacle(ProgrammeFactory(), level) == "Only grants can be shown with less than everything."


@pytest.mark.parametrize("role", CONTRACT_ROLES)
def test_a_protected_organisation_in_any_contract_role_keeps_a_grant_from_being_full(role):
    grant, protected = GrantFactory(), OrganisationFactory(name="Canary Foundation", cleared=False)
    GrantRole.objects.create(grant=grant, organisation=protected, role=role)
    assert "It names Canary Foundation, which is protected: have it cleared first" in obstacles(grant)[0]
    assert obstacles(grant, Level.RECIPIENT_WITHHELD) == obstacles(grant, Level.POOLED) == []


def test_so_does_a_protected_receiver_of_a_payment():
    protected = OrganisationFactory(name="Canary Foundation", cleared=False)
    grant = PaymentFactory(receiver=protected).grant
    assert "It names Canary Foundation, which is protected" in obstacles(grant)[0]


def test_a_protected_organisation_is_named_once_however_often_it_occurs():
    protected = OrganisationFactory(name="Canary Foundation", cleared=False)
    grant = PaymentFactory(grant=GrantFactory(implementer=protected), receiver=protected).grant
    assert len([one for one in obstacles(grant) if one.startswith("It names")]) == 1


def test_a_supported_third_party_does_not_lower_the_grant_of_its_lead():
    grant, protected = GrantFactory(), OrganisationFactory(cleared=False)
    GrantRole.objects.create(grant=grant, organisation=protected, role=OrganisationRole.SUPPORTED_THIRD_PARTY)
    assert obstacles(grant) == []


@pytest.mark.parametrize("mark", ["is_natural_person", "is_named_after_person"])
def test_a_natural_person_leaves_on_31_december_of_the_second_year_after_the_commitment(mark):
    person = OrganisationFactory(name="Canary Person", **{mark: True})
    grant = GrantFactory(implementer=person, signed_on=date(2023, 12, 31))
    assert leaves_on(2023) == date(2025, 12, 31)
    assert obstacles(grant, today=date(2025, 12, 30)) == []
    found = the_obstacle(grant, today=date(2025, 12, 31))
    assert found == "It names Canary Person, a natural person: that had to leave the public on 31 December 2025."
    assert the_obstacle(grant, today=date(2026, 1, 1)) == found
    assert obstacles(grant, Level.POOLED, today=date(2026, 1, 1)) == []


def test_a_natural_person_is_not_named_where_no_year_says_until_when():
    person = OrganisationFactory(is_natural_person=True)
    grant = GrantFactory(implementer=person, signed_on=None, planned_start=None)
    assert "no year says until when that may be public" in the_obstacle(grant, today=date(1990, 1, 1))


def test_a_protected_person_has_to_be_cleared_first():
    grant = GrantFactory(implementer=OrganisationFactory(is_natural_person=True, cleared=False))
    found = [one for one in obstacles(grant) if one.startswith("It names")]
    assert len(found) == 1
    assert "which is protected" in found[0]


def test_today_is_the_day_of_publication_unless_another_is_given():
    person = OrganisationFactory(is_natural_person=True)
    assert Screen().obstacles("Grant", take(GrantFactory(implementer=person, signed_on=date(1999, 1, 1))), Level.FULL)


def test_what_was_full_is_never_withheld():
    grant = GrantFactory()
    Grant.objects.filter(pk=grant.pk).update(shown_as=Level.FULL)
    GrantFactory()
    assert "it can only be pooled or not published" in the_obstacle(grant, Level.RECIPIENT_WITHHELD)
    assert obstacles(grant, Level.POOLED) == obstacles(grant, Level.FULL) == []


def test_what_was_withheld_may_be_withheld_again():
    grant = GrantFactory()
    Grant.objects.filter(pk=grant.pk).update(shown_as=Level.RECIPIENT_WITHHELD)
    assert obstacles(grant, Level.RECIPIENT_WITHHELD) == []


@pytest.mark.parametrize("level", [Level.RECIPIENT_WITHHELD, Level.POOLED])
@pytest.mark.parametrize("unknown", [{"contracted": None}, {"currency": "USD"}, {"belarus_share": None}])
def test_below_full_the_amount_must_be_known(level, unknown):
    found = the_obstacle(GrantFactory(**unknown), level)
    assert found.startswith("Its amount in EUR and Belarus's share must be known")


@pytest.mark.parametrize(("amount", "is_refused"), [("4999.99", True), ("5000.00", False)])
def test_an_amount_too_small_to_round_is_pooled(amount, is_refused):
    grant = GrantFactory(contracted=Decimal(amount))
    assert obstacles(grant, Level.POOLED) == []
    found = obstacles(grant, Level.RECIPIENT_WITHHELD)
    assert found == (["Its amount is too small to be rounded to EUR 5,000: pool it."] if is_refused else [])


def test_an_amount_of_nothing_is_not_pooled():
    assert the_obstacle(GrantFactory(contracted=Decimal(0)), Level.POOLED).startswith("Its amount in EUR")


def test_a_pool_needs_a_recipient_to_count():
    assert "It has no recipient in the register" in the_obstacle(GrantFactory(implementer=False), Level.POOLED)
    assert obstacles(GrantFactory(implementer=False), Level.RECIPIENT_WITHHELD) == []


def test_a_grant_that_is_approved_already_meets_no_other_obstacles():
    assert obstacles(approved(GrantFactory(sectors={Sector.CULTURE: 100}))) == []
