"""What all tests share: plain static storage, http without redirects, the cast."""

import os

import hypothesis
import pytest
from django.conf import settings
from django.test import override_settings

from funding.publication import agenda, publisher, releases, undoing, withdrawing
from tests.factories import PublisherFactory
from tests.publication.counting import check_counts
from tests.publication.drafted_whole import check_whole

# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("tracker", deadline=None)
hypothesis.settings.load_profile("tracker")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Count a skip for want of the shared files as a failure on the gate, where they must be."""
    report = yield
    if report.skipped and os.environ.get("CI") and "../shared" in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"On the gate nothing is skipped for want of files: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def _plain_site():
    """Serve without HTTPS and without a manifest of collected files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        SECURE_SSL_REDIRECT=False,
        # Tests take back releases, and the next one has the same number: what keeps pages has tests of its own.
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        ALLOWED_HOSTS=["testserver", "127.0.0.1"],
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def _counted_releases():
    """Compare the aggregates with a new count at every release that any test makes."""

    def counted(**options):
        made = releases.make_release(**options)
        check_counts()
        return made

    with pytest.MonkeyPatch.context() as patch:
        for module in (publisher, withdrawing, undoing):
            patch.setattr(module, "make_release", counted)
        yield


@pytest.fixture(autouse=True, scope="session")
def _drafted_whole():
    """Compare what is public with a draft of everything after every publication that any test makes."""
    close = agenda.Agenda.close

    def closed(self, unsettled):
        close(self, unsettled)
        check_whole(unsettled)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agenda.Agenda, "close", closed)
        yield


@pytest.fixture
def staff(db):  # noqa: ARG001 -- the fixture opens the database
    """Someone who may approve and publish."""
    return PublisherFactory()


@pytest.fixture
def publish(staff):
    """Publish what is approved."""
    return lambda **options: publisher.publish(actor=staff, **options)
