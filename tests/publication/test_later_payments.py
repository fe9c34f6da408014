"""Payments entered after a grant was submitted: which of them go out without a decision, and under which names."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.disclosure import Level
from funding.codelists.iati import OrganisationRole
from funding.publication.drafting import draft
from funding.register.models import GrantRole, OrganisationAlias
from tests.factories import (
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    approved,
)

pytestmark = pytest.mark.django_db


def shown(name):
    return [one.row for (model, _), one in draft().rows.items() if model == name]


def supports(grant, organisation):
    GrantRole.objects.create(grant=grant, organisation=organisation, role=OrganisationRole.SUPPORTED_THIRD_PARTY)


@pytest.mark.parametrize("when", ["before it was approved", "since"])
def test_a_third_party_of_the_grant_is_not_named_by_a_payment_though_cleared_elsewhere(when):
    third, grant = OrganisationFactory(name="Cleared elsewhere"), GrantFactory()
    if when == "since":
        approved(grant)
        supports(grant, third)
    else:
        supports(grant, third)
        approved(grant)
    PaymentFactory(grant=grant, receiver=third)
    assert shown("PublishedTransaction") == []
    assert "Cleared elsewhere" not in {one["name"] for one in shown("PublishedOrganisation")}


def test_a_receiver_that_the_grant_names_already_is_named_as_it_was_approved():
    lead = OrganisationFactory(name="As approved")
    grant = approved(GrantFactory(implementer=lead))
    lead.name = "Renamed by one person"
    lead.save()
    PaymentFactory(grant=grant, receiver=lead)
    assert [one["receiver"] for one in shown("PublishedTransaction")] == ["As approved"]


def test_a_receiver_whose_texts_hold_a_protected_name_is_not_named():
    OrganisationFactory(name="Rada Cytryna", cleared=False)
    grant = approved(GrantFactory())
    PaymentFactory(grant=grant, receiver=OrganisationFactory(name="House (for Rada Cytryna)"))
    assert shown("PublishedTransaction") == []


def test_a_payment_entered_anew_counts_once_until_somebody_decides():
    grant = GrantFactory()
    first = PaymentFactory(grant=grant, amount=Decimal(100))
    approved(grant)
    first.delete()
    PaymentFactory(grant=grant, amount=Decimal(120))
    assert [one["paid"] for one in shown("PublishedGrant")] == [100]
    approved(grant)
    assert [one["paid"] for one in shown("PublishedGrant")] == [120]


def test_a_payment_moved_to_another_grant_counts_once():
    there = approved(GrantFactory())
    payment = PaymentFactory(grant=GrantFactory(), amount=Decimal(100))
    approved(payment.grant)
    payment.grant = there
    payment.save()
    assert sorted(str(one["paid"]) for one in shown("PublishedGrant")) == ["100.00", "None"]


def test_payments_on_withheld_rows_stay_when_something_else_is_drafted_as_it_was(publish):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    PaymentFactory(
        grant=grant, amount=Decimal(50_000), date=date(2023, 5, 2), receiver=OrganisationFactory(cleared=False)
    )
    publish()
    rows = draft(instead={}).rows
    assert [one.row["paid"] for (model, _), one in rows.items() if model == "PublishedGrant"] == [50_000]


@pytest.mark.parametrize("record", ["programme", "event"])
def test_a_record_whose_address_tells_a_name_protected_since_is_held_back(record, publish):
    factory = {"programme": ProgrammeFactory, "event": EventFactory}[record]
    one = approved(factory(title="Support to Rada Cytryna"))
    publish()
    OrganisationAlias.objects.create(organisation=OrganisationFactory(cleared=False), name="Rada Cytryna")
    factory._meta.model.objects.filter(pk=one.pk).update(title="Support")
    one.refresh_from_db()
    approved(one)
    (held,) = draft().held
    assert held.reasons == [
        "Its address looks like the protected name “Rada Cytryna”: withdraw it, and it gets another one."
    ]
