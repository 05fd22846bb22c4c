"""Images to learn from: the UCI handwritten digits, and the files that MNIST and its like come in."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from autograd.shared.files import FilePath, file_path
from autograd.shared.showing import counted
from nn.arguments import check_flag, check_whole
from nn.datasets.shapes import Dataset
from nn.tables import csv_rows, is_number, number_in

__all__ = ["csv", "digits", "idx"]

INK: Final = 255
"""The largest number of a pixel."""
MEGABYTE: Final = 2**20
GZIP: Final = b"\x1f\x8b"
IMAGES, LABELS = 0x0803, 0x0801
"""The magic numbers of IDX files: bytes, in three dimensions or in one."""
EXPECTED: Final = {IMAGES: "images, 0x00000803", LABELS: "labels, 0x00000801"}


def idx(images: FilePath, labels: FilePath, *, scale: bool = True) -> Dataset:
    """Images and their classes from two IDX files, the format that MNIST, Fashion-MNIST and EMNIST come in.

    MNIST's are train-images-idx3-ubyte and train-labels-idx1-ubyte, and t10k-… to test on; compressed by gzip or not.
    LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998, describe the format.

    Args:
        images: the file with the images.
        labels: the file with as many classes.
        scale: whether pixels are from 0 to 1; otherwise they are as in the file, from 0 to 255.

    Returns:
        For each image its pixels, row by row; and the classes.

    Raises:
        ValueError: for a file that is damaged, or no IDX file of that kind, and for other counts of images and labels.
        OSError: if a file cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     images, labels = Path(folder, "images"), Path(folder, "labels")
    ...     _ = images.write_bytes(bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255]))
    ...     _ = labels.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    ...     idx(images, labels)
    ([[0.0, 1.0]], [7])
    """
    check_flag(scale, "scale")
    (count, *shape), pixels = _read_idx(file_path(images, "images"), IMAGES)
    (label_count,), classes = _read_idx(file_path(labels, "labels"), LABELS)
    if count != label_count:
        raise ValueError(
            f"expected a label an image, got {counted(count, 'image')} in {images} and "
            f"{counted(label_count, 'label')} in {labels}"
        )
    numbers = _pixel_numbers(scale)
    size = math.prod(shape)
    X = [[numbers[pixel] for pixel in pixels[start : start + size]] for start in range(0, count * size, size)]
    return X, list(classes)


def csv(path: FilePath, *, label_column: int = 0, scale: bool = True, delimiter: str = ",") -> Dataset:
    r"""Images and their classes from a CSV file with an image a line: the class, and the pixels row by row.

    So MNIST is passed on as mnist_train.csv. A first line that names the columns is left out, and so are blank lines;
    `nn.read_csv` reads tables of other numbers.

    Args:
        path: which file; UTF-8.
        label_column: where the class stands, counted from 0.
        scale: whether pixels are from 0 to 1; otherwise they are as in the file, whole numbers from 0 to 255.
        delimiter: what stands between cells.

    Returns:
        The images, a row of numbers each, and their classes.

    Raises:
        ValueError: for a file without images, a line with another number of cells than the first, or a cell that is no
            whole number in its range, saying in which line and column.
        OSError: if the file cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "mnist.csv")
    ...     _ = path.write_text("label,1x1,1x2\n7,0,255\n")
    ...     csv(path)
    ([[0.0, 1.0]], [7])
    """
    label_column = check_whole(label_column, "label_column", 0)
    check_flag(scale, "scale")
    cells = {str(number): pixel for number, pixel in enumerate(_pixel_numbers(scale))}
    X: list[list[float]] = []
    y: list[int] = []
    for line, row in _rows_of_images(path, label_column, delimiter):
        where = f"{path}: line {line}"
        if X and len(row) != len(X[0]) + 1:
            raise ValueError(
                f"{where}: expected {counted(len(X[0]) + 1, 'cell')}, as in the first line, got {len(row)}"
            )
        label = row.pop(label_column)
        y.append(_whole(label, f"{where}, column {label_column + 1}", math.inf))
        try:
            X.append([cells[cell] for cell in row])
        except KeyError:  # spelled in another way, as 0.0 or with a space; or no pixel
            X.append(
                [cells[str(_whole(cell, f"{where}, column {k}", INK))] for k, cell in _numbered(row, label_column)]
            )
    if not X:
        raise ValueError(f"{path}: expected at least one image, got none")
    return X, y


def digits() -> Dataset:
    """The UCI handwritten digits: 1,797 images of 8×8 pixels, row by row, from 0 (paper) to 1 (ink), in 10 classes.

    Alpaydin and Kaynak, "Optical recognition of handwritten digits", 1998. Read from the copy that comes with
    scikit-learn, whose pixels count from 0 to 16.

    Returns:
        The images, 64 numbers each, and their classes, 0 to 9.

    Raises:
        ImportError: if scikit-learn is not installed, saying how to install it.

    >>> X, y = digits()
    >>> len(X), len(X[0]), y[:10]
    (1797, 64, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError("the digits come with scikit-learn: pip install scikit-learn") from error
    images, labels = load_digits(return_X_y=True)
    return [[pixel / 16.0 for pixel in image] for image in images.tolist()], [int(label) for label in labels]


def _read_idx(path: Path, magic: int) -> tuple[tuple[int, ...], bytes]:
    """The sizes that an IDX file has in its dimensions, and its bytes."""
    dimensions = magic & 0xFF
    with path.open("rb") as plain:
        is_compressed = plain.read(len(GZIP)) == GZIP
        plain.seek(0)
        with gzip.open(plain) if is_compressed else plain as file:
            try:
                header = file.read(4 + 4 * dimensions)
                sizes = _sizes(path, header, magic)
                content = b"".join(_pieces(file.read, math.prod(sizes) + 1))  # one byte more than there should be
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise ValueError(f"{path}: the compressed file is damaged: {error}") from None
    if len(content) != math.prod(sizes):
        shown = " × ".join(map(str, sizes))
        got = "more" if len(content) > math.prod(sizes) else str(len(content))
        raise ValueError(f"{path}: expected {shown} = {counted(math.prod(sizes), 'byte')} after the header, got {got}")
    return sizes, content


def _pieces(read: Callable[[int], bytes], most: int) -> Iterator[bytes]:
    """What is left of a file, up to so many bytes: memory goes by what is there, not by what a header says."""
    while most > 0 and (piece := read(min(most, MEGABYTE))):
        most -= len(piece)
        yield piece


def _sizes(path: Path, header: bytes, magic: int) -> tuple[int, ...]:
    found = int.from_bytes(header[:4], "big")
    if len(header) < 4 or found != magic:
        hint = f": is it the file of the {EXPECTED[found].split(',')[0]}?" if found in EXPECTED else ""
        shown = f"0x{header[:4].hex()}" if header else "an empty file"
        raise ValueError(f"{path}: expected the magic number of IDX {EXPECTED[magic]}, got {shown}{hint}")
    dimensions = magic & 0xFF
    if len(header) < 4 + 4 * dimensions:
        raise ValueError(f"{path}: expected {counted(dimensions, 'size')} in the header, but the file ends there")
    sizes = tuple(int.from_bytes(header[k : k + 4], "big") for k in range(4, len(header), 4))
    if 0 in sizes:
        raise ValueError(f"{path}: expected sizes of at least 1 in the header, got {' × '.join(map(str, sizes))}")
    return sizes


def _pixel_numbers(scale: bool) -> list[float]:
    """The number of each pixel there can be, each made once."""
    return [pixel / INK if scale else float(pixel) for pixel in range(INK + 1)]


def _rows_of_images(path: FilePath, label_column: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with an image, each with its number: the first is none if it names the class instead."""
    for k, (line, row) in enumerate(csv_rows(file_path(path), delimiter)):
        if not label_column < len(row) > 1:
            raise ValueError(
                f"{path}: line {line}: expected a class in column {label_column + 1}, and pixels beside it, got "
                f"{counted(len(row), 'cell')}"
            )
        if k or is_number(row[label_column]):
            yield line, row


def _numbered(row: Sequence[str], label_column: int) -> Iterator[tuple[int, str]]:
    """The cells of a row that has lost its label, each with the number of its column, counted from 1."""
    for k, cell in enumerate(row):
        yield k + 1 + (k >= label_column), cell


def _whole(cell: str, where: str, most: float) -> int:
    number = number_in(cell, where)
    if not (number == int(number) and 0 <= number <= most):
        range_ = "from 0 up" if most == math.inf else f"from 0 to {most}"
        raise ValueError(f"{where}: expected a whole number {range_}, got {cell!r}")
    return int(number)
