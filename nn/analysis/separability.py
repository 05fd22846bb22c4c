"""Can a line separate two classes? An answer with a certificate that anyone can check (L2.2).

The classes are separable if and only if their convex hulls have no point in common. Both certificates come from the two
nearest points of the hulls, found in exact rational arithmetic: where they differ, the line halfway between them
separates, and no line keeps farther from all samples; where they coincide, their weights prove that there is no line.

| symbol | meaning                                                             |
| ------ | ------------------------------------------------------------------- |
| u, v   | the nearest points of the hulls of class 1 and class 0              |
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from operator import mul, sub
from typing import Final, SupportsFloat, TypeAlias

from autograd.data import Array
from autograd.samples import check_widths, samples_and_labels
from autograd.shared.printing import printable
from autograd.shared.showing import one_line
from nn.analysis.nearest_points import nearest_pairs
from nn.arguments import zeros_and_ones

__all__ = ["CommonPoint", "SeparatingLine", "separability"]

Point: TypeAlias = tuple[Fraction, ...]
MOST_CHARACTERS: Final = 300
"""Certificates that are longer in fractions are printed in decimals."""
MOST_SHOWN: Final = 8
"""Of how many numbers each is printed."""


@dataclass(frozen=True)
class SeparatingLine:
    """`⟨w, x⟩ + b` is at least 1 on class 1 and at most −1 on class 0; a plane, where there are three inputs.

    Attributes:
        w: the weights, exact.
        b: the bias, exact.

    >>> import nn
    >>> X, y = nn.datasets.AND
    >>> line = nn.separability(X, y)
    >>> line.w, line.b, line.holds(X, y)
    ((Fraction(2, 1), Fraction(2, 1)), Fraction(-3, 1), True)
    """

    w: Point
    b: Fraction

    separable = True
    __repr__ = one_line

    @property
    def margin(self) -> float:
        """The Euclidean distance from the line to the nearest sample, `1/‖w‖`: no separating line has a larger one."""
        return 1.0 / math.sqrt(_dot(self.w, self.w))

    def holds(self, X: Sequence[Sequence[float]] | Array, y: Sequence[float] | Array) -> bool:
        """Whether it separates these samples by that much, checked exactly."""
        X, y = _classified(X, y)
        points, scale = _whole(X)
        ((*w, b),), common = _whole([(*self.w, self.b)])
        scores = (sum(map(mul, w, point)) + b * scale for point in points)
        return all((2 * int(label) - 1) * score >= common * scale for score, label in zip(scores, y))

    def __str__(self) -> str:
        text = self._written(str)
        return printable(text if len(text) <= MOST_CHARACTERS else self._written(_decimal))

    def _written(self, write: Callable[[Fraction], str]) -> str:
        terms = _few([f"{write(w)}·x{i}" for i, w in enumerate(self.w, start=1)], "terms")
        line = " + ".join([*terms, write(self.b)]).replace("+ -", "− ").replace("-", "−")
        return f"separable: {line} is at least 1 on class 1, at most −1 on class 0; margin {self.margin:.4g}"


@dataclass(frozen=True)
class CommonPoint:
    """Exact weights that write one point as a convex combination of either class: no line can separate them.

    A line with all of class 1 on one side and all of class 0 on the other would have the point on both.

    Attributes:
        point: the point.
        weights: one a sample, none negative; those of class 1 add up to 1, and so do those of class 0.

    >>> import nn
    >>> X, y = nn.datasets.XOR
    >>> found = nn.separability(X, y)
    >>> found.point, found.holds(X, y)
    ((Fraction(1, 2), Fraction(1, 2)), True)
    """

    point: Point
    weights: Point

    separable = False
    __repr__ = one_line

    def holds(self, X: Sequence[Sequence[float]] | Array, y: Sequence[float] | Array) -> bool:
        """Whether the weights say what they should of these samples, checked exactly."""
        X, y = _classified(X, y)
        if min(self.weights) < 0 or len(self.weights) != len(X):
            return False
        points, scale = _whole(X)
        (weights,), common = _whole([self.weights])
        for label in (0, 1):
            chosen = [i for i, target in enumerate(y) if target == label]
            if sum(weights[i] for i in chosen) != common:
                return False
            if _combination(weights, points, scale * common, chosen) != self.point:
                return False
        return True

    def __str__(self) -> str:
        text = self._written(str)
        return printable(text if len(text) <= MOST_CHARACTERS else self._written(_decimal))

    def _written(self, write: Callable[[Fraction], str]) -> str:
        point, weights = (", ".join(_few([*map(write, numbers)], "numbers")) for numbers in (self.point, self.weights))
        return f"not separable: both classes have ({point}) among their convex combinations, with weights {weights}"


def _few(texts: list[str], of: str) -> list[str]:
    """The first ones, of many, and how many there are."""
    return texts if len(texts) <= MOST_SHOWN else [*texts[: MOST_SHOWN - 1], f"… ({len(texts)} {of})"]


def separability(X: Sequence[Sequence[float]] | Array, y: Sequence[float] | Array) -> SeparatingLine | CommonPoint:
    """Whether a line separates two classes, with the proof: the line of largest margin, or a point of both hulls.

    By Wolfe's algorithm ("Finding the nearest point in a polytope", 1976), begun in floats and finished in fractions:
    exact, and quick enough for a hundred inputs and a thousand samples. The answer is checked before it is returned. In
    the lecture's sense, where step(0) = 0 belongs to class 0, the same sets are separable.

    Args:
        X: the samples, at least one, in any container, all with the same number of finite numbers.
        y: their labels, 0 or 1, both present.

    Returns:
        A certificate; its `separable` says which, its `holds(X, y)` checks it.

    Raises:
        ValueError: for data other than described.

    >>> from nn import datasets
    >>> print(separability(*datasets.AND))
    separable: 2·x1 + 2·x2 − 3 is at least 1 on class 1, at most −1 on class 0; margin 0.3536
    >>> print(separability(*datasets.XOR))
    not separable: both classes have (1/2, 1/2) among their convex combinations, with weights 1/2, 1/2, 1/2, 1/2
    """
    X, y = _classified(X, y)
    if set(y) != {0, 1}:
        raise ValueError(f"expected labels 0 and 1 in y, both present, got {sorted(set(y))}")
    points, scale = _whole(X)
    ones, zeros = ([i for i, target in enumerate(y) if target == label] for label in (1, 0))
    weights = [Fraction(0)] * len(points)
    for (i, j), share in nearest_pairs(points, ones, zeros).items():
        weights[i] += share
        weights[j] += share
    (shares,), common = _whole([weights])
    u, v = (_combination(shares, points, scale * common, chosen) for chosen in (ones, zeros))
    certificate = CommonPoint(u, tuple(weights)) if u == v else _line_between(u, v)
    if not certificate.holds(X, y):
        raise ArithmeticError(f"this should never happen: a certificate that does not hold for X={X!r}, y={y!r}")
    return certificate


def _classified(X: object, y: object) -> tuple[Sequence[Sequence[float]], Sequence[int]]:
    """Samples of one length, and their labels, 0 or 1."""
    X, y = samples_and_labels(X, y)
    check_widths(X, "X")
    return X, list(map(int, zeros_and_ones(y)))


def _line_between(u: Point, v: Point) -> SeparatingLine:
    """The line halfway between two points, scaled to 1 at the first and −1 at the second."""
    d = tuple(map(sub, u, v))
    scale = 2 / _dot(d, d)
    w = tuple(scale * number for number in d)
    return SeparatingLine(w, 1 - _dot(w, u))


def _whole(X: Iterable[Iterable[SupportsFloat]]) -> tuple[list[list[int]], int]:
    """The numbers as whole numbers, and by what they have been multiplied: exact, and quick to reckon with."""
    rows = [[Fraction(x if isinstance(x, Rational) else float(x)) for x in row] for row in X]
    scale = math.lcm(*{x.denominator for row in rows for x in row})
    return [[x.numerator * (scale // x.denominator) for x in row] for row in rows], scale


def _combination(weights: Sequence[int], points: Sequence[Sequence[int]], scale: int, chosen: Sequence[int]) -> Point:
    """The sum of the chosen points times their weights, divided by `scale`."""
    used = [i for i in chosen if weights[i]]
    parts = [weights[i] for i in used]
    return tuple(Fraction(sum(map(mul, parts, column)), scale) for column in zip(*(points[i] for i in used)))


def _dot(a: Point, b: Point) -> Fraction:
    (x, y), scale = _whole([a, b])
    return Fraction(sum(map(mul, x, y)), scale * scale)


def _decimal(number: Fraction) -> str:
    return f"{float(number):.4g}"
