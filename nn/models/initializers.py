"""Where weights start: each function draws one weight of a layer with `nin` inputs and `nout` units.

The variance of what passes through a layer should neither grow nor shrink; how much each weight may then vary depends
on the sizes of the layer, and on the activation.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Final, TypeAlias

from autograd import Value
from autograd.primitives.exponentials import sqrt
from autograd.shared.near_names import check_name
from nn.arguments import finite_number

__all__ = ["INITIALIZERS", "Initializer", "drawn", "find_initializer"]

Initializer: TypeAlias = Callable[[int, int, random.Random], float]


def _uniform(nin: int, nout: int, generator: random.Random) -> float:
    """From −1 to 1, whatever the sizes."""
    return generator.uniform(-1.0, 1.0)


def _lecun(nin: int, nout: int, generator: random.Random) -> float:
    """Uniform with variance 1/nin (LeCun et al., "Efficient BackProp", 1998)."""
    bound = sqrt(3.0 / nin)
    return generator.uniform(-bound, bound)


def _xavier(nin: int, nout: int, generator: random.Random) -> float:
    """Uniform with variance 2/(nin + nout), a compromise between the passes forwards and backwards.

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
    """
    bound = sqrt(6.0 / (nin + nout))
    return generator.uniform(-bound, bound)


def _he(nin: int, nout: int, generator: random.Random) -> float:
    """Normal with variance 2/nin, for ReLUs, which let half of it through.

    He et al., "Delving deep into rectifiers", 2015.
    """
    return generator.gauss(0.0, sqrt(2.0 / nin))


def _normal(nin: int, nout: int, generator: random.Random) -> float:
    """Normal with variance 1, whatever the sizes: for the rows of a table, which nothing adds up."""
    return generator.gauss(0.0, 1.0)


def _zeros(nin: int, nout: int, generator: random.Random) -> float:
    """All 0: the units of a hidden layer then stay equal for ever, which `nn.diagnose` shows."""
    return 0.0


INITIALIZERS: Final[dict[str, Initializer]] = {
    "glorot": _xavier,
    "he": _he,
    "lecun": _lecun,
    "normal": _normal,
    "uniform": _uniform,
    "xavier": _xavier,
    "zeros": _zeros,
}
"""Every initializer there is, by name; Xavier Glorot's goes by both of his."""

ELSEWHERE: Final = {
    "kaiming": "he",
    "kaiminguniform": "he",
    "kaimingnormal": "he",
    "random": "uniform",
    "zero": "zeros",
}


def find_initializer(init: str | Initializer) -> Initializer:
    """The function of that name, or the function itself.

    Raises:
        TypeError: for what is neither.
        ValueError: for an unknown name, with the one that was meant.
    """
    if callable(init):
        return init
    return INITIALIZERS[check_name(init, "init", INITIALIZERS, ELSEWHERE, "a function or ")]


def drawn(
    init: Initializer, nin: int, nout: int, generator: random.Random, count: int, name: Callable[[int], str]
) -> list[Value]:
    """So many weights, each at a number that the initializer gives.

    Args:
        init: the initializer.
        nin, nout, generator: what it is given.
        count: how many weights.
        name: what an error calls a weight, by its place from 0 up.

    Raises:
        TypeError, ValueError: if it gives anything but finite numbers, naming the weight.

    >>> drawn(lambda nin, nout, generator: 1.0 / nin, 2, 1, random.Random(0), 2, lambda k: f"w_{k + 1}")
    [Value(0.5), Value(0.5)]
    """
    numbers = [init(nin, nout, generator) for _ in range(count)]
    for k, number in enumerate(numbers):
        if type(number) is not float or not math.isfinite(number):
            numbers[k] = finite_number(number, f"what init gives for {name(k)}")
    return list(map(Value, numbers))
