"""What the tests of protection share: the smallest groups there may be, so that few grants make a pool."""

import pytest
from django.test import override_settings

from funding.publication.pools.items import SMALLEST_K


@pytest.fixture(autouse=True, scope="module")
def _small_pools():
    with override_settings(POOL_COUNT=SMALLEST_K):
        yield
