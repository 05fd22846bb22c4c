"""Columns of Parquet files, and of whatever else Apache Arrow reads, as a source of batches for `nn.fit`.

Nothing is kept: each epoch reads the files again. pyarrow is imported by the function that needs it.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd.arguments import check_names
from autograd.shared.near_names import check_name
from autograd.shared.showing import came
from autograd.shared.stored import Stored
from nn.arguments import check_whole

__all__ = ["Columns", "parquet"]

INSTALL: Final = "nn.parquet reads files by pyarrow, which is not installed: pip install pyarrow"


@dataclass(frozen=True, repr=False)
class Columns:
    """Columns of a source that Arrow reads, as batches (X, y): each loop over them reads the source from its beginning.

    Attributes:
        source: a `pyarrow.dataset.Dataset`, or a `pyarrow.parquet.ParquetFile`.
        inputs: the columns of X, in order.
        target: the column of y; or several, where y has rows.
        batch_size: how many rows are read at once.
    """

    source: Any
    inputs: tuple[str, ...]
    target: str | tuple[str, ...]
    batch_size: int

    def __repr__(self) -> str:
        return f"<Columns: {len(self.inputs)} inputs, target {self.target!r}>"

    def __iter__(self) -> Iterator[tuple[Stored, Stored]]:
        targets = (self.target,) if isinstance(self.target, str) else self.target
        first = 0
        for batch in self._batches([*dict.fromkeys([*self.inputs, *targets])]):
            if batch.num_rows:
                X = _rows([_numbers(batch, name, first) for name in self.inputs])
                if isinstance(self.target, str):
                    yield X, Stored(memoryview(_numbers(batch, self.target, first, whole=True)))
                else:
                    yield X, _rows([_numbers(batch, name, first) for name in targets])
            first += batch.num_rows

    def _batches(self, columns: list[str]) -> Any:
        if hasattr(self.source, "iter_batches"):
            return self.source.iter_batches(batch_size=self.batch_size, columns=columns)
        from pyarrow import dataset

        sparing: dict[str, Any] = {
            "batch_readahead": 1,
            "fragment_readahead": 1,
        }  # by itself Arrow holds the whole file
        if isinstance(getattr(self.source, "format", None), dataset.ParquetFileFormat):
            reading = dataset.ParquetFragmentScanOptions(pre_buffer=False, use_buffered_stream=True)
            sparing["fragment_scan_options"] = reading
        return self.source.to_batches(columns=columns, batch_size=self.batch_size, **sparing)


def parquet(
    source: Any, *, inputs: Sequence[str] | None = None, target: str | Sequence[str], batch_size: int = 16_384
) -> Columns:
    """Columns of Parquet files as a source of batches: `nn.fit(model, nn.parquet("rows.parquet", target="y"), …)`.

    Args:
        source: the path of a .parquet file, or of a folder of them, which are read in the order of their names; a
            `pyarrow.dataset.Dataset` of any format, a `pyarrow.parquet.ParquetFile`, or a `pyarrow.Table`.
        inputs: the columns that a sample has, in this order, all of numbers or bools; None for all but the target.
        target: the column of the targets: whole numbers, such as classes, stay whole; or several, for targets that are
            rows.
        batch_size: how many rows are read at once, from 1 up. The training does not depend on it.

    Returns:
        The batches, which can be gone through again and again.

    Raises:
        ImportError: if pyarrow is missing, saying how to install it.
        TypeError: for what is no such source, or can be read once only; for a column that has no numbers.
        ValueError: for a column that is not there, with the nearest name; while it is read, for a cell without a
            number, naming row and column.
        OSError: if there are no such files.

    >>> import pyarrow
    >>> table = pyarrow.table({"length": [1.5, 4.25], "width": [0.25, 1.5], "species": [0, 1]})
    >>> [(list(X), list(y)) for X, y in parquet(table, inputs=["width", "length"], target="species")]
    [([[0.25, 1.5], [1.5, 4.25]], [0, 1])]
    """
    try:
        import pyarrow
        from pyarrow import dataset
        from pyarrow import parquet as files
    except ImportError:
        raise ImportError(INSTALL) from None
    if isinstance(source, (str, os.PathLike)):
        source = dataset.dataset(source, format="parquet")
    elif isinstance(source, pyarrow.Table):
        source = dataset.dataset(source)
    elif isinstance(source, pyarrow.RecordBatchReader):
        raise TypeError(
            f"expected source to be read once an epoch, got {came(source)}, which runs once: hand over the path, "
            "the dataset or the table that it reads"
        )
    elif not isinstance(source, (dataset.Dataset, files.ParquetFile)):
        raise TypeError(f"expected source to be a path, or a dataset of pyarrow's, got {came(source)}")
    schema = source.schema_arrow if hasattr(source, "schema_arrow") else source.schema
    targets = (target,) if isinstance(target, str) else tuple(check_names(target, "target"))
    others = [name for name in schema.names if name not in targets]
    chosen = others if inputs is None else list(check_names(inputs, "inputs"))
    for argument, names in (("target", targets), ("inputs", chosen)):
        if not names:
            raise ValueError(f"expected at least one column in {argument}, got none")
        for name in names:
            check_name(name, argument, schema.names)
            _check_type(schema.field(name), argument)
    return Columns(
        source, tuple(chosen), target if isinstance(target, str) else targets, check_whole(batch_size, "batch_size")
    )


def _check_type(field: Any, argument: str) -> None:
    from pyarrow import types

    kinds = (types.is_integer, types.is_floating, types.is_boolean, types.is_decimal)
    if not any(is_kind(field.type) for is_kind in kinds):
        hint = "number the classes" if argument == "target" else "number it, or leave it out"
        raise TypeError(f"expected numbers in the column {field.name!r} of {argument}, got {field.type}: {hint}")


def _numbers(batch: Any, name: str, first: int, *, whole: bool = False) -> array[Any]:
    """A column as doubles; or whole numbers as they are, where they are wanted so."""
    from pyarrow import compute, types

    column = batch.column(name)
    if column.null_count:
        row = first + compute.index(compute.is_null(column), True).as_py()
        raise ValueError(
            f"expected a number in the column {name!r}, got null in row {row}: fill it in, or leave that row out"
        )
    is_whole = whole and not (types.is_floating(column.type) or types.is_decimal(column.type))
    if types.is_boolean(column.type):
        column = column.cast("uint8")
    column = column.cast("int64" if is_whole else "float64", safe=False)
    numbers: array[Any] = array("q" if is_whole else "d")
    start = 8 * column.offset
    numbers.frombytes(memoryview(column.buffers()[1])[start : start + 8 * len(column)])
    return numbers


def _rows(columns: Sequence[array[float]]) -> Stored:
    """Columns side by side, as rows."""
    width = len(columns)
    numbers = array("d", (0.0,)) * (width * len(columns[0]))
    for k, column in enumerate(columns):
        numbers[k::width] = column
    return Stored.rows(numbers, width)
