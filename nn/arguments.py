"""What the functions of this package check of their arguments, each check written once."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import SupportsFloat, TypeAlias, cast

__all__ = [
    "Seed",
    "check_data",
    "check_number",
    "check_samples",
    "check_sequence",
    "check_whole",
    "finite_number",
    "random_generator",
]

Seed: TypeAlias = int | random.Random | ModuleType | None
"""A seed, the `random.Random` to draw from, or None for numbers that differ each time.

`random.seed(…)` changes nothing here, but for those who hand over the module itself, `seed=random`.
"""


def random_generator(seed: Seed) -> random.Random:
    """The generator that a seed stands for."""
    if seed is random:  # its functions are the methods of the one generator that random.seed sets
        return cast(random.Random, random.seed.__self__)  # type: ignore[attr-defined]
    if isinstance(seed, ModuleType):
        raise TypeError(f"expected seed to be a number, a random.Random or the module random, got {seed!r}")
    return seed if isinstance(seed, random.Random) else random.Random(seed)


def check_whole(number: object, name: str, least: int = 1) -> int:
    """The number, if it is whole and large enough.

    Raises:
        ValueError: if it is not, naming the argument.
    """
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise ValueError(f"expected {name} to be a whole number of at least {least}, got {number!r}")
    return number


def check_number(number: object, name: str, fits: Callable[[float], bool], expected: str) -> float:
    """The number as a float, if it is finite and `fits`: if it is what `expected` says.

    Raises:
        TypeError: if it is not a real number; a bool and text are not.
        ValueError: if it does not fit. Either names the argument.
    """
    if isinstance(number, (bool, str, bytes)) or not isinstance(number, SupportsFloat):
        raise TypeError(f"expected {name} to be a number, got {number!r}")
    if not math.isfinite(number) or not fits(float(number)):
        raise ValueError(f"expected {name} to be {expected}, got {number!r}")
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
        raise TypeError(f"expected {name} to be a sequence of {of}, got {sequence!r}")


def check_data(X: Sequence[object], y: Sequence[object]) -> None:
    """Raises ValueError unless there are samples, and as many targets; TypeError if either is no sequence."""
    check_sequence(X, "X", "samples")
    check_sequence(y, "y", "targets")
    if not len(X):
        raise ValueError("expected at least one sample in X, got none")
    if len(X) != len(y):
        raise ValueError(f"expected one target a sample, got {len(X)} samples in X and {len(y)} targets in y")


def check_samples(X: Sequence[Sequence[float]], width: int | None = None, name: str = "X") -> None:
    """Raises ValueError unless every sample has `width` finite numbers; by default, as many as the first.

    Raises:
        TypeError: if a sample is no sequence at all.
    """
    width = (len(X[0]) if hasattr(X[0], "__len__") else 1) if width is None else width
    for i, row in enumerate(X):
        check_sequence(row, f"{name}[{i}]", "numbers")
        if len(row) != width:
            raise ValueError(f"expected {width} numbers in {name}[{i}], got {len(row)}")
        for j, number in enumerate(row):
            if not math.isfinite(number):
                raise ValueError(f"expected {name}[{i}][{j}] to be a finite number, got {number!r}")
