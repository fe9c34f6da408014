"""Locks on files: the kernel lets go of them when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLL_SECONDS = 0.02


def take(path: Path, *, shared: bool = False) -> int | None:
    """Return the descriptor that holds the lock until it is closed, or None where others hold it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    give_to_owner(path)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def give_to_owner(path: Path) -> None:
    """Give a file that we made to its folder's owner: root may visit the server of an ordinary user."""
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)


def wait_for(path: Path, *, seconds: float) -> int | None:
    """Take the lock as soon as it is free; None where it wasn't in that time."""
    deadline = time.monotonic() + seconds
    while (descriptor := take(path)) is None and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return descriptor


@contextmanager
def held(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the lock for a block; TimeoutError where it wasn't free in that time."""
    descriptor = wait_for(path, seconds=seconds)
    if descriptor is None:
        message = f"Another process has held {path} for too long."
        raise TimeoutError(message)
    try:
        yield
    finally:
        os.close(descriptor)
