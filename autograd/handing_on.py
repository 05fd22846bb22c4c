"""What a node hands on to its operands in a backward pass on numbers: one function a row, made once from the row.

Most partials of plain code are no formula at all: that of a product is the other factor, that of a sum is 1. A partial
that reads nothing but its arguments, and gives one of them or a number whatever they are, is found out by calling it
once with stand-ins that can do nothing. Then no call is needed to know it at a node.

| name         | meaning                                                     |
| ------------ | ----------------------------------------------------------- |
| x, z, y      | the operands' numbers when the node was computed; its own   |
| by_x, by_z   | the partials of a row, by its first and its second operand  |
| upstream     | the adjoint of the node                                     |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from autograd.graph import Node
    from autograd.primitive import Primitive, Scalar
    from autograd.value import Value

__all__ = ["HandedOn", "handed_on_by", "handed_on_with"]

HandedOn: TypeAlias = "Callable[[Value, Scalar], Iterable[tuple[Node, Scalar]]]"
"""From a node and its adjoint, each operand with what it gets of it; a constant may get anything, and keeps nothing.

A vector gets the adjoint and the partials, one an element, as a pair: they are multiplied out when all that use the
vector have had their turn.
"""


def handed_on_with(
    row: Primitive, arguments: tuple[Scalar, ...], node: Value, upstream: Scalar
) -> list[tuple[Node, Scalar]]:
    """What a node hands on, its partials evaluated at `arguments`: its operands, then its result.

    The partials by constants are not asked for: they may not exist.
    """
    pairs: list[tuple[Node, Scalar]] = []
    for operand, partial, is_vector in zip((node._first, node._second, node._third), row.partials, row.vectors):
        if not operand.is_constant:
            number = partial(*arguments)
            pairs.append((operand, (upstream, number) if is_vector else upstream * number))
    return pairs


def handed_on_by(row: Primitive) -> HandedOn:
    """The function for nodes of this row."""
    if row.vectors == (True, True, False) and _all_found_out(row) == (_SECOND, _FIRST, 1.0):
        return _of_weighted_sum
    if any(row.vectors) or row.arity > 2:
        return lambda node, upstream: handed_on_with(row, node._numbers(), node, upstream)
    return _of_one(row) if row.arity == 1 else _of_two(row)


def _of_one(row: Primitive) -> HandedOn:
    (by_x,) = row.partials
    (found,) = _all_found_out(row)
    if found == _RESULT:
        return lambda node, upstream: ((node._first, upstream * node._data),)
    if type(found) is float:
        return lambda node, upstream: ((node._first, upstream * found),)
    return lambda node, upstream: ((node._first, upstream * by_x(node._first_number, node._data)),)


def _of_two(row: Primitive) -> HandedOn:
    by_x, by_z = row.partials
    found = _all_found_out(row)
    if found == (1.0, 1.0):
        return lambda node, upstream: ((node._first, upstream), (node._second, upstream))
    if found == (_SECOND, _FIRST):
        return lambda node, upstream: (
            (node._first, upstream * node._second_number),
            (node._second, upstream * node._first_number),
        )

    def handed_on(node: Value, upstream: Scalar) -> Iterable[tuple[Node, Scalar]]:
        first, second, x, z, y = node._first, node._second, node._first_number, node._second_number, node._data
        if second.is_constant:
            return () if first.is_constant else ((first, upstream * by_x(x, z, y)),)
        if first.is_constant:
            return ((second, upstream * by_z(x, z, y)),)
        return (first, upstream * by_x(x, z, y)), (second, upstream * by_z(x, z, y))

    return handed_on


def _of_weighted_sum(node: Value, upstream: Scalar) -> Iterable[tuple[Node, Scalar]]:
    """Two vectors, each the partial by the other, and a number that is added, perhaps."""
    pairs = (node._first, (upstream, node._second_number)), (node._second, (upstream, node._first_number))
    third = node._given_third
    return pairs if third.is_constant else (*pairs, (third, upstream))


_FIRST, _SECOND, _RESULT = "first", "second", "result"


def _all_found_out(row: Primitive) -> tuple[Any, ...]:
    return tuple(_found_out(partial, row.arity) for partial in row.partials)


class _StandIn:
    """Can do nothing: a partial that computes with it fails."""


def _found_out(partial: Callable[..., Scalar], arity: int) -> Any:
    """A number, or the name of an argument, if the partial always gives that and nothing else; otherwise None."""
    code = getattr(partial, "__code__", None)
    if code is None or code.co_names or code.co_freevars or getattr(partial, "__defaults__", None):
        return None
    stand_ins = [_StandIn() for _ in range(arity + 1)]
    try:
        given = partial(*stand_ins)
    except Exception:
        return None
    if type(given) is float:
        return given
    names = dict(zip(stand_ins, (*(_FIRST, _SECOND)[:arity], _RESULT)))
    return names.get(given) if isinstance(given, _StandIn) else None
