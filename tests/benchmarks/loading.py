"""Starting the load's process, and finding the rate that is held."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks import load, servers
from tests.benchmarks.report import percentiles
from tests.benchmarks.servers import ROOT, BenchmarkError, Made

_LOWER = (0.8, 0.6, 0.4, 0.2, 0.1, 0.04)  # of the rate asked for
_SHORT_SECONDS = 10
_HELD = 0.98  # of the rate
_SPARE_SECONDS = 60


def measure(made: Made, *, rate: int, seconds: int, rows: int) -> list[dict[str, Any]]:
    """Send the load; where it isn't held, lower rates for a shorter time until one is.

    Each has a portal of its own, for one that was overrun goes on answering readers who have left.
    """
    runs = []
    for turn, (wanted, time) in enumerate(_rates(rate, seconds)):
        sys.stderr.write(f"  load: {wanted} requests/s for {time} s\n")
        with servers.portal(made) as web:
            found = _send(load.plan(web.port, rate=wanted, seconds=time, rows=rows, turn=turn), time)
            runs.append({**found, "peak_mb": web.peak()})
        if not runs[-1]["errors"] and runs[-1]["achieved"] >= _HELD * wanted:
            break
    return runs


def _rates(rate: int, seconds: int) -> Iterator[tuple[int, int]]:
    yield rate, seconds
    for share in _LOWER:
        yield max(1, int(share * rate)), min(seconds, _SHORT_SECONDS)


def _send(plan: load.Plan, seconds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(asdict(plan)))
        limit = seconds + load.WARM_UP_SECONDS + load.TIMEOUT + _SPARE_SECONDS
        try:
            done = subprocess.run(  # noqa: S603 -- our own words
                [sys.executable, "-m", "tests.benchmarks.load", str(file)],
                cwd=ROOT, capture_output=True, text=True, check=False, timeout=limit,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            message = f"The load did not end within {limit:.0f} s."
            raise BenchmarkError(message) from error
    if done.returncode:
        message = f"The load failed: {done.stderr}"
        raise BenchmarkError(message)
    found: dict[str, Any] = json.loads(done.stdout)
    times = found.pop("times")
    together = [one for some in times.values() for one in some]
    found["percentiles"] = {kind: percentiles(some) for kind, some in {**times, "all": together}.items() if some}
    return found
