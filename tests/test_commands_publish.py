"""`manage.py publish` says what it does, holds back and seals; what can't be is said in words, with exit status 1."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.timezone import localdate

from funding.codelists.disclosure import Level
from funding.periods import Quarter
from funding.publication.models import PublishedGrant, Release
from funding.register.models import Organisation, PoolItem, SealedPool, Sealing
from tests.factories import GrantFactory, OrganisationFactory, UserFactory, approved, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _parameters():
    somebody("anna")
    with override_settings(POOL_COUNT=5, POOL_PERCENT=Decimal("37.91")):
        yield


def publish(*arguments, by="anna"):
    out = StringIO()
    call_command("publish", "--by", by, *arguments, stdout=out)
    return out.getvalue().splitlines()


def latest():
    return str(Quarter.of(localdate()).previous)


def five_pooled():
    return [approved(GrantFactory(programme=None), level=Level.POOLED) for _ in range(5)]


def test_it_says_what_changed():
    approved(GrantFactory(programme=None))
    said = publish("--note", "The first one")
    assert said[0] == "Release 1 published."
    assert "  PublishedGrant: 1 added, 0 changed, 0 removed" in said
    assert Release.objects.get().note == "The first one"


def test_it_says_where_nothing_changed():
    assert publish() == ["Nothing has changed since the beginning: no new release."]
    approved(GrantFactory(programme=None))
    publish()
    assert publish() == ["Nothing has changed since Release 1: no new release."]


def test_what_is_held_back_is_said_with_its_reasons():
    grant = approved(
        GrantFactory(programme=None, title="Named too openly", implementer=OrganisationFactory(name="Rada"))
    )
    Organisation.objects.update(clearance=None)
    said = publish()
    assert said[1:3] == ["Held back: 1", f"  Named too openly (grant {grant.pk})"]
    assert said[3].startswith("    It names Rada, which is protected")


def test_a_dry_run_says_the_same_and_writes_nothing():
    approved(GrantFactory(programme=None))
    five_pooled()
    rehearsed = publish("--dry-run", "--seal", latest())
    assert not Release.objects.exists()
    assert not PoolItem.objects.exists()
    assert not Sealing.objects.exists()
    assert rehearsed[0] == "Dry run, nothing is published. A release would change:"
    published = publish("--seal", latest())
    assert [line.replace("would be sealed", "sealed") for line in rehearsed[1:]] == published[1:-1]
    assert published[-1].startswith("Written: grants.csv, ")


def test_sealed_pools_are_named_with_their_totals():
    five_pooled()
    said = publish("--seal", latest())
    assert f"{latest()}: 1 pools sealed. A sealing can't be undone." in said
    assert "  5 grants for culture, 2023: EUR 500,000.00" in said
    assert PublishedGrant.objects.get().contracted == SealedPool.objects.get().total


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seal", "2099Q4"), "2099Q4 ends on 31 December 2099"),
        (("--seal", "autumn"), "A quarter is written like 2026Q4"),
        (("--note", "We thank Rada"), "The note names what is protected: “Rada”"),
    ],
)
def test_what_cant_be_is_said_in_words(arguments, words, dry):
    OrganisationFactory(name="Rada", cleared=False)
    with pytest.raises(CommandError, match=words):
        publish(*arguments, *dry)
    assert not Release.objects.exists()


@override_settings(POOL_PERCENT=None)
def test_parameters_that_arent_set_are_said_in_words():
    five_pooled()
    with pytest.raises(CommandError, match="TRACKER_POOL_PERCENT isn't set"):
        publish("--seal", latest())
    assert not Sealing.objects.exists()


def test_the_percentage_is_never_said():
    five_pooled()
    assert "37.91" not in "".join(publish("--seal", latest()))


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_only_who_may_publish_does(dry):
    UserFactory(username="clerk")
    approved(GrantFactory(programme=None))
    with pytest.raises(CommandError, match="clerk may not do this"):
        publish(*dry, by="clerk")
    with pytest.raises(CommandError, match="There is no active user called 'nobody'"):
        publish(*dry, by="nobody")
    assert not Release.objects.exists()
