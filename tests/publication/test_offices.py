"""Whatever an office does in whatever order, drafting what was touched publishes what drafting everything would.

What is compared stands in `tests.conftest`, for every publication of every test.
"""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.publication.office import Office

numbers = st.integers(min_value=0, max_value=3)
_DONE = (
    "approve", "approve", "edit", "pay", "pay", "pay", "move", "correct", "pay_of_programme", "support", "implement",
    "protect", "clear", "rename", "mark_person", "tie", "alias", "clear_hit", "list_elsewhere", "withdraw", "document",
    "announce", "decide_programme", "undo",
)  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(_DONE), numbers, numbers, st.sampled_from(("", "publish", "publish", "release"))),
    min_size=4,
    max_size=14,
)


class OfficeTest(TestCase):
    """Any history of up to fourteen steps."""

    @settings(max_examples=30, deadline=None)
    @given(steps)
    def test_what_was_touched_is_all_that_has_to_be_drafted(self, done):
        """Publish again and again."""
        office = Office()
        for name, number, other, then in done:
            office.do(name, number, other)
            if then:
                office.do(then, number, other)
        office.do("seal", 0, 0)
        office.do("publish", 0, 0)
