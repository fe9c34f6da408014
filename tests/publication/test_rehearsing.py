"""What publishing would do is seen before it is done, and nothing else is published than what was seen."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.codelists.disclosure import Level
from funding.publication.drafting import draft
from funding.publication.fingerprints import fingerprint_of
from funding.publication.models import Release
from funding.publication.publisher import publish as publish_as
from funding.publication.publisher import rehearse
from funding.publication.waiting_room import quarters_to_seal
from funding.register.models import Organisation, PoolItem, PublicIdentity, Sealing
from tests.factories import EventFactory, GrantFactory, OrganisationFactory, PaymentFactory, UserFactory, approved
from tests.publication.pooling import AMOUNT, ENOUGH, pooled

pytestmark = pytest.mark.django_db


def fingerprint(**options):
    return fingerprint_of(draft(**options))


def test_a_rehearsal_says_what_publishing_does_and_writes_nothing(publish, staff):
    pooled()
    held = approved(GrantFactory(title="Held"))
    Organisation.objects.filter(roles__grant=held).update(clearance=None)
    said = rehearse(actor=staff, note="A note.", seal="2025Q4")
    assert said.release is None
    assert not Release.objects.exists()
    assert not PublicIdentity.objects.exists()
    assert not PoolItem.objects.exists()
    assert not Sealing.objects.exists()
    done = publish(note="A note.", seal="2025Q4")
    assert (said.counts, [one.title for one in said.held]) == (done.counts, ["Held"])
    for one in (said, done):
        assert [(row.row["grants_count"], row.row["contracted"]) for row in one.sealed] == [(ENOUGH, ENOUGH * AMOUNT)]


def test_of_pools_that_were_sealed_before_none_is_said_to_be_new(publish):
    pooled()
    publish(seal="2025Q3")
    assert publish(seal="2025Q4").sealed == []


def test_a_rehearsal_is_refused_as_publishing_is(staff):
    OrganisationFactory(name="Zubrava", cleared=False)
    with pytest.raises(PermissionDenied):
        rehearse(actor=UserFactory())
    with pytest.raises(ValidationError, match="names what is protected"):
        rehearse(actor=staff, note="With Zubrava.")
    with pytest.raises(ValidationError, match="can be sealed after that"):
        rehearse(actor=staff, seal="2099Q4")


def test_what_was_seen_is_published(staff):
    approved(EventFactory())
    assert publish_as(actor=staff, agreed=fingerprint()).release.number == 1


def test_anything_else_than_what_was_seen_is_not(staff):
    approved(EventFactory())
    seen = fingerprint()
    approved(EventFactory())
    with pytest.raises(ValidationError, match="Nothing was published: look again"):
        publish_as(actor=staff, agreed=seen)
    assert not Release.objects.exists()


def test_two_drafts_of_the_same_are_called_the_same_whatever_their_random_ids():
    approved(PaymentFactory(grant=GrantFactory(), receiver=OrganisationFactory()).grant)
    pooled()
    assert fingerprint(seal="2025Q4") == fingerprint(seal="2025Q4")


def test_an_id_that_is_public_is_part_of_what_was_seen(publish):
    approved(GrantFactory())
    publish()
    seen = fingerprint()
    PublicIdentity.objects.filter(subject="grant").update(public_id="0123456789abcdef0123")
    assert fingerprint() != seen


@pytest.fixture
def cast(db):  # noqa: ARG001 -- the fixture opens the database
    """Approve a grant in full and one that waits for a pool."""
    return approved(GrantFactory(title="Full")), approved(GrantFactory(title="Pooled"), level=Level.POOLED)


def decided_anew(full, _pooled):
    approved(full)


def paid(full, _pooled):
    PaymentFactory(grant=full)


def protected(full, _pooled):
    Organisation.objects.filter(roles__grant=full).update(clearance=None)


def pooled_with_another_amount(_full, waiting):
    type(waiting).objects.filter(pk=waiting.pk).update(contracted=1)
    approved(waiting, level=Level.POOLED)


@pytest.mark.parametrize("happens", [decided_anew, paid, protected, pooled_with_another_amount])
def test_whatever_happens_in_between_changes_what_was_seen(cast, happens):
    seen = fingerprint()
    happens(*cast)
    assert fingerprint() != seen


def test_another_reason_to_hold_a_record_back_changes_what_was_seen(cast):
    protected(*cast)
    seen = fingerprint()
    OrganisationFactory(name="Full", cleared=False)
    assert fingerprint() != seen


def test_another_quarter_is_another_publication_though_no_row_differs(cast):  # noqa: ARG001 -- something to publish
    assert len({fingerprint(), fingerprint(seal="2025Q3"), fingerprint(seal="2025Q4")}) == 3


@pytest.mark.parametrize(
    ("today", "sealed", "offered"),
    [
        (date(2026, 3, 31), "", ["2025Q4"]),
        (date(2026, 4, 1), "", ["2026Q1", "2025Q4"]),
        (date(2026, 4, 1), "2025Q3", ["2026Q1", "2025Q4"]),
        (date(2026, 4, 1), "2025Q4", ["2026Q1"]),
        (date(2026, 4, 1), "2026Q1", []),
        (date(2026, 12, 31), "", ["2026Q3", "2025Q4"]),
    ],
)
def test_the_latest_quarter_and_the_latest_yearly_one_can_be_sealed(today, sealed, offered, staff):
    if sealed:
        Sealing.objects.create(quarter=sealed, actor=staff)
    assert [str(one) for one in quarters_to_seal(today=today)] == offered


def test_a_draft_says_which_waiting_grants_it_would_seal():
    grants = pooled()
    pooled(year=2026)  # not over, so these wait
    assert draft().room.newly_sealed() == set()
    assert draft(seal="2025Q3").room.newly_sealed() == {one.pk for one in grants}


def test_a_draft_says_which_ids_it_made():
    grant = approved(GrantFactory(programme=None))
    release = draft()
    assert ("grant", grant.pk) in release.identities.new_ids().values()
    assert set(release.identities.new_ids()) <= {public_id for _, public_id in release.rows}
