"""One sample of a batch: the same loss with data of length 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograd.checking.black_box.comparison import Comparison
from autograd.checking.black_box.containers import Shape, numbers_of
from autograd.checking.black_box.functions import Functions
from autograd.checking.black_box.moving import MovedLoss
from autograd.checking.report import Explanation

__all__ = ["Batch", "batches_of", "single_samples"]

MOST_ENTRIES = 200
FIRST, LAST = 0, -1


@dataclass(frozen=True)
class Batch:
    """The data among the arguments, and along which axis it has a sample for each index.

    Attributes:
        functions: the loss, of all samples.
        axis: the axis: the first, 0, or the last, -1.
        size: the number of samples.
        data: the places of the arguments that hold data.
    """

    functions: Functions
    axis: int
    size: int
    data: tuple[int, ...]

    def of_sample(self, n: int) -> MovedLoss | None:
        """The loss of one sample alone; None where f does not take one."""
        arguments = list(self.functions.arguments)
        for place in self.data:
            arguments[place] = _cut(arguments[place], self.axis, n % self.size)
        alone = MovedLoss(replace(self.functions, arguments=arguments))
        try:
            alone.functions.loss()
        except Exception:  # whatever a stranger's function raises, it takes no single sample
            return None
        return alone


def batches_of(functions: Functions) -> Iterator[Batch]:
    """How the arguments that no derivative is by may be a batch: along their first axis, or their last."""
    own = {array.argument for array in functions.arrays}
    shapes: dict[int, Shape] = {}
    for place, argument in enumerate(functions.arguments):
        read = numbers_of(argument) if place not in own else None
        if read is not None and read[0]:
            shapes[place] = read[0]
    for axis in (FIRST, LAST):
        lengths = {shape[axis] for shape in shapes.values()}
        if len(lengths) == 1 and (axis == FIRST or any(len(shape) > 1 for shape in shapes.values())):
            yield Batch(functions, axis, lengths.pop(), tuple(shapes))


def single_samples(wrong: Sequence[Comparison], functions: Functions) -> Iterator[Explanation]:
    """The derivative of the first or the last sample's loss in place of that of all."""
    for batch in batches_of(functions):
        if batch.size < 2:
            continue
        found: list[tuple[str, str]] = []
        for n, which in ((LAST, "last"), (FIRST, "first")):
            alone = batch.of_sample(n)
            names = [each.array.name for each in wrong if alone and _is_of_sample(each, alone, batch)]
            found += [(name, which) for name in names if name not in dict(found)]
        for name, which in found:
            told = (
                f"{name}: the derivative of the {which} sample's loss: the others do not count, as when = stands for +="
            )
            yield Explanation("one sample", (name,), told)
        if found:
            return


def _is_of_sample(each: Comparison, alone: MovedLoss, batch: Batch) -> bool:
    if not each.is_entrywise or len(each.true) > MOST_ENTRIES:
        return False
    place = next(k for k, array in enumerate(batch.functions.arrays) if array.name == each.array.name)
    slopes = {k: alone.by_number(place, k) for k in each.true}
    for divisor in (1.0, float(batch.size)):
        numbers = {k: slope.derivative / divisor for k, slope in slopes.items() if not slope.obstacle}
        bounds = {k: slopes[k].bound / divisor + each.bounds[k] for k in numbers}
        one = replace(each, true=numbers, bounds=bounds)
        if len(numbers) == len(each.true) and one.explain(each.given.numbers):
            return True
    return False


def _cut(data: Any, axis: int, n: int) -> Any:
    """The n-th sample of some data, as a batch of one."""
    if not isinstance(data, (list, tuple)):
        return data[n : n + 1] if axis == FIRST else data[..., n : n + 1]
    if axis == LAST and isinstance(data[0], (list, tuple)):
        return type(data)(_cut(row, axis, n) for row in data)
    return data[n : n + 1]
