"""Reading from several hosts, in parts; tests/replicas has the whole, with real standbys."""

import io
from types import SimpleNamespace

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.test import RequestFactory, override_settings
from psycopg import errors

from tracker import database
from tracker.replicas import asking_again, base, confirming


def wrapped(error, kind=OperationalError):
    """Give an error as Django raises it."""
    outer = kind(str(error))
    outer.__cause__ = error
    return outer


LOST = [
    wrapped(errors.AdminShutdown()),
    wrapped(errors.CrashShutdown()),
    wrapped(errors.CannotConnectNow()),
    wrapped(errors.SerializationFailure()),
    wrapped(psycopg.OperationalError("server closed the connection unexpectedly")),
    psycopg.InterfaceError("the connection is closed"),
]
NOT_LOST = [
    wrapped(errors.QueryCanceled()),
    wrapped(errors.LockNotAvailable()),
    wrapped(errors.UndefinedTable(), ProgrammingError),
    ValueError("no database at all"),
]


@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error.__cause__ or error).__name__)
def test_a_lost_connection_is_worth_another_one(error):
    assert asking_again.is_lost(error)


@pytest.mark.parametrize("error", NOT_LOST, ids=lambda error: type(error.__cause__ or error).__name__)
def test_what_fails_elsewhere_too_is_not_tried_again(error):
    assert not asking_again.is_lost(error)


@pytest.fixture
def asked(monkeypatch):
    """Give a middleware, a request for a view, and the list that says how often the view was asked again."""
    monkeypatch.setattr(asking_again, "connection", SimpleNamespace(close=lambda: None))
    times = []
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(
        func=lambda _request, *_args, **kwargs: times.append(kwargs) or "answer", args=(), kwargs={"public_id": "x"}
    )
    return asking_again.AskAgain(lambda _request: None), request, times


def test_a_view_is_asked_once_more_with_what_it_was_asked(asked):
    middleware, request, times = asked
    assert middleware.process_exception(request, LOST[0]) == "answer"
    assert times == [{"public_id": "x"}]


def test_a_view_is_not_asked_again_after_another_error(asked):
    middleware, request, times = asked
    assert middleware.process_exception(request, NOT_LOST[0]) is None
    assert times == []


def test_only_the_portal_reads_replicas_and_notices_soon_that_one_is_gone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:1,b:2/money?connect_timeout=9")
    portal, staff = (database.settings(face=face) for face in ("portal", "staff"))
    assert (portal["ENGINE"], staff["ENGINE"]) == ("tracker.replicas", "django.db.backends.postgresql")
    assert (portal["OPTIONS"]["connect_timeout"], portal["OPTIONS"]["tcp_user_timeout"]) == ("9", 5000)
    assert "tcp_user_timeout" not in staff["OPTIONS"]


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"host": "a,b", "port": "1,2"}, [{"host": "a", "port": "1"}, {"host": "b", "port": "2"}]),
        ({"host": "a,b", "port": "5"}, [{"host": "a", "port": "5"}, {"host": "b", "port": "5"}]),
        ({"host": "a,b"}, [{"host": "a"}, {"host": "b"}]),
        ({}, [{}]),
    ],
)
def test_each_host_is_tried_with_its_port(given, places):
    assert sorted(base._shuffled(given), key=str) == places


@pytest.mark.django_db
def test_a_server_that_is_no_standby_is_up_to_date():
    wrapper = base.DatabaseWrapper(connection.settings_dict, "other")
    with wrapper.get_new_connection(wrapper.get_connection_params()) as opened:
        assert base._is_fresh(opened)
    assert not base._is_fresh(opened)


@pytest.mark.django_db
@override_settings(REPLICAS=[])
def test_without_replicas_nothing_is_asked_and_nothing_waited_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        confirming.wait_until_applied()


def test_the_heart_goes_on_when_the_primary_was_away(monkeypatch):
    beats = iter([LOST[0], None, KeyboardInterrupt()])

    def beat():
        if error := next(beats):
            raise error

    monkeypatch.setattr(confirming, "beat", beat)
    monkeypatch.setattr(confirming, "pause_seconds", lambda: 0)
    said = io.StringIO()
    call_command("heartbeat", stderr=said)
    assert said.getvalue().startswith("No beat")
    assert next(beats, "none left") == "none left"
