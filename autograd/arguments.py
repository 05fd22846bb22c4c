"""What public functions check of their arguments, each check written once: errors name the argument and what came."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from autograd.data import as_whole, entries, hint_of_order
from autograd.graph import Vector
from autograd.primitive import is_real, real_number
from autograd.shared.flags import check_flag
from autograd.shared.showing import came
from autograd.value import Value

__all__ = [
    "check_flag",
    "check_function",
    "check_names",
    "check_number",
    "check_one_of",
    "check_operand",
    "check_sequence",
    "check_value",
    "check_values",
    "check_vector",
    "check_whole",
    "finite_number",
]


def check_one_of(given: Any, name: str, kind: type, expected: str, hint: str = "") -> None:
    """Raises TypeError unless what was given is of this kind.

    Args:
        given: the argument.
        name: what it is called.
        kind: its class.
        expected: the class in words.
        hint: the cure, after a colon.

    >>> check_one_of(3, "history", dict, "a history")
    Traceback (most recent call last):
        ...
    TypeError: expected history to be a history, got 3
    """
    if not isinstance(given, kind):
        raise TypeError(f"expected {name} to be {expected}, got {came(given)}{hint}")


def check_value(given: Any, name: str, purpose: str = "") -> Value:
    """The Value, if it is one.

    Raises:
        TypeError: if it is not, naming the argument.
    """
    if isinstance(given, Value):
        return given
    raise TypeError(f"expected {name} to be a Value{purpose}, got {came(given)} of type {type(given).__name__}")


def check_values(given: Any, name: str, such_as: str = "", *, in_order: bool = True) -> list[Value]:
    """A list of the Values, if all are some.

    Args:
        given: the argument.
        name: what it is called.
        such_as: an example of what was expected.
        in_order: whether their order counts, as in what comes of them one by one: a set has none.

    Raises:
        TypeError: if they are no Values, or it is no container, naming the argument.
    """
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes)):
        raise TypeError(f"expected {name} to be Values{such_as}, got {came(given)}")
    if in_order and isinstance(given, (set, frozenset)):
        raise TypeError(
            f"expected {name} to be Values in an order{such_as}, got {came(given)}{hint_of_order(given, name)}"
        )
    values = list(given)
    for value in values:
        if not isinstance(value, Value):
            raise TypeError(f"expected {name} to be Values{such_as}, got {came(value)} among them")
    return values


def check_operand(given: Any, name: str) -> None:
    """Raises TypeError unless it is a Value or a number; OverflowError for a number that no float can hold."""
    if not isinstance(given, Value):
        real_number(given, expected=f"{name} to be a Value or a real number")


def check_vector(values: Any, name: str) -> None:
    """Raises TypeError unless these are Values and numbers in an order; ValueError if there are none."""
    if isinstance(values, Vector):
        return
    is_sequence = hasattr(values, "__len__") and hasattr(values, "__getitem__")
    if not is_sequence or isinstance(values, (str, bytes, Mapping, type)):
        raise TypeError(f"expected {name} to be a sequence of Values, got {came(values)}")
    if not len(values):
        raise ValueError(f"expected at least one Value in {name}, got none")
    for each in values:
        check_operand(each, name)


def check_names(given: Any, name: str) -> list[str]:
    """A list of the names, numbers being names too.

    Raises:
        TypeError: if they are none, naming the argument.
    """
    names = list(entries(given, name, "names"))
    for each in names:
        if not isinstance(each, (str, int, float)):
            raise TypeError(f"expected {name} to be names, got {came(each)} among them")
    return names


def check_function(given: Any, name: str, of: str = "", hint: str = "") -> Callable[..., Any]:
    """The function, if it can be called.

    Args:
        given: the argument.
        name: what it is called.
        of: what it is a function of, with a space before.
        hint: the cure, after a colon.

    Raises:
        TypeError: if it cannot.
    """
    if not callable(given):
        raise TypeError(f"expected {name} to be a function{of}, got {came(given)}{hint}")
    function: Callable[..., Any] = given
    return function


def check_whole(number: Any, name: str, least: int = 1, most: int = sys.maxsize) -> int:
    """The number as an int, if it is whole, NumPy's included, and large enough.

    Raises:
        ValueError: if it is not, naming the argument.
    """
    whole = as_whole(number)
    if whole is None or not least <= whole <= most:
        within = f"of at least {least}" if most == sys.maxsize and (whole or 0) <= most else f"from {least} to {most}"
        raise ValueError(f"expected {name} to be a whole number {within}, got {came(number)}")
    return whole


def check_number(number: Any, name: str, fits: Callable[[float], bool], expected: str) -> float:
    """The number as a float, if it is finite and `fits`: if it is what `expected` says.

    Raises:
        TypeError: if it is not a real number; a bool and text are not.
        ValueError: if it does not fit. Either names the argument.
    """
    try:
        if not is_real(number):
            raise TypeError
        found = float(number)
    except (TypeError, ValueError, RuntimeError):  # an array or a tensor of several numbers has the method too
        raise TypeError(f"expected {name} to be a number, got {came(number)}") from None
    except OverflowError:
        found = math.inf
    if not math.isfinite(found) or not fits(found):
        raise ValueError(f"expected {name} to be {expected}, got {came(number)}")
    return found


def finite_number(number: Any, name: str) -> float:
    """The number as a float, if it is finite.

    Raises:
        TypeError: if it is not a real number; a bool and text are not.
        ValueError: if it is infinite or NaN.
    """
    return check_number(number, name, lambda x: True, "a finite number")


def check_sequence(sequence: Any, name: str, of: str) -> None:
    """Raises TypeError unless `sequence` has an order and a length, as lists, tuples and arrays have; text is none."""
    if not hasattr(sequence, "__len__") or isinstance(sequence, (str, bytes, type, Mapping, Set)):
        raise TypeError(
            f"expected {name} to be a sequence of {of}, got {came(sequence)}{hint_of_order(sequence, name)}"
        )
