"""Asking a web server and keeping time."""

import http.client
import re
import time
from dataclasses import dataclass, field

from tests.benchmarks.servers import BenchmarkError
from tracker.embedded import HOST

FAILURES = (BenchmarkError, OSError, http.client.HTTPException)
TIMEOUT = 120.0  # seconds without a byte
_CHUNK = 1 << 20
_COUNT = re.compile(rb'data-count="(\d+)"')
_DATASETTE_COUNT = re.compile(rb"<h3>\s*([\d,]+) row")


@dataclass
class Answer:
    """What came back."""

    status: int
    seconds: float
    body: bytes
    etag: str | None = None

    def counts(self) -> set[int]:
        """Give the counts of rows that the page of a list names."""
        return {int(count) for count in _COUNT.findall(self.body)}

    def datasette_count(self) -> int | None:
        """Give the count that a page of Datasette names."""
        found = _DATASETTE_COUNT.search(self.body)
        return int(found[1].replace(b",", b"")) if found else None


@dataclass
class Stream:
    """A file that was read to its end, or until there was no more time."""

    seconds: float
    size: int
    lines: int
    is_whole: bool
    header: bytes = b""


@dataclass
class Client:
    """A reader with one connection, kept open as a browser does."""

    port: int
    _connection: http.client.HTTPConnection | None = field(default=None, init=False)

    def ask(self, address: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask for a page; a connection that the server closed meanwhile is opened anew, outside the time."""
        for attempt in range(2):
            connection = self._connected()
            start = time.perf_counter()
            try:
                connection.request("GET", address, headers=headers or {})
                response = connection.getresponse()
                body = response.read()
            except (ConnectionError, http.client.HTTPException):
                self.close()
                if attempt:
                    raise
                continue
            seconds = time.perf_counter() - start
            if response.will_close:
                self.close()
            return Answer(response.status, seconds, body, response.getheader("ETag"))
        raise BenchmarkError(address)

    def page(self, address: str) -> Answer:
        """Ask for a page that must be there."""
        answer = self.ask(address)
        if answer.status != http.client.OK:
            message = f"{address} was answered with {answer.status}"
            raise BenchmarkError(message)
        return answer

    def stream(self, address: str, *, limit: float, headers: dict[str, str] | None = None) -> Stream:
        """Read a file without keeping it, for at most `limit` seconds."""
        self.close()
        connection = self._connected()
        start = time.perf_counter()
        connection.request("GET", address, headers=headers or {})
        response = connection.getresponse()
        if response.status != http.client.OK:
            message = f"{address} was answered with {response.status}"
            raise BenchmarkError(message)
        size, lines, first, is_whole = 0, 0, b"", True
        while chunk := response.read1(_CHUNK):
            if b"\n" not in first:
                first += chunk
            size, lines = size + len(chunk), lines + chunk.count(b"\n")
            if time.perf_counter() - start > limit:
                is_whole = False
                break
        self.close()
        return Stream(time.perf_counter() - start, size, lines, is_whole, first.split(b"\n", 1)[0].strip())

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT)
            self._connection.connect()
        return self._connection
