"""Derivatives of Values, each found three ways and compared: reverse mode, forward mode, differences."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from autograd.checking.differences import (
    FINEST,
    FINEST_OF_ALL,
    Estimate,
    Quotient,
    best_estimate,
    is_too_tiny_for_steps,
    is_unresolved,
    step_sizes,
)
from autograd.checking.evaluation import Evaluation, Function
from autograd.checking.report import Check
from autograd.errors import DomainError
from autograd.forward import Edges, edges_below, speed_along
from autograd.graph import evaluation_order, topological_order
from autograd.primitive import Primitive
from autograd.value import Value

__all__ = ["Backward", "Direction", "by_reverse_mode", "checks_of", "judged", "rounding_error"]

Backward: TypeAlias = Callable[[Value], None]
Direction: TypeAlias = Mapping[Value, float]
"""How fast each leaf moves: one of them alone, at speed 1, or several at once."""
Path: TypeAlias = list[tuple[Primitive, int, list[int]]]
"""The operations on the way to an output, each with the number of its operands that are no constants, and with the side
of each of its kinks that they are on: -1, 0 or 1."""

ROUNDING = 4.0 * sys.float_info.epsilon  # how far, relatively, a value or a partial of the table may be off
SMALLEST = 4.0 * math.ulp(0.0)  # how far off it may be where numbers underflow
NEGLIGIBLE = 1e-10  # relatively; no formula is wrong by so little, but one in which digits cancel may be off by more
INCONCLUSIVE = 1e-3  # relatively
SMALL = 1e-100  # a bound is not compared with anything smaller


def checks_of(function: Function, directions: Sequence[Direction], backward: Backward = Value.backward) -> list[Check]:
    """Every output's derivative along each of `directions`, checked; output by output.

    The leaves' data is what it was afterwards; grads are not.
    """
    center = function()
    edges = list(map(edges_below, center.outputs))
    rounding = [rounding_error(output, below) for output, below in zip(center.outputs, edges)]
    numeric = [_by_differences(function, direction, center, rounding) for direction in directions]
    leaves = list(dict.fromkeys(leaf for direction in directions for leaf in direction))
    # Of what a function does as near to 0 as such a leaf is, no step can tell: as a length, of two tiny sides.
    blind = [is_too_tiny_for_steps(_start(direction)) for direction in directions]
    finer: dict[int, list[Estimate | str]] = {}
    checks = []
    for i, output in enumerate(center.outputs):
        gradient = dict(zip(leaves, by_reverse_mode(output, leaves, backward)))
        stopped = _stopped_below(output)
        for j, direction in enumerate(directions):
            analytic = sum(gradient[leaf] * speed for leaf, speed in direction.items())
            forward = speed_along(edges[i], direction).get(output, 0.0)
            # What is added up, over all paths from the leaves to the output, each without its sign.
            sizes = {leaf: abs(speed) for leaf, speed in direction.items()}
            size = speed_along(edges[i], sizes, lambda local, speed: abs(local * speed)).get(output, 0.0)
            leeway = ROUNDING * (len(direction) + len(edges[i])) * size
            check = judged(analytic, forward, numeric[j][i], leeway, size)
            if check.verdict == "wrong" and j not in finer:  # or too steep for the steps taken
                finer[j] = _by_differences(function, direction, center, rounding, FINEST_OF_ALL)
            if check.verdict == "wrong":
                check = judged(analytic, forward, finer[j][i], leeway, size)
            if check.verdict == "wrong" and not stopped.isdisjoint(direction):
                check = replace(check, verdict="gradient stopped")
            checks.append(replace(check, verdict="inconclusive") if check.is_wrong and blind[j] else check)
    return checks


def _start(direction: Direction) -> float:
    """Where the steps along a direction start: at the number of a leaf that moves alone, or else at 0."""
    return next(iter(direction)).data if len(direction) == 1 else 0.0


def _stopped_below(output: Value) -> set[Value]:
    """The Values that `output` follows through an operation that lets no derivative pass."""
    stops = [node for node in topological_order(output) if node.primitive is not None and node.primitive.stops_gradient]
    return {value for node in stops for value in topological_order(node)}


def by_reverse_mode(output: Value, leaves: Sequence[Value], backward: Backward) -> list[float]:
    """The gradient of `output` as `backward` finds it; NaN if it raises what only a wrong one would."""
    for node in (*topological_order(output), *leaves):
        node.grad = None
    try:
        backward(output)
    except (ArithmeticError, ValueError):
        if backward is Value.backward:
            raise
        return [math.nan] * len(leaves)
    return [0.0 if leaf.grad is None else leaf.grad for leaf in leaves]


def judged(analytic: float, forward: float, numeric: Estimate | str, leeway: float, size: float) -> Check:
    """The verdict on one derivative, without a name.

    Args:
        analytic: the derivative by reverse mode.
        forward: by forward mode.
        numeric: the estimate by differences, or why there is none.
        leeway: how far `analytic` and `forward` may be from the true one, for rounding.
        size: what an error bound is large or small in comparison with; not below the derivative.

    >>> judged(2.5, 2.5, Estimate(2.0, bound=0.1, size=2.0), leeway=0.0, size=2.5).verdict
    'wrong'
    """
    is_consistent = analytic == forward or abs(analytic - forward) <= 2.0 * leeway + NEGLIGIBLE * SMALL
    if isinstance(numeric, str):
        verdict = numeric if is_consistent else "forward mode differs"
        return Check("", analytic, forward, math.nan, math.nan, verdict)
    bound = numeric.bound + leeway + NEGLIGIBLE * max(abs(numeric.derivative), SMALL)
    if not (math.isfinite(analytic) and abs(analytic - numeric.derivative) <= bound):
        verdict = "wrong"
    elif not is_consistent:
        verdict = "forward mode differs"
    else:
        is_conclusive = bound <= INCONCLUSIVE * max(size, numeric.size, SMALL)
        verdict = "ok" if is_conclusive else "inconclusive"
    return Check("", analytic, forward, numeric.derivative, bound, verdict)


def rounding_error(output: Value, edges: Edges) -> float:
    """How far `output` may be from its true value: the error of each operation, times its effect on the output.

    An operation is taken to be as far off as if its result and each of its operands had been rounded to a few ulp.

    >>> x = Value(1e17)
    >>> difference = (x + 1.0) - 1e17
    >>> difference.data, round(rounding_error(difference, edges_below(difference)))
    (0.0, 266)
    """
    effect = {output: 1.0}
    error = 0.0
    for node, operands in reversed(edges):
        share = effect.get(node, 0.0)
        size = abs(node.data)
        for operand, local in operands:
            if local is not None:
                size += abs(local * operand.data)
                effect[operand] = effect.get(operand, 0.0) + share * local
        error += abs(share) * (ROUNDING * size + SMALLEST)
    return error if math.isfinite(error) else ROUNDING * abs(output.data)


def _by_differences(
    function: Function,
    direction: Direction,
    center: Evaluation,
    rounding: Sequence[float],
    finest: float = FINEST,
) -> list[Estimate | str]:
    """For each output its derivative along `direction`, or what stands in the way of moving to both sides."""
    paths, start = list(map(_path, center.outputs)), _start(direction)
    series = [_quotients(function, direction, paths, rounding, steps) for steps in step_sizes(start, finest)]
    return [_estimate_or_obstacle(start, found) for found in zip(*series)]


def _estimate_or_obstacle(x: float, series: Sequence[tuple[list[Quotient], str]]) -> Estimate | str:
    quotients = [found for found, _ in series]
    if is_unresolved(x, quotients[-1]):
        return "inconclusive"
    return best_estimate(quotients) or ("inconclusive" if quotients[-1] else series[-1][1])


def _quotients(
    function: Function, direction: Direction, paths: Sequence[Path], rounding: Sequence[float], steps: Sequence[float]
) -> list[tuple[list[Quotient], str]]:
    """For each output the quotients with the finest of `steps`, up to the first with an obstacle; and that obstacle."""
    x = _start(direction)
    found: list[tuple[list[Quotient], str]] = [([], "")] * len(paths)
    for h in steps:
        width = (x + h) - (x - h)
        below, above = _evaluated_at(function, direction, -h), _evaluated_at(function, direction, h)
        for i, path in enumerate(paths):
            if not (width < math.inf and _is_finite(below, i) and _is_finite(above, i)):
                found[i] = [], "edge of domain"
            elif below.choices != above.choices or _is_kink_between(
                path, _path(below.outputs[i]), _path(above.outputs[i])
            ):
                found[i] = [], "kink crossed"
            else:
                low, high = below.outputs[i].data, above.outputs[i].data
                size = (abs(low) + abs(high)) / width
                error = 2.0 * rounding[i] / width + ROUNDING * size
                found[i] = [*found[i][0], Quotient(width / 2.0, (high - low) / width, error, size)], found[i][1]
    return found


def _evaluated_at(function: Function, direction: Direction, step: float) -> Evaluation:
    """The function a step away; without outputs where it is not defined."""
    before = {leaf: leaf.data for leaf in direction}
    try:
        for leaf, speed in direction.items():
            leaf.data = before[leaf] + step * speed
        return function()
    except (DomainError, ArithmeticError):
        return Evaluation([])
    finally:
        for leaf, number in before.items():
            leaf.data = number


def _is_finite(there: Evaluation, i: int) -> bool:
    return i < len(there.outputs) and math.isfinite(there.outputs[i].data)


def _path(output: Value) -> Path:
    path: Path = []
    for node in evaluation_order(output):
        if isinstance(node, Value) and node.primitive is not None:
            kinks = node.primitive.kinks(*node._numbers()[:-1])
            varying = sum(not operand.is_constant for operand in node.operands)
            path.append((node.primitive, varying, [(kink > 0.0) - (kink < 0.0) for kink in kinks]))
    return path


def _is_kink_between(center: Path, left: Path, right: Path) -> bool:
    """Whether the path on the left is not that on the right, or not that in the center, which may be at a kink."""
    if left != right:
        return True
    if [step[:2] for step in center] != [step[:2] for step in left]:
        return False
    sides = ((here, there) for (*_, at), (*_, beside) in zip(center, left) for here, there in zip(at, beside))
    return any(here not in (0, there) for here, there in sides)
