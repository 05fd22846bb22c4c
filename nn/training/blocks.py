"""Data too large for lists, checked block by block: what does not fit is told with its row, before anything changes."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from autograd.data import entries, shape_of
from autograd.samples import check_widths, paired
from autograd.shared.showing import came
from autograd.shared.stored import BLOCK, Stored
from nn.models.module import sizes_of
from nn.training.targets import Loss, data_for, targets_for

__all__ = ["LARGE", "block_for", "is_large", "stored_for"]

LARGE: Final = 100_000
"""From so many numbers on, samples in a buffer stay there. Of fewer, lists are as good, and made once."""


def stored_for(
    model: object, X: Any, y: Any, loss: Loss, names: tuple[str, str] = ("X", "y")
) -> tuple[Stored, Sequence[Any]] | None:
    """Samples and targets where they lie, held against model and loss as `data_for` does.

    Args:
        model: a model of this package says how many numbers a sample has.
        X: the samples.
        y: their targets; those in no buffer become a list.
        loss: what the targets are for.
        names: what to call the two in an error.

    Returns:
        The two; None where the samples are no rows in a buffer, or so few that lists are as good.

    Raises:
        TypeError, ValueError: for data that do not fit, saying in which row, and what to do.
    """
    rows = Stored.of(X) if is_large(X) else None
    if rows is None:
        return None
    targets: Any = Stored.of(y) or entries(y, names[1], "targets")
    if len(targets) == 1:
        return None
    paired(range(len(rows)), range(len(targets)), names)
    y = []
    for first in range(0, len(rows), BLOCK):
        last = min(first + BLOCK, len(rows))
        _, plain = block_for(model, rows[first:last], targets[first:last], loss, names=names, first=first)
        y += [] if isinstance(targets, Stored) else plain
    if not isinstance(targets, Stored):
        return rows, y
    return rows, targets if shape_of(plain[0]) == targets.width else targets.without_brackets()


def is_large(X: Any) -> bool:
    """Whether samples are rows in a buffer, and so many that they stay there."""
    rows = Stored.of(X)
    return rows is not None and rows.width is not None and rows.size >= LARGE


def block_for(
    model: object,
    X: Any,
    y: Any,
    loss: Loss,
    *,
    names: tuple[str, str] = ("X", "y"),
    first: int = 0,
) -> tuple[Stored, Sequence[Any]]:
    """Some samples and their targets, as `data_for` reads and checks them: as doubles, row after row, and as a list.

    Args:
        model, X, y, loss, names: as for `data_for`; a sample is a row of numbers.
        first: what number the first row has in an error.

    >>> from nn import mse_loss
    >>> block_for(lambda x: x[0], [[1, 2], [3, 4]], [[0.5], [1.5]], mse_loss)
    (<Stored: 2 rows of 2>, [0.5, 1.5])
    """
    rows, targets = Stored.of(X), Stored.of(y)
    if rows is not None and targets is not None and _fit_together(rows, targets, sizes_of(model).nin):
        numbers = rows.numbers()
        if math.isfinite(sum(numbers)) and math.isfinite(sum(targets.numbers())):
            return Stored.rows(numbers, rows.width or 1), targets_for(model, rows, list(targets), loss, names[1], first)
    X, y = data_for(model, X, y, loss, names=names, first=first)
    check_widths(X, names[0], first=first)
    if not isinstance(shape_of(X[0]), int):
        raise TypeError(f"expected {names[0]} to have a row of numbers a sample, got {came(X[0])} in row {first}")
    return Stored.rows(array("d", chain.from_iterable(X)), len(X[0])), y


def _fit_together(rows: Stored, targets: Stored, width: int | None) -> bool:
    return rows.width is not None and rows.width == (width or rows.width) and len(rows) == len(targets)
