"""The file of all rows: the portal's, COPY's, Datasette's, and the memory that serving it takes."""

import statistics
import sys
from collections.abc import Iterator
from typing import Any

from tests.benchmarks import by_hand, datasette
from tests.benchmarks.asking import Stream
from tests.benchmarks.cases import DATASETTE, HAND, PORTAL, Sides
from tests.benchmarks.servers import Web

FILE = "/grants.csv"
PACKED = "portal, gzip"


def measure(sides: Sides, web: Web, *, times: int, limit: float) -> dict[str, Any]:
    """Read the file in turn from each side; a side that can't finish within `limit` seconds is asked once."""
    taken: dict[str, list[Stream]] = {}
    web.forget_peaks()
    for _ in range(times):
        for side, stream in _in_turn(sides, taken, limit):
            sys.stderr.write(f"  CSV, {side}: {stream.seconds:.1f} s\n")
            taken.setdefault(side, []).append(stream)
    return {
        "sides": {side: _summary(streams) for side, streams in taken.items()},
        "portal_peak_mb": web.peak(),
    }


def _in_turn(sides: Sides, taken: dict[str, list[Stream]], limit: float) -> Iterator[tuple[str, Stream]]:
    def is_able(side: str) -> bool:
        return all(stream.is_whole for stream in taken.get(side, []))

    if is_able(PORTAL):
        yield PORTAL, sides.portal.stream(FILE, limit=limit)
    if is_able(PACKED):
        yield PACKED, sides.portal.stream(FILE, limit=limit, headers={"Accept-Encoding": "gzip"})
    if is_able(HAND):
        yield HAND, by_hand.copy(sides.hand, taken[PORTAL][0].header, limit=limit)
    if sides.datasette and is_able(DATASETTE):
        yield DATASETTE, sides.datasette.stream(datasette.FILE, limit=limit)


def _summary(streams: list[Stream]) -> dict[str, Any]:
    return {
        "n": len(streams),
        "median": statistics.median(stream.seconds for stream in streams),
        "p90": max(stream.seconds for stream in streams),
        "bytes": streams[-1].size,
        "lines": streams[-1].lines,
        "is_whole": all(stream.is_whole for stream in streams),
    }
