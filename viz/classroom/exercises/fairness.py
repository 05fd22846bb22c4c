"""What is asked of the numbers of an exercise: that they are pleasant, and that each wrong answer tells something."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from autograd import Value, topological_order
from viz.classroom.exercises.blank import Blank, Number, answers_of
from viz.classroom.exercises.spelling import digits_of, is_short

__all__ = ["are_apart", "difficulty", "is_fair"]

_APART = 0.03
_SMALLEST, _LARGEST = 0.01, 100.0
_FLATTEST = 0.05
"""A function whose slope is less is as good as constant there: a saturated unit."""


def are_apart(one: Number, other: Number) -> bool:
    """Whether two answers differ by more than what is lost where every number on the way has three digits.

    Whole numbers lose nothing.

    >>> are_apart(0.679, 0.672), are_apart(0.679, 0.321)
    (False, True)
    """
    if _is_whole(one) and _is_whole(other):
        return one != other
    difference, size = abs(float(one) - float(other)), max(abs(float(one)), abs(float(other)))
    return difference > _APART * size


def _is_whole(number: Number) -> bool:
    return isinstance(number, Fraction) and number.denominator == 1


def is_fair(blanks: Sequence[Blank], graph: Value | None) -> bool:
    """Whether every answer is pleasant, every mistake gives a number of its own, and the graph has no edge cases."""
    answers = answers_of(blanks)
    return (
        all(map(_is_pleasant, answers.values()))
        and all(_tells(blank, answers) for blank in blanks)
        and (graph is None or not _has_edge_cases(graph))
    )


def _is_pleasant(number: Number) -> bool:
    if isinstance(number, Fraction):
        return is_short(number) or number.denominator == 1
    return _SMALLEST <= abs(number) <= _LARGEST


def _tells(blank: Blank, answers: Mapping[str, Number]) -> bool:
    """Whether the answer and what each misconception gives can be told apart."""
    wrong = [(mistake.misconception, mistake.rule(answers)) for mistake in blank.mistakes]
    held = [("", answers[blank.name]), *((name, number) for name, number in wrong if not math.isnan(number))]
    return all(a == b or are_apart(x, y) for (a, x), (b, y) in itertools.combinations(held, 2))


def _has_edge_cases(graph: Value) -> bool:
    """Whether something in it is 0, at a kink, or saturated."""
    order = topological_order(graph)
    nodes = [node for node in order if not node.is_constant]
    if not all(node.data and node.grad for node in nodes):
        return True
    operations = [(node, node.primitive) for node in order if node.primitive]
    slopes = [local for node, _ in operations if len(node.operands) == 1 for local in node.local_derivatives() if local]
    return any(abs(s) < _FLATTEST for s in slopes) or any(0.0 in p.kinks(*n.input_numbers) for n, p in operations)


def difficulty(blanks: Sequence[Blank], graph: Value | None) -> int:
    """How much work an exercise is: operations, fan-out and digits, added up.

    Args:
        blanks: each of its points is an operation that its answer takes.
        graph: the graph beside it, if there is one.

    Returns:
        The points; the uses of the graph's nodes beyond their first ones, whose gradients are sums; and the digits of
        the answers, three for one that is not exact.
    """
    operations = sum(blank.points for blank in blanks)
    uses = Counter(o for node in topological_order(graph) for o in node.operands) if graph is not None else Counter()
    fan_out = sum(count - 1 for count in uses.values())
    return operations + fan_out + sum(map(digits_of, answers_of(blanks).values()))
