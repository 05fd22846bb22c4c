"""The loss at many points of the parameters' space: in a program where that pays, otherwise point by point."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import SupportsFloat, TypeAlias

import autograd
from autograd import Value
from autograd.compiler import Program, is_available
from autograd.graph import evaluation_order
from autograd.shared.progress import with_progress_bar
from viz.plots.models import HasParameters, Parameter

__all__ = ["losses_at"]

Point: TypeAlias = Sequence[float]
Loss: TypeAlias = Callable[[], SupportsFloat]

WORTH = 200_000
"""How many nodes times points there must be before compiling pays: some tenths of a second."""
AT_ONCE = 32
"""Points that the program is given together; where one of them has no loss, all are computed one by one."""


def losses_at(model: HasParameters, loss: Loss, points: Sequence[Point], *, progress: bool) -> list[float]:
    """The loss at each point; NaN, which leaves a hole, where it has no value.

    Args:
        model: has `parameters()`; has the same parameters again afterwards.
        loss: gives the loss of the model as it is.
        points: numbers for the parameters.
        progress: whether to show a progress bar, where tqdm is installed.
    """
    parameters = model.parameters()
    before = [parameter.data for parameter in parameters]
    try:
        program = _program(loss, parameters, points)
        found = _eagerly(loss, parameters, points) if program is None else _at_once(program, loss, parameters, points)
        return [next(found) for _ in with_progress_bar(points, "loss surface", "point", wanted=progress)]
    finally:
        for parameter, number in zip(parameters, before):
            parameter.data = number


def _eagerly(loss: Loss, parameters: Sequence[Parameter], points: Sequence[Point]) -> Iterator[float]:
    for point in points:
        for parameter, number in zip(parameters, point):
            parameter.data = number
        try:
            yield float(loss())
        except (ArithmeticError, ValueError):
            yield math.nan


def _at_once(
    program: Program[array[float]], loss: Loss, parameters: Sequence[Parameter], points: Sequence[Point]
) -> Iterator[float]:
    for start in range(0, len(points), AT_ONCE):
        batch = points[start : start + AT_ONCE]
        try:
            yield from program(batch)
        except (ArithmeticError, ValueError):
            yield from _eagerly(loss, parameters, batch)


def _program(loss: Loss, parameters: Sequence[Parameter], points: Sequence[Point]) -> Program[array[float]] | None:
    """The loss as a function of the parameters; None where it cannot be compiled, or is not worth it."""
    leaves = [parameter for parameter in parameters if isinstance(parameter, Value)]
    if len(leaves) < len(parameters) or not is_available():
        return None
    try:
        value = loss()
        if not isinstance(value, Value) or len(evaluation_order(value)) * len(points) < WORTH:
            return None
        program: Program[array[float]] = autograd.compile(loss, leaves=[leaves], parameters=[])
    except (ArithmeticError, ValueError):
        return None
    # A recording freezes what it cannot see: random numbers, or a graph that the loss keeps from call to call.
    for point in ([leaf.data for leaf in leaves], points[0]):
        [compiled], [eager] = _at_once(program, loss, leaves, [point]), _eagerly(loss, leaves, [point])
        if not (math.isclose(compiled, eager) or (math.isnan(compiled) and math.isnan(eager))):
            return None
    return program
