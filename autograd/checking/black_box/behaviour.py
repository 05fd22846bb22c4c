"""What may be wrong with a gradient function besides its numbers: it changes its inputs, remembers, or draws."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from autograd.checking.black_box.answers import Given
from autograd.checking.black_box.functions import UNDEFINED, Functions, Numbers
from autograd.checking.black_box.moving import MovedLoss, Rates
from autograd.checking.report import Explanation

__all__ = ["faults_of", "is_same", "leeways"]

SAME = 0.0625  # times the root of the resolution, relatively: what sums in another order may change is less
STEP = 2.0**-6  # to another point, relatively to each number, or to 1
CONDITION = 16.0  # times what a gradient changes when its inputs do by a few ulp
MOST_LEEWAY = 1e-4  # of the largest entry
FEW_ULPS = 4.0
BLAMED = 50.0  # times its bound a derivative at another point must be off, before the gradient is blamed


def faults_of(functions: Functions, answers: Sequence[Given]) -> Iterator[Explanation]:
    """What a gradient function does wrong whatever its numbers are, in words that follow its name."""
    again = functions.gradients()  # before anything else calls it
    if functions.gradient is not None and (change := functions.changed_by(functions.gradient)):
        told = f"gradient changes its inputs: {change}. Write W = W - … where it says W -= …, or work on a copy"
        yield Explanation("changes inputs", (), told)
    if change := functions.changed_by(functions.f):
        yield Explanation("changes inputs", (), f"f changes its inputs: {change}")
    twice = [Given(given.shape, tuple(2.0 * x for x in given.numbers)) for given in answers]
    if not is_same(functions, again, answers) and is_same(functions, again, twice):
        told = (
            "gradient adds to what it returned before: called a second time, at the same inputs, it gives twice as much"
        )
        yield Explanation("adds up", (), told)
    elif not is_same(functions, again, answers):
        told = "gradient gives something else each time it is called, at the same inputs: does it draw random numbers?"
        yield Explanation("random", (), told)
    else:
        yield from _at_another_point(functions, answers)


def leeways(functions: Functions, answers: Sequence[Given]) -> list[float]:
    """How far each array's gradient may be off for rounding.

    That is some times what it changes with the last digits of the inputs.
    """
    largest = [0.0] * len(answers)
    for seed in range(2):
        generator = random.Random(seed)
        numbers = {
            place: [x * (1.0 + generator.choice((-1.0, 1.0)) * FEW_ULPS * array.resolution) for x in array.numbers]
            for place, array in enumerate(functions.arrays)
        }
        for place, (here, there) in enumerate(zip(answers, _gradients_if_defined(functions, numbers))):
            changes = [abs(b - a) for a, b in zip(here.numbers, there.numbers if there else ())]
            size = max(map(abs, here.numbers), default=0.0)
            change = min(CONDITION * max(changes, default=0.0), MOST_LEEWAY * size)
            largest[place] = max(largest[place], change if math.isfinite(change) else 0.0)
    return largest


def is_same(functions: Functions, one: Sequence[Given | None], other: Sequence[Given | None]) -> bool:
    """Whether two gradients are one, but for rounding."""
    for array, a, b in zip(functions.arrays, one, other):
        if a is None or b is None or a.shape != b.shape:
            return False
        size = max((abs(x) for x in a.numbers if math.isfinite(x)), default=0.0)
        if any(abs(x - y) > SAME * math.sqrt(array.resolution) * size for x, y in zip(a.numbers, b.numbers)):
            return False
    return True


def _at_another_point(functions: Functions, answers: Sequence[Given]) -> Iterator[Explanation]:
    """Whether the gradient at other inputs is still that of the first ones."""
    generator = random.Random(1)
    rates = [[generator.gauss(0.0, 1.0) * max(abs(x), 1.0) for x in array.numbers] for array in functions.arrays]
    there = [
        [x + STEP * rate for x, rate in zip(array.numbers, speeds)] for array, speeds in zip(functions.arrays, rates)
    ]
    moved = MovedLoss(functions, there)
    given = _gradients_if_defined(functions, dict(enumerate(there))) if math.isfinite(moved.center) else []
    if not given:
        return
    if not is_same(functions, functions.gradients(), answers):
        told = (
            "gradient gives something else at these inputs once it was called at others: what does it remember of them?"
        )
        yield Explanation("remembers", (), told)
    elif is_same(functions, given, answers) and _is_contradicted(moved, rates, given):
        told = "gradient gives at other inputs what it gave at the first ones: does it keep a cache of those?"
        yield Explanation("remembers", (), told)


def _is_contradicted(moved: MovedLoss, rates: Rates, given: Sequence[Given | None]) -> bool:
    """Whether a gradient cannot be that of the loss, for the loss's derivative in one direction."""
    numbers = [answer.numbers if answer else () for answer in given]
    if list(map(len, numbers)) != list(map(len, rates)):
        return False
    products = [rate * x for speeds, row in zip(rates, numbers) for rate, x in zip(speeds, row)]
    slope = moved.by_time(rates)
    leeway = math.sqrt(moved.resolution) * math.fsum(map(abs, products))
    return not slope.obstacle and abs(math.fsum(products) - slope.derivative) > BLAMED * (slope.bound + leeway)


def _gradients_if_defined(functions: Functions, numbers: Numbers) -> Sequence[Given | None]:
    """The gradient with other numbers; nothing where it is not defined."""
    try:
        return functions.gradients(numbers)
    except UNDEFINED:
        return []
