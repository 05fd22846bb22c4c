"""What this package checks of arguments, as `autograd.arguments` does, seeds, labels, and attributes assigned anew.

An attribute says no where assigning to it would change nothing, or put a number there that cannot be meant.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar, Final, NamedTuple, NoReturn, TypeAlias, cast

from autograd import Value
from autograd.arguments import (
    check_flag,
    check_function,
    check_names,
    check_number,
    check_one_of,
    check_sequence,
    check_values,
    check_whole,
    finite_number,
)
from autograd.data import NUMBERS, as_whole
from autograd.shared.options import OfKnownArguments
from autograd.shared.showing import came

__all__ = [
    "Guarded",
    "Seed",
    "absent",
    "adds_up",
    "check_flag",
    "check_function",
    "check_names",
    "check_number",
    "check_one_of",
    "check_sequence",
    "check_values",
    "check_whole",
    "checked",
    "finite_number",
    "fixed",
    "hint_of_several",
    "random_generator",
    "zeros_and_ones",
]

Seed: TypeAlias = int | random.Random | ModuleType | None
"""A seed, the `random.Random` to draw from, or None for numbers that differ each time.

`random.seed(…)` changes nothing here, but for those who hand over the module itself, `seed=random`.
"""


ROUNDING: Final = 0.005
"""How far from 1 the sum of probabilities may be: what 16 or 32 bits leave, or three digits of a table."""


def random_generator(seed: Seed) -> random.Random:
    """The generator that a seed stands for.

    Raises:
        TypeError: if it is neither a whole number, nor a generator of Python's, nor the module `random`, nor None.
    """
    if seed is random:  # its functions are the methods of the one generator that random.seed sets
        return cast(random.Random, random.seed.__self__)  # type: ignore[attr-defined]
    if isinstance(seed, random.Random):
        return seed
    if seed is None:
        return random.Random()
    whole = as_whole(seed)
    if whole is None:
        hint = ": of a generator of NumPy's, int(rng.integers(2**32)) is one" if hasattr(seed, "integers") else ""
        raise TypeError(
            f"expected seed to be a whole number, a random.Random, the module random or None, got {came(seed)}{hint}"
        )
    return random.Random(whole)


def zeros_and_ones(y: Sequence[float], name: str = "y") -> Sequence[float]:
    """The labels, if all are 0 or 1.

    Raises:
        ValueError: if they are not, saying where, and how to make such labels of −1 and 1.
    """
    strange = set(y) - {0, 1}
    if strange:
        k = next(k for k, label in enumerate(y) if label in strange)
        hint = f": of -1 and 1, write [int(label > 0) for label in {name}]" if set(y) <= {-1, 1} else ""
        raise ValueError(f"expected labels 0 and 1 in {name}, got {y[k]!r} in row {k}{hint}")
    return y


def adds_up(probabilities: Sequence[Any]) -> bool:
    """Whether they add up to 1, but for rounding; with a Value among them, which may come to be anything, they may.

    >>> adds_up([1 / 3] * 3), adds_up([0.333] * 3), adds_up([1, 1, 0]), adds_up([1, 1, Value(0.0)])
    (True, True, False, True)
    """
    if not NUMBERS.issuperset(map(type, probabilities)) and any(isinstance(p, Value) for p in probabilities):
        return True
    return abs(math.fsum(probabilities) - 1.0) < ROUNDING


def hint_of_several(probabilities: Sequence[Any]) -> str:
    """What to use where several classes seem to be right at once.

    >>> hint_of_several([0.5, 0.5, 0.5])
    ''
    """
    if sum(p == 1 for p in probabilities) < 2:
        return ""
    return "where several classes are right at once, add up binary_cross_entropy_with_logits over the outputs"


def fixed() -> Any:
    """An attribute of a `Guarded` that stays as it was made: what the model computes would not change with it.

    >>> from nn import Neuron
    >>> neuron = Neuron(2, activation="tanh")
    >>> neuron.activation = "relu"
    Traceback (most recent call last):
        ...
    AttributeError: the activation of this Neuron stays as it was made, got 'relu': make a new Neuron that has it
    """
    return _Guard(_first)


def checked(check: Callable[[Any, str], object]) -> Any:
    """An attribute of a `Guarded` that may be assigned anew, to what the check lets through and gives back.

    Args:
        check: is given what is assigned, and the attribute's name.

    >>> from nn import Dropout
    >>> dropout = Dropout(0.5)
    >>> dropout.p = 7
    Traceback (most recent call last):
        ...
    ValueError: expected p to be from 0 to below 1, got 7
    """
    return _Guard(lambda owner, name, value: check(value, name))


def absent(name: str, instead: str) -> property:
    """What others call an attribute: neither there to be read, nor taken in silence where it is assigned.

    Args:
        name: what they call it.
        instead: what to write.

    >>> from nn import Layer
    >>> Layer(2, 1).weights = [[0.5, 1.0]]
    Traceback (most recent call last):
        ...
    AttributeError: there is no weights in Layer: write layer.W
    """

    def refuse(owner: object, *_: object) -> NoReturn:
        raise AttributeError(f"there is no {name} in {type(owner).__name__}: write {instead}")

    return property(refuse, refuse)


class Guarded(OfKnownArguments):
    """A base of classes with attributes that are `fixed` or `checked`: assigning asks, reading costs nothing more."""

    _guards: ClassVar[Mapping[str, _Guard]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = {name: guard for name, guard in vars(cls).items() if isinstance(guard, _Guard)}
        for name in own:
            delattr(cls, name)  # what stands in a class, and is assigned to, makes reading slower
        inherited = {name: guard for name, guard in cls._guards.items() if name not in vars(cls)}
        cls._guards = {**inherited, **own}

    def __setattr__(self, name: str, value: Any) -> None:
        guard = self._guards.get(name)
        super().__setattr__(name, value if guard is None else guard.admitted(self, name, value))


class _Guard(NamedTuple):
    """What is asked of what is assigned: is given the object, the attribute's name and the value; gives the value."""

    admitted: Callable[[object, str, Any], Any]


def _first(owner: object, name: str, value: Any) -> Any:
    if hasattr(owner, name):
        kind = type(owner).__name__
        raise AttributeError(
            f"the {name} of this {kind} stays as it was made, got {came(value)}: make a new {kind} that has it"
        )
    return value
