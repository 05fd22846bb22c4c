"""Data to learn from, made on the spot: the logic gates of the lecture, and two moons."""

from __future__ import annotations

import math
import random
from typing import Final, TypeAlias

__all__ = ["AND", "NOT", "OR", "XOR", "Dataset", "moons"]

Dataset: TypeAlias = tuple[list[list[float]], list[float]]
"""Samples, and their labels."""

_PAIRS: Final = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))

AND: Final[Dataset] = ([list(pair) for pair in _PAIRS], [0.0, 0.0, 0.0, 1.0])
"""Both inputs (L1.2)."""
OR: Final[Dataset] = ([list(pair) for pair in _PAIRS], [0.0, 1.0, 1.0, 1.0])
"""At least one of the inputs (L1.2)."""
XOR: Final[Dataset] = ([list(pair) for pair in _PAIRS], [0.0, 1.0, 1.0, 0.0])
"""Exactly one of the inputs (L2.1)."""
NOT: Final[Dataset] = ([[0.0], [1.0]], [1.0, 0.0])
"""The opposite of the one input (L1.2)."""


def moons(count: int = 100, noise: float = 0.1, seed: int | random.Random | None = None) -> Dataset:
    """Two interleaved half circles, labelled 0 and 1: not separable by a line.

    Args:
        count: how many points, at least 2; the halves are equal, or the second has one more.
        noise: the standard deviation of what is added to each coordinate, at least 0.
        seed: a seed, or the `random.Random` to draw from.

    Raises:
        ValueError: if `count` is below 2 or `noise` negative.

    >>> X, y = moons(100, seed=0)
    >>> len(X), sum(y)
    (100, 50.0)
    """
    if count < 2:
        raise ValueError(f"expected count to be at least 2, got {count!r}")
    if noise < 0.0:
        raise ValueError(f"expected noise to be at least 0, got {noise!r}")
    generator = seed if isinstance(seed, random.Random) else random.Random(seed)
    upper, lower = count // 2, count - count // 2
    points = [(math.cos(t), math.sin(t), 0.0) for t in _half_turn(upper)]
    points += [(1.0 - math.cos(t), 0.5 - math.sin(t), 1.0) for t in _half_turn(lower)]
    X = [[x + generator.gauss(0.0, noise), y + generator.gauss(0.0, noise)] for x, y, _ in points]
    return X, [label for _, _, label in points]


def _half_turn(count: int) -> list[float]:
    return [math.pi * i / max(count - 1, 1) for i in range(count)]
