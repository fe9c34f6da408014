"""Every question that can be put to the public site, found by crawling it, and the whole of each answer.

What a new page links to, or a new form offers, is asked the day it is made.
"""

import logging
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, quote

from django.conf import settings
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.client import ClientHandler
from django.urls import Resolver404, resolve, reverse

from funding.portal.urls import urlpatterns
from tests.portal.crawling import choices, links, read

LIMIT = 5000
OF_EACH_SHAPE = 2  # addresses that filtered pages link to: there is no end of combinations
# What a reader, a robot or somebody who tries doors may add to any address.
ADDED = (
    "?notes=a", "?recipient__name=a", "?organisation__name__icontains=a", "?q__icontains=a", "?ordering=notes",
    "?sort=notes", "?sort=organisation__name", "?sort=-contracted_whole", "?level=pooled", "?row_kind=withheld",
    "?format=json", "?fields=notes", "?expand=organisation", "?page=2", "?page=0", "?page=999999999", "?page=last",
    "?per_page=1", "?per_page=1&page=2", "?per_page=1&page=3",
    "?per_page=100000", "?per_page=-5", "?sector=other&sort=-paid", "?amount_min=NaN", "?q=%00",
    "?q=%25", "?q=a%27%22%3Cb%3E", "?utm_source=a&q=b", "?q=", "?release=1", "?year=unknown", "?organisation=1",
)  # fmt: skip
UNKNOWN = ("0", "1", "2", "3", "no-such", "00000000000000000000", "contract-1", "%D0%BB", "A" * 300, "..%2Fadmin")
GUESSED = (
    "/admin/", "/staff/", "/api/", "/api/grants/", "/grants.json", "/grants.xml", "/grants.xlsx", "/iati.xml",
    "/sitemap.xml", "/feed.xml", "/robots.txt", "/favicon.ico", "/protection/", "/releases/", "/grants", "//grants/",
    "/grants/?q=a#b", "/media/", "/.git/config", "/grants/%00/", "/grants/%F0%9F%98%80/", "/be/", "/ru/",
)  # fmt: skip
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Answer:
    """All that a reader, or who reads the portal's log, can see of an answer; and how much work it was."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    log: tuple[str, ...]
    queries: int

    @property
    def text(self):
        """Give everything as one text."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return "\n".join([headers, self.body.decode("utf-8", "replace"), *self.log])


class _Lines(logging.Handler):
    """Collects what is logged, traces too."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record):
        self.lines.append(self.format(record))

    def take(self):
        """Give what was logged since the last time."""
        taken, self.lines = tuple(self.lines), []
        return taken


class _Client(RequestFactory):
    """Puts a question through all middleware; unlike Django's own client it copies no template contexts."""

    def __init__(self):
        super().__init__()
        self._handler = ClientHandler(enforce_csrf_checks=True)

    def request(self, **request):
        """Give the answer to a WSGI environment."""
        return self._handler(self._base_environ(**request))


@contextmanager
def the_portal():
    """Serve as the portal's own process does: its addresses, and no middleware of the staff site."""
    staff = ("session", "csrf", "authentication", "message")
    own = [name for name in settings.MIDDLEWARE if not any(word in name.lower() for word in staff)]
    own.insert(own.index("tracker.middleware.BodilessHead") + 1, "tracker.middleware.ReadOnlyMethods")
    with override_settings(ROOT_URLCONF="tracker.urls.portal", MIDDLEWARE=own):
        yield


class Reader:
    """Somebody who asks the public site for all there is; `typed` is what they type into its forms.

    They also ask for the records of some `ids`, such as those that were public once.

    With a `sample` they ask for one in `out_of` of the choices and hostile addresses, always the same ones for the same
    sample; pages and files without parameters are all asked.
    """

    def __init__(self, *, typed=lambda _control: (), ids=(), sample=None, out_of=12):
        """Ask nothing yet."""
        self.answers = {}
        self.routes = set()  # names of the addresses that answered with 200
        self._typed, self._ids, self._sample, self._out_of = typed, ids, sample, out_of
        self._shapes = Counter()
        self._client = _Client()
        self._log = _Lines()

    def ask_everything(self):
        """Give {(method, address): answer} of all that can be asked."""
        root = logging.getLogger()
        level = root.level
        root.addHandler(self._log)
        root.setLevel(logging.INFO)
        try:
            with the_portal():
                self._crawl()
                self._try_doors()
        finally:
            root.removeHandler(self._log)
            root.setLevel(level)
        return self.answers

    def _crawl(self):
        waiting = deque((address, False) for address in ["/", *_addresses_without_arguments()])
        while waiting:
            address, is_combined = waiting.popleft()
            if ("GET", address) in self.answers or not self._wants(address, is_combined=is_combined):
                continue
            assert len(self.answers) < LIMIT, "the site has no end"
            answer = self._ask("GET", address)
            if answer.status_code == 200:
                self.routes.add(_route(address))
            found = [*links(answer, address), *filter(None, [answer.headers.get("Location")])]
            waiting.extend((link, "?" in address) for link in found)
            if "?" not in address:
                waiting.extend((choice, False) for choice in choices(answer, address, self._typed))

    def _try_doors(self):
        """Ask each path in other ways, and for what nobody links to."""
        paths = [path for _, path in self.answers if "?" not in path]
        takes_parameters = {_route(path) for _, path in self.answers if "?" in path}
        kinds = {_route(path): path for path in paths}  # one of each kind of page
        parents = dict.fromkeys(path.rstrip("/").rpartition("/")[0] + "/" for path in paths)
        doors = [
            ("GET", path + added)
            for route, path in kinds.items()
            for added in (ADDED if route in takes_parameters else ADDED[:3])
        ]
        doors += [("GET", f"{parent}{name}/") for parent in parents for name in (*UNKNOWN, *self._ids)]
        doors += [("GET", path) for path in GUESSED]
        doors += [(method, path) for path in kinds.values() for method in METHODS[:2]]
        doors += [(method, "/") for method in METHODS]
        doors += [("HEAD", path + added) for path in kinds.values() for added in ("?q=Solidarity", "?notes=a")]
        for method, address in doors:
            if (method, address) not in self.answers and self._is_sampled(method + address):
                self._ask(method, address)
        for path in paths:
            self._ask("HEAD", path)

    def _ask(self, method, address):
        queries = []

        def counted(execute, sql, params, many, context):
            queries.append(sql)
            return execute(sql, params, many, context)

        self._log.take()
        with connection.execute_wrapper(counted):
            answer = read(self._client.generic(method, quote(address, safe="/?&=%#:+,;@!$'()*~-._")))
        headers = tuple(sorted([*answer.headers.items(), *(("Set-Cookie", str(one)) for one in answer.cookies)]))
        assert answer.status_code < 500, address
        self.answers[method, address] = Answer(answer.status_code, headers, answer.body, self._log.take(), len(queries))
        return answer

    def _wants(self, address, *, is_combined):
        """Tell whether to follow an address: a few of each shape that filtered pages link to, a sample of choices."""
        path, _, query = address.partition("?")
        names = sorted(name for name, _ in parse_qsl(query, keep_blank_values=True))
        if not names:
            return True
        if is_combined:
            shape = (_route(path), *names)
            self._shapes[shape] += 1
            if self._shapes[shape] > OF_EACH_SHAPE:
                return False
        return self._is_sampled(address)

    def _is_sampled(self, words):
        if self._sample is None:
            return True
        return sha256(f"{self._sample} {words}".encode()).digest()[0] % self._out_of == 0


def _addresses_without_arguments():
    return [reverse(one.name) for one in urlpatterns if not one.pattern.converters]


def _route(address):
    try:
        return resolve(address.partition("?")[0], "tracker.urls.portal").url_name
    except Resolver404:
        return address


def differences(one, other):
    """Say in which answers two readers differ, with the first lines that do."""
    alone = [f"asked of one alone: {' '.join(key)}" for key in sorted(one.keys() ^ other.keys())]
    both = [key for key in sorted(one.keys() & other.keys()) if one[key] != other[key]]
    return alone + [f"{' '.join(key)}: {_difference(one[key], other[key])}" for key in both]


def _difference(one, other):
    if (one.status, one.queries) != (other.status, other.queries):
        return f"status and queries {one.status}, {one.queries} and {other.status}, {other.queries}"
    pairs = zip(one.text.splitlines(), other.text.splitlines(), strict=False)
    return next((f"{left!r} and {right!r}" for left, right in pairs if left != right), "one goes on longer")
