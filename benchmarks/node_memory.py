"""Memory a node: one expression graph of products, sums and tanh, in each engine, with its gradients.

Counted is all that Python's allocator has handed out between the first leaf and the end of `backward` and that is still
alive then, after a garbage collection, as `tracemalloc` sees it: the nodes with what the collector keeps of them, their
data and gradients, whatever records operands and derivatives, and the pointers to all nodes that the builder's one list
of the last layer holds. Divided by the number of nodes, leaves included.
"""

from __future__ import annotations

import gc
import math
import random
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from benchmarks.measuring import Cell, Table, check_agreement, ratio

WIDTH, LEAF_COUNT = 1000, 100

TITLE = "memory of an expression graph: products, sums and tanh of shared operands, after backward"
COLUMNS = ("engine", "bytes a node", "× smaller than micrograd", "nodes")

Node: TypeAlias = Any
"""A node of one of the engines, which have no type in common."""


def run(*, quick: bool) -> Table:
    depth = 10 if quick else 66
    node_count = LEAF_COUNT + 3 * WIDTH * depth + WIDTH - 1
    sizes: dict[str, float | None] = {}
    gradients: dict[str, list[float]] = {}
    missing: list[str] = []
    for engine, kind_of in ENGINES.items():
        try:
            size, gradients[engine] = _measured(*kind_of(), depth)
            sizes[engine] = size / node_count
        except ImportError as error:
            sizes[engine] = None
            missing.append(f"{engine} is not installed: {error}.")
        if engine in gradients:
            check_agreement(f"{engine}: gradient", gradients[engine], gradients["chalkgrad"])
    rows = tuple(_row(engine, size, sizes["micrograd"], node_count) for engine, size in sizes.items())
    return Table(TITLE, COLUMNS, rows, ("Gradients agree to 1e-9.", *missing))


def _row(engine: str, size: float | None, largest: float | None, node_count: int) -> tuple[Cell, ...]:
    if size is None:
        return f"{engine}: not installed", None, None, None
    return engine, size, ratio(largest, size), node_count


def _measured(leaf: Callable[[float], Node], tanh: Callable[[Node], Node], depth: int) -> tuple[int, list[float]]:
    """How many bytes the graph takes, and the gradients of its leaves."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    generator = random.Random(1)
    leaves = [leaf(generator.uniform(-1.0, 1.0)) for _ in range(LEAF_COUNT)]
    output = _added_up(_layers(leaves, tanh, depth, generator))
    output.backward()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before, [leaf.grad for leaf in leaves]


def _layers(leaves: Sequence[Node], tanh: Callable[[Node], Node], depth: int, generator: random.Random) -> list[Node]:
    """The last of `depth` layers of tanh(h·w + h'): h' of the layer before and w among the leaves drawn at random.

    Every h of the layer before is used in turn, so that no node drops out of the graph.
    """
    values = leaves
    for _ in range(depth):
        values = [
            tanh(values[i % len(values)] * generator.choice(leaves) + generator.choice(values)) for i in range(WIDTH)
        ]
    return list(values)


def _added_up(values: list[Node]) -> Node:
    """Their sum by halves, which keeps the graph shallow enough for an engine that recurses."""
    if len(values) == 1:
        return values[0]
    middle = len(values) // 2
    return _added_up(values[:middle]) + _added_up(values[middle:])


def _chalkgrad() -> tuple[Callable[[float], Node], Callable[[Node], Node]]:
    from autograd import Value

    return Value, Value.tanh


def _micrograd() -> tuple[Callable[[float], Node], Callable[[Node], Node]]:
    """micrograd has no tanh: it is added as its author does in his lecture."""
    from micrograd.engine import Value

    def tanh(x: Value) -> Value:
        t = math.tanh(x.data)
        out = Value(t, (x,), "tanh")

        def _backward() -> None:
            x.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    return Value, tanh


ENGINES: Final = {"chalkgrad": _chalkgrad, "micrograd": _micrograd}
