"""Public ids: random or readable, stable, and never given twice."""

import re

import pytest

from funding.publication import identities
from funding.publication.identities import RegisterIdentities, Shown, random_id, shown_approvals, take_back
from funding.register.models import PublicIdentity
from tests.factories import GrantFactory, ProgrammeFactory, approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _numbered(monkeypatch):
    numbers = iter(range(1, 100))
    monkeypatch.setattr(identities, "random_id", lambda: f"new{next(numbers)}")


def test_a_random_id_has_80_bits_and_never_comes_twice():
    ids = {random_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{20}", one) for one in ids)


def test_a_record_keeps_its_id_within_a_draft_and_after_it():
    first = RegisterIdentities()
    assert first.of("grant", 1) == first.of("grant", 1) == "new1"
    assert first.of("organisation", 1) == "new2"
    first.save({})
    assert RegisterIdentities().of("grant", 1) == "new1"


def test_ids_of_a_draft_that_was_not_made_are_not_given():
    first = RegisterIdentities()
    first.of("grant", 1)
    assert not first.is_given("grant", 1)
    assert not PublicIdentity.objects.exists()
    first.save({})
    assert RegisterIdentities().is_given("grant", 1)
    assert not RegisterIdentities().is_given("transaction", 1)


def test_known_is_what_the_draft_itself_shows():
    PublicIdentity.objects.create(subject="programme", subject_id=3, public_id="earlier")
    draft = RegisterIdentities()
    assert draft.known("programme", 3) == ""
    assert draft.known("programme", None) == ""
    draft.of("programme", 3)
    assert draft.known("programme", 3) == "earlier"
    assert draft.known("grant", 3) == ""


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("EU4Belarus: Support to Media", "eu4belarus-support-to-media"),
        ("Вясна", "viasna"),
        ("x" * 79 + " yz", "x" * 79),
        ("x" * 90, "x" * 80),
        ("…", "new1"),
    ],
)
def test_a_readable_id_is_made_from_the_title(title, slug):
    assert RegisterIdentities().of("programme", 1, name=title) == slug


def test_the_same_title_gets_a_number():
    draft = RegisterIdentities()
    assert [draft.of("event", key, name="Sanctions") for key in range(3)] == ["sanctions", "sanctions-2", "sanctions-3"]


def test_an_id_that_was_taken_back_is_never_given_again():
    draft = RegisterIdentities()
    draft.of("event", 1, name="Sanctions")
    draft.save({})
    take_back(PublicIdentity.objects.all())
    assert RegisterIdentities().of("event", 1, name="Sanctions") == "sanctions-2"
    assert not RegisterIdentities().is_given("event", 1)


def test_saving_tells_by_which_approval_each_record_was_and_is_shown():
    programme = approved(ProgrammeFactory())
    place, first = ("programme", programme.pk), programme.approval
    draft = RegisterIdentities()
    draft.of(*place)
    draft.of("organisation", 5)
    assert draft.save({place: first}) == [Shown(place, None, first.pk)]
    assert shown_approvals() == {place: first}
    assert RegisterIdentities().save({place: first}) == []
    assert RegisterIdentities().save({}) == [Shown(place, first.pk, None)]
    assert shown_approvals() == {}


def test_what_is_shown_no_more_keeps_its_id_for_it_may_come_back():
    draft = RegisterIdentities()
    draft.of("grant", 1)
    draft.save({})
    RegisterIdentities().save({})
    assert RegisterIdentities().of("grant", 1) == "new1"


def test_taking_back_parts_an_id_from_record_and_approval():
    grant = approved(GrantFactory())
    PublicIdentity.objects.create(subject="grant", subject_id=grant.pk, public_id="one", approval=grant.approval)
    PublicIdentity.objects.create(subject="grant", subject_id=grant.pk + 1, public_id="two")
    take_back(PublicIdentity.objects.filter(public_id="one"))
    assert set(PublicIdentity.objects.values_list("public_id", "subject_id", "approval")) == {
        ("one", None, None),
        ("two", grant.pk + 1, None),
    }
