"""Walk the public site as a reader would: from the home page by every link that leads to it."""

from collections import deque
from urllib.parse import urldefrag, urljoin

import lxml.html

HOST = "http://testserver"
LIMIT = 3000  # a crawl that never ends is a fault of the site


def crawl(client, start="/"):
    """Give {address: answer} of every page and file that can be reached; answers are read in full."""
    answers = {}
    waiting = deque([start])
    while waiting and len(answers) < LIMIT:
        address = waiting.popleft()
        if address in answers:
            continue
        answer = client.get(address)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answers[address] = answer
        waiting.extend(link for link in links(answer, address) if link not in answers)
    return answers


def links(answer, address):
    """Give the site's own addresses that a page links to."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return []
    page = lxml.html.fromstring(answer.body)
    targets = [element.get("href") for element in page.iter("a")]
    absolute = [urldefrag(urljoin(HOST + address, target)).url for target in targets if target]
    return [target.removeprefix(HOST) for target in absolute if target.startswith(HOST)]
