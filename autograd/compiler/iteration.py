"""Programs whose outputs are their next inputs, on many rows side by side: as many descents as there are rows.

Rows know nothing of each other, so each thread takes its own through all steps.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from autograd.compiler.codegen.lanes import LANES
from autograd.compiler.program import Program
from autograd.compiler.run.buffers import Matrix, address_of_array
from autograd.shared.processors import processors

__all__ = ["Iterated", "iterated"]


@dataclass(frozen=True)
class Iterated:
    """What rows came to.

    Attributes:
        rows: the rows after the last step, one after the other.
        watched: for each column that was watched, what stood there after each step, row by row: all steps of the first.
        unusual: the rows in which something was not finite, or the eager engine would have raised.
    """

    rows: array[float]
    watched: list[list[list[float]]]
    unusual: set[int]


def iterated(
    program: Program[Any], rows: array[float], steps: int, watch: Sequence[int] = (), *, threads: int | None = None
) -> Iterated:
    """Runs a program on its own outputs, so many steps, for many rows at once.

    Args:
        program: of one argument, a row; it has as many outputs, and no parameters.
        rows: where to begin, one row after the other.
        steps: how many steps.
        watch: the columns of which each step is kept.
        threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.

    >>> import autograd
    >>> half = autograd.compile(lambda row: [row[0] * 0.5, row[0] + row[1]], [0.0, 0.0])
    >>> came = iterated(half, array("d", [1.0, 0.0, 8.0, 0.0]), 3, watch=[1])
    >>> list(came.rows), came.watched
    ([0.125, 1.75, 1.0, 14.0], [[[1.0, 1.5, 1.75], [8.0, 12.0, 14.0]]])
    """
    width = program.width
    count = len(rows) // width
    share = LANES * -(-count // (LANES * (threads or processors())))
    bounds = [(first, min(first + share, count)) for first in range(0, count, share)]
    stop = threading.Event()
    with ThreadPoolExecutor(len(bounds)) as pool:
        parts = [rows[first * width : last * width] for first, last in bounds]
        futures = [pool.submit(_part, program, part, width, steps, watch, stop) for part in parts]
        try:
            done = [future.result() for future in futures]
        finally:
            stop.set()  # Ctrl-C, or an error of one: the others need not go on
    ended, unusual = array("d"), set[int]()
    for (first, _), part in zip(bounds, done):
        ended.extend(part.rows)
        unusual.update(first + row for row in part.unusual)
    return Iterated(ended, [[each for part in done for each in part.watched[k]] for k in range(len(watch))], unusual)


def _part(
    program: Program[Any], numbers: array[float], width: int, steps: int, watch: Sequence[int], stop: threading.Event
) -> Iterated:
    count = len(numbers) // width
    kept = [array("d") for _ in watch]
    unusual: set[int] = set()
    for _ in range(steps):
        if stop.is_set():
            break
        source = Matrix(address_of_array(numbers), count, width, width, 1, numbers)
        numbers, strange = program.raw_outputs(source)
        unusual.update(strange)
        for column, of_steps in zip(watch, kept):
            of_steps.extend(numbers[column::width])
    return Iterated(numbers, [[of_steps[row::count].tolist() for row in range(count)] for of_steps in kept], unusual)
