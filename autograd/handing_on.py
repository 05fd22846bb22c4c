"""What a node hands on to its operands in a backward pass on numbers: one function a row, made once from the row.

Most partials of plain code are no formula at all: that of a product is the other factor, that of a sum is 1. A partial
that reads nothing but its arguments, and gives one of them or a number whatever they are, is found out by calling it
once with stand-ins that can do nothing. Then no call is needed to know it at a node.

| name       | meaning                                                     |
| ---------- | ----------------------------------------------------------- |
| a, b, y    | the operands' numbers when the node was computed; its own   |
| by_a, by_b | the partials of a row, by its first and its second operand  |
| upstream   | the adjoint of the node                                     |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, Final, NoReturn, TypeAlias

__all__ = ["HandedOn", "check_partials", "found_out", "handed_on_at", "handed_on_by"]

Node: TypeAlias = Any
"""A Value or a Vector. This module stands below both, and below the rows."""
Number: TypeAlias = Any
Partial: TypeAlias = Callable[..., Number]

HandedOn: TypeAlias = Callable[[Node, Number], Iterable[tuple[Node, Number]]]
"""From a node and its adjoint: operands, each with what it gets. Constants may be among them, and keep nothing.

A vector gets the adjoint and its partials, as a pair: it multiplies them out when all that use it have had their turn.
"""

FLOATS: Final = frozenset({float})


def handed_on_at(arguments: Sequence[Number], node: Node, upstream: Number) -> Iterable[tuple[Node, Number]]:
    """What a node hands on, the partials evaluated at `arguments`: its operands, then its result.

    Those by constants are not asked for, as they may not exist.
    """
    row = node.primitive
    pairs: list[tuple[Node, Number]] = []
    operands = node._first, node._second, node._third
    for k, operand, partial, is_vector in zip(count(), operands, row.partials, row.vectors):
        if operand.is_constant:
            continue
        given = partial(*arguments)
        if is_vector:
            entries = given.values if type(given) is type(operand) else given  # those of a vector are Values
            are_scalars = entries is not given or (type(given) is list and FLOATS.issuperset(map(type, given)))
            if not are_scalars or len(entries) != len(operand.values):
                given = row.checked_partial(k, given, len(operand))
            pairs.append((operand, (upstream, given)))
        else:
            if type(upstream) is float is not type(given):  # a Value multiplies nothing but numbers and Values
                given = row.checked_partial(k, given)
            pairs.append((operand, upstream * given))
    return pairs


def check_partials(arguments: Sequence[Number], node: Node) -> None:
    """Raises TypeError if a partial gives anything but a number at `arguments`, or as many as a vector has elements."""
    row = node.primitive
    for k, operand in enumerate((node._first, node._second, node._third)[: row.arity]):
        if not operand.is_constant:
            row.checked_partial(k, row.partials[k](*arguments), len(operand) if row.vectors[k] else 1)


def handed_on_by(
    partials: Sequence[Partial], vectors: Sequence[bool], checked: Callable[[int, Number], Number]
) -> HandedOn:
    """The function for nodes of the row that has these partials, by operands of which some are vectors.

    `checked` is what holds a partial's number, by its operand's place, to being one.
    """
    found = tuple(map(found_out, partials))
    partials = [_checking(partial, k, checked) for k, partial in enumerate(partials)]
    if vectors == (False,):
        return _of_one(partials[0], found[0])
    if vectors == (False, False):
        return _of_two(partials[0], partials[1], found)
    if vectors == (True, True, False) and found == (1, 0, 1.0):
        return _of_weighted_sum
    return lambda node, upstream: handed_on_at(node._numbers(), node, upstream)


def _checking(partial: Partial, k: int, checked: Callable[[int, Number], Number]) -> Partial:
    """The partial by operand `k` where what it gives is checked; one of the table's own is proven by its tests."""
    if str(getattr(partial, "__module__", None)).startswith("autograd.primitives."):  # None where no module's code runs
        return partial

    def checking(*arguments: Number) -> Number:
        given = partial(*arguments)
        return given if type(given) is float else checked(k, given)

    return checking


def _of_one(by_a: Partial, found: float | int | None) -> HandedOn:
    if type(found) is float:
        return lambda node, upstream: ((node._first, upstream * found),)
    if found == 1:
        return lambda node, upstream: ((node._first, upstream * node._data),)
    return lambda node, upstream: ((node._first, upstream * by_a(node._first_number, node._data)),)


def _of_two(by_a: Partial, by_b: Partial, found: tuple[float | int | None, ...]) -> HandedOn:
    slope_a, slope_b = found
    if isinstance(slope_a, float) and isinstance(slope_b, float):
        if slope_a == slope_b == 1.0:
            return lambda node, upstream: ((node._first, upstream), (node._second, upstream))
        return lambda node, upstream: ((node._first, upstream * slope_a), (node._second, upstream * slope_b))
    if found == (1, 0):
        return lambda node, upstream: (
            (node._first, upstream * node._second_number),
            (node._second, upstream * node._first_number),
        )

    def handed_on(node: Node, upstream: Number) -> Iterable[tuple[Node, Number]]:
        first, second, a, b, y = node._first, node._second, node._first_number, node._second_number, node._data
        if second.is_constant:
            return () if first.is_constant else ((first, upstream * by_a(a, b, y)),)
        if first.is_constant:
            return ((second, upstream * by_b(a, b, y)),)
        return (first, upstream * by_a(a, b, y)), (second, upstream * by_b(a, b, y))

    return handed_on


def _of_weighted_sum(node: Node, upstream: Number) -> Iterable[tuple[Node, Number]]:
    """Two vectors, each the partial by the other, and a number that is added, perhaps."""
    pairs = (node._first, (upstream, node._second_number)), (node._second, (upstream, node._first_number))
    third = node._given_third
    return pairs if third.is_constant else (*pairs, (third, upstream))


def found_out(partial: Partial) -> float | int | None:
    """What a partial always gives: a number, as a float; or one of its arguments, as its place; None if it computes.

    >>> found_out(lambda a, b, y: b), found_out(lambda a, b, y: -1.0), found_out(lambda a, b, y: 2.0 * a)
    (1, -1.0, None)
    """
    code = getattr(partial, "__code__", None)
    if code is None or code.co_names or code.co_freevars or code.co_argcount > len(_STAND_INS):
        return None  # what it reads beside its arguments may change
    stand_ins = _STAND_INS[: code.co_argcount]
    try:
        given = partial(*stand_ins)
    except Exception:
        return None
    if type(given) is float:
        return given
    return next((place for place, stand_in in enumerate(stand_ins) if stand_in is given), None)


class _StandIn:
    """Can do nothing, not even be compared or be true: a partial that asks it anything fails."""

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError

    __bool__ = __eq__ = __ne__ = __hash__ = _refuse


_STAND_INS: Final = [_StandIn() for _ in range(4)]
