"""Activations by name: every operation of the table that can do with one operand, and "linear", which does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from autograd import PRIMITIVES, Value

__all__ = ["Activations", "activation_method", "activation_name", "activation_names"]

Activations: TypeAlias = str | Sequence[str | None] | None
"""One activation for all hidden layers, or one for each; None stands for "linear"."""


def activation_name(activation: str | None) -> str:
    """The name of an activation; None, as Keras has it, is "linear"."""
    return "linear" if activation is None else activation


def activation_names(activation: Activations) -> str | list[str]:
    """The name of one activation, or the names of several."""
    if activation is None or isinstance(activation, str):
        return activation_name(activation)
    return list(map(activation_name, activation))


def activation_method(name: str) -> Callable[[Value], Value] | None:
    """The method of Values of that name; None for "linear".

    Raises:
        ValueError: for an unknown name.
    """
    if name == "linear":
        return None
    rows = PRIMITIVES.values()
    known = sorted(row.name for row in rows if not any(row.vectors) and row.arity - len(row.defaults) == 1)
    if name not in known:
        raise ValueError(f"unknown activation {name!r}: expected 'linear' or one of {', '.join(known)}")
    method: Callable[[Value], Value] = getattr(Value, name)
    return method
