"""A fused operation, opened: the graph of simpler operations that it stands for."""

from __future__ import annotations

from autograd.graph import Vector
from autograd.primitive import Scalar
from autograd.shared.showing import came
from autograd.value import Constant, Value

__all__ = ["stand_ins", "unfolded"]


def unfolded(value: Value) -> tuple[Value, tuple[Value, ...]]:
    """The graph that a fused operation is defined as, at the numbers it was computed from.

    Args:
        value: what a fused operation, such as `dot`, computed.

    Returns:
        The result of that graph, and its leaves: one for each of `value.operands`, in the same order and with the same
        labels. The graph is separate from that of `value`.

    Raises:
        TypeError: if `value` is not a Value.
        ValueError: if the operation of `value` is not fused.

    >>> from autograd import dot
    >>> result, leaves = unfolded(dot([Value(0.5, label="w1"), Value(-0.25, label="w2")], [2.0, 1.0]))
    >>> result, [leaf.label for leaf in leaves]
    (Value(0.75, primitive='sum'), ['w1', 'w2', None, None])
    >>> result.operands
    (Value(1.0, primitive='mul'), Value(-0.25, primitive='mul'))
    """
    if not isinstance(value, Value):
        raise TypeError(f"expected value to be a Value that a fused operation computed, got {came(value)}")
    if value.primitive is None or value.primitive.definition is None:
        raise ValueError(f"expected value to be a Value that a fused operation computed, got {value!r}")
    arguments = stand_ins(value)
    result: Value = value.primitive.definition(*arguments)
    leaves = (leaf for argument in arguments for leaf in (argument if isinstance(argument, list) else (argument,)))
    return result, tuple(leaves)


def stand_ins(value: Value) -> list[Scalar]:
    """Leaves with the numbers and labels that the operands of `value` had: a list of them for a vector.

    Each place has a leaf of its own, even where one Value is an operand twice; constants stay constants.
    """
    return [
        [_stand_in(element, number) for element, number in zip(node, numbers)]
        if isinstance(node, Vector)
        else _stand_in(node, numbers)
        for node, numbers in zip(value._inputs(), value._numbers())
    ]


def _stand_in(value: Value, number: float) -> Value:
    kind = Constant if value.is_constant else Value  # a subclass may ask its constructor for other arguments
    return kind(number, value.label, allow_nan=True)
