"""What the tests of protection share: few grants make a pool, and a list of two rows has its marks."""

import pytest
from django.test import override_settings

from funding.publication import marks
from funding.publication.pools.items import SMALLEST_K


@pytest.fixture(autouse=True, scope="module")
def _small_pools():
    with override_settings(POOL_COUNT=SMALLEST_K):
        yield


@pytest.fixture(autouse=True, scope="module")
def _close_marks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "STEP", 1)
        patch.setattr(marks, "SHORT", 1)
        yield
