"""Can a line separate two classes? An answer with a certificate that anyone can check (L2.2).

The classes are separable if and only if their convex hulls have no point in common. Both certificates come from the two
nearest points of the hulls, found in exact rational arithmetic: where they differ, the line halfway between them
separates, and no line keeps farther from all samples; where they coincide, their weights prove that there is no line.

| symbol | meaning                                                             |
| ------ | ------------------------------------------------------------------- |
| u, v   | the nearest points of the hulls of class 1 and class 0              |
| d      | u − v: the point nearest to 0 among all differences of hull points  |
| λ      | the weights of d as a convex combination of differences of samples  |
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import TypeAlias

from autograd.showing import one_line
from nn.arguments import check_data, check_samples

__all__ = ["CommonPoint", "SeparatingLine", "separability"]

Point: TypeAlias = tuple[Fraction, ...]
Pair: TypeAlias = tuple[int, int]
"""Two samples by their indices: one of class 1, one of class 0."""


@dataclass(frozen=True)
class SeparatingLine:
    """`⟨w, x⟩ + b` is at least 1 on class 1 and at most −1 on class 0; a plane, where there are three inputs.

    Attributes:
        w: the weights, exact.
        b: the bias, exact.
    """

    w: Point
    b: Fraction

    separable = True
    __repr__ = one_line

    @property
    def margin(self) -> float:
        """The Euclidean distance from the line to the nearest sample, 1/‖w‖: no separating line has a larger one."""
        return 1.0 / math.sqrt(_dot(self.w, self.w))

    def holds(self, X: Sequence[Sequence[float]], y: Sequence[float]) -> bool:
        """Whether it separates these samples by that much, checked exactly."""
        return all((2 * label - 1) * (_dot(self.w, x) + self.b) >= 1 for x, label in zip(_points(X), map(int, y)))

    def __str__(self) -> str:
        terms = [f"{w}·x{i}" for i, w in enumerate(self.w, start=1)]
        line = " + ".join([*terms, str(self.b)]).replace("+ -", "− ").replace("-", "−")
        return f"separable: {line} is at least 1 on class 1, at most −1 on class 0; margin {self.margin:.4g}"


@dataclass(frozen=True)
class CommonPoint:
    """Exact weights that write one point as a convex combination of either class: no line can separate them.

    A line with all of class 1 on one side and all of class 0 on the other would have the point on both.

    Attributes:
        point: the point.
        weights: one a sample, none negative; those of class 1 add up to 1, and so do those of class 0.
    """

    point: Point
    weights: Point

    separable = False
    __repr__ = one_line

    def holds(self, X: Sequence[Sequence[float]], y: Sequence[float]) -> bool:
        """Whether the weights say what they should of these samples, checked exactly."""
        if min(self.weights) < 0 or len(self.weights) != len(X):
            return False
        for label in (0, 1):
            chosen = [(weight, x) for weight, x, target in zip(self.weights, _points(X), y) if target == label]
            combined = tuple(sum(weight * x[j] for weight, x in chosen) for j in range(len(self.point)))
            if sum(weight for weight, _ in chosen) != 1 or combined != self.point:
                return False
        return True

    def __str__(self) -> str:
        point, weights = (", ".join(map(str, numbers)) for numbers in (self.point, self.weights))
        return f"not separable: both classes have ({point}) among their convex combinations, with weights {weights}"


def separability(X: Sequence[Sequence[float]], y: Sequence[float]) -> SeparatingLine | CommonPoint:
    """Whether a line separates two classes, with the proof: the line of largest margin, or a point of both hulls.

    By Wolfe's algorithm ("Finding the nearest point in a polytope", 1976) on fractions: exact, and meant for data of a
    lecture's size. The answer is checked before it is returned. In the lecture's sense, where step(0) = 0 belongs to
    class 0, the same sets are separable.

    Args:
        X: the samples, all with the same number of finite numbers, at least one.
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
    check_data(X, y)
    check_samples(X)
    if set(y) != {0, 1}:
        raise ValueError(f"expected labels 0 and 1 in y, both present, got {sorted(set(y))}")
    points = _points(X)
    weights = [Fraction(0)] * len(points)
    for (i, j), share in _nearest_pair(points, y).items():
        weights[i] += share
        weights[j] += share
    u, v = (_combination([(w, x) for w, x, target in zip(weights, points, y) if target == label]) for label in (1, 0))
    certificate = CommonPoint(u, tuple(weights)) if u == v else _line_between(u, v)
    if not certificate.holds(X, y):
        raise ArithmeticError(f"this should never happen: a certificate that does not hold for X={X!r}, y={y!r}")
    return certificate


def _line_between(u: Point, v: Point) -> SeparatingLine:
    """The line halfway between two points, scaled to 1 at the first and −1 at the second."""
    d = _difference(u, v)
    scale = 2 / _dot(d, d)
    w = tuple(scale * number for number in d)
    return SeparatingLine(w, 1 - _dot(w, u))


def _nearest_pair(points: Sequence[Point], y: Sequence[float]) -> dict[Pair, Fraction]:
    """The weights λ of the point d.

    Keeps a few differences of samples, affinely independent, in whose hull lies the best d so far, and adds the one
    that reaches farthest beyond d towards 0, until none does. Each round comes nearer, and subsets are finitely many.
    """
    ones, zeros = ([i for i, target in enumerate(y) if target == label] for label in (1, 0))
    shares = {(ones[0], zeros[0]): Fraction(1)}
    while True:
        d = _combination([(share, _difference(points[i], points[j])) for (i, j), share in shares.items()])
        heights = [_dot(d, point) for point in points]
        farthest = min(ones, key=heights.__getitem__), max(zeros, key=heights.__getitem__)
        if heights[farthest[0]] - heights[farthest[1]] >= _dot(d, d):
            return shares
        shares = _nearest_in_hull(points, {**shares, farthest: Fraction(0)})


def _nearest_in_hull(points: Sequence[Point], shares: dict[Pair, Fraction]) -> dict[Pair, Fraction]:
    """The point nearest to 0 in a face of the hull of these differences: walk towards that of their affine hull."""
    while True:
        target = _nearest_in_affine_hull([_difference(points[i], points[j]) for i, j in shares])
        steps = [share / (share - t) for share, t in zip(shares.values(), target) if t < 0]
        step = min(steps, default=Fraction(1))
        moved = {pair: share + step * (t - share) for (pair, share), t in zip(shares.items(), target)}
        shares = {pair: share for pair, share in moved.items() if share > 0}
        if not steps:
            return shares


def _nearest_in_affine_hull(vectors: Sequence[Point]) -> list[Fraction]:
    """Weights, perhaps negative, that add up to 1 and bring the combination nearest to 0.

    They are proportional to the solution of (1 + ⟨vᵢ, vⱼ⟩)·μ = 1; the matrix is positive definite, so no elimination
    step divides by 0.
    """
    rows = [[*(1 + _dot(a, b) for b in vectors), Fraction(1)] for a in vectors]
    for i in range(len(rows)):
        pivot = [number / rows[i][i] for number in rows[i]]
        rows = [pivot if row is rows[i] else [a - row[i] * b for a, b in zip(row, pivot)] for row in rows]
    solution = [row[-1] for row in rows]
    return [number / sum(solution) for number in solution]


def _points(X: Sequence[Sequence[float]]) -> list[Point]:
    return [tuple(Fraction(x if isinstance(x, Rational) else float(x)) for x in row) for row in X]


def _combination(weighted: Sequence[tuple[Fraction, Point]]) -> Point:
    width = len(weighted[0][1])
    return tuple(sum((w * x[j] for w, x in weighted if w), Fraction(0)) for j in range(width))


def _difference(a: Point, b: Point) -> Point:
    return tuple(x - y for x, y in zip(a, b))


def _dot(a: Point, b: Point) -> Fraction:
    return sum((x * y for x, y in zip(a, b)), Fraction(0))
