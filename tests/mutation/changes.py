"""The changes to try in one module."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

# Of the many replacements of an operator those that rules hang on: the edge and the opposite.
_REPLACED = {
    "BinaryOperator": {
        "Add": {"Sub"}, "Sub": {"Add"}, "Mul": {"Div"}, "Div": {"Mul"}, "BitAnd": {"BitOr"}, "BitOr": {"BitAnd"},
    },
    "ComparisonOperator": {
        "Eq": {"NotEq", "LtE", "GtE"}, "NotEq": {"Eq", "Lt", "Gt"}, "Is": {"IsNot"}, "IsNot": {"Is"},
        "Lt": {"LtE", "GtE"}, "LtE": {"Lt", "Gt"}, "Gt": {"GtE", "LtE"}, "GtE": {"Gt", "Lt"},
    },
    "UnaryOperator": {"Delete": {"Not"}, "Not": {"Delete"}},
}  # fmt: skip
_LEFT_OUT = {"VariableInserter", "VariableReplacer"}  # they need to be told the variables
_SWAPPED = {"filter": "exclude", "exclude": "filter"}
_DOES_SOMETHING = {"atom_expr", "power", "yield_expr", "raise_stmt"}


@dataclass(frozen=True)
class Change:
    """One change: what kind, in which line, and the module's source with it."""

    kind: str
    line: int
    source: str


class LeaveOut(Operator):
    """Leaves out a statement: a call, a `yield`, a `raise`, an assignment that changes what is there already."""

    def mutation_positions(self, node):
        """Find the statements."""
        if node.type == "simple_stmt" and self._matters(node.children[0]):
            yield node.children[0].start_pos, node.children[0].end_pos

    @staticmethod
    def _matters(statement):
        if statement.type != "expr_stmt":
            return statement.type in _DOES_SOMETHING
        target, how = statement.children[:2]
        return target.type in _DOES_SOMETHING or (how.type == "operator" and how.value != "=")

    def mutate(self, node, _index):
        """Put `pass` in the place of one."""
        nothing = parso.parse("pass").children[0]
        nothing.get_first_leaf().prefix = node.children[0].get_first_leaf().prefix
        node.children[0] = nothing
        return node

    @classmethod
    def examples(cls):
        """Give none."""
        return ()


class KeepTheOthers(Operator):
    """Turns `.filter(…)` of a query into `.exclude(…)`, and back."""

    def mutation_positions(self, node):
        """Find the methods' names."""
        if node.type == "name" and node.value in _SWAPPED and node.get_next_leaf().value == "(":
            yield node.start_pos, node.end_pos

    def mutate(self, node, _index):
        """Swap the one for the other."""
        node.value = _SWAPPED[node.value]
        return node

    @classmethod
    def examples(cls):
        """Give none."""
        return ()


def changes(source: str) -> Iterator[Change]:
    """Give every change that can be told from the code as it is; texts stay, and so does what only types read."""
    nodes, plain = list(ast_nodes(get_ast(source))), _for_types_alone(source)
    provider = OperatorProvider()
    operators = [provider[name]() for name in provider if name not in _LEFT_OUT and _is_wanted(name)]
    for operator in [*operators, LeaveOut(), KeepTheOthers()]:
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, place in enumerate(places):
            if not any(first <= place < end for first, end in plain):
                changed = mutate_code(source, operator, occurrence)
                if changed is not None:
                    yield Change(type(operator).__name__, place[0], changed)


def _is_wanted(name: str) -> bool:
    match = re.fullmatch(r"Replace(\w+Operator)_([A-Za-z]+)_([A-Za-z]+)", name)
    return match is None or match[3] in _REPLACED[match[1]].get(match[2], set())


def _for_types_alone(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Give from where to where signatures, annotations and the options of classes reach."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            spans.append(((node.lineno, 0), (node.body[0].lineno, 0)))
        elif isinstance(node, ast.AnnAssign):
            spans.append((_start(node.annotation), _end(node.annotation)))
        elif isinstance(node, ast.ClassDef):
            spans += [(_start(one), _end(one)) for one in node.decorator_list]
    return spans


def _start(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or 0
