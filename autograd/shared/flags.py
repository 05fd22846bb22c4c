"""Arguments that are true or false: in Python any word is true, "no" too, so that they are asked."""

from __future__ import annotations

from typing import Any

from autograd.shared.showing import came

__all__ = ["check_flag", "is_bool"]


def is_bool(data: object) -> bool:
    """Whether it is a bool of Python's or NumPy's, which older ones take for an index."""
    return type(data).__name__ in ("bool", "bool_")


def check_flag(given: Any, name: str, besides: str = "") -> bool:
    """Whether or not, if it is one of the two; 1 and 0, and those of NumPy, say so as well.

    Args:
        given: the argument.
        name: what it is called.
        besides: what else it may be, which the caller has found that it is not.

    Raises:
        TypeError: if it is neither.

    >>> check_flag(1, "overwrite")
    True
    >>> check_flag("no", "overwrite")
    Traceback (most recent call last):
        ...
    TypeError: expected overwrite to be True or False, got 'no'
    """
    if is_bool(given) or (type(given) is int and given in (0, 1)):
        return bool(given)
    expected = f"True, False or {besides}" if besides else "True or False"
    raise TypeError(f"expected {name} to be {expected}, got {came(given)}")
