"""What is checked of a whole number that a user gives."""

from __future__ import annotations

from autograd.data import as_whole
from autograd.shared.showing import came

__all__ = ["whole_number_in"]


def whole_number_in(limits: tuple[int, int], number: int, name: str) -> None:
    """Raises an error that names the argument unless `number` is an int, NumPy's included, between the limits.

    Raises:
        TypeError: if it is not an int; a bool is none.
        ValueError: if it is out of range.
    """
    low, high = limits
    if as_whole(number) is None:
        raise TypeError(f"expected {name} to be an int, got {name}={came(number)}")
    if not low <= number <= high:
        raise ValueError(f"expected {name} to be {low} to {high}, got {name}={came(number)}")
