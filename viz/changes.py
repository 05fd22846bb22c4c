"""Numbers that were changed after something had been computed from them.

A graph keeps the numbers that it was computed from. A picture or a derivation shows these, and says what they became.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograd import Value, Vector

__all__ = ["Change", "changes", "number_used"]


@dataclass(frozen=True)
class Change:
    """How the number of a Value changed while a graph was computed from it, and afterwards.

    Attributes:
        was: the number that something was computed from.
        later: those that it had later, the present one last.
        is_mixed: whether something was computed from one of the later ones, too.
    """

    was: float
    later: tuple[float, ...]
    is_mixed: bool


def changes(order: Sequence[Value]) -> dict[Value, Change]:
    """The change of each Value that no longer has the number that something was computed from.

    Args:
        order: all Values of a graph.

    >>> w = Value(2.0, label="w")
    >>> y = w * 3.0
    >>> w.data = 5.0
    >>> changes([w, y])
    {Value(5.0, label='w'): Change(was=2.0, later=(5.0,), is_mixed=False)}
    """
    used: dict[Value, list[float]] = {}
    for operand, number in _numbers_used(order):
        if [number] != [operand.data]:  # in lists, a NaN equals itself
            used[operand] = []
    if used:
        for operand, number in _numbers_used(order):
            if operand in used and number not in used[operand]:
                used[operand].append(number)
    return {value: _change(numbers, value.data) for value, numbers in used.items()}


def number_used(value: Value, changed: Mapping[Value, Change]) -> float:
    """The number of a Value that something was computed from."""
    return changed[value].was if value in changed else value.data


def _numbers_used(order: Sequence[Value]) -> Iterator[tuple[Value, float]]:
    """All operands of all Values, each with the number that was taken from it."""
    for value in order:
        for node, numbers in zip(value.inputs, value.input_numbers):
            if isinstance(node, Vector):
                yield from zip(node, numbers)
            else:
                yield node, numbers


def _change(used: list[float], now: float) -> Change:
    was, *others = [number for number in used if number != now]
    return Change(was, (*others, now), is_mixed=len(used) > 1)
