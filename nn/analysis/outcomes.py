"""What became of the runs of a sweep, one by one and as a table."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from autograd.shared.files import FilePath, file_path, write_file
from autograd.shared.showing import brief, counted, html_table, one_line, text_table

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Outcome", "Outcomes", "SweepInterrupted"]

Setting = TypeVar("Setting")
Result = TypeVar("Result")

_ROWS = 10
"""How many are shown of a table."""


@dataclass(frozen=True)
class Outcome(Generic[Setting, Result]):
    """What became of one run.

    Attributes:
        setting: what the run was given.
        result: what it returned; None if it failed.
        error: what it raised; None if it didn't.
        seconds: how long it took; None if its worker was lost.
        worker: the machine and the process that it ran in, as "machine:process"; None if nobody can tell.

    >>> import nn
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from math import factorial
    >>> with ThreadPoolExecutor() as threads:
    ...     [outcome, failed] = nn.run_many(factorial, [4, -1], executor=threads, progress=False)
    >>> outcome.setting, outcome.result, outcome.error
    (4, 24, None)
    >>> failed.result, type(failed.error)
    (None, <class 'ValueError'>)
    """

    setting: Setting
    result: Result | None
    error: Exception | None = None
    seconds: float | None = field(default=None, repr=False, compare=False)
    worker: str | None = field(default=None, repr=False, compare=False)

    __repr__ = one_line

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.setting!r} failed: {_said(self.error)}"
        return f"{self.setting!r}: {self.result!r}"


class Outcomes(list[Outcome[Setting, Result]]):
    """The outcomes of a sweep: a list, and a table with a row a run.

    >>> run = {"rate": 0.5, "seed": 3}
    >>> outcomes = Outcomes([Outcome(run, 0.25, seconds=2.0, worker="desk:7")])
    >>> outcomes
    <Outcomes: 1 run, 0 failed>
    >>> print(outcomes)
    1 run, 0 failed
    rate  seed  result  seconds  worker  error
     0.5     3    0.25        2  desk:7   None
    """

    def table(self) -> dict[str, list[Any]]:
        """The columns, by name: what was set, what came out, seconds, worker, error.

        What consists of parts has a column for each: a dictionary, a dataclass or a named tuple by the names of its
        parts, a tuple by their numbers, as `setting[0]`. Of a result whose name is taken already, the column is
        `result.` and the name. Errors are in words.

        >>> Outcomes([Outcome((0.5, 3), {"loss": 0.25})]).table()
        {'setting[0]': [0.5], 'setting[1]': [3], 'loss': [0.25], 'seconds': [None], 'worker': [None], 'error': [None]}
        """
        columns = _columns("setting", [outcome.setting for outcome in self])
        results = [outcome.result for outcome in self]
        known = [outcome.result for outcome in self if outcome.error is None]
        taken = {*columns, "seconds", "worker", "error"}
        for name, cells in _columns("result", results, known).items():
            columns[f"result.{name}" if name in taken else name] = cells
        columns["seconds"] = [outcome.seconds for outcome in self]
        columns["worker"] = [outcome.worker for outcome in self]
        columns["error"] = [outcome.error and _said(outcome.error) for outcome in self]
        return columns

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        """Writes the table to a file, as CSV or Parquet by its suffix; floats with all their digits.

        Args:
            path: the file, .csv or .parquet; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ImportError: for Parquet, if pyarrow is missing.
            ValueError: for another suffix.
            OSError: if there is no such folder, the file exists and is not to be overwritten, or cannot be written.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Outcomes([Outcome(0.5, 1 / 3)]).save(f"{folder}/sweep.csv")
        ...     print(path.read_text())
        setting,result,seconds,worker,error
        0.5,0.3333333333333333,,,
        """
        file = file_path(path)
        writers = {".csv": self._csv, ".parquet": self._parquet}
        if file.suffix not in writers:
            raise ValueError(f"expected path to end in .csv or .parquet, got {str(file)!r}")
        return write_file(file, writers[file.suffix](), overwrite=overwrite)

    def to_pandas(self) -> DataFrame:
        """The table as a DataFrame of pandas.

        Raises:
            ImportError: if pandas is missing.
        """
        try:
            from pandas import DataFrame
        except ImportError:
            raise ImportError("a DataFrame needs pandas: pip install pandas, or use .table()") from None
        return DataFrame(self.table())

    def _csv(self) -> bytes:
        text, table = StringIO(), self.table()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*table.values()))
        return text.getvalue().encode()

    def _parquet(self) -> bytes:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError:
            raise ImportError("a Parquet file needs pyarrow: pip install pyarrow, or save a .csv") from None

        def array(cells: Sequence[Any]) -> Any:
            try:
                return pyarrow.array(cells)
            except (pyarrow.ArrowException, OverflowError):  # cells of several kinds, or of none that it knows
                return pyarrow.array([None if cell is None else str(cell) for cell in cells])

        stream = BytesIO()
        parquet.write_table(pyarrow.table({name: array(cells) for name, cells in self.table().items()}), stream)
        return stream.getvalue()

    def __repr__(self) -> str:
        return f"<Outcomes: {self._counts()}>"

    def __str__(self) -> str:
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        return html_table(*self._shown())

    def _counts(self) -> str:
        failed = sum(outcome.error is not None for outcome in self)
        return f"{len(self)} run{'s' if len(self) != 1 else ''}, {failed} failed"

    def _shown(self) -> tuple[list[str], list[tuple[object, ...]], str]:
        """Head, rows and caption."""
        table = Outcomes(self[:_ROWS]).table()
        rows: list[tuple[object, ...]] = [
            tuple(cell if isinstance(cell, (int, float)) else _cell(cell) for cell in row)
            for row in zip(*table.values())
        ]
        return [*table], rows, self._counts() + (f"; the first {_ROWS} of them" if len(self) > _ROWS else "")


class SweepInterrupted(KeyboardInterrupt):
    """Ctrl-C, while `nn.run_many` was at work.

    Attributes:
        outcomes: those of the runs that were done.
        count: how many runs there should have been.

    >>> SweepInterrupted(Outcomes([Outcome(3, 0.5)]), 10).outcomes[0].result
    0.5
    """

    def __init__(self, outcomes: Outcomes[Any, Any], count: int) -> None:
        super().__init__(outcomes, count)
        self.outcomes, self.count = outcomes, count

    def __str__(self) -> str:
        return (
            f"Ctrl-C after {len(self.outcomes)} of {counted(self.count, 'run')}: what they gave is in the outcomes of "
            "this exception; where nn.run_many has a journal, the same call goes on from there"
        )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _cell(cell: object) -> str:
    return cell if isinstance(cell, str) else brief(cell)


def _columns(name: str, things: Sequence[object], known: Sequence[object] | None = None) -> dict[str, list[Any]]:
    """Columns for the parts of things, if all that are known have parts; otherwise one.

    Args:
        name: what the things are.
        things: one a row.
        known: those that there are; all, if nothing is said.
    """
    known = things if known is None else known
    parts = [_parts(name, thing) for thing in known]
    names = list(dict.fromkeys(key for each in parts if each for key in each))
    if not all(parts) or not names:
        return {name: list(things)}
    rows = [_parts(name, thing) or {} for thing in things]
    return {key: [row.get(key) for row in rows] for key in names}


def _parts(name: str, thing: Any) -> Mapping[str, object] | None:
    """The parts of a thing by their names; None if it has none."""
    if isinstance(thing, Mapping):
        return thing if all(isinstance(key, str) for key in thing) else None
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {part.name: getattr(thing, part.name) for part in dataclasses.fields(thing)}
    if isinstance(thing, tuple):
        names = getattr(thing, "_fields", [f"{name}[{k}]" for k in range(len(thing))])
        return dict(zip(names, thing))
    return None
