"""Each broken rule is found out by the attacks that are meant to."""

import pytest

from tests.pools.mutants import ATTACKS, MUTANTS, Mutant, is_found_out


@pytest.mark.parametrize(
    ("mutant", "attack"),
    [(mutant, attack) for mutant in MUTANTS for attack in mutant.killers],
    ids=lambda value: value.name if isinstance(value, Mutant) else value,
)
def test_a_broken_rule_is_found_out(mutant, attack):
    assert is_found_out(mutant, attack)


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack != "state machine"])
def test_the_rules_as_they_are_withstand(attack):
    assert not is_found_out(Mutant("none", ()), attack)
