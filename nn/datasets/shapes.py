"""The logic gates of the lecture, and shapes made on the spot."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from autograd.data import as_whole
from autograd.samples import check_widths, samples
from nn.arguments import Seed, check_number, check_whole, random_generator

__all__ = [
    "AND",
    "NOT",
    "OR",
    "XOR",
    "Dataset",
    "Heights",
    "blobs",
    "circles",
    "hills",
    "moons",
    "quadrants",
    "spirals",
    "tilt",
]

Dataset: TypeAlias = tuple[list[list[float]], list[int]]
"""Samples, and their classes: whole numbers from 0 up."""

Heights: TypeAlias = tuple[list[list[float]], list[float]]
"""Points of the plane, and a number for each, to be predicted."""

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

    Returns:
        The points, two coordinates each, and their classes, 0 or 1.

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

    Returns:
        The points, two coordinates each, and their classes, 0 or 1.

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

    Returns:
        The points, two coordinates each, and their classes, from 0 on.

    Raises:
        ValueError: for a number outside its range.

    >>> X, y = spirals(90, classes=3, seed=0)
    >>> len(X), y.count(0), y.count(1), y.count(2)
    (90, 30, 30, 30)
    """
    classes = check_whole(classes, "classes", 2)
    check_number(turns, "turns", lambda x: x > 0.0, "positive")
    return _along([_arm(k / classes, turns) for k in range(classes)], count, noise, seed)


def quadrants(count: int = 100, noise: float = 0.1, seed: Seed = None) -> Dataset:
    """Points in the square from −1 to 1, class 1 where exactly one coordinate is positive: XOR with many samples.

    Args:
        count: how many points, at least 2; the halves are equal, or the second has one more.
        noise: the standard deviation of what is added to each coordinate, at least 0; the class stays as it was.
        seed: a seed, or the `random.Random` to draw from.

    Returns:
        The points, two coordinates each, and their classes, 0 or 1.

    Raises:
        ValueError: if `count` is below 2 or `noise` negative.

    >>> X, y = quadrants(100, noise=0.0, seed=0)
    >>> all((x1 > 0) ^ (x2 > 0) == label for (x1, x2), label in zip(X, y)), sum(y)
    (True, 50)
    """
    generator = random_generator(seed)

    def drawn(sign: float) -> tuple[float, float]:
        x1, size = generator.uniform(-1.0, 1.0), generator.random()
        return x1, math.copysign(size, sign * x1)

    return _along([lambda s: drawn(1.0), lambda s: drawn(-1.0)], count, noise, generator)


def tilt(count: int = 100, noise: float = 0.1, seed: Seed = None) -> Heights:
    """A tilted plane, `y = (x₁ + x₂)/2`, over the square from −1 to 1: what one linear unit can learn.

    Args:
        count: how many points, at least 1.
        noise: the standard deviation of what is added to y, at least 0.
        seed: a seed, or the `random.Random` to draw from.

    Returns:
        The points, two coordinates each, and the height at each.

    Raises:
        ValueError: if `count` is below 1 or `noise` negative.

    >>> X, y = tilt(3, noise=0.0, seed=0)
    >>> [y_k == (x1 + x2) / 2 for (x1, x2), y_k in zip(X, y)]
    [True, True, True]
    """
    return _over(lambda x1, x2: (x1 + x2) / 2.0, count, noise, seed)


def hills(count: int = 100, noise: float = 0.1, seed: Seed = None) -> Heights:
    """Three hills and three hollows in turn, over the square from −1 to 1: no linear unit can learn them.

    `y = Σ ±exp(−8·‖x − c‖²)`, with the centers c at −⅔, 0 and ⅔ along x₁, and at −½ and ½ along x₂.

    Args:
        count: how many points, at least 1.
        noise: the standard deviation of what is added to y, at least 0.
        seed: a seed, or the `random.Random` to draw from.

    Returns:
        The points, two coordinates each, and the height at each.

    Raises:
        ValueError: if `count` is below 1 or `noise` negative.

    >>> X, y = hills(500, noise=0.0, seed=0)
    >>> round(min(y), 1), round(max(y), 1)
    (-1.0, 1.0)
    """
    return _over(_hilly, count, noise, seed)


def _hilly(x1: float, x2: float) -> float:
    return math.fsum(
        sign * math.exp(-8.0 * ((x1 - c1) ** 2 + (x2 - c2) ** 2))
        for c1, side in ((-2.0 / 3.0, 1.0), (0.0, -1.0), (2.0 / 3.0, 1.0))
        for c2, sign in ((0.5, side), (-0.5, -side))
    )


def _over(height: Callable[[float, float], float], count: int, noise: float, seed: Seed) -> Heights:
    """Points evenly distributed over the square, and their heights with normally distributed noise."""
    count = check_whole(count, "count")
    check_number(noise, "noise", lambda x: x >= 0.0, "at least 0")
    generator = random_generator(seed)
    X = [[generator.uniform(-1.0, 1.0), generator.uniform(-1.0, 1.0)] for _ in range(count)]
    return X, [height(*x) + generator.gauss(0.0, noise) for x in X]


def blobs(
    count: int = 100, centers: int | Sequence[Sequence[float]] = 3, spread: float = 1.0, seed: Seed = None
) -> Dataset:
    """Round clouds of points, normally distributed around a center a class.

    Args:
        count: how many points, at least one a class.
        centers: where they lie; or how many there are, at least 2, drawn uniformly from −10 to 10 in the plane.
        spread: the standard deviation of each coordinate around its center, at least 0.
        seed: a seed, or the `random.Random` to draw from.

    Returns:
        The points, two coordinates each, and their classes, from 0 on.

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
