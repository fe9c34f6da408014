"""Load: an open loop of requests at a fixed rate from a process of its own, with kept connections.

    python -m tests.benchmarks.load PLAN.json

Requests are due by the clock, whether or not earlier ones were answered, and an answer's time counts from when it was
due: a server that stalls can't hide it. One JSON object is written to the standard output.
"""

import asyncio
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks import words
from tests.benchmarks.grants_sql import SECTORS, STATUSES, YEARS
from tests.benchmarks.rows import INSTRUMENTS
from tracker.embedded import HOST

KNOWN, CONDITIONAL, NEW, DOWNLOAD = "known", "conditional", "new", "download"
MIX = {KNOWN: 60, CONDITIONAL: 20, NEW: 15, DOWNLOAD: 5}
SEED = 20261125
KNOWN_PAGES = 60
CONNECTIONS = 200  # as many readers at most wait at once
TIMEOUT = 15.0  # seconds; then it is an error
WARM_UP_SECONDS = 120.0
_OK, _NOT_MODIFIED = b"200", b"304"


@dataclass
class Plan:
    """Which requests, at which rate."""

    port: int
    rate: int
    known: list[str]
    requests: list[tuple[str, str]]


def known_pages() -> list[str]:
    """Give the pages that are asked before the load begins."""
    pairs = list(product(SECTORS, YEARS))
    some = [f"/grants/?{urlencode({'sector': sector, 'year': year})}" for sector, year in pairs]
    return ["/grants/", *random.Random(SEED).sample(some, KNOWN_PAGES - 1)]  # noqa: S311 -- the same each time


def plan(port: int, *, rate: int, seconds: int, rows: int, turn: int) -> Plan:
    """Make a plan by a fixed seed; each turn has other new filters, so that none was asked before."""
    chance = random.Random(SEED + turn)  # noqa: S311 -- the same each time
    known, fresh, files = known_pages(), _new_pages(turn), _downloads(rows, turn)
    kinds = chance.choices(list(MIX), weights=list(MIX.values()), k=rate * seconds)
    requests = []
    for kind in kinds:
        one = next(fresh) if kind == NEW else next(files) if kind == DOWNLOAD else chance.choice(known)
        requests.append((kind, one))
    return Plan(port, rate, known, requests)


def _new_pages(turn: int) -> Iterator[str]:
    """Give addresses that differ, a word's in every third place."""
    combined = list(product(SECTORS, YEARS, STATUSES, INSTRUMENTS))
    random.Random(SEED).shuffle(combined)  # noqa: S311 -- the same each time
    searched = words.MIDDLING.words()
    for number in count():
        per_page = 50 + (turn + number // len(combined)) % 50
        if number % 3 == 2:
            yield f"/grants/?{urlencode({'q': next(searched), 'per_page': per_page})}"
        else:
            names = ("sector", "year", "status", "instrument")
            values = dict(zip(names, combined[number % len(combined)], strict=True))
            yield f"/grants/?{urlencode({**values, 'per_page': per_page})}"


def _downloads(rows: int, turn: int) -> Iterator[str]:
    """Give files of about 20 rows each."""
    for number, word in enumerate(words.rare(rows).words()):
        yield f"/grants.csv?{urlencode({'q': word, 'per_page': 1 + (turn + number // words.rare(rows).size) % 100})}"


@dataclass
class Result:
    """What became of the requests."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    reconnects: int = 0
    etags: dict[str, str] = field(default_factory=dict)
    kept: list["Wire"] = field(default_factory=list)  # connections that wait for the next request


class Wire:
    """One kept connection: sends a request and reads the whole answer."""

    def __init__(self, port: int) -> None:
        """Connect at the first request."""
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.reconnects = 0

    async def ask(self, address: str, etag: str = "") -> tuple[bytes, str]:
        """Give status and ETag; once more on a new connection where the server had closed the kept one."""
        condition = f"If-None-Match: {etag}\r\n" if etag else ""
        request = f"GET {address} HTTP/1.1\r\nHost: {HOST}\r\n{condition}\r\n".encode()
        was_kept = self._writer is not None
        try:
            return await self._exchange(request)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            self.close()
            began = isinstance(error, asyncio.IncompleteReadError) and error.partial
            if not was_kept or began:
                raise
            self.reconnects += 1
            return await self._exchange(request)

    def close(self) -> None:
        """Hang up."""
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, request: bytes) -> tuple[bytes, str]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = head[9:12]
        fields = _fields(head)
        if status != _NOT_MODIFIED:
            await self._read_body(self._reader, fields)
        if fields.get("connection") == "close":
            self.close()
        return status, fields.get("etag", "")

    async def _read_body(self, reader: asyncio.StreamReader, fields: dict[str, str]) -> None:
        if "content-length" in fields:
            await reader.readexactly(int(fields["content-length"]))
        elif fields.get("transfer-encoding") == "chunked":
            while size := int(await reader.readuntil(b"\r\n"), 16):
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
        else:
            await reader.read()
            self.close()


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if line)
    return {name.lower(): value.strip() for name, _, value in pairs}


async def run(given: Plan) -> dict[str, Any]:
    """Ask the known pages, then send the load; give what came of it."""
    result = Result()
    await _warm_up(given, result)
    free = asyncio.Semaphore(CONNECTIONS)
    cpu = _cpu()
    start = time.perf_counter()
    asks = []
    for number, (kind, address) in enumerate(given.requests):
        due = start + number / given.rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        asks.append(asyncio.create_task(_ask(given.port, kind, address, due, result, free)))
    await asyncio.gather(*asks)
    elapsed = time.perf_counter() - start
    return {
        "rate": given.rate,
        "achieved": sum(map(len, result.times.values())) / elapsed,
        "seconds": elapsed,
        "times": result.times,
        "errors": dict(result.errors),
        "reconnects": result.reconnects,
        "generator_cpu_seconds": _cpu() - cpu,
        "generator_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _warm_up(given: Plan, result: Result) -> None:
    """Ask the known pages twice over several connections, so that every worker has seen them."""
    deadline = time.monotonic() + WARM_UP_SECONDS
    wires = [Wire(given.port) for _ in range(4)]
    for address in given.known * 2:
        if time.monotonic() > deadline:
            break
        answers = await asyncio.gather(*(wire.ask(address) for wire in wires))
        result.etags[address] = answers[0][1]
    for wire in wires:
        wire.close()


async def _ask(port: int, kind: str, address: str, due: float, result: Result, free: asyncio.Semaphore) -> None:
    async with free:
        wire = result.kept.pop() if result.kept else Wire(port)
        before = wire.reconnects
        try:
            etag = result.etags.get(address, "") if kind == CONDITIONAL else ""
            async with asyncio.timeout(max(0.1, due + TIMEOUT - time.perf_counter())):
                status, _ = await wire.ask(address, etag)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            result.errors[type(error).__name__] += 1
            wire.close()
            return
        result.reconnects += wire.reconnects - before
        result.kept.append(wire)
        if status == _OK or (status == _NOT_MODIFIED and kind == CONDITIONAL):
            result.times.setdefault(kind, []).append(time.perf_counter() - due)
        else:
            result.errors[f"status {status.decode()}"] += 1


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(run(Plan(**json.loads(Path(sys.argv[1]).read_text()))))))
