"""A small application in place of the tracker's: it answers with what its process was told."""

import os


def application(environ, start_response):
    """Answer with the process's environment, or end the whole server when asked to."""
    if environ["PATH_INFO"] == "/end":
        os.kill(os.getppid(), 9)
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = ("TRACKER_FACE", "DATABASE_URL", "TRACKER_SECRET_KEY", "TRACKER_STAFF_PASSWORD")
    return ["\n".join(os.environ.get(name, "-") for name in names).encode()]
