"""The function that is checked: its arguments, and what it gives, compares and takes out of the graph at a point."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from autograd.data import as_whole, entries
from autograd.functional import ArgumentNumbers, gradients
from autograd.graph import Vector
from autograd.primitive import Scalar
from autograd.shared.showing import came
from autograd.structures import Path, holds_several, mapped, parameter_names
from autograd.tracing import paused, recording
from autograd.value import Value, as_value, vector

__all__ = ["Evaluation", "Function", "arguments_of", "entries_in", "evaluated", "places_of", "slopes_of"]


@dataclass(frozen=True)
class Evaluation:
    """What a function gave at one point.

    Attributes:
        outputs: its outputs; none where it is not defined.
        choices: how each comparison of Values came out on the way, and what was compared how.
        reads: the Values whose number it took out of the graph.
    """

    outputs: list[Value]
    choices: tuple[tuple[object, bool], ...] = ()
    reads: tuple[Value, ...] = ()

    @property
    def numbers(self) -> list[float]:
        """The outputs' numbers."""
        return [output.data for output in self.outputs]


Function: TypeAlias = Callable[[], Evaluation]
"""A function of leaves that it knows, at what their data is now."""


def arguments_of(
    f: Callable[..., Scalar], inputs: Scalar, names: dict[Value, str], argnums: ArgumentNumbers = None
) -> list[Scalar]:
    """`inputs` as `f` takes them; the leaves among those that derivatives are by are put into `names`.

    Raises:
        TypeError: for what is neither a number nor a Value, nor holds such.
        ValueError: for what is not finite, and for a Value that is not a leaf.
    """
    given = entries_in(inputs)
    parameters, places = parameter_names(f, len(given)), places_of(argnums, len(given))
    return [_argument(entry, k, parameters[k], names) if k in places else entry for k, entry in enumerate(given)]


def entries_in(inputs: Scalar) -> list[Scalar]:
    """The arguments one by one: a dictionary, and what holds nothing else, is a single one."""
    is_one = isinstance(inputs, Mapping) or not holds_several(inputs)
    return [inputs] if is_one else list(inputs)


def places_of(argnums: ArgumentNumbers, count: int) -> list[int]:
    """The places of the arguments that derivatives are by.

    Raises:
        TypeError: if they are no whole numbers.
        ValueError: if there are no such places.

    >>> places_of(None, 2), places_of(-1, 3), places_of((0, 2), 3)
    ([0, 1], [2], [0, 2])
    """
    if argnums is None:
        return list(range(count))
    given = entries(argnums, "argnums", "whole numbers") if as_whole(argnums) is None else [argnums]
    places = [as_whole(each) for each in given]
    if not places or any(place is None or not -count <= place < count for place in places):
        raise ValueError(f"expected argnums to be places of the {count} inputs, counted from 0, got {came(argnums)}")
    return [place % count for place in places if place is not None]


def _argument(entry: Scalar, k: int, name: str, names: dict[Value, str]) -> Scalar:
    argument = mapped(partial(_leaf, k, name, names), entry)
    return vector(argument) if isinstance(entry, Vector) else argument


def _leaf(k: int, name: str, names: dict[Value, str], entry: Scalar, path: Path) -> Value:
    within = "".join(f"[{key!r}]" for key in path)
    place = f"inputs[{k}]{within}"
    try:
        leaf = entry if isinstance(entry, Value) else Value(entry, allow_nan=True)
    except TypeError:
        raise TypeError(f"expected {place} to be a number, a Value or a sequence of these, got {came(entry)}") from None
    if leaf.primitive is not None or leaf.is_constant:
        raise ValueError(f"expected {place} to be a leaf, got {came(entry)}")
    if not math.isfinite(leaf.data):
        raise ValueError(f"expected {place} to be finite, got {came(entry)}")
    names.setdefault(leaf, leaf.label or name + within)
    return leaf


def evaluated(f: Callable[..., Scalar], arguments: Sequence[Scalar]) -> Evaluation:
    """What `f` gives for `arguments`.

    Raises:
        TypeError: if that is neither a Value nor several.
    """
    with recording(for_program=False) as record:
        result = f(*arguments)
    try:
        several = holds_several(result) and not isinstance(result, Mapping)
        outputs = [as_value(output) for output in (result if several else [result])]
    except TypeError:
        raise TypeError(
            f"expected the function to return a Value or a sequence of Values, got {came(result)}"
        ) from None
    # A leaf shows the number it has now, a node the one it was computed from: what moves must be a node.
    with paused(False):
        outputs = [output * 1.0 if output.primitive is None else output for output in outputs]
    return Evaluation(outputs, tuple((c.relation, c.outcome) for c in record.comparisons), tuple(record.reads))


def slopes_of(function: Function, leaves: Sequence[Value]) -> Evaluation:
    """The derivatives of all outputs by each of `leaves`, as the outputs of a function themselves."""
    there = function()
    return replace(there, outputs=[slope for output in there.outputs for slope in gradients(output, leaves)])
