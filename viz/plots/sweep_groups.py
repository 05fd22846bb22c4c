"""The runs of a sweep put together: which belong together, how often they succeeded, and how far apart they came out.

Symbols: n runs, k of them successes, p̂ = k/n; z the normal distribution's quantile for 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from numbers import Real
from typing import Any

from autograd.arguments import check_one_of
from autograd.data import as_whole, entries, plain
from autograd.shared.near_names import check_name
from autograd.shared.showing import came

__all__ = ["axis_of", "columns_of", "groups_of", "is_missing", "quantile", "truths", "wilson"]

Z = 1.959963984540054
_BINS = 10
_MOST_VALUES = 30
"""Values that have a place of their own, if they are numbers that hardly ever come twice."""
_NOT_SET = ("seconds", "worker", "error")
"""Columns that are neither set nor what comes out."""


def columns_of(table: Any) -> dict[str, list[Any]]:
    """The columns of a table by name, whatever kind of table it is: they are all of one length.

    Raises:
        TypeError: if it is no table.
        ValueError: if it has no rows, or columns of different length.
    """
    if callable(getattr(table, "table", None)):
        table = table.table()
    if not callable(getattr(table, "keys", None)) or not hasattr(type(table), "__getitem__"):
        raise TypeError(f"expected table to be columns by name, such as nn.run_many gives, got {came(table)}")
    columns = {str(name): list(entries(table[name], f"table[{name!r}]")) for name in table}
    lengths = sorted({len(column) for column in columns.values()})
    if lengths[-1:] == [0] or not lengths:
        raise ValueError("expected at least one row in table, got none")
    if len(lengths) > 1:
        raise ValueError(f"expected columns of one length in table, got lengths from {lengths[0]} to {lengths[-1]}")
    return columns


def axis_of(columns: Mapping[str, Sequence[Any]], name: str | None, what: str) -> str | None:
    """The column for an axis; if none is named, the first that was set and has values that come several times."""
    if name is not None:
        check_one_of(name, what, str, "the name of a column")
        return check_name(name, what, tuple(columns))
    for each, column in columns.items():
        if each not in (*_NOT_SET, "result") and 1 < len(set(map(_key, column))) <= len(column) / 2:
            return each
    return None


def groups_of(values: Sequence[Any]) -> list[tuple[Any, list[int]]]:
    """The rows that belong together, with their value: in order, where that is one of numbers.

    Of many numbers that hardly ever come twice, as random settings have, neighbours belong together: their value is the
    one in the middle.

    >>> groups_of([2.0, 0.5, 2.0])
    [(0.5, [1]), (2.0, [0, 2])]
    """
    found: dict[Any, list[int]] = {}
    for row, value in enumerate(values):
        found.setdefault(_key(value), []).append(row)
    if not all(isinstance(value, Real) and not isinstance(value, bool) for value in values):
        return [(values[rows[0]], rows) for rows in found.values()]
    ordered = sorted(found.items())
    if len(ordered) <= _MOST_VALUES or len(values) >= 2 * len(ordered):
        return [(value, rows) for value, rows in ordered]
    by_size = [row for _, rows in ordered for row in rows]
    bounds = [round(len(by_size) * k / _BINS) for k in range(_BINS + 1)]
    bins = [by_size[first:last] for first, last in pairwise(bounds)]
    return [(values[rows[len(rows) // 2]], rows) for rows in bins]


def is_missing(cell: Any) -> bool:
    """Whether a run has no result: None, or a table's NaN."""
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def truths(cells: Sequence[Any]) -> list[bool] | None:
    """Whether each run succeeded, if that is what the cells say.

    >>> truths([True, False]), truths([1, 0, 1.0]), truths([0.5])
    ([True, False], [True, False, True], None)
    """
    found = [plain(cell) for cell in cells]
    return [bool(cell) for cell in found] if all(cell in (0, 1) for cell in found) else None


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson's interval, which holds the probability of success in 95 of 100 such experiments.

    Its ends are the p for which p̂ is z standard deviations away: |p̂ − p| = z·√(p·(1 − p)/n). Wilson, "Probable
    inference, the law of succession, and statistical inference", 1927.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    share = k / n
    middle = (share + Z * Z / (2 * n)) / (1.0 + Z * Z / n)
    half = Z / (1.0 + Z * Z / n) * math.sqrt(share * (1.0 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, middle - half) if k else 0.0, min(1.0, middle + half) if k < n else 1.0


def quantile(numbers: Sequence[float], share: float) -> float:
    """The number with this share of the others below it, between neighbours on a line.

    >>> quantile([4.0, 1.0, 2.0, 3.0], 0.5)
    2.5
    """
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    if ordered[low] == ordered[high]:
        return ordered[low]
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _key(value: Any) -> Any:
    """What equal values have in common, whether or not they have a hash."""
    whole = as_whole(value)
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value if whole is None else whole
