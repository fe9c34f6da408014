"""The server's log: a reader leaves no trace in it."""

import io
import logging

import pytest
from gunicorn.config import Config

from tracker.server import DiscreetLogger


@pytest.fixture
def log():
    """Give a log and what it wrote."""
    written = io.StringIO()
    logger = DiscreetLogger(Config())
    logger.error_log.handlers = [logging.StreamHandler(written)]
    return logger, written


def test_a_malformed_request_is_logged_without_address_and_words(log):
    log[0].warning("Invalid request from ip=203.0.113.7: Invalid HTTP Version: 'secret words HTTP/1.1'")
    assert log[1].getvalue() == "An invalid request was refused.\n"


def test_a_failed_request_is_logged_without_what_was_asked(log):
    log[0].exception("Error handling request %s %s", "GET", "/grants/?q=secret")
    assert log[1].getvalue().startswith("A request failed.")
    assert "secret" not in log[1].getvalue()


def test_other_messages_stay_as_they_are(log):
    log[0].warning("Worker %s ended", 7)
    assert log[1].getvalue() == "Worker 7 ended\n"
