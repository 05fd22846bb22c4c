"""A loss and its gradient as somebody wrote them, called on copies of the arguments."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd.checking.black_box.answers import Given, answers_of, loss_of
from autograd.checking.black_box.containers import Array, arrays_in, copied, numbers_of, resolution_of
from autograd.shared.showing import came
from autograd.structures import parameter_names
from autograd.value import Value

__all__ = ["UNDEFINED", "Functions", "Numbers", "checked", "read_functions"]

UNDEFINED = (ArithmeticError, AssertionError, RuntimeError, ValueError)
"""What functions raise where they are not defined; PyTorch's, RuntimeError."""
Numbers = Mapping[int, Sequence[float]]
"""Other numbers for some of the arrays, by their places in `Functions.arrays`."""


@dataclass(frozen=True)
class Functions:
    """A loss, its gradient, and the arguments to check it at.

    Attributes:
        f: the loss, or, where `gradient` is None, the loss and its gradient.
        gradient: the gradient.
        arguments: the arguments, as they came; they are never handed over, but copies of them.
        names: what they are called.
        wanted: the places of those that the gradient is by.
        arrays: the arrays of numbers in those.
    """

    f: Callable[..., Any]
    gradient: Callable[..., Any] | None
    arguments: Sequence[Any]
    names: Sequence[str]
    wanted: Sequence[int]
    arrays: Sequence[Array]

    def loss(self, numbers: Numbers | None = None) -> float:
        """The loss with other numbers in some arrays."""
        result = self.f(*self.copies(numbers))
        return loss_of(self._pair(result)[0] if self.gradient is None else result)

    def loss_nearby(self, numbers: Numbers) -> float:
        """The loss with other numbers; NaN where it is not defined. What NumPy then warns of is not heard."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return self.loss(numbers)
            except UNDEFINED:
                return math.nan

    def gradients(self, numbers: Numbers | None = None) -> list[Given | None]:
        """What is given as the derivative by each array, after the loss was computed for the same arguments."""
        if self.gradient is None:
            return self.answers(self._pair(self.f(*self.copies(numbers)))[1])
        self.f(*self.copies(numbers))
        return self.answers(self.gradient(*self.copies(numbers)))

    def answers(self, result: Any) -> list[Given | None]:
        """A gradient taken apart."""
        return answers_of(result, self.names, self.wanted, self.arrays)

    def copies(self, numbers: Numbers | None = None) -> list[Any]:
        """Copies of the arguments, with other numbers in some arrays."""
        own = [copied(argument) for argument in self.arguments]
        for place, row in (numbers or {}).items():
            array = self.arrays[place]
            own[array.argument] = copied(own[array.argument], array.path, row)
        return own

    def changed_by(self, function: Callable[..., Any]) -> str | None:
        """The first number that `function` changes in its arguments, before and after; None if it changes none."""
        own = self.copies()
        before = [list(arrays_in(argument)) for argument in own]
        function(*own)
        for name, then, argument in zip(self.names, before, own):
            for (path, shape, old), found in zip(then, [*arrays_in(argument), None]):
                within = "".join(f"[{key!r}]" for key in path)
                if found is None or found[:2] != (path, shape):
                    return f"{name}{within}, of which it changes the shape"
                for k, (a, b) in enumerate(zip(old, found[2])):
                    if a != b and not (math.isnan(a) and math.isnan(b)):
                        return f"{Array(name + within, 0, path, shape, ()).entry(k)}, from {a:.6g} to {b:.6g}"
        return None

    @cached_property
    def sizes(self) -> dict[int, str]:
        """Numbers by which means are taken, each with what has so many entries: arguments, and data that f knows."""
        found: dict[int, str] = {}
        own = {array.argument for array in self.arrays}
        data = [(name, entry) for k, (name, entry) in enumerate(zip(self.names, self.arguments)) if k not in own]
        for name, argument in [*data, *_known_to(self.f)]:
            read = numbers_of(argument)
            for axis, length in enumerate(read[0] if read else ()):
                found.setdefault(length, f"len({name})" if axis == 0 else f"{name}.shape[{axis}]")
            if read and len(read[0]) > 1:
                found.setdefault(len(read[1]), f"the number of entries of {name}")
        return found

    def _pair(self, result: Any) -> tuple[Any, Any]:
        """The loss and the gradient that one function returned."""
        if not isinstance(result, (tuple, list)) or len(result) < 2:
            raise TypeError(
                f"expected f to return the loss and its gradient, as gradient=True says, got {came(result)}"
            )
        return result[0], result[1] if len(result) == 2 else tuple(result[1:])


def read_functions(
    f: Callable[..., Any], gradient: Callable[..., Any] | None, arguments: Sequence[Any], wanted: Sequence[int]
) -> Functions:
    """A loss and its gradient, and the arrays in the arguments.

    Raises:
        TypeError: for a Value among the arguments.
        ValueError: if no argument holds a number.
    """
    names = parameter_names(f, len(arguments))
    arrays = [
        Array(names[k] + "".join(f"[{key!r}]" for key in path), k, path, shape, tuple(numbers))
        for k in wanted
        for path, shape, numbers in arrays_in(arguments[k])
    ]
    for name, argument in zip(names, arguments):
        _refuse_values(name, argument)
    if not any(array.numbers for array in arrays):
        raise ValueError(f"expected at least one number in inputs, got {came(list(arguments))}")
    return Functions(f, gradient, arguments, names, wanted, arrays)


def checked(array: Array, argument: Any) -> Array:
    """An array that has a gradient, with how far apart its numbers lie.

    Raises:
        TypeError: if it holds whole numbers alone, between which no derivative can be taken.
        ValueError: if it holds a number that is not finite.
    """
    resolution = resolution_of(argument, array.path)
    if resolution is None:
        raise TypeError(
            f"expected {array.name} to hold floats, got whole numbers, which cannot be moved a little: "
            f"write {array.name}.astype(float), or of a tensor {array.name}.double()"
        )
    for k, number in enumerate(array.numbers):
        if not math.isfinite(number):
            raise ValueError(f"expected {array.entry(k)} to be finite, got {number}")
    return Array(array.name, array.argument, array.path, array.shape, tuple(map(float, array.numbers)), resolution)


def _refuse_values(name: str, argument: Any) -> None:
    entries = argument if isinstance(argument, (list, tuple)) else [argument]
    if any(isinstance(entry, Value) for entry in entries):
        raise TypeError(
            f"expected numbers in {name}, as f and gradient are functions of plain numbers, got {came(argument)}: "
            "a function of Values is checked without gradient"
        )


def _known_to(f: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """The variables of its surroundings that a function uses."""
    try:
        known = inspect.getclosurevars(f)
    except (TypeError, ValueError):
        return
    yield from {**known.globals, **known.nonlocals}.items()
