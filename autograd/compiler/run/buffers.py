"""Numbers in memory: what users hand in, read where it lies where that can be, and what the machine works in."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.compiler.codegen.lanes import LANES
from autograd.data import entries, plain, without_brackets
from autograd.shared.showing import came, counted
from autograd.shared.stored import Stored

__all__ = ["LaneMemory", "Matrix", "address_of_array", "integers", "matrix", "vector_of_numbers", "zeros"]


class _Buffer(ctypes.Structure):
    """Python's Py_buffer."""

    _fields_ = (
        ("address", ctypes.c_void_p),
        ("object", ctypes.py_object),
        ("length", ctypes.c_ssize_t),
        ("item_size", ctypes.c_ssize_t),
        ("is_read_only", ctypes.c_int),
        ("dimensions", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    )


@dataclass(frozen=True)
class Matrix:
    """Numbers, a row a sample, however they lie in memory.

    Attributes:
        address: of the first.
        rows: how many samples.
        columns: how many numbers a sample.
        row_stride: how far rows are apart, in doubles.
        column_stride: how far columns are apart.
        owner: what must live as long as the numbers are read.
    """

    address: int
    rows: int
    columns: int
    row_stride: int
    column_stride: int
    owner: object

    def row(self, index: int) -> list[float]:
        first = self.address + 8 * self.row_stride * index
        return [ctypes.c_double.from_address(first + 8 * self.column_stride * k).value for k in range(self.columns)]

    def column(self, index: int) -> list[float]:
        if not self.rows:
            return []
        size, first = (self.rows - 1) * abs(self.row_stride) + 1, self.address + 8 * self.column_stride * index
        if self.row_stride < 0:
            first -= 8 * (size - 1)
        numbers = (ctypes.c_double * size).from_address(first)[:: abs(self.row_stride) or 1]
        column = numbers if self.row_stride else numbers * self.rows
        return column[::-1] if self.row_stride < 0 else column

    @classmethod
    def room(cls, rows: int, columns: int) -> Matrix:
        """Room for so many rows, all 0."""
        numbers = zeros(rows * columns or 1)
        return cls(address_of_array(numbers), rows, columns, columns, 1, numbers)

    def copy_into(self, room: Matrix) -> None:
        """Copies all rows, which lie one after the other, to where a room begins."""
        ctypes.memmove(room.address, self.address, 8 * self.rows * self.columns)


def matrix(data: Any, columns: int | None, name: str) -> Matrix:
    """`data` as a matrix: doubles in a buffer (NumPy, `array`, memoryview) without copying, any other container copied.

    Args:
        data: a row a sample, or where there is one number a sample, a flat sequence of these.
        columns: how many numbers a sample has; None for one, given without a sequence around it.
        name: what to call it in an error.

    Raises:
        TypeError: if it is not such a sequence of numbers.
        ValueError: for a row of another length.
    """
    width = 1 if columns is None else columns
    data = data.doubles() if isinstance(data, Stored) else data
    view = _view_of_doubles(data)
    if view is None:
        return _copied(data, columns, name)
    if view.ndim == 0 or view.ndim > 2 or (view.ndim == 1 and width != 1):
        raise ValueError(
            f"expected {name} to have a row of {counted(width, 'number')} a sample, got an array of shape {view.shape}"
        )
    if view.ndim == 2 and view.shape is not None and view.shape[1] != width:
        raise ValueError(f"expected {name} to have {counted(width, 'column')}, got {view.shape[1]}")
    return _in_place(data, width)


def _view_of_doubles(data: Any) -> memoryview[float] | None:
    """The doubles as they lie in memory; None where they do not lie there as the machine reads them."""
    try:
        view: Any = memoryview(data)
    except (TypeError, ValueError):  # NumPy has types that no buffer has
        return None
    return view if view.format == "d" and not any(stride % 8 for stride in view.strides or ()) else None


def _in_place(data: Any, columns: int) -> Matrix:
    view = memoryview(data)
    buffer = _Buffer()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(view), ctypes.byref(buffer), _STRIDED)
    address = buffer.address or 0
    ctypes.pythonapi.PyBuffer_Release(ctypes.byref(buffer))  # the view goes on holding it
    strides = [stride // 8 for stride in view.strides or ()]
    return Matrix(address, len(view), columns, strides[0], strides[1] if len(strides) > 1 else 1, view)


_STRIDED = 0x18 | 0x4  # PyBUF_STRIDES | PyBUF_FORMAT


def _copied(data: Any, columns: int | None, name: str) -> Matrix:
    rows = entries(data, name, "samples")
    if columns is None:
        numbers = vector_of_numbers(rows, name)
    else:
        numbers = array("d")
        for k, row in enumerate(rows):
            if not isinstance(row, Iterable) or isinstance(row, (str, bytes, bytearray)):
                raise TypeError(f"expected a row of {counted(columns, 'number')} in row {k} of {name}, got {came(row)}")
            before = len(numbers)
            numbers.extend(vector_of_numbers(row, f"row {k} of {name}"))
            if len(numbers) - before != columns:
                raise ValueError(
                    f"expected {counted(columns, 'number')} in row {k} of {name}, got {len(numbers) - before}"
                )
    width = 1 if columns is None else columns
    return Matrix(address_of_array(numbers), len(rows), width, width, 1, numbers)


def vector_of_numbers(data: Any, name: str) -> array[float]:
    """`data` as doubles; a column of them will do.

    Raises:
        TypeError: if an entry is not a number.
    """
    given = data if hasattr(data, "__len__") else list(data)
    try:
        return array("d", given)
    except (TypeError, ValueError):  # no numbers, or arrays of one number each
        numbers = without_brackets(plain(given))
    for k, number in enumerate(numbers):
        if isinstance(number, (str, bytes)) or not hasattr(number, "__float__"):
            raise TypeError(f"expected a number in entry {k} of {name}, got {came(number)}")
    return array("d", numbers)


def address_of_array(numbers: array[Any]) -> int:
    return numbers.buffer_info()[0]


def integers(numbers: Sequence[int]) -> array[int]:
    """64-bit integers, as the machine reads them; at least one, so that there is an address."""
    return array("q", numbers or (0,))


def zeros(count: int) -> array[float]:
    """So many doubles, all 0: in one go, as millions of them must not be copied."""
    return array("d", (0.0,)) * count


class LaneMemory:
    """Slots that the machine works in, aligned as its vectors are.

    Args:
        slots: how many lanes.
    """

    def __init__(self, slots: int) -> None:
        size = 8 * LANES
        self._memory = ctypes.create_string_buffer((slots + 1) * size)
        address = ctypes.addressof(self._memory)
        self.address = address + -address % size

    def fill(self, slot: int, number: float) -> None:
        place = self.address + 8 * LANES * slot
        (ctypes.c_double * LANES).from_address(place)[:] = [number] * LANES
