"""A release made on a page has its files written by another process, after the commit, and nobody waits."""

import sys

import pytest
from django.test import override_settings
from django.urls import reverse

from funding.codelists.disclosure import Level, RunKind
from funding.desk import emergency, filing
from funding.desk.emergency import Choice
from funding.publication.models import Release
from funding.register.models import PublicationRun
from tests.desk.conftest import page
from tests.factories import GrantFactory, approved

pytestmark = pytest.mark.django_db
PUBLISH = reverse("admin:publish")


class Process:
    """One that goes on until it is told to end."""

    def __init__(self, command, **_options):
        """Take what would be run."""
        self.command, self.status = command, None

    def poll(self):
        """Tell how it ended, if it has."""
        return self.status


@pytest.fixture
def started(monkeypatch):
    """Start nothing; give what would have been."""
    processes = []
    monkeypatch.setattr(filing, "_started", processes)
    monkeypatch.setattr(filing.subprocess, "Popen", Process)
    with override_settings(WRITES_FILES=True):
        yield processes


@pytest.fixture
def grant():
    return approved(GrantFactory(programme=None))


def publish(desk):
    fingerprint = page(desk.get(PUBLISH)).xpath("string(//input[@name='fingerprint']/@value)")
    return desk.post(PUBLISH, {"fingerprint": fingerprint, "seal": "", "note": ""})


def undo(desk, _grant):
    run = PublicationRun.objects.get(kind=RunKind.PUBLISH)
    desk.post(reverse("admin:undo", args=[run.pk]), {"reason": "A reason."})


def withdraw(desk, grant):
    sent = {"action": "withdraw", "_selected_action": grant.pk, "level": Level.NOT_PUBLISHED, "reason": "A reason."}
    desk.post(reverse("admin:register_grant_changelist"), sent)


def protect(desk, grant):
    organisation = grant.roles.first().organisation
    sent = {"level": Level.NOT_PUBLISHED, "reason": "A reason."}
    desk.post(reverse("admin:register_organisation_protect", args=[organisation.pk]), sent)


def emergency_of(_desk, grant):
    actor = PublicationRun.objects.first().actor
    emergency.take_out(Choice([grant], []), reason="A reason.", actor=actor)


@pytest.mark.usefixtures("grant")
def test_publishing_starts_a_writer_once_the_transaction_has_ended(desk, started, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        publish(desk)
    assert started == []
    for one in after_commit:
        one()
    (process,) = started
    assert process.command[0] == sys.executable
    assert [process.command[1].rpartition("/")[2], process.command[2]] == ["manage.py", "write_files"]


@pytest.mark.parametrize("act", [undo, withdraw, protect, emergency_of])
def test_taking_out_starts_one_too(desk, grant, started, act, django_capture_on_commit_callbacks):
    publish(desk)
    with django_capture_on_commit_callbacks(execute=True):
        act(desk, grant)
    assert Release.objects.count() == 2
    assert len(started) == 1


@pytest.mark.usefixtures("grant")
def test_a_page_that_publishes_nothing_starts_none(desk, started, django_capture_on_commit_callbacks):
    publish(desk)
    with django_capture_on_commit_callbacks(execute=True):
        publish(desk)
    assert started == []


@pytest.mark.usefixtures("grant")
def test_where_it_is_switched_off_the_timer_does_it(desk, started, django_capture_on_commit_callbacks):
    with override_settings(WRITES_FILES=False), django_capture_on_commit_callbacks(execute=True):
        publish(desk)
    assert started == []


def test_writers_that_have_ended_are_let_go(started):
    filing._start()
    started[0].status = 0
    filing._start()
    filing._start()
    assert [one.status for one in started] == [None, None]
