"""Broken rules, and the attacks that must find each out: `python -m tests.pools.mutants` prints the table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from funding.publication import pools
from funding.publication.pools import Item, safety, sealing
from tests.pools import exhaustive_attacker, insider_attacker, linear_attacker
from tests.pools.histories import cut_larger_than_its_pool, cut_to_nothing, random_history
from tests.pools.machine import Tracker
from tests.pools.worlds import World

HISTORIES = 300
SEARCH = settings(
    max_examples=300,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


class Recomputed(World):
    """Makes all pools anew at each release from what grants amount to by then."""

    def release(self):
        """Forget all pools, and seal again."""
        self.labels.clear()
        self.items.clear()
        for grant in self.grants.values():
            self._settle(grant)
        super().release()


def patched(module, name, mutant):
    """Replace a function of the rules."""
    return lambda: patch.object(module, name, mutant)


def seen_as(**changes) -> Callable[[], object]:
    """Let SAFE see each item with other values; a callable computes one from the item."""
    honest = safety.is_safe

    def see(item: Item) -> Item:
        return replace(item, **{name: get(item) if callable(get) else get for name, get in changes.items()})

    return _everywhere(lambda items, parameters: honest([see(item) for item in items], parameters))


def _everywhere(mutant) -> Callable[[], object]:
    @contextmanager
    def replaced() -> Iterator[None]:
        with patch.object(safety, "is_safe", mutant), patch.object(sealing, "is_safe", mutant):
            yield

    return replaced


def one_fewer(items, k):
    """Ask for k - 1 grants and recipients."""
    members = list(items)
    return safety.covering_grants(members) >= k - 1 and safety.covering_contributors(members) >= k - 1


def no_matter(*_):
    """Consent."""
    return True


@dataclass(frozen=True)
class Mutant:
    """A broken rule, and the attacks that must find it out."""

    name: str
    killers: tuple[str, ...]
    broken: Callable[[], object] = nullcontext
    world: type[World] = World


MUTANTS = (
    Mutant(
        "pools are recomputed at each release",
        ("state machine", "linear", "insider (LP)", "exhaustive"),
        world=Recomputed,
    ),
    Mutant("k - 1 is enough", ("state machine",), patched(safety, "has_enough", one_fewer)),
    Mutant(
        "recipients are not grouped",
        ("state machine", "linear", "insider (LP)"),
        seen_as(contributor=lambda item: item.grant),
    ),
    Mutant("exposed items give cover", ("state machine", "insider (LP)"), seen_as(is_exposed=False)),
    Mutant(
        "there is no reserve",
        ("state machine", "leaked total"),
        patched(sealing, "keep_reserve", lambda found, _left, _parameters: found),
    ),
    Mutant("amounts don't matter", ("state machine", "insider (LP)"), patched(safety, "hides_amounts", no_matter)),
    Mutant(
        "grants are listed whatever they leave behind",
        ("state machine", "insider (LP)"),
        patched(pools, "may_be_listed", no_matter),
    ),
    Mutant("a cut to nothing gives cover", ("insider (LP)",), seen_as(amount_after=lambda item: abs(item.amount))),
    Mutant("cuts need no cover of their own", ("insider (LP)",), seen_as(amount=lambda item: abs(item.amount))),
)


def found_by_machine(world):
    """Tell whether the state machine finds a broken promise."""
    machine = type("MutantTracker", (Tracker,), {"world_class": world})
    try:
        run_state_machine_as_test(machine, settings=SEARCH)
    except AssertionError:
        return True
    return False


def histories(world):
    """Live through the two histories that the rules were mended by, and through random ones."""
    yield cut_to_nothing(world=world)
    yield cut_larger_than_its_pool(world=world)
    yield from (random_history(seed, world=world) for seed in range(HISTORIES))


ATTACKS = {
    "state machine": found_by_machine,
    "linear": lambda world: any(linear_attacker.determined_targets(lived) for lived in histories(world)),
    "leaked total": lambda world: any(
        linear_attacker.determined_by_a_leaked_total(lived) for lived in histories(world)
    ),
    "insider (LP)": lambda world: any(insider_attacker.bounded_too_well(lived) for lived in histories(world)),
    "exhaustive": lambda world: any(
        exhaustive_attacker.laid_open(seed, world_class=world) for seed in range(HISTORIES)
    ),
}


def is_found_out(mutant, attack):
    """Tell whether an attack, by name, kills a mutant."""
    with mutant.broken():
        return ATTACKS[attack](mutant.world)


if __name__ == "__main__":
    for each in MUTANTS:
        killers = [attack for attack in ATTACKS if is_found_out(each, attack)]
        print(f"{each.name:46} killed by: {', '.join(killers) or 'NOTHING'}", flush=True)  # noqa: T201 -- the table
