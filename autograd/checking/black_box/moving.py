"""A loss whose arguments are moved, number by number or all together, and its derivatives."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cached_property, partial

from autograd.checking.black_box.functions import Functions
from autograd.checking.black_box.slopes import Slope, noise_of, slope_of

__all__ = ["MovedLoss", "Rates"]

Rates = list[list[float]]
"""How fast each number of each array moves."""

ULPS = 64.0
"""In each number, so many are a step in which a smooth function goes straight."""


@dataclass(frozen=True)
class MovedLoss:
    """The loss of `functions`, around the numbers that the arrays hold.

    Attributes:
        functions: what computes it.
        start: where each number of each array is; None for where it is in the arguments.
    """

    functions: Functions
    start: Rates | None = None

    @cached_property
    def origin(self) -> Rates:
        """The numbers of the arrays."""
        return [list(array.numbers) for array in self.functions.arrays] if self.start is None else self.start

    @cached_property
    def center(self) -> float:
        """The loss where nothing has moved."""
        return self.along([[0.0] * len(row) for row in self.origin], 0.0)

    @cached_property
    def resolution(self) -> float:
        """That of the coarsest array."""
        return max(array.resolution for array in self.functions.arrays)

    @cached_property
    def noise(self) -> float:
        """How far off the loss is typically, for rounding."""
        tracks = [partial(self.along, self.rates(seed)) for seed in range(2)]
        return max(noise_of(track, self.center, ULPS * self.resolution) for track in tracks)

    def along(self, rates: Rates, t: float) -> float:
        """The loss when everything has moved for the time t."""
        moved = [[x + t * rate for x, rate in zip(row, speeds)] for row, speeds in zip(self.origin, rates)]
        return self.functions.loss_nearby(dict(enumerate(moved)))

    def by_number(self, place: int, k: int, given: float = math.nan, leeway: float = 0.0) -> Slope:
        """The derivative by one number; sought with finer steps where that given is another.

        Args:
            place: the place of the array.
            k: the place of the number in it.
            given: the derivative as it was given.
            leeway: how far it may be off.
        """
        row, resolution = self.origin[place], self.functions.arrays[place].resolution
        x = row[k]

        def moved(t: float) -> float:
            return self.functions.loss_nearby({place: [*row[:k], x + t, *row[k + 1 :]]})

        slope = slope_of(moved, x, self.center, self.noise, resolution)
        if slope.obstacle or not abs(given - slope.derivative) > slope.bound + leeway:
            return slope
        finer = slope_of(moved, x, self.center, self.noise, resolution, finest=True)
        return slope if finer.obstacle == "inconclusive" and slope.bound < finer.bound else finer

    def by_time(self, rates: Rates) -> Slope:
        """The derivative along a direction in which all numbers move."""
        return slope_of(partial(self.along, rates), 0.0, self.center, self.noise, self.resolution, finest=True)

    def rates(self, seed: int) -> Rates:
        """Random ones: up or down, in proportion to the numbers."""
        generator = random.Random(seed)
        return [
            [generator.uniform(0.5, 1.5) * generator.choice((-1.0, 1.0)) * max(abs(x), 1e-3) for x in row]
            for row in self.origin
        ]
