"""Whatever an office does in whatever order, drafting what was touched publishes what drafting everything would.

Histories are drawn evenly: hypothesis's own lists, which favour what is small, seldom did two things to one record.
What is compared stands in `tests.conftest`, for every publication of every test.
"""

import random

import pytest

from tests.publication.office import Office

pytestmark = pytest.mark.django_db

_STEPS = 30
_DONE = (
    *("pay",) * 5, *("move",) * 3, *("correct",) * 3, *("clear",) * 3, "approve", "approve", "edit", "edit",
    "pay_of_programme", "support", "implement", "protect", "rename", "mark_person", "tie", "alias", "clear_hit",
    "list_elsewhere", "withdraw", "document", "announce", "decide_programme", "undo",
)  # fmt: skip
_NUMBERS = (0, 0, 0, 1, 1, 2, 3)  # few: most of what can go wrong needs one record twice


@pytest.mark.parametrize("seed", range(12))
def test_what_was_touched_is_all_that_has_to_be_drafted(seed):
    chance = random.Random(seed)  # noqa: S311 -- the same histories each time
    office = Office()
    for _ in range(_STEPS):
        number, other = chance.choice(_NUMBERS), chance.choice(_NUMBERS)
        office.do(chance.choice(_DONE), number, other)
        office.do(chance.choice(("publish", "publish", "release", "wait")), number, other)
    office.do("seal", 0, 0)
    office.do("publish", 0, 0)
