"""Programs whose outputs are their next inputs, on many rows side by side: as many descents as there are rows.

Rows know nothing of each other, so each thread takes its own through all steps.
"""

from __future__ import annotations

import ctypes
import threading
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.lanes import LANES
from autograd.compiler.codegen.walker import Job, Source
from autograd.compiler.program import Program
from autograd.compiler.run.buffers import Matrix, address_of_array, integers, zeros
from autograd.compiler.run.machine import placed
from autograd.shared.processors import processors

__all__ = ["Iterated", "iterated"]

AT_ONCE = 0.05
"""How long a thread may be in the machine before it looks whether to stop, in seconds: a guess."""


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
    """Block after block, each through all steps while it is near."""
    machine = program._machine
    workspace, theta = machine.taken(1), program._theta(None)
    source, columns, flags = placed([Matrix(0, LANES, width, width, 1, None)]), integers(watch), integers([0, 0])
    job = dict.fromkeys(Job, 0) | machine.job() | workspace.job()
    job |= {Job.THETA: theta.address, Job.SOURCE_COUNT: 1}
    job |= {Job.SOURCES: address_of_array(source), Job.FLAGS: address_of_array(flags)}
    words = array("q", [job[entry] for entry in Job])
    portion = max(1, int(AT_ONCE / machine.seconds(1)))
    ended, watched, unusual = array("d"), list[list[list[float]]]([[] for _ in watch]), set[int]()
    for first in range(0, len(numbers) // width, LANES):
        rows = [numbers[first * width : (first + LANES) * width]]
        count = len(rows[0]) // width
        rows.append(zeros(len(rows[0])))
        kept, seen = zeros(len(watch) * count * steps), integers([0, 0])
        words[Job.LAST_SAMPLE] = count
        arrays: list[array[Any]] = [words, source, columns, *rows, kept, seen]
        addresses = [address_of_array(each) for each in arrays]
        for begun in range(0, steps, portion):
            if stop.is_set():
                break
            done = (begun, min(begun + portion, steps), steps, width, len(watch))
            _function(_address())(machine.walk_address, *addresses, *done)
        ended.extend(rows[steps % 2])
        for k, of_column in enumerate(watched):
            of_rows = (kept[(k * count + row) * steps : (k * count + row + 1) * steps] for row in range(count))
            of_column.extend(each.tolist() for each in of_rows)
        unusual.update(first + lane for lane in range(count) if (seen[0] | seen[1]) >> lane & 1)
    machine.give_back(workspace)
    return Iterated(ended, watched, unusual)


_GIVEN: Final = (
    *("walk", "job", "source", "columns", "rows", "others", "kept", "seen"),
    *("begun", "end", "steps", "width", "watched"),
)
_function = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * len(_GIVEN))


@cache
def _address() -> int:
    return jit.address_of("iterate", _text("iterate"))


def _text(name: str) -> str:
    """`void iterate(i64 walk, …, i64 watched)`: the job's samples through so many steps, to and fro between two arrays.

    What is watched is kept column by column, row by row, step by step; a lane that was suspect or diverged is seen.
    """
    code = Code(name, [("i64", name) for name in _GIVEN])
    walk, job, source, columns, kept, seen = (
        code.value(f"inttoptr i64 %{name} to ptr") for name in ("walk", "job", "source", "columns", "kept", "seen")
    )
    flags, count = code.pointer(job, Job.FLAGS), code.integer(job, Job.LAST_SAMPLE)
    with code.loop("%end", start="%begun") as step:
        is_to = code.value(f"icmp eq i64 {code.value(f'and i64 {step}, 1')}, 0")
        here = code.value(f"select i1 {is_to}, i64 %rows, i64 %others")
        there = code.value(f"select i1 {is_to}, i64 %others, i64 %rows")
        code.do(f"store i64 {here}, ptr {code.address(source, Source.ADDRESS, 'i64')}, align 8")
        code.do(f"store i64 {there}, ptr {code.address(job, Job.RESULTS, 'i64')}, align 8")
        with code.when(code.value(f"icmp ne i64 {code.value(f'call i64 {walk}(ptr {job})')}, 0")):
            for word in range(2):
                both = code.value(f"or i64 {code.integer(seen, word)}, {code.integer(flags, word)}")
                code.do(f"store i64 {both}, ptr {code.address(seen, word, 'i64')}, align 8")
        results = code.value(f"inttoptr i64 {there} to ptr")
        with code.loop("%watched") as k:
            column, first = code.integer(columns, k), code.value(f"mul i64 {k}, {count}")
            with code.loop(count) as row:
                number = code.number(results, code.value(f"add i64 {code.value(f'mul i64 {row}, %width')}, {column}"))
                line = code.value(f"mul i64 {code.value(f'add i64 {first}, {row}')}, %steps")
                place = code.address(kept, code.value(f"add i64 {line}, {step}"))
                code.do(f"store double {number}, ptr {place}, align 8")
    code.do("ret void")
    return code.text()
