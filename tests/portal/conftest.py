"""What the portal's tests share."""

from decimal import Decimal

import pytest
from django.test import Client


class _ClosingClient(Client):
    """A client that closes what it was answered, as a server does: an unread file has an open cursor."""

    def __init__(self):
        super().__init__()
        self.answers = []

    def request(self, **request):
        """Remember the answer."""
        self.answers.append(answer := super().request(**request))
        return answer


@pytest.fixture
def client():
    """Ask the portal; what wasn't read is closed when the test ends."""
    client = _ClosingClient()
    yield client
    for answer in client.answers:
        answer.close()


@pytest.fixture
def small_pools(settings):
    """Let three grants of three recipients be a pool."""
    settings.POOL_COUNT, settings.POOL_PERCENT = 3, Decimal(10)
