"""A page whose database went away is made once more, from another one."""

from collections.abc import Callable

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

# A conflict of a standby's readers with what it has to apply; shut down; crashed; starting.
_ELSEWHERE = frozenset({"40001", "57P01", "57P02", "57P03"})


class AskAgain:
    """Ask a view a second time when its connection broke. For GET and HEAD alone: the portal knows no others.

    An answer that is being sent is beyond it: that connection breaks too, and no half file looks whole.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Ask once more where the connection was lost; what fails then is an error as any other."""
        match = request.resolver_match
        if match is None or not is_lost(exception):
            return None
        connection.close()  # the next statement opens one, to whichever host answers
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer


def is_lost(exception: Exception) -> bool:
    """Tell whether another connection may succeed; a statement that took too long would do so again."""
    error = exception if isinstance(exception, psycopg.Error) else exception.__cause__
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None:
        return True  # said by the client itself: the server is gone, or can't be reached
    return isinstance(error, psycopg.Error) and error.sqlstate in _ELSEWHERE
