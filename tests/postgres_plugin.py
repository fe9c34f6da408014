"""A pytest plugin: a PostgreSQL of the tests' own, there before Django's settings load.

TEST_DATABASE_URL names another one; DATABASE_URL is ignored, so that no test ever meets real data.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker import locks
from tracker.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Generator

VAR = Path(__file__).resolve().parent.parent / "var"
STATIC = VAR / "static"  # whitenoise warns where it is missing, and warnings are errors
PREFIX = "test-"
ENVIRONMENT = {
    "TRACKER_FACE": "both",
    "TRACKER_SECRET_KEY": "only-for-tests",
    "TRACKER_POOL_PERCENT": "10",
    "TRACKER_WRITE_FILES": "no",
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare the environment; a wrapper, since pytest-django loads settings in the same hook."""
    # Workers of pytest-xdist inherit what their controller prepared.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for name in [name for name in os.environ if name.startswith("TRACKER_")]:
            del os.environ[name]
        os.environ.update(ENVIRONMENT)
        STATIC.mkdir(parents=True, exist_ok=True)
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _start(early_config)
    return (yield)


def _start(config: pytest.Config) -> str:
    """Start a server that ends with the run, and return its address."""
    VAR.mkdir(exist_ok=True)
    with locks.held(VAR / "test.lock", seconds=120):
        for folder in VAR.glob(f"{PREFIX}*"):
            EmbeddedServer(folder).discard()  # left by a run that was killed; a running one keeps its own
        server = EmbeddedServer(VAR / f"{PREFIX}{secrets.token_hex(4)}", durable=False)
        config.add_cleanup(lambda: _end(server))
        server.start()
    return server.url("tracker")


def _end(server: EmbeddedServer) -> None:
    server.stop()
    server.discard()
