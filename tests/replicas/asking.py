"""A reader of the portal."""

import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from threading import Event

_SECONDS = 20
_SMALL = 65_536  # bytes that the kernel may keep for a slow reader


def status(port, address):
    """Give the status of a page whose whole body was read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@contextmanager
def begun_download(port, address):
    """Give an answer of which nothing but the head was read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
    connection.sock.settimeout(_SECONDS)
    connection.sock.connect(("127.0.0.1", port))
    try:
        connection.request("GET", address)
        yield connection.getresponse()
    finally:
        connection.close()


class Load:
    """Readers who ask one page after the other, all the time; what they were answered."""

    def __init__(self, port, addresses, readers=6):
        """Take the portal's port and the addresses."""
        self._port, self._addresses = port, addresses
        self._stop = Event()
        self._pool = ThreadPoolExecutor(readers)
        self._readers = readers
        self.answers = []

    def __enter__(self):
        self._work = [self._pool.submit(self._ask, number) for number in range(self._readers)]
        return self

    def __exit__(self, *_error):
        self._stop.set()
        self._pool.shutdown()
        for work in self._work:
            work.result()

    def _ask(self, number):
        for address in cycle(self._addresses[number % len(self._addresses) :] + self._addresses):
            if self._stop.is_set():
                return
            self.answers.append((address, status(self._port, address)))
