"""The logic gates of the lecture, and shapes made on the spot."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from autograd.data import as_whole
from autograd.samples import check_widths, samples
from nn.arguments import Seed, check_number, check_whole, random_generator

__all__ = ["AND", "NOT", "OR", "XOR", "Dataset", "blobs", "circles", "moons", "spirals"]

Dataset: TypeAlias = tuple[list[list[float]], list[int]]
"""Samples, and their classes: whole numbers from 0 up."""

_PAIRS: Final = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))

AND: Final[Dataset] = ([list(pair) for pair in _PAIRS], [0, 0, 0, 1])
"""Both inputs (L1.2)."""
OR: Final[Dataset] = ([list(pair) for pair in _PAIRS], [0, 1, 1, 1])
"""At least one of the inputs (L1.2)."""
XOR: Final[Dataset] = ([list(pair) for pair in _PAIRS], [0, 1, 1, 0])
"""Exactly one of the inputs (L2.1)."""
NOT: Final[Dataset] = ([[0.0], [1.0]], [1, 0])
"""The opposite of the one input (L1.2)."""

Curve: TypeAlias = Callable[[float], Sequence[float]]
"""The points of one class: from 0 to 1, along them."""


def moons(count: int = 100, noise: float = 0.1, seed: Seed = None) -> Dataset:
    """Two interleaved half circles: not separable by a line.

    Args:
        count: how many points, at least 2; the halves are equal, or the second has one more.
        noise: the standard deviation of what is added to each coordinate, at least 0.
        seed: a seed, or the `random.Random` to draw from.

    Raises:
        ValueError: if `count` is below 2 or `noise` negative.

    >>> X, y = moons(100, seed=0)
    >>> len(X), sum(y)
    (100, 50)
    """
    return _along(
        [
            lambda s: (math.cos(math.pi * s), math.sin(math.pi * s)),
            lambda s: (1.0 - math.cos(math.pi * s), 0.5 - math.sin(math.pi * s)),
        ],
        *(count, noise, seed),
    )


def circles(count: int = 100, noise: float = 0.05, seed: Seed = None, *, factor: float = 0.5) -> Dataset:
    """A circle of radius 1, class 0, around a smaller one, class 1.

    Args:
        count: how many points, at least 2; the halves are equal, or the second has one more.
        noise: the standard deviation of what is added to each coordinate, at least 0.
        seed: a seed, or the `random.Random` to draw from.
        factor: the radius of the inner circle, above 0 and below 1.

    Raises:
        ValueError: for a number outside its range.

    >>> X, y = circles(4, noise=0.0)
    >>> [round(math.hypot(*x), 12) for x in X], y
    ([1.0, 1.0, 0.5, 0.5], [0, 0, 1, 1])
    """
    check_number(factor, "factor", lambda x: 0.0 < x < 1.0, "above 0 and below 1")
    return _along([_circle(1.0), _circle(factor)], count, noise, seed)


def spirals(
    count: int = 100, noise: float = 0.02, seed: Seed = None, *, classes: int = 2, turns: float = 1.0
) -> Dataset:
    """Arms that wind around the origin together, one a class, from it to radius 1.

    Args:
        count: how many points, at least one a class.
        noise: the standard deviation of what is added to each coordinate, at least 0.
        seed: a seed, or the `random.Random` to draw from.
        classes: how many arms, at least 2.
        turns: how often an arm goes around, positive.

    Raises:
        ValueError: for a number outside its range.

    >>> X, y = spirals(90, classes=3, seed=0)
    >>> len(X), y.count(0), y.count(1), y.count(2)
    (90, 30, 30, 30)
    """
    classes = check_whole(classes, "classes", 2)
    check_number(turns, "turns", lambda x: x > 0.0, "positive")
    return _along([_arm(k / classes, turns) for k in range(classes)], count, noise, seed)


def blobs(
    count: int = 100, centers: int | Sequence[Sequence[float]] = 3, spread: float = 1.0, seed: Seed = None
) -> Dataset:
    """Round clouds of points, normally distributed around a center a class.

    Args:
        count: how many points, at least one a class.
        centers: where they lie; or how many there are, at least 2, drawn uniformly from −10 to 10 in the plane.
        spread: the standard deviation of each coordinate around its center, at least 0.
        seed: a seed, or the `random.Random` to draw from.

    Raises:
        ValueError: for a number outside its range, or centers of different dimensions.

    >>> blobs(4, centers=[[0, 0], [5, 5]], spread=0.0)
    ([[0.0, 0.0], [0.0, 0.0], [5.0, 5.0], [5.0, 5.0]], [0, 0, 1, 1])
    """
    generator = random_generator(seed)
    drawn = as_whole(centers)
    if drawn is not None:
        check_whole(drawn, "centers", 2)
        centers = [[generator.uniform(-10.0, 10.0) for _ in range(2)] for _ in range(drawn)]
    places = samples(centers, "centers")
    check_whole(len(places), "the number of centers", 2)
    check_widths(places, "centers")
    check_number(spread, "spread", lambda x: x >= 0.0, "at least 0")
    return _along([_fixed(center) for center in places], count, spread, generator)


def _along(curves: Sequence[Curve], count: int, noise: float, seed: Seed) -> Dataset:
    """Points at even distances of the parameter along a curve a class, with normally distributed noise.

    Where they cannot be shared out evenly, the last classes have one more.
    """
    count = check_whole(count, "count", len(curves))
    check_number(noise, "noise", lambda x: x >= 0.0, "at least 0")
    generator = random_generator(seed)
    X: list[list[float]] = []
    y: list[int] = []
    for label, curve in enumerate(curves):
        size = (count + label) // len(curves)
        for i in range(size):
            X.append(_shaken(curve(i / max(size - 1, 1)), noise, generator))
            y.append(label)
    return X, y


def _shaken(point: Sequence[float], noise: float, generator: random.Random) -> list[float]:
    return [coordinate + generator.gauss(0.0, noise) for coordinate in point]


def _circle(radius: float) -> Curve:
    return lambda s: (radius * math.cos(2.0 * math.pi * s), radius * math.sin(2.0 * math.pi * s))


def _arm(start: float, turns: float) -> Curve:
    """A spiral whose radius grows from 0.05, so that no two classes share the origin, to 1."""

    def at(s: float) -> tuple[float, float]:
        radius, angle = 0.05 + 0.95 * s, 2.0 * math.pi * (start + turns * s)
        return radius * math.cos(angle), radius * math.sin(angle)

    return at


def _fixed(point: Sequence[float]) -> Curve:
    return lambda s: point
