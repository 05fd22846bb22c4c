"""The nearest points of two hulls, exactly, by Wolfe's algorithm ("Finding the nearest point in a polytope", 1976).

It keeps a few differences of samples, affinely independent, in whose hull lies the best difference d so far, and adds
the one that reaches farthest beyond d towards 0, until none does. Each round comes nearer, and subsets are finitely
many. Floats find the subset; fractions begin there, and are the judge: where floats were wrong, they go on.

| symbol | meaning                                                             |
| ------ | ------------------------------------------------------------------- |
| d      | the point nearest to 0 among all differences of hull points         |
| λ      | the weights of d as a convex combination of differences of samples  |
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from operator import mul, sub
from typing import Final, TypeAlias

from nn.analysis.linear_systems import solved

__all__ = ["nearest_pairs"]

Pair: TypeAlias = tuple[int, int]
"""Two samples by their places: one of class 1, one of class 0."""
Whole: TypeAlias = Sequence[int]

CLOSE: Final = 1e-13
"""What floats reach beyond d, of the largest square there is, may be rounding."""


def nearest_pairs(points: Sequence[Whole], ones: Sequence[int], zeros: Sequence[int]) -> dict[Pair, Fraction]:
    """The weights λ of d, positive ones alone.

    Args:
        points: the samples, in whole numbers: all of them times the same number.
        ones: which are of class 1, at least one.
        zeros: which are of class 0, likewise.
    """
    shares = {(ones[0], zeros[0]): Fraction(1)}
    with suppress(OverflowError):  # whole numbers beyond all floats
        begun = _begun_in_floats(points, ones, zeros)
        shares = _nearest_in_hull(points, begun) or shares
    while True:
        d, denominator = _combination(points, shares)
        heights = [sum(map(mul, d, point)) for point in points]
        farthest = min(ones, key=heights.__getitem__), max(zeros, key=heights.__getitem__)
        if (heights[farthest[0]] - heights[farthest[1]]) * denominator >= sum(map(mul, d, d)):
            return shares
        improved = _nearest_in_hull(points, {**shares, farthest: Fraction(0)})
        if improved is None:
            raise ArithmeticError(f"this should never happen: {farthest} depends on {list(shares)}")
        shares = improved


def _combination(points: Sequence[Whole], shares: dict[Pair, Fraction]) -> tuple[list[int], int]:
    """The d of these weights, times the common denominator; and that."""
    denominator = math.lcm(*(share.denominator for share in shares.values()))
    weights: dict[int, int] = {}
    for (i, j), share in shares.items():
        part = share.numerator * (denominator // share.denominator)
        weights[i], weights[j] = weights.get(i, 0) + part, weights.get(j, 0) - part
    chosen = list(weights.values())
    return [sum(map(mul, chosen, column)) for column in zip(*(points[i] for i in weights))], denominator


def _nearest_in_hull(points: Sequence[Whole], shares: dict[Pair, Fraction]) -> dict[Pair, Fraction] | None:
    """The point nearest to 0 in a face of the hull of these differences: walk towards that of their affine hull.

    Returns:
        Its weights; None if the differences are not affinely independent.
    """
    while True:
        target = _nearest_in_affine_hull([list(map(sub, points[i], points[j])) for i, j in shares])
        if target is None:
            return None
        steps = [share / (share - t) for share, t in zip(shares.values(), target) if t < 0]
        if not steps:
            return {pair: t for pair, t in zip(shares, target) if t > 0}
        step = min(steps)
        moved = {pair: share + step * (t - share) for (pair, share), t in zip(shares.items(), target)}
        shares = {pair: share for pair, share in moved.items() if share > 0}


def _nearest_in_affine_hull(vectors: Sequence[Whole]) -> list[Fraction] | None:
    """Weights, perhaps negative, that add up to 1 and bring the combination nearest to 0.

    They are proportional to the solution of (1 + ⟨vᵢ, vⱼ⟩)·μ = 1, whose matrix is positive definite where the vectors
    are affinely independent.
    """
    solution = solved([[1 + sum(map(mul, a, b)) for b in vectors] for a in vectors], [1] * len(vectors))
    if solution is None:
        return None
    total = sum(solution)
    return [number / total for number in solution]


def _begun_in_floats(points: Sequence[Whole], ones: Sequence[int], zeros: Sequence[int]) -> dict[Pair, Fraction]:
    """The same in floats: a good start, and mostly the end but for rounding."""
    largest = max((abs(x) for point in points for x in point), default=0) or 1
    scaled = [[x / largest for x in point] for point in points]
    face = _Face(scaled, (ones[0], zeros[0]))
    width = len(scaled[0])
    while True:  # those samples first that are nearest to the other class: most others never matter
        heights = dict(enumerate(face.heights(range(len(scaled)))))
        near_ones = sorted(ones, key=heights.__getitem__)[:width]
        near_zeros = sorted(zeros, key=heights.__getitem__, reverse=True)[:width]
        if not face.approach(near_ones, near_zeros):
            break
    total = sum(map(Fraction, face.shares))
    return {pair: Fraction(share) / total for pair, share in zip(face.pairs, face.shares)}


class _Face:
    """Some differences of samples, and the point nearest to 0 in their hull, in floats.

    Attributes:
        pairs: the differences, as the samples that they are of.
        shares: the weights of the point.
    """

    def __init__(self, points: Sequence[Sequence[float]], pair: Pair) -> None:
        self.points = points
        self.pairs: list[Pair] = []
        self.shares = [1.0]
        self._vectors: list[list[float]] = []
        self._products: list[list[float]] = []  # 1 + ⟨vᵢ, vⱼ⟩ for j up to i
        self._roots: list[list[float]] = []  # the Cholesky factor of that, row by row
        self._append(pair)

    def heights(self, samples: Iterable[int]) -> list[float]:
        """How far samples reach along d."""
        d = self._combination()
        return [sum(map(mul, d, self.points[i])) for i in samples]

    def approach(self, ones: Sequence[int], zeros: Sequence[int]) -> int:
        """Comes as near to 0 as the differences of some samples allow; by how many steps."""
        for step in range(20 * len(self.points[0]) + 100):
            high, low = self.heights(ones), self.heights(zeros)
            farthest = ones[high.index(min(high))], zeros[low.index(max(low))]
            d = self._combination()
            beyond = sum(map(mul, d, d)) - (min(high) - max(low))
            if beyond <= CLOSE * len(d) or farthest in self.pairs or not self._extend(farthest):
                return step
        return 0

    def _combination(self) -> list[float]:
        return [sum(map(mul, self.shares, column)) for column in zip(*self._vectors)]

    def _extend(self, pair: Pair) -> bool:
        """Goes to the nearest point of the hull with one more difference; False, if rounding is in the way."""
        if not self._append(pair):
            return False
        self.shares.append(0.0)
        while True:
            target = self._nearest_in_affine_hull()
            steps = [share / (share - t) for share, t in zip(self.shares, target) if t <= 0.0 < share]
            if min(target) > 0.0:
                self.shares = target
                return True
            step = min(steps, default=0.0)
            self.shares = [share + step * (t - share) for share, t in zip(self.shares, target)]
            gone = [k for k, (share, t) in enumerate(zip(self.shares, target)) if t <= 0.0 and share <= 1e-15]
            if not gone or len(gone) == len(self.pairs):
                return False
            self._remove(gone)

    def _append(self, pair: Pair) -> bool:
        vector = list(map(sub, self.points[pair[0]], self.points[pair[1]]))
        products = [1.0 + sum(map(mul, vector, other)) for other in (*self._vectors, vector)]
        row = self._root(products)
        if row is None:
            return False
        self.pairs.append(pair)
        self._vectors.append(vector)
        self._products.append(products)
        self._roots.append(row)
        return True

    def _root(self, products: Sequence[float]) -> list[float] | None:
        """One more row of the Cholesky factor; None, if the new vector depends on the others but for rounding."""
        row: list[float] = []
        for other, product in zip(self._roots, products):
            row.append((product - sum(map(mul, row, other))) / other[-1])
        square = products[-1] - sum(map(mul, row, row))
        return [*row, math.sqrt(square)] if square > CLOSE * products[-1] else None

    def _remove(self, gone: Sequence[int]) -> None:
        left = [k for k in range(len(self.pairs)) if k not in gone]
        products = [[self._products[i][j] for j in left[: n + 1]] for n, i in enumerate(left)]
        self.pairs = [self.pairs[k] for k in left]
        self.shares = [self.shares[k] for k in left]
        self._vectors = [self._vectors[k] for k in left]
        self._products, self._roots = products, self._roots[: gone[0]]  # those before the first stay as they are
        for row in products[gone[0] :]:
            root = self._root(row)
            if root is None:
                raise ArithmeticError("a part of what is independent is not")
            self._roots.append(root)

    def _nearest_in_affine_hull(self) -> list[float]:
        forward: list[float] = []
        for row in self._roots:
            forward.append((1.0 - sum(map(mul, row, forward))) / row[-1])
        backward: list[float] = []  # the last entry first
        for column, right in zip(self._columns_from_the_last(), reversed(forward)):
            backward.append((right - sum(map(mul, column[:-1], backward))) / column[-1])
        total = sum(backward)
        return [number / total for number in reversed(backward)]

    def _columns_from_the_last(self) -> Iterator[list[float]]:
        """Each column of the factor, from the bottom up to the diagonal."""
        count = len(self._roots)
        for k in reversed(range(count)):
            yield [self._roots[i][k] for i in reversed(range(k, count))]
