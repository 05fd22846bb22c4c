"""Planes in a space of many dimensions: that of the parameters, to look at the loss over; that of hidden units.

| symbol | meaning                                                              |
| ------ | -------------------------------------------------------------------- |
| θ      | all parameters of a model, as one point; θ* is where the plane lies  |
| d      | a direction in the space of the parameters                           |
| α, β   | coordinates in the plane: the point is θ* + α·d₁ + β·d₂              |
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograd.data import as_whole
from autograd.shared.showing import came

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Plane", "plane_of_path", "plane_of_points", "random_plane"]


@dataclass(frozen=True)
class Plane:
    """A plane through θ*.

    Attributes:
        center: θ*.
        directions: d₁ and d₂, as the rows of a matrix.
    """

    center: np.ndarray[Any, Any]
    directions: np.ndarray[Any, Any]

    def point(self, alpha: float, beta: float) -> list[float]:
        """θ* + α·d₁ + β·d₂."""
        point: list[float] = (self.center + alpha * self.directions[0] + beta * self.directions[1]).tolist()
        return point

    def projected(self, points: Sequence[Sequence[float]]) -> tuple[list[tuple[float, float]], float]:
        """The coordinates of the points of the plane nearest to `points`, and how much of them the plane holds.

        Returns:
            (α, β) for each point, and the share of the summed squared distances from θ* that lies in the plane: 1 if
            all points do, 0 if the plane shows nothing of them.
        """
        import numpy as np

        offsets = np.asarray(points, dtype=float) - self.center
        coordinates = np.linalg.lstsq(self.directions.T, offsets.T, rcond=None)[0].T
        total = float((offsets**2).sum())
        missed = float(((offsets - coordinates @ self.directions) ** 2).sum())
        share = 1.0 - missed / total if total > 0.0 else 1.0
        return [(float(alpha), float(beta)) for alpha, beta in coordinates], share


def random_plane(center: Sequence[float], groups: Sequence[Sequence[int]], seed: int | random.Random | None) -> Plane:
    """Two random directions, normalised filter by filter (Li et al., "Visualizing the Loss Landscape", 2018).

    Each direction is drawn from a normal distribution, then scaled in each group so that it is as long there as θ* is:
    d ← d/‖d‖·‖θ*‖. A net computes the same when the weights into a unit are scaled up and those out of it down; so
    normalised, its picture stays the same too. A filter is all that leads into one unit, its bias included (Li et al.
    leave biases where they are).

    Args:
        center: θ*.
        groups: the places of the parameters, filter by filter.
        seed: a seed, or the `random.Random` to draw from.
    """
    import numpy as np

    whole = as_whole(seed)
    if not (seed is None or isinstance(seed, random.Random) or whole is not None):
        raise TypeError(f"expected seed to be a whole number, a random.Random or None, got {came(seed)}")
    generator = seed if isinstance(seed, random.Random) else random.Random(seed if whole is None else whole)
    theta = np.asarray(center, dtype=float)
    directions = np.array([[generator.gauss(0.0, 1.0) for _ in center] for _ in range(2)])
    for direction in directions:
        for group in map(list, groups):
            length = np.linalg.norm(direction[group])
            direction[group] *= np.linalg.norm(theta[group]) / length if length > 0.0 else 0.0
    return Plane(theta, directions)


def plane_of_path(center: Sequence[float], path: Sequence[Sequence[float]]) -> Plane:
    """The plane through θ* that holds most of a path: the two first principal directions of the steps from θ* to it.

    Args:
        center: θ*.
        path: the points, of which at least one is not θ*.

    Raises:
        ValueError: if the path never leaves θ*, or there is only one parameter.
    """
    import numpy as np

    theta = np.asarray(center, dtype=float)
    offsets = np.asarray(path, dtype=float) - theta
    if not offsets.any() or offsets.shape[1] < 2:
        moves = "one that stays where it is" if not offsets.any() else "one of a single parameter"
        raise ValueError(f"expected a trajectory that moves, of at least two parameters, got {moves}")
    # Of a straight path the second direction is any one at a right angle: the full basis has it.
    basis = np.linalg.svd(offsets, full_matrices=True)[2]
    return Plane(theta, basis[:2])


def plane_of_points(points: Sequence[Sequence[float]], first: Sequence[float] = ()) -> Plane:
    """The plane through the mean of some points that holds most of how they are spread: their principal axes.

    Args:
        points: the points, of two or more coordinates.
        first: what the first direction is to be; the second is then the principal axis at a right angle to it. None
            given, or one of length 0, leaves the choice to the points.

    >>> plane = plane_of_points([[0, 0, 1], [0, 4, 0], [3, 0, 0], [3, 4, 1]], first=[2, 0, 0])
    >>> [[round(float(x), 6) for x in direction] for direction in plane.directions]
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    import numpy as np

    rows = np.asarray(points, dtype=float)
    center = rows.mean(axis=0)
    offsets = rows - center
    direction = np.asarray(first, dtype=float)
    if direction.any():
        direction = direction / np.linalg.norm(direction)
        offsets = offsets - np.outer(offsets @ direction, direction)
        # Longer than all else and at a right angle to it, so that it comes out first.
        offsets = np.vstack([(1.0 + 2.0 * np.linalg.norm(offsets)) * direction, offsets])
    basis = np.linalg.svd(offsets, full_matrices=True)[2][:2]
    # A principal axis has two ends: its largest coordinate says which is ahead, and `first` where it leads.
    signs = [
        np.sign(row @ direction) or 1.0 if k == 0 and direction.any() else np.sign(row[abs(row).argmax()])
        for k, row in enumerate(basis)
    ]
    return Plane(center, basis * np.array(signs)[:, None])
