"""How gunicorn serves a face: `python -m gunicorn -c python:tracker.server tracker.wsgi --bind HOST:PORT`."""

from typing import Any

from gunicorn.glogging import Logger


class DiscreetLogger(Logger):
    """gunicorn's log without readers' addresses and without what they asked for."""

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:  # noqa: ANN401 -- gunicorn's signature
        """Say of a malformed request only that there was one: gunicorn would name the address and quote it."""
        if str(msg).startswith("Invalid request"):
            msg, args = "An invalid request was refused.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:  # noqa: ANN401 -- gunicorn's signature
        """Say of a failed request what failed, not what was asked."""
        if str(msg).startswith("Error handling request"):
            msg, args = "A request failed.", ()
        super().exception(msg, *args, **kwargs)


logger_class = DiscreetLogger
loglevel = "warning"
workers = 2
threads = 4
timeout = 60  # seconds without a sign of life from a worker; a thread that sends a long file gives signs
control_socket_disable = True  # it would lie in the home folder of whoever starts the server
