"""What the functions of this package check of their arguments, each check written once."""

from __future__ import annotations

import math
import random
import reprlib
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import SupportsFloat, TypeAlias, cast

from autograd.data import as_whole

__all__ = [
    "Seed",
    "check_number",
    "check_sequence",
    "check_whole",
    "finite_number",
    "random_generator",
    "zeros_and_ones",
]

Seed: TypeAlias = int | random.Random | ModuleType | None
"""A seed, the `random.Random` to draw from, or None for numbers that differ each time.

`random.seed(…)` changes nothing here, but for those who hand over the module itself, `seed=random`.
"""


def random_generator(seed: Seed) -> random.Random:
    """The generator that a seed stands for.

    Raises:
        TypeError: if it is neither a whole number, nor a generator of Python's, nor the module `random`, nor None.
    """
    if seed is random:  # its functions are the methods of the one generator that random.seed sets
        return cast(random.Random, random.seed.__self__)  # type: ignore[attr-defined]
    if isinstance(seed, random.Random):
        return seed
    if seed is None:
        return random.Random()
    whole = as_whole(seed)
    if whole is None:
        hint = ": of a generator of NumPy's, int(rng.integers(2**32)) is one" if hasattr(seed, "integers") else ""
        raise TypeError(
            "expected seed to be a whole number, a random.Random, the module random or None, "
            f"got {reprlib.repr(seed)}{hint}"
        )
    return random.Random(whole)


def check_whole(number: object, name: str, least: int = 1) -> int:
    """The number as an int, if it is whole, NumPy's included, and large enough.

    Raises:
        ValueError: if it is not, naming the argument.
    """
    whole = as_whole(number)
    if whole is None or whole < least:
        raise ValueError(f"expected {name} to be a whole number of at least {least}, got {reprlib.repr(number)}")
    return whole


def check_number(number: object, name: str, fits: Callable[[float], bool], expected: str) -> float:
    """The number as a float, if it is finite and `fits`: if it is what `expected` says.

    Raises:
        TypeError: if it is not a real number; a bool and text are not.
        ValueError: if it does not fit. Either names the argument.
    """
    if isinstance(number, (bool, str, bytes)) or not isinstance(number, SupportsFloat):
        raise TypeError(f"expected {name} to be a number, got {reprlib.repr(number)}")
    if not math.isfinite(number) or not fits(float(number)):
        raise ValueError(f"expected {name} to be {expected}, got {reprlib.repr(number)}")
    return float(number)


def finite_number(number: object, name: str) -> float:
    """The number as a float, if it is finite.

    Raises:
        TypeError: if it is not a real number; a bool and text are not.
        ValueError: if it is infinite or NaN.
    """
    return check_number(number, name, lambda x: True, "a finite number")


def check_sequence(sequence: object, name: str, of: str) -> None:
    """Raises TypeError unless `sequence` has a length, as lists, tuples and arrays have; text is none."""
    if not hasattr(sequence, "__len__") or isinstance(sequence, (str, bytes)):
        raise TypeError(f"expected {name} to be a sequence of {of}, got {reprlib.repr(sequence)}")


def zeros_and_ones(y: Sequence[float], name: str = "y") -> Sequence[float]:
    """The labels, if all are 0 or 1.

    Raises:
        ValueError: if they are not, saying where, and how to make such labels of −1 and 1.
    """
    strange = set(y) - {0, 1}
    if strange:
        k = next(k for k, label in enumerate(y) if label in strange)
        hint = f": of -1 and 1, write [int(label > 0) for label in {name}]" if set(y) <= {-1, 1} else ""
        raise ValueError(f"expected labels 0 and 1 in {name}, got {y[k]!r} in row {k}{hint}")
    return y
