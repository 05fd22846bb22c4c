"""What the benchmarks share: clocks, peak memory, agreement between engines, tables."""

from __future__ import annotations

import gc
import math
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None

TOLERANCE = 1e-9

DEFAULT_THREADS = "BENCHMARK_DEFAULT_THREADS"
"""The environment variable that leaves the number of threads to the engines."""


@dataclass(frozen=True)
class Table:
    """One benchmark's result: a title, rows of cells under columns, and what a reader must know."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def markdown(table: Table) -> str:
    grid = [table.columns, *([_shown(cell) for cell in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*grid)]
    lines = ["| " + " | ".join(_aligned(row, widths)) + " |" for row in grid]
    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    parts = [f"## {table.title}", "\n".join([lines[0], rule, *lines[1:]]), "\n".join(table.notes)]
    return "\n\n".join(part for part in parts if part)


def timed_step(step: Callable[[], float], *, collector: bool = True) -> tuple[float, float]:
    """How many seconds `step` took, and what it returned.

    What earlier steps left behind is collected first, untimed: otherwise one engine's reference cycles are freed on the
    next engine's clock.

    Args:
        collector: whether Python's cyclic garbage collector runs during the step, at whatever thresholds it has.
    """
    gc.collect()
    if not collector:
        gc.disable()
    try:
        started = time.perf_counter()
        result = step()
        return time.perf_counter() - started, result
    finally:
        gc.enable()


def threads() -> int | None:
    """How many threads an engine may use: 1, or None for as many as it takes by itself (`--default-threads`)."""
    return None if os.environ.get(DEFAULT_THREADS) else 1


def threads_in_words() -> str:
    return "one thread" if threads() == 1 else "as many threads as each takes by itself"


def peak_megabytes() -> float:
    """The most memory this process has had resident, in units of 10⁶ bytes.

    Linux's `ru_maxrss` begins at what the parent had when it started this process, so its VmHWM is read instead.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))):
        return int(found[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:  # on Windows, where nobody tells
        return math.nan
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def printed_apart(module: str, *arguments: str) -> str:
    """What `python -m module` prints, in a process of its own: nothing that others have loaded counts in its memory.

    Raises:
        ImportError: if it lacks a module.
        RuntimeError: if it printed nothing for another reason.
    """
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    if process.stdout:
        return process.stdout
    last_line = (process.stderr.strip().splitlines() or [""])[-1]
    failure = ImportError if last_line.startswith("ModuleNotFoundError") else RuntimeError
    raise failure(last_line.removeprefix("ModuleNotFoundError: "))


def check_agreement(what: str, numbers: Sequence[float], expected: Sequence[float]) -> None:
    """Raises RuntimeError unless `numbers` begin as `expected`, or the other way round, to a relative 1e-9."""
    for i, (number, true) in enumerate(zip(numbers, expected)):
        if not math.isclose(number, true, rel_tol=TOLERANCE):
            raise RuntimeError(f"{what}, entry {i}: expected {true!r} to a relative {TOLERANCE}, got {number!r}")


def ratio(numerator: float | None, denominator: float | None) -> float | None:
    return numerator / denominator if numerator is not None and denominator else None


def environment() -> dict[str, Cell]:
    """The machine, the Python and the versions that a result belongs to."""
    packages = ("chalkgrad", "llvmlite", "micrograd", "xad", "oxigrad", "jax", "torch", "casadi", "scikit-learn")
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "collector thresholds": "/".join(map(str, gc.get_threshold())),
        **{package: _version(package) for package in packages},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpuinfo.read_text(encoding="utf-8")) if cpuinfo.exists() else None
    return found[1] if found else platform.processor()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _shown(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}" if cell < 100 else f"{cell:,.0f}"
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
