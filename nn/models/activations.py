"""Activations by name: every operation of the table that can do with one operand, and "linear", which does nothing."""

from __future__ import annotations

from autograd import PRIMITIVES, Primitive

__all__ = ["activation_row"]


def activation_row(name: str) -> Primitive | None:
    """The operation of that name; None for "linear".

    Raises:
        ValueError: for an unknown name.
    """
    if name == "linear":
        return None
    rows = PRIMITIVES.values()
    known = sorted(row.name for row in rows if not any(row.vectors) and row.arity - len(row.defaults) == 1)
    if name not in known:
        raise ValueError(f"unknown activation {name!r}: expected 'linear' or one of {', '.join(known)}")
    return PRIMITIVES[name]
