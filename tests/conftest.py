"""What all tests share: plain static storage, http without redirects, the cast."""

import pytest

from funding.publication import publisher
from tests.factories import PublisherFactory


@pytest.fixture(autouse=True)
def _plain_site(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]


@pytest.fixture
def staff(db):  # noqa: ARG001 -- the fixture opens the database
    """Someone who may approve and publish."""
    return PublisherFactory()


@pytest.fixture
def publish(staff):
    """Publish what is approved."""
    return lambda **options: publisher.publish(actor=staff, **options)
