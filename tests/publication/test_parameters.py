"""The parameters of pools: chosen by each installation, with a default for demonstrations alone."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from funding.publication.parameters import pool_parameters
from tests.factories import GrantFactory

pytestmark = pytest.mark.django_db


def test_the_parameters_are_those_of_the_settings(settings):
    settings.POOL_COUNT, settings.POOL_PERCENT = 7, Decimal("12.5")
    assert (pool_parameters().k, pool_parameters().p) == (7, Decimal("12.5"))


def test_without_a_percentage_nothing_is_pooled(settings):
    settings.POOL_PERCENT = None
    GrantFactory()
    with pytest.raises(ImproperlyConfigured, match="TRACKER_POOL_PERCENT"):
        pool_parameters()


def test_a_demonstration_has_a_default(settings):
    settings.POOL_PERCENT = None
    GrantFactory(is_invented=True)
    assert pool_parameters().p == 10


def test_so_has_work_on_the_tracker_itself(settings):
    settings.POOL_PERCENT, settings.DEBUG = None, True
    assert pool_parameters().p == 10


def test_a_percentage_that_is_set_is_kept_in_a_demonstration(settings):
    settings.POOL_PERCENT, settings.DEBUG = Decimal(20), True
    GrantFactory(is_invented=True)
    assert pool_parameters().p == 20


@pytest.mark.parametrize(("name", "value"), [("POOL_COUNT", 2), ("POOL_PERCENT", Decimal(0))])
def test_parameters_that_protect_nobody_are_refused_without_saying_them(name, value, settings):
    settings.POOL_PERCENT = Decimal("17.3")
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        pool_parameters()
    assert "17.3" not in str(refused.value)
