"""The parameters of sealed pools, from the settings. The percentage is shown nowhere: no page, log or message."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from funding.publication.pools import Parameters
from funding.register.models import Grant

_OF_A_DEMONSTRATION = Decimal(10)


def pool_parameters() -> Parameters:
    """Give the parameters of this installation.

    Raises:
        ImproperlyConfigured: no percentage is set, and this is no demonstration that may use the default.

    """
    percent = settings.POOL_PERCENT
    if percent is None and (settings.DEBUG or Grant.objects.filter(is_invented=True).exists()):
        percent = _OF_A_DEMONSTRATION
    if percent is None:
        message = "TRACKER_POOL_PERCENT isn't set. Choose a percentage, keep it secret, and set it for the staff site."
        raise ImproperlyConfigured(message)
    try:
        return Parameters(k=settings.POOL_COUNT, p=percent)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error
