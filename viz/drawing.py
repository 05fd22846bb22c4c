"""`draw`: from a Value to a picture of its graph."""

from __future__ import annotations

from collections.abc import Callable, Collection

from autograd import PRIMITIVES, Primitive, Value
from viz.dot import Style, described, dot_source
from viz.graph_view import graph_view
from viz.picture import Picture, whole_number_in

__all__ = ["draw"]

_DIRECTIONS = ("LR", "RL", "TB", "BT")
_PRECISION = (1, 17)


def draw(
    value: Value,
    *,
    direction: str = "LR",
    precision: int = 4,
    unfold: bool | Collection[str] = False,
    gradients: bool = True,
    local_derivatives: bool = True,
    max_nodes: int | None = 300,
) -> Picture:
    """A picture of the graph that computed `value`, with every value, gradient and local derivative.

    Leaves are boxes, constants bare numbers, operations ellipses; the output has a double border. Arrows run from
    operand to result. Where the order of the operands matters, ① and ② tell it. A gradient that has not been computed
    is a dash.

    Args:
        value: the output of the graph.
        direction: where the arrows lead: "LR" to the right, "RL" to the left, "TB" down, "BT" up.
        precision: significant digits of the numbers, 1 to 17.
        unfold: whether a fused operation, such as `dot`, is shown as the simpler operations that it stands for; or the
            names of those operations for which it is.
        gradients: whether nodes show their gradients.
        local_derivatives: whether edges show the derivative of the result by the operand.
        max_nodes: how many nodes the picture may have, 1 or more; None for any number.

    Returns:
        The picture.

    Raises:
        TypeError: if `value` is not a Value, or another argument is of a wrong type.
        ValueError: if an argument is out of range.
        GraphTooLargeError: if there are more nodes than `max_nodes`; a ValueError.
        DomainError: if an operation to be unfolded has no value in simpler ones at these numbers; a ValueError.

    >>> x, w = Value(2.0, label="x"), Value(0.5, label="w")
    >>> y = (w * x).sigmoid()
    >>> y.backward()
    >>> draw(y)
    <Picture: computation graph of 0.7311: 4 nodes, 3 edges>
    """
    if not isinstance(value, Value):
        raise TypeError(f"expected a Value to draw, got {value!r} of type {type(value).__name__}")
    if direction not in _DIRECTIONS:
        raise ValueError(f"expected direction to be one of {', '.join(_DIRECTIONS)}, got direction={direction!r}")
    whole_number_in(_PRECISION, precision, "precision")
    if max_nodes is not None:
        whole_number_in((1, 10**9), max_nodes, "max_nodes")
    view = graph_view(value, _unfolded_ones(unfold), max_nodes)
    style = Style(direction, precision, gradients, local_derivatives)
    return Picture(dot_source(view, style), described(view, precision))


def _unfolded_ones(unfold: bool | Collection[str]) -> Callable[[Primitive], bool]:
    if isinstance(unfold, bool):
        return lambda primitive: unfold
    if isinstance(unfold, str) or not isinstance(unfold, Collection):
        raise TypeError(f"expected unfold to be True, False or the names of fused operations, got unfold={unfold!r}")
    names = frozenset(unfold)
    fused = sorted(name for name, primitive in PRIMITIVES.items() if primitive.definition)
    if not names.issubset(fused):
        raise ValueError(f"expected unfold to name fused operations ({', '.join(fused)}), got unfold={unfold!r}")
    return lambda primitive: primitive.name in names
