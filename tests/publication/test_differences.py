"""What differs between a record as it is public and as it is now, in words, at each level."""

from datetime import date

import pytest

from funding.codelists.disclosure import Level
from funding.codelists.iati import TransactionKind
from funding.codelists.sectors import Sector
from funding.publication.differences import differences
from funding.register import snapshots
from funding.register.models import Amendment, SourceReference
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    SourceFactory,
    approved,
)

pytestmark = pytest.mark.django_db


def changed(record, change, *, level=Level.FULL, **options):
    """Give (label, before, after) of what a change makes differ."""
    before = snapshots.take(record)
    change()
    found = differences(type(record).__name__, before, snapshots.take(record), level=level, **options)
    return [(one.label, one.before, one.after) for one in found]


def update(record, **values):
    return lambda: type(record)._base_manager.filter(pk=record.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "difference"),
    [
        ({"title": "New"}, ("title", "Old", "New")),
        ({"contracted": "1234567.5"}, ("contracted amount", "100,000.00 EUR", "1,234,567.50 EUR")),
        ({"contracted": None}, ("contracted amount", "100,000.00 EUR", "")),
        ({"contract_type": "procurement"}, ("contract type", "", "Procurement")),
        ({"belarus_share": "33.3333"}, ("Belarus's share, percent", "100 %", "33.3333 %")),
        ({"signed_on": date(2024, 2, 9)}, ("signed on", "1 March 2023", "9 February 2024")),
        ({"target_groups": ["journalists"]}, ("target groups", "", "Journalists and media workers")),
        ({"sectors_confirmed": True}, ("sectors confirmed", "no", "yes")),
    ],
)
def test_a_changed_field_is_said_in_words_and_not_in_codes(values, difference):
    grant = GrantFactory(title="Old")
    assert changed(grant, update(grant, **values)) == [difference]


def test_what_the_public_never_sees_is_no_difference():
    grant = GrantFactory()
    organisation = grant.roles.get().organisation
    assert changed(grant, lambda: approved(grant)) == []
    assert changed(grant, update(grant, notes="Ask again", scope="out")) == []
    assert changed(grant, update(organisation, is_natural_person=True, notes="Quiet")) == []


def test_a_programme_is_named_where_its_name_is_known():
    grant, other = GrantFactory(programme=None), ProgrammeFactory(title="Another one")
    names = {("programme", other.pk): "Another one"}
    assert ("programme", "", "Another one") in changed(grant, update(grant, programme=other.pk), names=names)


def test_entries_are_matched_by_their_keys():
    grant = GrantFactory(sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40})
    shares = {one.sector: one for one in grant.sector_shares.all()}

    def turn_round():
        update(shares[Sector.CULTURE], share=40)()
        update(shares[Sector.EDUCATION], share=60)()

    assert changed(grant, turn_round) == [
        ("Sector share: share, percent", "60 %", "40 %"),
        ("Sector share: share, percent", "40 %", "60 %"),
    ]


def test_added_and_removed_entries_are_said_whole():
    grant = GrantFactory()
    role = grant.roles.get()
    added = changed(grant, lambda: Amendment.objects.create(grant=grant, number=1, signed_on="2024-01-01"))
    assert added == []  # nothing of it is public but an end and an amount
    added = changed(
        grant, lambda: Amendment.objects.create(grant=grant, number=2, signed_on="2024-01-01", amount_change=-500)
    )
    assert added == [("Amendment 2", "", "-500.00 EUR")]
    removed = changed(grant, role.delete)
    assert removed == [(f"Organisation {role.organisation}", f"Implementing, lead, {role.organisation}, LT", "")]


def test_an_organisation_renamed_is_a_difference_of_the_grants_that_name_it():
    grant = GrantFactory()
    organisation = grant.roles.get().organisation
    found = changed(grant, update(organisation, name="Renamed"))
    assert found == [("Organisation Renamed: name", organisation.name, "Renamed")]


def test_payments_that_need_no_decision_are_left_out():
    grant = GrantFactory()
    before = snapshots.take(grant)
    settled, other = PaymentFactory(grant=grant), PaymentFactory(grant=grant, amount=7)
    found = differences("Grant", before, snapshots.take(grant), settled={settled.pk})
    assert [(one.label, one.after) for one in found] == [
        ("Disbursement of 2 May 2023", "Disbursement, 2 May 2023, 7.00 EUR")
    ]
    assert other.pk != settled.pk


def test_a_payment_corrected_since_is_a_difference_though_new_ones_are_none():
    payment = PaymentFactory()
    found = changed(payment.grant, update(payment, amount=1), settled={payment.pk})
    assert found == [("Disbursement of 2 May 2023: amount", "40,000.00 EUR", "1.00 EUR")]


@pytest.mark.parametrize("level", [Level.RECIPIENT_WITHHELD, Level.POOLED])
def test_below_full_only_what_shows_there_differs(level):
    grant = GrantFactory()
    assert changed(grant, update(grant, title="New", summary="Long"), level=level) == []
    assert changed(grant, update(grant, contracted=5), level=level) == [
        ("contracted amount", "100,000.00 EUR", "5.00 EUR")
    ]


def test_a_pooled_grant_with_another_recipient_is_decided_on_again():
    grant, other = GrantFactory(), OrganisationFactory()
    old = grant.roles.get().organisation
    found = changed(grant, update(grant.roles.get(), organisation=other), level=Level.POOLED)
    assert found == [(f"Organisation {other}: name", old.name, other.name)]


def test_of_payments_a_pool_knows_commitments_only():
    grant = GrantFactory()
    assert changed(grant, lambda: PaymentFactory(grant=grant), level=Level.POOLED) == []
    commitment = changed(
        grant, lambda: PaymentFactory(grant=grant, kind=TransactionKind.COMMITMENT), level=Level.POOLED
    )
    assert commitment == [("Commitment of 2 May 2023", "", "Commitment, 2 May 2023")]


def test_a_package_in_another_source_is_a_difference():
    package = PackageFactory()
    found = changed(package, update(package.source, title="Corrected page"))
    assert found == [("Source: title", package.source.title, "Corrected page")]


def test_the_first_source_alone_is_shown_and_differs():
    grant = GrantFactory()
    first, second = (
        SourceReference.objects.create(grant=grant, source=SourceFactory(title=title)) for title in ("One", "Two")
    )
    assert changed(grant, update(second.source, title="New")) == []
    assert changed(grant, update(first.source, title="New")) == [("Source New: title", "One", "New")]
