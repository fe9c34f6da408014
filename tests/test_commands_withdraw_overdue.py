"""`manage.py withdraw_overdue`: natural persons leave the public when their day has come, and staff are reminded."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from funding.codelists.disclosure import Ground, Level, Outcome
from funding.publication import models as published
from funding.publication import overdue, publisher
from funding.register.models import Approval, Clearance, Grant, GrantRole, Organisation, PublicationRun
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, UserFactory, approved, somebody

pytestmark = pytest.mark.django_db
THIS_YEAR = localdate().year


@pytest.fixture(autouse=True)
def _anna():
    somebody("anna")


def withdraw(*, by="anna"):
    out = StringIO()
    call_command("withdraw_overdue", "--by", by, stdout=out)
    return out.getvalue().splitlines()


def publish():
    publisher.publish(actor=somebody("decides"))


def public(title, *, year=THIS_YEAR - 3, **options):
    """Publish a grant whose recipient becomes a person only afterwards: no overdue one is published any more."""
    grant = GrantFactory(title=title, programme=None, signed_on=date(year, 3, 1), **options)
    approved(grant)
    publish()
    return grant


def recipient_is_person(grant, **kind):
    Organisation.objects.filter(roles__grant=grant).update(**(kind or {"is_natural_person": True}))


@pytest.mark.parametrize("kind", ["is_natural_person", "is_named_after_person"])
def test_a_persons_grant_leaves_all_releases_with_a_ground(kind):
    grant = public("Gone")
    recipient_is_person(grant, **{kind: True})
    said = withdraw()
    assert said[:2] == [
        "Withdrawn: 1. Release 2.",
        f"  Gone (grant {grant.pk}): had to leave on 31 December {THIS_YEAR - 1}",
    ]
    assert not published.PublishedGrant.objects.exists()
    assert not published.PublishedOrganisation.objects.exists()
    lowered = Approval.objects.first()
    assert (lowered.outcome, lowered.ground) == (Outcome.LOWERED, Ground.NATURAL_PERSON)
    assert PublicationRun.objects.first().ground == overdue.REASON


def test_a_second_run_does_nothing():
    recipient_is_person(public("Gone"))
    withdraw()
    assert withdraw() == ["Withdrawn: 0. No new release."]
    assert published.Release.objects.count() == 2


def test_who_is_no_person_stays():
    public("Stays")
    assert withdraw() == ["Withdrawn: 0. No new release."]


@pytest.mark.parametrize(("today", "count"), [(date(2025, 12, 30), 0), (date(2025, 12, 31), 1)])
def test_the_day_is_the_last_of_the_second_year_after_the_commitment(today, count):
    recipient_is_person(public("Of 2023", year=2023))
    found, _ = overdue.withdraw_overdue(actor=somebody("anna"), today=today)
    assert len(found) == count


def test_a_person_who_received_a_payment_leaves_too():
    person = OrganisationFactory()
    grant = GrantFactory(title="Gone", programme=None, signed_on=date(THIS_YEAR - 3, 3, 1))
    PaymentFactory(grant=grant, receiver=person)
    approved(grant)
    publish()
    Organisation.objects.filter(pk=person.pk).update(is_natural_person=True)
    assert withdraw()[0] == "Withdrawn: 1. Release 2."


def test_a_person_whom_only_an_older_release_names_leaves_it():
    grant = public("First")
    person = grant.roles.get().organisation
    GrantRole.objects.filter(grant=grant).update(organisation=OrganisationFactory(name="Another one"))
    approved(grant)
    publish()
    Organisation.objects.filter(pk=person.pk).update(is_natural_person=True)
    withdraw()
    assert not published.PublishedGrantRole.objects.exists()


def test_the_earliest_year_that_was_shown_counts():
    grant = public("Redated")
    Grant.objects.filter(pk=grant.pk).update(signed_on=date(THIS_YEAR, 1, 1))
    approved(Grant.objects.get(pk=grant.pk))
    recipient_is_person(grant)
    assert withdraw()[0] == "Withdrawn: 1. Release 2."


def test_what_is_approved_and_not_published_yet_is_withdrawn_without_a_release():
    grant = approved(GrantFactory(programme=None, signed_on=date(THIS_YEAR - 3, 3, 1)))
    recipient_is_person(grant)
    assert withdraw()[0] == "Withdrawn: 1. No new release."
    grant.refresh_from_db()
    assert grant.level == Level.NOT_PUBLISHED


def test_a_row_without_a_name_stays():
    grant = approved(GrantFactory(programme=None, signed_on=date(2020, 1, 1)), level=Level.RECIPIENT_WITHHELD)
    publish()
    recipient_is_person(grant)
    assert withdraw()[0] == "Withdrawn: 0. No new release."


def test_a_grant_without_a_year_is_left_to_people():
    grant = GrantFactory(title="When?", programme=None, signed_on=None, planned_start=None, planned_end=None)
    approved(grant)
    publish()
    recipient_is_person(grant)
    assert withdraw() == [
        "Withdrawn: 0. No new release.",
        f"Look at When? (grant {grant.pk}): it names a natural person, and no year is known.",
    ]


def test_review_dates_that_have_passed_are_listed_the_oldest_first():
    grant = approved(GrantFactory(title="Shown with less", programme=None), level=Level.RECIPIENT_WITHHELD)
    current = approved(GrantFactory(programme=None), level=Level.RECIPIENT_WITHHELD)
    Approval.objects.filter(subject_id=grant.pk, subject="grant").update(review_on=date(2024, 5, 1))
    Approval.objects.filter(subject_id=current.pk, subject="grant").update(review_on=localdate())
    organisation = OrganisationFactory(name="Rada")
    Clearance.objects.filter(organisation=organisation).update(review_on=date(2024, 2, 1))
    assert withdraw()[1:] == [
        "Review dates that have passed: 2",
        "  2024-02-01: organisation Rada (may be named: consent)",
        "  2024-05-01: grant Shown with less (recipient withheld)",
    ]


def test_only_who_may_decide_withdraws():
    recipient_is_person(public("Stays"))
    UserFactory(username="clerk")
    with pytest.raises(CommandError, match="clerk may not do this"):
        withdraw(by="clerk")
    assert published.PublishedGrant.objects.exists()


def test_a_grant_that_names_nobody_stays_beside_one_that_names_a_person():
    gone, kept = public("Gone"), public("Kept")
    recipient_is_person(gone)
    withdraw()
    assert [row.title for row in published.PublishedGrant.objects.current()] == [kept.title]
