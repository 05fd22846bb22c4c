"""Data from files, made ready to learn from: CSV, a split into training and test data, standardisation."""

from __future__ import annotations

import csv
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

from autograd.data import Array
from autograd.samples import check_widths, paired, samples
from autograd.shared.encodings import first_foreign_byte
from autograd.shared.files import file_path
from autograd.shared.near_names import nearest
from autograd.shared.showing import brief, came, counted, html_table, one_line, shortened, text_table
from nn.arguments import Seed, check_number, random_generator

__all__ = [
    "Standardizer",
    "Table",
    "csv_rows",
    "is_number",
    "number_in",
    "read_csv",
    "standardizer",
    "train_test_split",
]

_ROWS = 5
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATORS = re.compile(r"[,_'’\s]")
"""What stands between the digits of numbers here and there, the decimal comma among it."""

Row = TypeVar("Row")
Target = TypeVar("Target")


@dataclass(frozen=True)
class Table:
    """What a CSV file holds.

    Attributes:
        X: the samples, a number a column, the class column left out.
        y: their classes, as indices into `classes`.
        columns: the names of the columns in X.
        classes: the names of the classes, sorted: by size where all are numbers, otherwise by the alphabet.

    >>> table = Table([[1.0, 2.0]], [0], ("height", "width"), ("iris",))
    >>> table.columns, table.classes[table.y[0]]
    (('height', 'width'), 'iris')
    """

    X: list[list[float]]
    y: list[int]
    columns: tuple[str, ...]
    classes: tuple[str, ...]

    def __repr__(self) -> str:
        names = f"columns {brief(self.columns, 60)}, classes {brief(self.classes, 60)}"
        return f"<Table: {counted(len(self.X), 'sample')}, {names}>"

    def __str__(self) -> str:
        """The first samples with the names of their classes."""
        return text_table(*self._table())

    def _repr_html_(self) -> str:
        return html_table(*self._table())

    def _table(self) -> tuple[list[str], list[tuple[object, ...]], str]:
        """Head, rows and caption."""
        rows = [(*x, self.classes[y]) for x, y in zip(self.X[:_ROWS], self.y)]
        left_out = f"; the first {_ROWS} of them" if len(self.X) > _ROWS else ""
        return [*self.columns, "class"], rows, f"{counted(len(self.X), 'sample')}{left_out}"


def read_csv(path: str | os.PathLike[str], class_column: str, *, delimiter: str = ",") -> Table:
    r"""Reads samples from a CSV file whose first line names the columns; blank lines are left out.

    Args:
        path: which file; UTF-8.
        class_column: the column with the class, any text; all others hold numbers, with a point and nothing else
            between digits.
        delimiter: what stands between cells.

    Returns:
        The table: `X` a row of numbers a sample, `y` the targets, and the names of columns and classes.

    Raises:
        ValueError: for a file without header or rows, a column that is missing or there twice, a row with a wrong
            number of cells, or a cell that is not a finite number, saying in which line and column.
        OSError: if the file cannot be read.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "irises.csv")
    ...     _ = path.write_text("length,width,species\n5.1,3.5,setosa\n6.2,2.9,versicolor\n")
    ...     table = read_csv(path, class_column="species")
    >>> table.X, table.y, table.classes
    ([[5.1, 3.5], [6.2, 2.9]], [0, 1], ('setosa', 'versicolor'))
    """
    lines = list(csv_rows(file_path(path), delimiter))
    if not lines:
        raise ValueError(f"{path}: expected a header that names the columns, but the file is empty")
    (_, header), *rows = lines
    position = _position(header, class_column, f"{path}: line 1")
    if not rows:
        raise ValueError(f"{path}: expected at least one row below the header, got none")
    X: list[list[float]] = []
    names: list[str] = []
    for line, row in rows:
        where = f"{path}: line {line}"
        if len(row) != len(header):
            cut = ": is a decimal comma among them?" if len(row) > len(header) and delimiter == "," else ""
            raise ValueError(f"{where}: expected {counted(len(header), 'cell')}, as in the header, got {len(row)}{cut}")
        if not row[position].strip():
            raise ValueError(f"{where}, column {class_column!r}: expected a class, but the cell is empty")
        names.append(row[position].strip())
        cells = zip(header, row)
        X.append([number_in(cell, f"{where}, column {name!r}") for name, cell in cells if name != class_column])
    classes = sorted(set(names), key=_by_size if all(map(is_number, names)) else None)
    indices = {name: index for index, name in enumerate(classes)}
    columns = tuple(name for name in header if name != class_column)
    return Table(X, [indices[name] for name in names], columns, tuple(classes))


@overload
def train_test_split(
    X: Sequence[Row], y: Sequence[Target], test_fraction: float = 0.2, seed: Seed = None
) -> tuple[list[Row], list[Row], list[Target], list[Target]]: ...


@overload
def train_test_split(
    X: Sequence[Any] | Array, y: Sequence[Any] | Array, test_fraction: float = 0.2, seed: Seed = None
) -> tuple[list[Any], list[Any], list[Any], list[Any]]: ...


def train_test_split(
    X: Any, y: Any, test_fraction: float = 0.2, seed: Seed = None
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Sets a part of the data aside, chosen at random, to test on what training has not seen.

    Args:
        X: the samples, at least 2, in any container.
        y: their targets, as many.
        test_fraction: how large a part the test data are, above 0 and below 1; either part has at least one sample.
        seed: a seed, or the `random.Random` that shuffles.

    Returns:
        X_train, X_test, y_train, y_test.

    Raises:
        ValueError: for fewer than 2 samples, data of different lengths, or a fraction outside its range.

    >>> X_train, X_test, y_train, y_test = train_test_split(range(10), range(10), test_fraction=0.3, seed=1)
    >>> len(X_train), len(X_test), X_test == y_test
    (7, 3, True)
    """
    X, y = paired(X, y)
    check_number(test_fraction, "test_fraction", lambda x: 0.0 < x < 1.0, "above 0 and below 1")
    if len(X) < 2:
        raise ValueError(f"expected at least 2 samples in X, got {len(X)}")
    order = list(range(len(X)))
    random_generator(seed).shuffle(order)
    size = min(max(round(test_fraction * len(X)), 1), len(X) - 1)
    test, train = order[:size], order[size:]
    return [X[i] for i in train], [X[i] for i in test], [y[i] for i in train], [y[i] for i in test]


@dataclass(frozen=True)
class Standardizer:
    """Shifts and scales columns: call it on samples.

    Attributes:
        means: what is taken away from each column.
        deviations: what it is divided by then.

    >>> scale = Standardizer(means=(2.0, 10.0), deviations=(1.0, 5.0))
    >>> scale([[3.0, 5.0]])
    [[1.0, -1.0]]
    """

    means: tuple[float, ...]
    deviations: tuple[float, ...]

    __repr__ = one_line

    def __call__(self, X: Sequence[Sequence[float]] | Array) -> list[list[float]]:
        """The samples in the new units.

        Raises:
            ValueError: for samples with another number of columns, or what is not a finite number.
        """
        rows = samples(X, width=len(self.means), owner="this standardizer")
        return [[(x - m) / d for x, m, d in zip(row, self.means, self.deviations)] for row in rows]


def standardizer(X: Sequence[Sequence[float]] | Array) -> Standardizer:
    """What gives each column of these samples mean 0 and standard deviation 1; a constant column becomes 0.

    Made from the training data, it goes for the test data too.

    Args:
        X: the samples, at least one, in any container, all with the same number of finite numbers.

    Returns:
        The standardizer: called with samples, of these columns, it gives them standardised.

    Raises:
        ValueError: for no samples, rows of different lengths, or what is not a finite number.

    >>> scaled = standardizer([[1.0, 5.0], [3.0, 5.0]])
    >>> scaled([[1.0, 5.0], [2.0, 6.0]])
    [[-1.0, 0.0], [0.0, 1.0]]
    """
    X = samples(X)
    check_widths(X, "X")
    means = [math.fsum(column) / len(X) for column in zip(*X)]
    spreads = [math.hypot(*(x - m for x in column)) / math.sqrt(len(X)) for column, m in zip(zip(*X), means)]
    constant = [len(set(column)) == 1 for column in zip(*X)]
    return Standardizer(tuple(means), tuple(1.0 if c else spread for c, spread in zip(constant, spreads)))


def csv_rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of the lines that are not blank, each line with its number, counted from 1.

    Raises:
        ValueError: for what is not CSV in UTF-8, saying in which line.
        OSError: if the file cannot be read.
    """
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise TypeError(f"expected delimiter to be one character, got {came(delimiter)}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for row in reader:
                if any(map(str.strip, row)):
                    yield reader.line_num, row
        except csv.Error as error:
            raise ValueError(f"{path}: line {reader.line_num}: not CSV in UTF-8: {error}") from None
        except UnicodeDecodeError:  # it comes with the block that is read ahead, not with its line
            line, why = first_foreign_byte(path)
            raise ValueError(f"{path}: line {line}: not CSV in UTF-8: {why}") from None


def _position(header: list[str], class_column: str, where: str) -> int:
    """Where the class column is, once the header is in order; names lose the spaces around them."""
    header[:] = [name.strip() for name in header]
    ((name, count),) = Counter(header).most_common(1)
    if count > 1:
        raise ValueError(f"{where}: expected each column once, got {brief(name)} {count} times")
    if not isinstance(class_column, str):
        raise TypeError(f"{where}: expected class_column to be the name of a column, got {came(class_column)}")
    if class_column not in header:
        columns = shortened(", ".join(map(repr, header)))
        other = next((f": give delimiter={mark!r}" for mark in _DELIMITERS if class_column in _cut(header, mark)), "")
        near = nearest(class_column, header)
        meant = other or (f": did you mean {near!r}?" if near else "")
        raise ValueError(f"{where}: expected class_column to be one of {columns}, got {came(class_column)}{meant}")
    if len(header) < 2:
        raise ValueError(f"{where}: expected a column of numbers beside {class_column!r}, got none")
    return header.index(class_column)


def _cut(header: Sequence[str], mark: str) -> list[str]:
    return [name.strip() for cell in header for name in cell.split(mark)]


def number_in(cell: str, where: str) -> float:
    """The number in a cell.

    Raises:
        ValueError: if there is none, or one that is not finite, saying where.
    """
    if not is_number(cell):
        what = f"got {cell!r}{_spelling(cell)}" if cell.strip() else "but the cell is empty"
        raise ValueError(f"{where}: expected a finite number, {what}")
    return float(cell)


def _spelling(cell: str) -> str:
    """How numbers are written, where this may be one that is written otherwise."""
    if _is_finite(_SEPARATORS.sub("", cell).replace("−", "-")):
        return ": a number is written as 1234.5 or -2e-3, with a point and nothing between digits"
    return ""


def is_number(cell: str) -> bool:
    """Whether a finite number stands in a cell, spelt as any program spells it, and not only Python."""
    return cell.isascii() and "_" not in cell and _is_finite(cell)


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _by_size(name: str) -> tuple[float, str]:
    return float(name), name
