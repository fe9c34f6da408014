"""The demonstration: what `manage.py demo` sets up before it serves."""

import pytest
from django.contrib.auth.models import Group, User

from funding.codelists.disclosure import Level, RowKind
from funding.management import demonstration
from funding.publication import models as published
from funding.publication.withdrawing import withdraw
from funding.register.models import Grant, Package, PoolItem
from tests.factories import GrantFactory

pytestmark = pytest.mark.django_db


def test_it_publishes_the_facts_and_the_invented_grants_at_all_levels():
    said = []
    demonstration.fill(with_invented=True, say=said.append)
    release = published.Release.objects.get()
    assert release.has_invented
    rows = published.PublishedGrant.objects.filter(is_invented=True)
    assert sum(row.grants_count for row in rows) + PoolItem.objects.filter(state="waiting").count() >= 140
    assert {row.row_kind for row in rows} == set(RowKind.values)
    assert published.PublishedPackage.objects.all().announced() == 198_000_000


def test_facts_only_leaves_out_everything_invented():
    demonstration.fill(with_invented=False, say=lambda _: None)
    assert not published.Release.objects.get().has_invented
    assert not Grant.objects.filter(is_invented=True).exists()


def test_a_second_run_keeps_the_data_and_what_staff_decided():
    demonstration.fill(with_invented=False, say=lambda _: None)
    package = Package.objects.filter(level=Level.FULL, parts=None, part_of=None).first()
    withdraw(record=package, ground="a mistake", actor=User.objects.get(username="publisher"))
    demonstration.fill(with_invented=False, say=lambda _: None)
    package.refresh_from_db()
    assert package.level == Level.NOT_PUBLISHED
    assert published.Release.objects.count() == 2


def test_it_makes_an_editor_a_publisher_and_an_auditor_and_says_their_passwords_once():
    first, second = [], []
    demonstration.fill(with_invented=False, say=first.append)
    demonstration.fill(with_invented=False, say=second.append)
    for name in ("editor", "publisher", "auditor"):
        line = next(line for line in first if f"'{name}'" in line)
        assert User.objects.get(username=name).check_password(line.split()[-1])
    assert not any("password " in line and "sets" not in line for line in second)
    assert set(Group.objects.values_list("name", flat=True)) == {"Auditor", "Editor", "Publisher"}


def test_a_second_run_approves_nothing_that_staff_entered():
    demonstration.fill(with_invented=False, say=lambda _: None)
    draft = GrantFactory(programme=None)
    demonstration.fill(with_invented=False, say=lambda _: None)
    draft.refresh_from_db()
    assert draft.level == Level.NOT_PUBLISHED
    assert published.Release.objects.count() == 1


def test_it_leaves_a_register_alone_that_it_did_not_make():
    GrantFactory()
    with pytest.raises(demonstration.NotADemonstrationError, match="of its own"):
        demonstration.fill(with_invented=True, say=lambda _: None)
