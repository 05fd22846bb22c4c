"""A door for programs written against micrograd: the `draw_dot` and the `trace` that its notebooks define."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from autograd import Value, topological_order
from viz.graph.drawing import draw
from viz.graph.options import Direction
from viz.rendering.picture import Picture

__all__ = ["draw_dot", "trace"]

SvgOrPng: TypeAlias = Literal["svg", "png"]


def trace(root: Value) -> tuple[set[Value], set[tuple[Value, Value]]]:
    """The nodes below `root`, and the pairs of an operand and its result; constant exponents left out.

    Returns:
        The set of nodes, and the set of pairs.

    >>> from autograd.micrograd import Value
    >>> x = Value(3.0)
    >>> nodes, edges = trace(x * x)
    >>> len(nodes), len(edges)
    (2, 1)
    """
    nodes = {node for node in topological_order(root) if not node.is_constant}
    return nodes, {(operand, node) for node in nodes for operand in node.operands if not operand.is_constant}


def draw_dot(root: Value, format: SvgOrPng = "svg", rankdir: Direction = "LR") -> Picture:  # noqa: A002 - the name it has there
    """A picture of the graph below `root`, fused operations opened: `viz.draw` with the arguments that notebooks have.

    Args:
        root: the output of the graph.
        format: "svg" or "png": the picture is shown as SVG, and `.png()` and `.save("graph.png")` give the other.
        rankdir: "LR" for left to right, "TB" for top to bottom.

    Returns:
        The picture, shown in Jupyter; `.source`, `.svg()`, `.save(...)`.

    Raises:
        ValueError: for another format or direction, or where `viz.draw` raises it.

    >>> from autograd.micrograd import Value
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> draw_dot(a * b)
    <Picture: computation graph of −6: 3 nodes, 2 edges>
    """
    if format not in get_args(SvgOrPng):
        raise ValueError(f"expected format to be 'svg' or 'png', got {format!r}")
    return draw(root, direction=rankdir, unfold=True)
