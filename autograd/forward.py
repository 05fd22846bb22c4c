"""Forward mode: the chain rule from the inputs up, one direction at a time."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TypeAlias

from autograd.graph import topological_order
from autograd.primitive import real_number
from autograd.shared.showing import came
from autograd.value import Value

__all__ = ["Edges", "directional_derivative", "edges_below", "speed_along"]

Edges: TypeAlias = list[tuple[Value, list[tuple[Value, float | None]]]]
"""Every computed Value of a graph, operands first, with its operands and the derivative by each."""


def directional_derivative(output: Value, direction: Mapping[Value, float]) -> float:
    """How fast `output` changes when the Values below it move: the sum over them of partial derivative times speed.

    One pass gives the derivatives of all outputs along one direction, where `backward` gives those of one output by all
    inputs. Both read the same partials.

    Args:
        output: what to differentiate.
        direction: for each Value that moves, its speed; all other leaves stand still.

    Returns:
        The rate of change, as a float.

    Raises:
        TypeError: if `output` is not a Value, `direction` not a mapping from Values, or a speed not a number.
        DomainError: where an operation has no derivative.

    >>> x, y = Value(3.0), Value(4.0)
    >>> directional_derivative(x * y, {x: 1.0}), directional_derivative(x * y, {x: 1.0, y: -1.0})
    (4.0, 1.0)
    """
    if not isinstance(direction, Mapping):
        raise TypeError(f"expected direction to be a mapping from Values to their speeds, got {came(direction)}")
    for value in direction:
        if not isinstance(value, Value):
            raise TypeError(f"expected direction to be a mapping from Values to their speeds, got the key {value!r}")
    speeds = {value: real_number(speed) for value, speed in direction.items()}
    return speed_along(edges_below(output), speeds).get(output, 0.0)


def edges_below(output: Value) -> Edges:
    """The graph of `output`, edge by edge, for `speed_along`."""
    nodes = [node for node in topological_order(output) if node.primitive is not None]
    return [(node, list(zip(node.operands, node.local_derivatives()))) for node in nodes]


def speed_along(
    edges: Edges, direction: Mapping[Value, float], term: Callable[[float, float], float] = operator.mul
) -> dict[Value, float]:
    """The speed of every Value that moves when those of `direction` do.

    Args:
        edges: the graph.
        direction: for each Value that moves by itself, its speed.
        term: what reaches a result from one operand, given the local derivative and the operand's speed.
    """
    speed = dict(direction)
    for node, operands in edges:
        terms: list[float] = []
        for operand, local in operands:
            if operand in speed:
                if local is None:
                    raise node._explained(ValueError(), "has no derivative")
                terms.append(term(local, speed[operand]))
        if terms and node not in direction:
            speed[node] = sum(terms)
    return speed
