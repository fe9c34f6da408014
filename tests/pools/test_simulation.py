"""The rule of sealing keeps what it was chosen for; the whole table: `python -m tests.pools.simulation`."""

import pytest

from tests.pools.simulation import RULES, as_sealed, medians


@pytest.mark.parametrize("deviation", [1.0, 1.5])
def test_most_of_the_money_is_told_by_sector_and_year_and_little_waits(deviation):
    figures = medians(as_sealed, deviation)
    assert figures["sector-year"] >= 65
    assert figures["waiting"] <= 6


def test_more_is_told_by_sector_than_by_the_rule_as_first_written():
    ours, first = medians(as_sealed), medians(RULES[0])
    assert ours["sector-year"] > first["sector-year"] + 8
    assert ours["sector-year"] + ours["sector-period"] > first["sector-year"] + first["sector-period"] + 20
