"""What the functions of this package check of their arguments: as `autograd.arguments` does, and seeds and labels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from types import ModuleType
from typing import TypeAlias, cast

from autograd.arguments import (
    check_flag,
    check_function,
    check_names,
    check_number,
    check_one_of,
    check_sequence,
    check_values,
    check_whole,
    finite_number,
)
from autograd.data import as_whole
from autograd.shared.showing import came

__all__ = [
    "Seed",
    "check_flag",
    "check_function",
    "check_names",
    "check_number",
    "check_one_of",
    "check_sequence",
    "check_values",
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
            f"expected seed to be a whole number, a random.Random, the module random or None, got {came(seed)}{hint}"
        )
    return random.Random(whole)


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
