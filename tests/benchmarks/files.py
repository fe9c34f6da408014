"""The file of all rows: the portal's, COPY's, Datasette's, and the memory that serving it takes."""

import statistics
import sys
from collections.abc import Callable
from typing import Any

from tests.benchmarks import by_hand, datasette
from tests.benchmarks.asking import FAILURES, Stream
from tests.benchmarks.cases import DATASETTE, HAND, PORTAL, Sides
from tests.benchmarks.servers import BenchmarkError, Web

FILE = "/grants.csv"
PACKED = "packed portal"


def measure(sides: Sides, web: Web, *, times: int, limit: float) -> dict[str, Any]:
    """Read the file in turn from each side; a side that can't finish within `limit` seconds is asked once."""
    taken: dict[str, list[Stream]] = {}
    web.forget_peaks()
    failures: list[str] = []
    for _ in range(times):
        for side, read in _sides(sides, taken, limit).items():
            if any(not stream.is_whole for stream in taken.get(side, [])) or any(
                one.startswith(f"CSV, {side}:") for one in failures
            ):
                continue
            try:
                stream = read()
            except FAILURES as error:
                failures.append(f"CSV, {side}: {type(error).__name__} {error}")
                continue
            sys.stderr.write(f"  CSV, {side}: {stream.seconds:.1f} s\n")
            taken.setdefault(side, []).append(stream)
    return {
        "failures": failures,
        "sides": {side: _summary(streams) for side, streams in taken.items()},
        "portal_peak_mb": web.peak(),
    }


def _sides(sides: Sides, taken: dict[str, list[Stream]], limit: float) -> dict[str, Callable[[], Stream]]:
    """Give how each side's file is read; COPY takes its columns from the head of the portal's."""

    def copy() -> Stream:
        if PORTAL not in taken:
            message = "the portal's columns aren't known"
            raise BenchmarkError(message)
        return by_hand.copy(sides.hand, taken[PORTAL][0].header, limit=limit)

    other = sides.datasette
    return {
        PORTAL: lambda: sides.portal.stream(FILE, limit=limit),
        PACKED: lambda: sides.portal.stream(FILE, limit=limit, headers={"Accept-Encoding": "gzip"}),
        HAND: copy,
        **({DATASETTE: lambda: other.stream(datasette.FILE, limit=limit)} if other else {}),
    }


def _summary(streams: list[Stream]) -> dict[str, Any]:
    return {
        "n": len(streams),
        "median": statistics.median(stream.seconds for stream in streams),
        "p90": max(stream.seconds for stream in streams),
        "bytes": streams[-1].size,
        "lines": streams[-1].lines,
        "is_whole": all(stream.is_whole for stream in streams),
    }
