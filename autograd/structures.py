"""Arguments and results that hold several numbers: lists, tuples, dictionaries and arrays, nested as people nest them.

Arrays are those of NumPy, and of whoever does as NumPy does; nothing of it is imported here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from autograd.graph import Vector
from autograd.primitive import Scalar

__all__ = ["DEEPEST", "Path", "entries_of", "holds_several", "mapped", "parameter_names"]

Path: TypeAlias = tuple[object, ...]
"""Where an entry stands: the indices and keys that lead to it, from the outside in."""
DEEPEST: Final = 16
"""What is nested deeper is neither data nor a structure of numbers, and is told as the entry that it is no number."""


def holds_several(entry: Scalar) -> bool:
    """Whether `entry` is a sequence, a dictionary or an array, and not a number.

    >>> holds_several([1.0]), holds_several({"w": 1.0}), holds_several(1.0), holds_several("text")
    (True, True, False, False)
    """
    if type(entry) is float or hasattr(entry, "apply_primitive"):  # a Value, but a vector has that, too
        return isinstance(entry, Vector)
    if isinstance(entry, (Sequence, Mapping)):
        return not isinstance(entry, (str, bytes, bytearray))
    return _is_array(entry)


def mapped(function: Callable[[Scalar, Path], Scalar], entry: Scalar, path: Path = ()) -> Scalar:
    """The same structure with what `function` gives for every single entry: what holds no others.

    Args:
        function: of an entry and where it stands.
        entry: a single entry, or a structure: a list or another sequence gives a list, a tuple a tuple, a dictionary a
            dictionary; an array gives an array of its shape, of floats if all entries are floats, or else of objects.
        path: where `entry` itself stands.

    >>> mapped(lambda number, path: 2 * number, {"w": [1, 2], "b": (3,)})
    {'w': [2, 4], 'b': (6,)}
    """
    if not holds_several(entry) or len(path) == DEEPEST:
        return function(entry, path)
    if isinstance(entry, Mapping):
        return {key: mapped(function, part, (*path, key)) for key, part in entry.items()}
    if _is_array(entry) and hasattr(entry, "flat"):
        return _mapped_array(function, entry, path)
    parts = entry.tolist() if _is_array(entry) else entry
    results = [mapped(function, part, (*path, k)) for k, part in enumerate(parts)]
    return tuple(results) if isinstance(entry, tuple) else results


def entries_of(entry: Scalar) -> Iterator[tuple[Scalar, Path]]:
    """Every single entry of a structure, with where it stands.

    >>> list(entries_of([1.0, {"b": 2.0}]))
    [(1.0, (0,)), (2.0, (1, 'b'))]
    """
    met: list[tuple[Scalar, Path]] = []
    mapped(lambda single, path: met.append((single, path)), entry)
    return iter(met)


def parameter_names(f: Callable[..., Scalar], count: int) -> list[str]:
    """What `f` calls its first `count` positional arguments; x0, x1, … where it does not tell.

    >>> parameter_names(lambda w, *rest: w, 3)
    ['w', 'x1', 'x2']
    """
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):  # some callables written in C don't tell
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)][:count]
    return names + [f"x{k}" for k in range(len(names), count)]


def _is_array(entry: Scalar) -> bool:
    return hasattr(entry, "tolist") and bool(getattr(entry, "ndim", 0))


def _mapped_array(function: Callable[[Scalar, Path], Scalar], array: Scalar, path: Path) -> Scalar:
    result = array.astype(object)
    for k, index in enumerate(product(*map(range, array.shape))):
        result.flat[k] = function(result.flat[k], (*path, *index))
    return result.astype(float) if all(type(entry) is float for entry in result.flat) else result
