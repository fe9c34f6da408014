"""Whatever an office does in whatever order, drafting what was touched publishes what drafting everything would.

What is compared stands in `tests.conftest`, for every publication of every test.
"""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.publication.office import Office

grants = st.integers(min_value=0, max_value=5)
others = st.integers(min_value=0, max_value=5)
_OFTEN = ("release", "release", "release", "approve", "edit", "pay", "move")
_DONE = (
    *_OFTEN, "pay_of_programme", "correct", "support", "implement", "protect", "clear", "rename", "mark_person", "tie",
    "alias", "clear_hit", "list_elsewhere", "withdraw", "document", "announce", "decide_programme", "undo",
)  # fmt: skip
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(_DONE), grants, others),
        st.tuples(st.sampled_from(("publish", "publish", "publish", "publish", "seal"))),
    ),
    min_size=3,
    max_size=16,
)


class OfficeTest(TestCase):
    """Any history of up to sixteen steps."""

    @settings(max_examples=150, deadline=None)
    @given(steps)
    def test_what_was_touched_is_all_that_has_to_be_drafted(self, done):
        """Publish again and again."""
        office = Office()
        for name, *details in done:
            office.do(name, *details)
        office.publish()
        office.publish()
