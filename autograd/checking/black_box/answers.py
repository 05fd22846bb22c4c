"""What a gradient function returned, taken apart: an array for each array of the arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.checking.black_box.containers import Array, Shape, numbers_of, resolution_of
from autograd.shared.showing import came

__all__ = ["Given", "answers_of", "loss_of"]


@dataclass(frozen=True)
class Given:
    """What was given as the derivative by one array: its shape, its numbers, row by row, and how far they lie apart."""

    shape: Shape
    numbers: tuple[float, ...]
    resolution: float = 0.0


def loss_of(result: Any, name: str = "f") -> float:
    """The number that a function returned, which may stand alone in an array.

    Raises:
        TypeError: if it returned anything else.
    """
    read = numbers_of(result)
    if read is not None and len(read[1]) == 1:
        return float(read[1][0])
    if read is not None:
        raise TypeError(
            f"expected {name} to return one number, the loss, got an array of shape {read[0]}: "
            "what is differentiated is its sum or its mean"
        )
    hint = ": is a return missing?" if result is None else ""
    raise TypeError(f"expected {name} to return one number, the loss, got {came(result)}{hint}")


def answers_of(result: Any, names: Sequence[str], wanted: Sequence[int], arrays: Sequence[Array]) -> list[Given | None]:
    """The derivative by each of `arrays` in what a gradient function returned; None where it gives none.

    Args:
        result: what it returned: a gradient for each argument in a tuple, list or dictionary, or that of the only one.
        names: what the arguments are called.
        wanted: the places of the arguments that it differentiates by.
        arrays: the arrays in these arguments.

    Raises:
        TypeError: if that is missing, or holds no numbers.
        ValueError: if these are not as many as there are arguments.
    """
    by_argument = dict(zip(wanted, _by_argument(result, [names[k] for k in wanted], wanted, arrays)))
    return [_followed(by_argument[array.argument], array) for array in arrays]


def _by_argument(result: Any, names: Sequence[str], wanted: Sequence[int], arrays: Sequence[Array]) -> list[Any]:
    if result is None:
        raise TypeError(f"expected gradient to return {_as_many(names)}, got None: is a return missing?")
    is_structure = len(names) == 1 and any(array.path for array in arrays)
    if isinstance(result, Mapping) and not (is_structure and _of_keys(result, arrays)):
        found = [_at_key(result, name) for name in names]
        if not any(present for present, _ in found):
            raise ValueError(f"expected gradient to return {_as_many(names)}, got a dictionary of {came(list(result))}")
        return [entry for _, entry in found]
    if len(names) == 1:
        return [_unwrapped(result, arrays)]
    entries = _entries(result)
    if entries is None:
        raise TypeError(f"expected gradient to return {_as_many(names)}, got {came(result)}")
    if len(entries) != len(names):
        raise ValueError(
            f"expected gradient to return {_as_many(names)}, got {len(entries)}: "
            "with None for an argument that it leaves out, or with argnums, it need not return all"
        )
    return entries


def _as_many(names: Sequence[str]) -> str:
    return f"the gradient by {names[0]}" if len(names) == 1 else f"{len(names)} gradients, by {', '.join(names)}"


def _entries(result: Any) -> list[Any] | None:
    if isinstance(result, (list, tuple)):
        return list(result)
    read = numbers_of(result)
    return list(result) if read is not None and read[0] else None


def _of_keys(result: Mapping[Any, Any], arrays: Sequence[Array]) -> bool:
    return any(array.path and _at_key(result, array.path[0])[0] for array in arrays)


def _at_key(result: Mapping[Any, Any], key: Any) -> tuple[bool, Any]:
    """Whether there is an entry of this name, "W1" or "dW1", and that entry."""
    for name in (key, f"d{key}", f"grad_{key}", f"{key}_grad"):
        if name in result:
            return True, result[name]
    return False, None


def _unwrapped(result: Any, arrays: Sequence[Array]) -> Any:
    """The gradient by the only argument, which may stand alone in a tuple."""
    if not isinstance(result, (list, tuple)) or len(result) != 1:
        return result
    [array, *more] = arrays
    if array.path or more:
        return result if len(arrays) == 1 and isinstance(array.path[0], int) else result[0]
    outside, inside = numbers_of(result), numbers_of(result[0])
    return result if inside is None or (outside is not None and outside[0] == array.shape) else result[0]


def _followed(entry: Any, array: Array) -> Given | None:
    """The part of an argument's gradient that belongs to an array in it."""
    for key in array.path:
        if entry is None:
            return None
        entry = _part(entry, key, array)
    if entry is None:
        return None
    read = numbers_of(entry)
    if read is None:
        raise TypeError(f"expected gradient to give numbers for {array.name}, got {came(entry)}")
    return Given(read[0], tuple(map(float, read[1])), resolution_of(entry) or 0.0)


def _part(entry: Any, key: Any, array: Array) -> Any:
    if isinstance(entry, Mapping):
        return _at_key(entry, key)[1]
    if not isinstance(entry, (list, tuple)) or not isinstance(key, int) or key >= len(entry):
        raise TypeError(f"expected gradient to give a part for {array.name}, got {came(entry)}")
    return entry[key]
