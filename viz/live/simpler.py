"""A whole graph in simpler operations: each fused one replaced by the graph that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograd import DomainError, Primitive, Value, Vector, topological_order, vector
from autograd.graph import changes, number_used
from autograd.primitive import Scalar
from autograd.value import Constant

__all__ = ["in_simpler_operations"]


def in_simpler_operations(output: Value, is_unfolded: Callable[[Primitive], bool]) -> tuple[Value, dict[Value, Value]]:
    """A graph of its own with the same leaves, at the numbers that the graph was computed from.

    Args:
        output: the output of the graph.
        is_unfolded: which of the fused operations are replaced.

    Returns:
        The output of the new graph, and for each leaf and constant the one that stands for it.

    Raises:
        DomainError: if an operation cannot be computed in simpler ones at these numbers.

    >>> from autograd import dot
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> result, leaves = in_simpler_operations(dot([w], [x]), lambda primitive: True)
    >>> result, leaves[w]
    (Value(1.0, primitive='sum'), Value(0.5, label='w'))
    """
    order = topological_order(output)
    changed = changes(order)
    found: dict[Value, Value] = {}
    for value in order:
        if value.primitive is None:
            kind = Constant if value.is_constant else Value
            found[value] = kind(number_used(value, changed), value.label, allow_nan=True)
        else:
            found[value] = _computed(value, value.primitive, found, is_unfolded=is_unfolded(value.primitive))
    return found[output], {value: copy for value, copy in found.items() if value.primitive is None}


def _computed(value: Value, primitive: Primitive, found: Mapping[Value, Value], *, is_unfolded: bool) -> Value:
    """The same on the new operands; by its definition where it has one and is unfolded."""
    operands = [[found[v] for v in node] if isinstance(node, Vector) else found[node] for node in value.inputs]
    result = _by_definition(primitive, operands) if is_unfolded else None
    # A definition without an operation, as that of a `dot` of no terms, leaves nothing to open.
    known = {v for operand in operands for v in (operand if isinstance(operand, list) else [operand])}
    if not isinstance(result, Value) or result.primitive is None or result in known:
        result = primitive(*(vector(operand) if isinstance(operand, list) else operand for operand in operands))
    result.label = value.label
    return result


def _by_definition(primitive: Primitive, operands: Sequence[Value | list[Value]]) -> Scalar | None:
    if primitive.definition is None:
        return None
    try:
        return primitive.definition(*operands)
    except (ArithmeticError, ValueError) as error:
        raise DomainError(f"{primitive.name} cannot be unfolded at these numbers: {error}") from error
