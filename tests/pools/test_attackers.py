"""The attackers see what is there to be seen: each is shown something it must find."""

from decimal import Decimal

from funding.publication.pools import Parameters, State
from tests.pools.exhaustive_attacker import Exhaustive, Script
from tests.pools.histories import cut_larger_than_its_pool, cut_to_nothing
from tests.pools.insider_attacker import bounded_too_well
from tests.pools.linear_attacker import determined_targets
from tests.pools.mutants import Recomputed
from tests.pools.worlds import World

THREE_EQUAL = [("add", number, "media", 2021) for number in range(3)]
ONE_LATE = [("add", 4, "media", 2021)]


def lived(*amounts, world_class=World):
    """Live through a year of three grants, and one that comes late."""
    steps = (*THREE_EQUAL, ("release",), ("release",), *ONE_LATE, ("release",))
    script = Script(Parameters(3, Decimal(10)), steps)
    return script, script.play(amounts, world_class=world_class)


def test_the_linear_attacker_subtracts_one_release_from_the_next():
    _, world = lived(5, 6, 7, 8, world_class=Recomputed)
    assert {target.contributor for target in determined_targets(world)} == {4}


def test_the_exhaustive_attacker_finds_the_only_value_that_fits():
    script, _ = lived(5, 6, 7, 8)
    found = Exhaustive(script, [5, 6, 7, 8], world_class=Recomputed).laid_open()
    assert {target.contributor for target in found} == {4}


def test_the_insider_subtracts_its_own_amount():
    _, world = lived(5, 6, 7, 8)
    assert bounded_too_well(world) == []
    world.parameters = Parameters(3, Decimal(80))  # had more been promised, this pool would break it
    assert {finding.insider for finding in bounded_too_well(world)} == {1}


def test_the_histories_that_the_rules_were_mended_by_leave_the_cut_waiting():
    for world in (cut_to_nothing(), cut_larger_than_its_pool()):
        assert [item.is_correction for item in world.items.values() if item.state is State.WAITING].count(True) == 1
