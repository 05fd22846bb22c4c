"""Arguments of functions that know nothing of Values: what arrays of numbers they hold, and copies with other numbers.

An array is here a number, a list of numbers, or of lists of equal length, an array of NumPy's or a tensor of PyTorch's,
by itself or somewhere in lists, tuples and dictionaries. Neither library is imported: their arrays have the methods.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeAlias

from autograd.structures import DEEPEST, Path

__all__ = ["Array", "Shape", "arrays_in", "copied", "indices", "numbers_of", "resolution_of", "with_numbers"]

Shape: TypeAlias = tuple[int, ...]

_RESOLUTIONS: Final = {2: 2.0**-7, 4: 2.0**-23}
"""From 1 to the next number of a format, by its bytes; of two bytes there is more than one format."""
_OF_A_DOUBLE: Final = 2.0**-52


@dataclass(frozen=True)
class Array:
    """One array of numbers among the arguments.

    Attributes:
        name: what it is called, as "W1" or "parameters['W1']".
        argument: which argument it is, or is a part of.
        path: where in that argument it stands.
        shape: how long it is along each axis; () for a number.
        numbers: what it holds, row by row.
        resolution: how far apart its numbers lie at 1.
    """

    name: str
    argument: int
    path: Path
    shape: Shape
    numbers: tuple[float, ...]
    resolution: float = _OF_A_DOUBLE

    def entry(self, k: int) -> str:
        """The name of its k-th number, as "W1[2, 0]"."""
        index = indices(self.shape)[k]
        return f"{self.name}[{', '.join(map(str, index))}]" if index else self.name


def indices(shape: Shape) -> list[tuple[int, ...]]:
    """The indices of an array's numbers, row by row.

    >>> indices((2, 2)), indices(())
    ([(0, 0), (0, 1), (1, 0), (1, 1)], [()])
    """
    return list(product(*map(range, shape)))


def arrays_in(entry: Any, path: Path = ()) -> Iterator[tuple[Path, Shape, list[float]]]:
    """The arrays that an argument holds: where each stands, its shape and its numbers.

    >>> list(arrays_in({"W": [[1.0, 2.0]], "b": 3, "name": "net"}))
    [(('W',), (1, 2), [1.0, 2.0]), (('b',), (), [3])]
    """
    read = numbers_of(entry)
    if read is not None:
        yield path, *read
    elif isinstance(entry, Mapping) and len(path) < DEEPEST:
        for key, part in entry.items():
            yield from arrays_in(part, (*path, key))
    elif isinstance(entry, (list, tuple)) and len(path) < DEEPEST:
        for k, part in enumerate(entry):
            yield from arrays_in(part, (*path, k))


def numbers_of(entry: Any) -> tuple[Shape, list[Any]] | None:
    """The shape of an array and its numbers, row by row; None for what is none.

    >>> numbers_of([[1, 2, 3], [4, 5, 6]]), numbers_of([[1], [2, 3]]), numbers_of("text")
    (((2, 3), [1, 2, 3, 4, 5, 6]), None, None)
    """
    if _has_shape(entry):
        numbers = entry.reshape(-1).tolist()
        return (tuple(map(int, entry.shape)), numbers) if all(map(_is_number, numbers)) else None
    return _read_lists(entry, 0)


def copied(entry: Any, path: Path = (), numbers: Sequence[float] | None = None) -> Any:
    """An argument again, none of its lists and arrays the same; what is no array in it stays what it is.

    Args:
        entry: the argument.
        path: where in it an array gets other numbers.
        numbers: these numbers, row by row; None to leave all as they are.

    >>> copied({"W": [[1, 2]], "b": 3}, ("W",), [1.5, 2.5])
    {'W': [[1.5, 2.5]], 'b': 3}
    """
    if numbers is not None and not path:
        return with_numbers(entry, numbers)
    if _has_shape(entry):
        return _own_copy(entry)
    if isinstance(entry, Mapping):
        return _mapping_like(entry, {key: _copied_part(part, key, path, numbers) for key, part in entry.items()})
    if isinstance(entry, (list, tuple)):
        parts = [_copied_part(part, k, path, numbers) for k, part in enumerate(entry)]
        return type(entry)(*parts) if hasattr(entry, "_fields") else type(entry)(parts)
    return entry


def with_numbers(entry: Any, numbers: Sequence[Any]) -> Any:
    """An array of the same kind and shape that holds these numbers, row by row.

    >>> with_numbers(((1, 2), (3, 4)), [5.0, 6.0, 7.0, 8.0])
    ((5.0, 6.0), (7.0, 8.0))
    """
    if hasattr(entry, "new_tensor"):
        return _tensor_like(entry, entry.new_tensor(numbers).reshape(entry.shape))
    if hasattr(entry, "flat") and hasattr(entry, "__setitem__"):
        array = entry.copy()
        array.flat = numbers
        return array
    if isinstance(entry, (list, tuple)):
        size = len(numbers) // len(entry) if entry else 0
        return type(entry)(with_numbers(part, numbers[k * size : (k + 1) * size]) for k, part in enumerate(entry))
    return type(entry)(numbers[0]) if _has_shape(entry) else numbers[0]


def resolution_of(entry: Any, path: Path = ()) -> float | None:
    """How far apart at 1 the numbers of an array lie; None where only whole numbers fit.

    Args:
        entry: the argument.
        path: where in it the array stands.
    """
    for key in path:
        entry = entry[key]
    if hasattr(entry, "is_floating_point"):
        return _RESOLUTIONS.get(entry.element_size(), _OF_A_DOUBLE) if entry.is_floating_point() else None
    if _has_shape(entry):
        return _RESOLUTIONS.get(entry.dtype.itemsize, _OF_A_DOUBLE) if entry.dtype.kind == "f" else None
    return _OF_A_DOUBLE


def _tensor_like(entry: Any, tensor: Any) -> Any:
    """A tensor that requires a gradient as the entry does, and is a parameter if that is one."""
    if type(entry).__name__ == "Parameter":
        return type(entry)(tensor, requires_grad=entry.requires_grad)
    return tensor.requires_grad_(entry.requires_grad)


def _mapping_like(entry: Mapping[Any, Any], parts: dict[Any, Any]) -> Any:
    """A mapping of the same kind with these parts; a dictionary, where there is no making another of the kind."""
    if not isinstance(entry, MutableMapping):
        return parts
    own = copy(entry)
    for key, part in parts.items():
        own[key] = part
    return own


def _copied_part(part: Any, key: object, path: Path, numbers: Sequence[float] | None) -> Any:
    """A copy of a part; the new numbers are for it only if the path leads there."""
    return copied(part, path[1:], numbers) if path and path[0] == key else copied(part)


def _own_copy(array: Any) -> Any:
    """An array of its own with the same numbers."""
    if hasattr(array, "new_tensor"):
        return _tensor_like(array, array.detach().clone())
    return array.copy()


def _has_shape(entry: Any) -> bool:
    """Whether it is an array of NumPy's, one of its numbers, or a tensor, but no sparse one."""
    if getattr(entry, "is_sparse", False) or str(getattr(entry, "layout", "")).startswith("torch.sparse"):
        return False
    return all(hasattr(entry, name) for name in ("shape", "dtype", "reshape", "tolist")) and not isinstance(entry, type)


def _is_number(entry: Any) -> bool:
    return isinstance(entry, (int, float))


def _read_lists(entry: Any, depth: int) -> tuple[Shape, list[Any]] | None:
    if _is_number(entry):
        return ((), [entry]) if not isinstance(entry, bool) or depth else None
    if type(entry) not in (list, tuple) or not entry or depth == DEEPEST:
        return None
    parts = [_read_lists(part, depth + 1) for part in entry]
    shape = parts[0][0] if parts[0] else ()
    if any(part is None or part[0] != shape for part in parts):
        return None
    return (len(entry), *shape), [number for part in parts if part for number in part[1]]
