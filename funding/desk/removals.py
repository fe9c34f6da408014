"""Requests for removal: which are open, and how many hours are left to answer each."""

from datetime import timedelta

from django.utils import timezone

from funding.register.models import RemovalRequest

_HOUR = timedelta(hours=1)


def open_requests() -> list[RemovalRequest]:
    """Give what nobody has answered, the most urgent first."""
    return list(RemovalRequest.objects.filter(answered_at=None).select_related("organisation").order_by("received_at"))


def hours_words(request: RemovalRequest) -> str:
    """Say how many whole hours are left, how long it is overdue, or within what time it was answered."""
    if request.answered_at:
        return f"answered within {_hours(request.answered_at - request.received_at + _HOUR)}"
    left = request.due_at - timezone.now()
    if left < timedelta(0):
        return f"overdue by {_hours(-left)}" if -left >= _HOUR else "overdue since less than an hour"
    return f"{_hours(left)} left" if left >= _HOUR else "less than an hour left"


def _hours(span: timedelta) -> str:
    count = span // _HOUR
    return f"{count:,} hour{'' if count == 1 else 's'}"
