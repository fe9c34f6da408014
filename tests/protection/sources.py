"""The same clock and the same public ids for two registers: what non-interference takes as given."""

from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from unittest.mock import patch

from funding.publication import identities
from funding.publication.identities import RegisterIdentities

_FIRST_DAY = datetime(2026, 2, 2, 9, tzinfo=UTC)
_BETWEEN_STEPS = timedelta(days=40)
_TICK = timedelta(milliseconds=1)


class Clock:
    """What `timezone.now` says: it moves while staff work, and stands still while the public side changes."""

    def __init__(self):
        """Begin before the first step."""
        self._moment, self._tick = _FIRST_DAY - timedelta(days=30), _TICK

    def now(self):
        """Give the moment; staff's next act comes later."""
        self._moment += self._tick
        return self._moment

    def step_aside(self, span):
        """Let some time pass that nobody sees; none while the clock stands."""
        if self._tick:
            self._moment += span

    @contextmanager
    def standing_at(self, step):
        """Stand still at the day of a step of the history."""
        self._moment, self._tick = _FIRST_DAY + step * _BETWEEN_STEPS, timedelta(0)
        yield
        self._tick = _TICK


class Ids:
    """Public ids by what they name and how often it was named anew, not by the order in which they are drawn.

    Real ones are random: the order of drawing can't be seen in them. What was given no label is withheld, and drawing
    an id for it is a fault.
    """

    def __init__(self):
        """Start without labels."""
        self._labels, self._drawn = {}, Counter()
        self._place = None

    def label(self, subject, record, words):
        """Say what a record that may become public is, alike in both registers."""
        self._labels[subject, record.pk] = f"{subject} {words}"

    def draw(self):
        """Give an id for the place that asks for one; a pool has none and is told by the order of sealing."""
        label = self._labels[self._place] if self._place else "pool"
        self._drawn[label] += 1
        return sha256(f"{label}, {self._drawn[label]}".encode()).hexdigest()[:20]

    def of(self, given, subject, key, *, name=""):
        """Stand in for `RegisterIdentities.of`, remembering who asks."""
        self._place = (subject, key)
        try:
            return _OF(given, subject, key, name=name)
        finally:
            self._place = None


_OF = RegisterIdentities.of


@contextmanager
def given(clock, ids):
    """Let everything inside take time and public ids from these."""

    def of(identities_of_a_draft, *place, **options):
        return ids.of(identities_of_a_draft, *place, **options)

    with ExitStack() as stack:
        stack.enter_context(patch("django.utils.timezone.now", clock.now))
        stack.enter_context(patch.object(identities, "random_id", ids.draw))
        stack.enter_context(patch.object(RegisterIdentities, "of", of))
        yield
