"""Which settings a sweep tries: all combinations, random ones, or random ones spread evenly.

Each gives a list of dictionaries, such as `nn.run_many` calls a function with. What may be set stands in a dictionary:
a name, and the choices for it in a list, or the span that a number is drawn from.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from autograd.data import entries
from autograd.shared.near_names import missing_attribute
from nn.arguments import Seed, check_number, check_one_of, check_whole, finite_number, random_generator

__all__ = ["Span", "grid", "latin_hypercube", "logarithmic", "random", "uniform"]


@dataclass(frozen=True)
class Span:
    """The numbers between two; made by `uniform` or `logarithmic`.

    Attributes:
        low: the smallest.
        high: the largest.
        is_logarithmic: whether equal factors have equal shares, as 0.01 to 0.1 and 0.1 to 1, and not equal differences.

    >>> logarithmic(0.01, 1.0)
    Span(low=0.01, high=1.0, is_logarithmic=True)
    """

    low: float
    high: float
    is_logarithmic: bool = False

    def at(self, share: float) -> float:
        """The number with so much of the span below it.

        Args:
            share: from 0 to 1.

        >>> uniform(0.0, 4.0).at(0.25), round(logarithmic(0.01, 1.0).at(0.5), 12)
        (1.0, 0.1)
        """
        if not self.is_logarithmic:
            number = (1.0 - share) * self.low + share * self.high
        else:
            number = math.exp((1.0 - share) * math.log(self.low) + share * math.log(self.high))
        return min(max(number, self.low), self.high)


Space: TypeAlias = "Mapping[str, Sequence[Any] | Span]"
"""What may be set: by name, the choices or the span."""


def uniform(low: float, high: float) -> Span:
    """Numbers from low to high, each as likely.

    Returns:
        The span, for `random` and `latin_hypercube`.

    Raises:
        TypeError: for what is no number.
        ValueError: if low is not below high.

    >>> uniform(0.0, 0.9)
    Span(low=0.0, high=0.9, is_logarithmic=False)
    """
    return Span(*_ends(low, high))


def logarithmic(low: float, high: float) -> Span:
    """Numbers from low to high whose logarithms are each as likely: for rates, and what else is told by its magnitude.

    Returns:
        The span, for `random` and `latin_hypercube`.

    Raises:
        TypeError: for what is no number.
        ValueError: if low is not positive, or not below high.

    >>> logarithmic(0.001, 10.0).high
    10.0
    """
    check_number(low, "low", lambda x: x > 0.0, "positive")
    return Span(*_ends(low, high), is_logarithmic=True)


def grid(space: Space) -> list[dict[str, Any]]:
    """All combinations of the choices; what is named last changes first.

    Args:
        space: the choices, by name.

    Returns:
        The settings, a dictionary each, for `run_many`.

    Raises:
        TypeError: for what is no dictionary of choices by name; for a span, which has no end of them.
        ValueError: if there are no choices.

    >>> grid({"rate": [0.5, 2.0], "seed": range(2)})
    [{'rate': 0.5, 'seed': 0}, {'rate': 0.5, 'seed': 1}, {'rate': 2.0, 'seed': 0}, {'rate': 2.0, 'seed': 1}]
    """
    choices = _checked(space)
    for name, each in choices.items():
        if isinstance(each, Span):
            raise TypeError(
                f"expected choices for {name!r} in a list, got {each}: random and latin_hypercube draw from it"
            )
    return [dict(zip(choices, chosen)) for chosen in itertools.product(*choices.values())]  # type: ignore[arg-type]


def random(space: Space, count: int, seed: Seed = None) -> list[dict[str, Any]]:
    """Settings drawn at random, each from its choices or its span.

    Where only some settings matter, and nobody knows which, these try more values of each than a grid of as many runs:
    Bergstra and Bengio, "Random search for hyper-parameter optimization", 2012.

    Args:
        space: the choices and spans, by name.
        count: how many settings, at least 1.
        seed: a seed, or the `random.Random` to draw from.

    Returns:
        The settings, `count` dictionaries, for `run_many`.

    Raises:
        TypeError: for what is no dictionary of choices and spans by name.
        ValueError: if there are no choices, or for a count below 1.

    >>> first, second = random({"rate": logarithmic(0.01, 10.0), "seed": range(100)}, count=2, seed=1)
    >>> 0.01 <= first["rate"] <= 10.0, first["rate"] == second["rate"]
    (True, False)
    """
    space, generator = _checked(space), random_generator(seed)
    return [
        {name: _at(each, generator.random()) for name, each in space.items()}
        for _ in range(check_whole(count, "count"))
    ]


def latin_hypercube(space: Space, count: int, seed: Seed = None) -> list[dict[str, Any]]:
    """Settings drawn at random, but spread evenly: of each span's `count` equal shares, each has one of them.

    McKay, Beckman and Conover, "A comparison of three methods for selecting values of input variables", 1979.

    Args:
        space: the choices and spans, by name; choices are shares of one size, in their order.
        count: how many settings, at least 1.
        seed: a seed, or the `random.Random` to draw from.

    Returns:
        The settings, `count` dictionaries, for `run_many`.

    Raises:
        TypeError: for what is no dictionary of choices and spans by name.
        ValueError: if there are no choices, or for a count below 1.

    >>> rows = latin_hypercube({"rate": uniform(0.0, 4.0), "net": ["small", "large"]}, count=4, seed=1)
    >>> sorted(int(row["rate"]) for row in rows), sorted(row["net"] for row in rows)
    ([0, 1, 2, 3], ['large', 'large', 'small', 'small'])
    """
    space, generator, count = _checked(space), random_generator(seed), check_whole(count, "count")
    columns = {}
    for name, each in space.items():
        shares = [(stratum + generator.random()) / count for stratum in range(count)]
        generator.shuffle(shares)
        columns[name] = [_at(each, share) for share in shares]
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def _ends(low: float, high: float) -> tuple[float, float]:
    if not finite_number(low, "low") < finite_number(high, "high"):
        raise ValueError(f"expected low to be below high, got low={low!r}, high={high!r}")
    return float(low), float(high)


def _checked(space: Space) -> dict[str, Sequence[Any] | Span]:
    """What may be set, its choices in lists."""
    check_one_of(space, "space", Mapping, "a dictionary of choices, or spans, by name")
    if not space:
        raise ValueError("expected at least one name in space, got none")
    checked: dict[str, Sequence[Any] | Span] = {}
    for name, each in space.items():
        check_one_of(name, "each name in space", str, "a text")
        checked[name] = each if isinstance(each, Span) else list(entries(each, f"space[{name!r}]", "choices"))
        if isinstance(checked[name], list) and not checked[name]:
            raise ValueError(f"expected at least one choice in space[{name!r}], got none")
    return checked


def _at(each: Sequence[Any] | Span, share: float) -> Any:
    return each.at(share) if isinstance(each, Span) else each[min(int(share * len(each)), len(each) - 1)]


if not TYPE_CHECKING:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        raise missing_attribute(__name__, name, __all__, {"lhs": "latin_hypercube", "loguniform": "logarithmic"})
