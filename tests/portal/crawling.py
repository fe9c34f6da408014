"""Walk the public site as a reader would: from the home page by every link, and by every choice of every form."""

from collections import deque
from urllib.parse import urldefrag, urlencode, urljoin

import lxml.html
from django.conf import settings

HOST = "http://testserver"
LIMIT = 3000  # a crawl that never ends is a fault of the site
_NAMED_IN = ("href", "src", "action", "data", "poster")


def crawl(client, start="/"):
    """Give {address: answer} of every page and file that can be reached; answers are read in full."""
    answers = {}
    waiting = deque([start])
    while waiting and len(answers) < LIMIT:
        address = waiting.popleft()
        if address in answers:
            continue
        answers[address] = answer = read(client.get(address))
        waiting.extend(link for link in links(answer, address) if link not in answers)
    return answers


def read(answer):
    """Read an answer in full, a file too, into `body`."""
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def links(answer, address):
    """Give the site's own addresses that a page names, but those of static files: they are the same for everybody."""
    page = page_of(answer)
    if page is None:
        return []
    targets = [element.get(name) for element in page.iter() for name in _NAMED_IN if element.get(name)]
    return _own(targets, address)


def choices(answer, address, typed=lambda _control: ()):
    """Give the addresses that the forms of a page ask for: each choice of each control by itself.

    `typed` says what a reader types into a control that takes any words.
    """
    page = page_of(answer)
    found = []
    for form in [] if page is None else page.iter("form"):
        action = form.get("action") or address.partition("?")[0]
        for control in form.iter("input", "select", "textarea"):
            if name := control.get("name"):
                found += [f"{action}?{urlencode({name: value})}" for value in _values(control, typed) if value]
    return _own(dict.fromkeys(found), address)


def page_of(answer):
    """Parse a page; None for anything else."""
    is_page = "html" in answer.headers.get("Content-Type", "") and answer.body
    return lxml.html.fromstring(answer.body) if is_page else None


def _values(control, typed):
    if control.tag == "select":
        return [option.get("value") for option in control.iter("option")]
    if control.get("type", "text") in ("checkbox", "radio", "hidden", "submit"):
        return [control.get("value")]
    return typed(control)


def _own(targets, address):
    absolute = [urldefrag(urljoin(HOST + address, target)).url for target in targets]
    own = [target.removeprefix(HOST) for target in absolute if target.startswith(f"{HOST}/")]
    return [target for target in own if not target.startswith(f"/{settings.STATIC_URL.strip('/')}/")]
