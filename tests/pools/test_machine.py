"""Whatever staff do in whatever order, every promise holds."""

from hypothesis import settings

from tests.pools.machine import Tracker

Tracker.TestCase.settings = settings(max_examples=300, stateful_step_count=25, deadline=None)
TestTracker = Tracker.TestCase
