"""The names of the scalar slides, for parameters and nodes.

The index convention, said once: `w_ij` leads from input i to unit j, as on the scalar slides. The matrix of a layer has
its units as rows, so that `w_ij` is its entry W[j][i]. A superscript counts the layers from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from autograd import Value

__all__ = ["label_row", "slide_name"]

Row = TypeVar("Row", bound=Sequence[Value])


def slide_name(letter: str, *indices: int | None, layer: int | None = None) -> str:
    """A name with its indices; an index or a layer that is None is left out.

    >>> slide_name("w", 2, 1, layer=1), slide_name("w", 10, 1), slide_name("b", None)
    ('w_21^(1)', 'w_10,1', 'b')
    """
    numbers = [str(index) for index in indices if index is not None]
    separator = "," if any(len(number) > 1 for number in numbers) else ""
    superscript = "" if layer is None else f"^({layer})"
    return f"{letter}_{separator.join(numbers)}{superscript}" if numbers else f"{letter}{superscript}"


def label_row(values: Row, name: str, row: int, *, start: int = 1) -> Row:
    """Labels Values as a row of a matrix.

    Args:
        values: the row.
        name: the matrix, perhaps after the place that it belongs to.
        row: the number of the row.
        start: the number of the first column.

    Returns:
        The row.

    >>> label_row([Value(1.0), Value(2.0)], "head 2.q", 0)
    [Value(1.0, label='head 2.q_0,1'), Value(2.0, label='head 2.q_0,2')]
    """
    for value, label in zip(values, _row_labels(name, row, start, len(values))):
        value.label = label
    return values


@lru_cache(maxsize=4096)
def _row_labels(name: str, row: int, start: int, count: int) -> tuple[str, ...]:
    """Made once for all graphs."""
    return tuple(f"{name}_{row},{column}" for column in range(start, start + count))
