"""Activations by name: every operation of the table that can do with one operand, and "linear", which does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from autograd import PRIMITIVES, Primitive
from autograd.shared.near_names import OPERATIONS_ELSEWHERE, check_name, nearest
from autograd.shared.showing import came

__all__ = ["Activation", "Activations", "activation_name", "activation_row"]

Activation: TypeAlias = str | Primitive | None
"""An activation's name, or its row in the table; None, as Keras has it, for "linear"."""

Activations: TypeAlias = Activation | Sequence[Activation]
"""One activation for all hidden layers, or one for each."""

ELSEWHERE: Final = {**OPERATIONS_ELSEWHERE, "identity": "linear", "none": "linear"}


def activation_name(given: Activation, argument: str = "activation", *, besides: tuple[str, ...] = ()) -> str:
    """The name of an activation.

    Args:
        given: the name, or the operation itself: `autograd.tanh` is as good as "tanh".
        argument: what it was given as.
        besides: what else may be named.

    Raises:
        TypeError: for what is neither a name nor a row of the table, saying what to write.
        ValueError: for an unknown name, with the one that was meant.

    >>> from autograd import tanh
    >>> activation_name("relu"), activation_name(tanh), activation_name(None)
    ('relu', 'tanh', 'linear')
    """
    if given is None:
        return "linear"
    rows = PRIMITIVES.values()
    known = sorted(row.name for row in rows if not any(row.vectors) and row.arity - len(row.defaults) == 1)
    names = ["linear", *besides, *known]
    if isinstance(given, Primitive) and PRIMITIVES.get(given.name) is given:
        given = given.name
    name = given if isinstance(given, str) else getattr(given, "__name__", "")
    if name == "softmax" and "softmax" not in names:
        raise ValueError(
            f"softmax is no {argument} of single units, but an output of several together: "
            "write MLP(…, output='softmax'), or apply nn.softmax to their outputs"
        )
    if callable(given):
        raise TypeError(_for_a_function(given, argument, names))
    return check_name(given, argument, names, ELSEWHERE)


def activation_row(name: str) -> Primitive | None:
    """The operation of that name; None for "linear"."""
    return None if name == "linear" else PRIMITIVES[name]


def _for_a_function(given: Callable[..., Any], argument: str, names: list[str]) -> str:
    near = nearest(getattr(given, "__name__", type(given).__name__), names, ELSEWHERE)
    write = f"write {argument}={near!r}" if near else "a function of your own becomes one by autograd.primitive"
    return f"expected {argument} to be the name of an operation, got {came(given)}: {write}"
