"""Samples and their targets, made plain and checked together: what does not fit is told with its place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple

from autograd.data import NUMBERS, entries, is_row, plain, without_brackets
from autograd.graph import Vector
from autograd.shared.showing import came, counted
from autograd.structures import DEEPEST
from autograd.value import Value

__all__ = ["check_widths", "labels", "paired", "samples", "samples_and_labels", "samples_and_targets"]


def samples(X: Any, name: str = "X", *, width: int | None = None, owner: object = None) -> Sequence[Any]:
    """Samples as plain rows of finite numbers; or, where no width is asked for, as plain numbers.

    Args:
        X: the samples, in any container.
        name: what to call them in an error.
        width: how many numbers a row must have; None for any.
        owner: who asks for that many.

    Raises:
        TypeError: for what is no container, or no number in it, saying where.
        ValueError: for no samples, a row of another length, or a number that is not finite, saying where.

    >>> samples(range(2)), samples([[1, 2]], width=2)
    ([0, 1], [[1, 2]])
    >>> samples([[1.0, 2.0], [3.0, None]])
    Traceback (most recent call last):
        ...
    TypeError: expected finite numbers in X, got None in row 1, column 1: fill it in, or leave that row out
    """
    read = _read(X, name, "samples")
    _some(read.entries, name)
    if width is not None:
        check_widths(read.entries, name, width, owner)
    _check_finite(read, name, most=DEEPEST if width is None else 2)
    return read.entries


def paired(X: Any, y: Any, names: tuple[str, str] = ("X", "y")) -> tuple[Sequence[Any], Sequence[Any]]:
    """The entries of X and of y, as many of one as of the other, at least one; they may be anything.

    Args:
        X: the samples.
        y: their targets; a single row of them will do.
        names: what to call the two in an error.

    Raises:
        TypeError: if either is no container.
        ValueError: for no samples, or another number of targets.
    """
    return _in_pairs(entries(X, names[0], "samples"), entries(y, names[1], "targets"), names)


def samples_and_targets(
    X: Any,
    y: Any,
    *,
    width: int | None = None,
    owner: object = None,
    names: tuple[str, str] = ("X", "y"),
    first: int = 0,
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Samples and as many targets, plain and finite; a target is a number, or a row of them.

    Args:
        X: the samples, as for `samples`.
        y: their targets, in any container; a single row of them will do.
        width: how many numbers a sample must have; None for any.
        owner: who asks for that many.
        names: what to call the two in an error.
        first: what number the first row has in an error, where these are a part of more.

    Raises:
        TypeError: for what is no container, or no number in it, saying where; of text labels, how to number them.
        ValueError: for no samples, another number of targets, a row of another length, or a number that is not finite,
            saying where.

    >>> samples_and_targets([(0, 1), (1, 0)], [[True, False]])
    ([(0, 1), (1, 0)], [1, 0])
    """
    rows, targets = _read(X, names[0], "samples"), _read(y, names[1], "targets")
    if width is not None:
        _check_are_rows(rows.entries, names[0], width, owner, first)
    found = _in_pairs(rows.entries, targets.entries, names)
    if width is not None:
        check_widths(rows.entries, names[0], width, owner, first)
    _check_finite(rows, names[0], most=DEEPEST if width is None else 2, first=first)
    _check_no_text(found[1], names[1], first)
    _check_finite(targets, names[1], first=first)
    return found


def samples_and_labels(
    X: Any, y: Any, *, width: int | None = None, owner: object = None
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Samples, and one label for each, as `samples_and_targets` and `labels` read and check them.

    >>> samples_and_labels([[0, 1], [1, 0]], [[True], [False]], width=2)
    ([[0, 1], [1, 0]], [1, 0])
    """
    X, y = samples_and_targets(X, y, width=width, owner=owner)
    return X, labels(y)


def labels(y: Sequence[Any], name: str = "y") -> Sequence[Any]:
    """Targets as one label a sample.

    Args:
        y: plain targets; a column will do.
        name: what to call them in an error.

    Raises:
        ValueError: for a row of several numbers, saying where, and how to make a label of it.
    """
    column = without_brackets(y)
    for k, target in enumerate(column):
        if is_row(target):
            raise ValueError(
                f"expected one label a sample in {name}, got a row of {counted(len(target), 'number')} in row {k}: "
                f"of one-hot rows, the labels are [row.index(max(row)) for row in {name}]"
            )
    return column


def check_widths(X: Sequence[Any], name: str, width: int | None = None, owner: object = None, first: int = 0) -> None:
    """Raises an error unless every sample is a row of `width` numbers, or of as many as the first.

    Args:
        X: plain samples, at least one.
        name: what to call them.
        width: how many numbers; None for as many as in row 0.
        owner: who asks for that many.
        first: what number the first row has in an error.

    Raises:
        TypeError: if a sample is a bare number.
        ValueError: for a row of another length; either says where.
    """
    _check_are_rows(X, name, width, owner, first)
    expected = len(X[0]) if width is None else width
    if set(map(len, X)) == {expected}:
        return
    k, row = next((k, row) for k, row in enumerate(X) if len(row) != expected)
    why = f", for {owner}" if owner is not None else ", as in row 0" if width is None else ""
    raise ValueError(f"expected {counted(expected, 'number')} a row in {name}{why}, got {len(row)} in row {first + k}")


def _check_are_rows(X: Sequence[Any], name: str, width: int | None, owner: object, first: int = 0) -> None:
    if all(map(is_row, X)):
        return
    k, entry = next((k, entry) for k, entry in enumerate(X) if not is_row(entry))
    wanted = "a row of numbers" if width is None else f"a row of {counted(width, 'number')}"
    why = "" if owner is None else f", for {owner}"
    if any(map(is_row, X)) or isinstance(entry, (str, bytes, Mapping)):
        hint = ""
    elif len(X) == width:
        hint = f": a single sample is [{name}]"
    else:
        hint = f": one number a sample is [[x] for x in {name}]"
    raise TypeError(f"expected {wanted} for each sample in {name}{why}, got {came(entry)} in row {first + k}{hint}")


def _in_pairs(X: Sequence[Any], y: Sequence[Any], names: tuple[str, str]) -> tuple[Sequence[Any], Sequence[Any]]:
    _some(X, names[0])
    if len(y) == 1 != len(X) and is_row(y[0]) and len(y[0]) == len(X):
        y = y[0]
    if len(X) == len(y):
        return X, y
    is_on_its_side = all(is_row(row) and len(row) == len(y) for row in X)
    hint = f": if its columns are the samples, hand over list(zip(*{names[0]}))" if is_on_its_side else ""
    raise ValueError(
        f"expected one target a sample, got {counted(len(X), 'sample')} in {names[0]} and "
        f"{counted(len(y), 'target')} in {names[1]}{hint}"
    )


def _some(X: Sequence[Any], name: str) -> Sequence[Any]:
    if not len(X):
        raise ValueError(f"expected at least one sample in {name}, got none")
    return X


class _Read(NamedTuple):
    """Plain entries, whether all of them are known to be finite numbers, or rows of such, and a table's columns."""

    entries: Sequence[Any]
    are_finite: bool
    columns: Sequence[str] = ()


def _read(data: Any, name: str, of: str) -> _Read:
    opened = entries(data, name, of)
    return _Read(opened, True) if _are_finite_rows(opened) else _Read(plain(opened), False, _columns(data))


def _columns(data: Any) -> Sequence[str]:
    """The names of a table's columns, as pandas and Polars have them; none where they are no text."""
    names = getattr(data, "columns", ())
    names = list(names) if hasattr(names, "__iter__") else []
    return names if all(isinstance(name, str) for name in names) else ()


def _are_finite_rows(data: Sequence[Any]) -> bool:
    """Whether these are plain finite numbers, or rows of such, told without a loop in Python."""
    kinds = set(map(type, data))
    are_rows = kinds <= {list, tuple}
    if not are_rows and not kinds <= NUMBERS:
        return False
    try:
        numbers = chain.from_iterable(data) if are_rows else data
        return NUMBERS.issuperset(map(type, numbers)) and math.isfinite(sum(map(sum, data) if are_rows else data))
    except OverflowError:  # an int beyond all floats
        return False


def _check_finite(data: _Read, name: str, most: int = DEEPEST, first: int = 0) -> None:
    """Raises an error that says where the first entry stands that is no finite number.

    Args:
        data: plain samples or targets.
        name: what to call them.
        most: how many dimensions they may have.
        first: what number the first row has.
    """
    if data.are_finite:
        return
    place, entry = next(_strangers(data.entries, most), ((), None))
    if not place:
        return
    where = _where((first + place[0], *place[1:]), data.columns)
    what = f"expected finite numbers in {name}, got {came(entry)} in {where}"
    if is_row(entry):
        raise TypeError(f"{what}: a sample is one row; of an array, {name}.reshape(len({name}), -1) makes it one")
    if hasattr(entry, "__float__"):
        raise ValueError(f"{what}: fill it in, or leave that row out")
    raise TypeError(f"{what}: {'fill it in, or leave that row out' if entry is None else 'number it, or leave it out'}")


def _where(place: tuple[int, ...], columns: Sequence[str]) -> str:
    """A place in words; a column by its name, where it has one."""
    words = chain(("row", "column"), repeat("place"))
    said = [f"{word} {k}" for word, k in zip(words, place)]
    if len(place) > 1 and place[1] < len(columns):
        said[1] = f"column {columns[place[1]]!r}"
    return ", ".join(said)


def _strangers(data: Sequence[Any], most: int) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Whatever is no finite number, with its place."""
    if isinstance(data, Vector) or _are_finite(data):
        return
    for k, entry in enumerate(data):
        if is_row(entry) and most > 1:
            yield from (((k, *place), stranger) for place, stranger in _strangers(entry, most - 1))
        elif not isinstance(entry, Value) and not _is_finite(entry):
            yield (k,), entry


def _are_finite(numbers: Sequence[Any]) -> bool:
    try:
        return NUMBERS.issuperset(map(type, numbers)) and all(map(math.isfinite, numbers))
    except OverflowError:  # an int beyond all floats
        return False


def _is_finite(number: Any) -> bool:
    try:
        return hasattr(number, "__float__") and math.isfinite(number)
    except (ArithmeticError, TypeError, ValueError):
        return False


def _check_no_text(y: Sequence[Any], name: str, first: int = 0) -> None:
    """Raises TypeError for labels that are text, by their names, and with the line that numbers them."""
    texts = [label for label in y if isinstance(label, str)]
    if not texts:
        return
    names = sorted(set(texts))
    if len(texts) < len(y):
        k = next(k for k, label in enumerate(y) if isinstance(label, str))
        raise TypeError(f"expected a number for each target in {name}, got {texts[0]!r} in row {first + k}")
    shown = ", ".join(map(repr, names[:8])) + (", …" if len(names) > 8 else "")
    raise TypeError(
        f"expected numbers as targets in {name}, got the text labels {shown}: number them, "
        f"classes = sorted(set({name})) and {name} = [classes.index(label) for label in {name}]"
    )
