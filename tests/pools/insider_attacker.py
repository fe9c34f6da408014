"""The insider: a recipient that knows its own amounts, and bounds another's by linear programming."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from tests.pools.public_knowledge import PublicKnowledge, value

TOLERANCE = 1e-6  # of the largest amount: the solver is not exact


@dataclass(frozen=True)
class Finding:
    """An insider came within p percent of the truth."""

    insider: int
    target: object
    truth: float
    bound: float


class Insider:
    """Every recipient tries every other one in every pool, in one linear programme of independent blocks."""

    def __init__(self, world):
        """Set up the equations."""
        self.world, self.knowledge = world, PublicKnowledge(world)
        forms = self.knowledge.equations()
        self.versions = sorted({version for form in forms for version in form})
        self.column = {version: place for place, version in enumerate(self.versions)}
        self.scale = float(max(world.entered)) or 1.0
        self.matrix = np.array([self._row(form) for form in forms])
        self.known = np.array([float(value(form, world)) for form in forms]) / self.scale
        self.owners = {}
        for item in world.sealed_as.values():
            for version in world.forms[item.key]:
                self.owners.setdefault(version, set()).add(item.contributor)

    def findings(self):
        """Give every bound that breaks the promise of the p% rule, above or below."""
        tries = [
            (insider, target, sign)
            for target in self.knowledge.targets()
            for insider in sorted(set().union(*self.owners.values()))
            if insider != target.contributor
            for sign in (1, -1)
        ]
        if not tries:
            return []
        bounds = self._solve(tries)
        found = []
        for (insider, target, sign), bound in zip(tries, bounds, strict=True):
            truth = float(value(dict(target.form), self.world))
            room = abs(truth) * float(self.world.parameters.p) / 100
            if sign * (bound - truth) < room - TOLERANCE * self.scale:
                found.append(Finding(insider, target, truth, bound))
        return found

    def _solve(self, tries):
        """Give the largest (sign 1) or smallest (-1) value that each target can have for its insider, EUR."""
        width = len(self.versions)
        aims = np.array([sign * self._row(dict(target.form)) for _, target, sign in tries])
        answer = linprog(
            -aims.ravel(),
            A_eq=sparse.kron(sparse.identity(len(tries)), self.matrix, format="csr"),
            b_eq=np.tile(self.known, len(tries)),
            bounds=np.concatenate([self._bounds(insider) for insider, _, _ in tries]),
            method="highs",
        )
        assert answer.status == 0, answer.message
        solutions = answer.x.reshape(len(tries), width)
        return [
            sign * float(aim @ solution) * self.scale
            for (_, _, sign), aim, solution in zip(tries, aims, solutions, strict=True)
        ]

    def _bounds(self, insider):
        bounds = np.array([[0.0, np.inf]] * len(self.versions))
        for version, place in self.column.items():
            if insider in self.owners[version]:
                bounds[place] = float(self.world.entered[version]) / self.scale
        return bounds

    def _row(self, form):
        row = np.zeros(len(self.versions))
        for version, coefficient in form.items():
            row[self.column[version]] = coefficient
        return row


def bounded_too_well(world):
    """Give every pair of an insider and what it bounds to within p percent."""
    return Insider(world).findings() if world.moments and world.sealed_as else []
