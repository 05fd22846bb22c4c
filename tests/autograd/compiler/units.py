"""What the compiled numbers are compared with: the eager engine, and how far apart rounding may take the two.

Both compute the same formulas, and round in other places: the eager engine rounds a sum of products once, a program
after each; and their exp and log are not the same functions. So each node of a graph may be off by a few units in its
last place, which then travel through the graph. `spread` adds up how far one unit at every node can move a result.

| symbol   | meaning                                                                          |
| -------- | -------------------------------------------------------------------------------- |
| `unit`   | the sum over all nodes v of abs(∂result/∂v) times ulp(v)                         |
| `size`   | what a node's ulp is taken of: for a sum of terms, the sum of their sizes        |
"""

from __future__ import annotations

import math

from autograd.graph import Vector, evaluation_order
from autograd.primitives.vectors import dot, total

__all__ = ["MOST_UNITS", "spread"]

MOST_UNITS = 8
"""How many units a compiled number may be away from the eager one."""


def spread(result):
    """How far `result` moves, at most, if every node that it was computed from is off by one unit in the last place."""
    if result.primitive is None:
        return math.ulp(result.data)
    result.zero_grad()
    result.backward()
    nodes = [node for node in evaluation_order(result) if not isinstance(node, Vector)]
    unit = sum(abs(node.grad) * math.ulp(size(node)) for node in nodes)
    result.zero_grad()
    return unit


def size(node):
    if node.primitive is total:
        return math.fsum(abs(v.data) for v in node.operands)
    if node.primitive is dot:
        ws, xs = node._first, node._second
        bias = node._third.data if node._inputs()[2:] else 0.0
        return math.fsum([*(abs(w.data * x.data) for w, x in zip(ws, xs)), abs(bias)])
    return node.data
