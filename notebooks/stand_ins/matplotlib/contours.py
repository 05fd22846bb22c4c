"""Areas and lines of equal height over a grid, whose cells are cut where the height along their edges says so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Corner: TypeAlias = tuple[float, float, float]
"""Across, up, and the height there."""
Cell: TypeAlias = list[Corner]


def cells(across: Sequence[float], up: Sequence[float], grid: Sequence[Sequence[float]]) -> Iterator[Cell]:
    """The cells of the grid, row by row, where all of their corners have a height."""
    for j in range(len(up) - 1):
        for i in range(len(across) - 1):
            corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
            cell = [(across[k], up[m], float(grid[m][k])) for k, m in corners]
            if all(math.isfinite(height) for _, _, height in cell):
                yield cell


def areas(
    across: Sequence[float], up: Sequence[float], grid: Sequence[Sequence[float]], low: float, high: float
) -> list[list[tuple[float, float]]]:
    """Polygons that cover where low ≤ height ≤ high."""
    found: list[list[tuple[float, float]]] = []
    for cell in cells(across, up, grid):
        heights = [height for _, _, height in cell]
        if min(heights) >= low and max(heights) <= high:
            (left, bottom, _), _, (right, top, _), _ = cell
            last = found[-1] if found else []
            if [*last[1:3]] == [(left, bottom), (left, top)] and (last[0][1], last[3][1]) == (bottom, top):
                last[1:3] = [(right, bottom), (right, top)]  # a run of cells is one polygon
            else:
                found.append([(left, bottom), (right, bottom), (right, top), (left, top)])
        elif max(heights) > low and min(heights) < high:
            part = _above(_above(cell, low, 1.0), -high, -1.0)
            if len(part) > 2:
                found.append([(x, y) for x, y, _ in part])
    return found


def lines(
    across: Sequence[float], up: Sequence[float], grid: Sequence[Sequence[float]], level: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Where the height is `level`, cell by cell."""
    found = []
    for cell in cells(across, up, grid):
        ends = [
            _between(a, b, level)[:2] for a, b in zip(cell, [*cell[1:], cell[0]]) if (a[2] < level) != (b[2] < level)
        ]
        found += list(zip(ends[::2], ends[1::2]))
    return found


def _above(cell: Cell, level: float, sign: float) -> Cell:
    """The part of a polygon in which sign · height ≥ level."""
    if math.isinf(level):
        return cell
    part: Cell = []
    for a, b in zip(cell, [*cell[1:], *cell[:1]]):
        if sign * a[2] >= level:
            part.append(a)
        if (sign * a[2] >= level) != (sign * b[2] >= level):
            part.append(_between(a, b, sign * level))
    return part


def _between(a: Corner, b: Corner, level: float) -> Corner:
    share = (level - a[2]) / (b[2] - a[2])
    return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), level)
