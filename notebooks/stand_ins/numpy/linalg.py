"""Lengths, least squares and principal axes, as far as our plots need them."""

from __future__ import annotations

import math
from typing import Any

_SWEEPS = 60


def norm(vector: Any) -> float:
    return math.sqrt(math.fsum(x * x for x in vector.flat))


def svd(matrix: Any, full_matrices: bool = True) -> tuple[None, list[float], Any]:
    """Singular values and right singular vectors, by Jacobi's rotations of the rows. No left ones: nobody asks.

    Of vectors that belong to no row, two are made up at most, at a right angle to all others.
    """
    from . import asarray

    rows = [list(row.flat) for row in matrix]
    width = matrix.shape[1]
    for _ in range(_SWEEPS):
        turned = [_rotate(rows, i, j) for i in range(len(rows)) for j in range(i)]
        if not any(turned):
            break
    rows.sort(key=lambda row: -math.hypot(*row))
    lengths = [math.hypot(*row) for row in rows]
    least = 1e-13 * (lengths[0] if lengths else 0.0)
    basis = [[x / length for x in row] for row, length in zip(rows, lengths) if length > least][:width]
    for k in range(width):
        if len(basis) >= min(2, width):
            break
        unit = [float(i == k) for i in range(width)]
        for row in basis:
            along = math.fsum(map(float.__mul__, unit, row))
            unit = [x - along * y for x, y in zip(unit, row)]
        if math.hypot(*unit) > 1e-6:
            basis.append([x / math.hypot(*unit) for x in unit])
    return None, lengths, asarray(basis)


def _rotate(rows: list[list[float]], i: int, j: int) -> bool:
    """Turns two rows into each other until they are at a right angle; whether there was anything to turn."""
    a, b = rows[i], rows[j]
    dot, aa, bb = (math.fsum(map(float.__mul__, *pair)) for pair in ((a, b), (a, a), (b, b)))
    if abs(dot) <= 1e-15 * math.sqrt(aa * bb) or not dot:
        return False
    angle = 0.5 * math.atan2(2.0 * dot, aa - bb)
    cosine, sine = math.cos(angle), math.sin(angle)
    rows[i] = [cosine * x + sine * y for x, y in zip(a, b)]
    rows[j] = [cosine * y - sine * x for x, y in zip(a, b)]
    return True


def lstsq(matrix: Any, right: Any, rcond: float | None = None) -> tuple[Any]:
    """The least squares solution for two unknowns, by Cramer's rule on the normal equations."""
    from . import asarray

    (a, b), (_, c) = (matrix.T @ matrix).tolist()
    first, second = (matrix.T @ right).tolist()
    determinant = a * c - b * b
    solved = [
        [(c * p - b * q) / determinant for p, q in zip(first, second)],
        [(a * q - b * p) / determinant for p, q in zip(first, second)],
    ]
    return (asarray(solved),)
