"""Tensors of a file that anybody may have written: their numbers, if they are what they say."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from autograd.shared.showing import brief, counted

if TYPE_CHECKING:
    import onnx

__all__ = ["MOST_NUMBERS", "NumberType", "Tensor", "count_of", "number_types", "read_tensor"]

MOST_NUMBERS: Final = 2**23
"""Nets of more parameters are refused: each becomes a Value, and these fill a gigabyte."""


class NumberType(NamedTuple):
    """How numbers stand in a file.

    Attributes:
        code: how `struct` packs one.
        field: where they are when they are not packed.
        is_float: whether they are no whole numbers.
    """

    code: str
    field: str
    is_float: bool = True


@dataclass(frozen=True)
class Tensor:
    """Numbers that are the same for all samples, row by row."""

    dims: tuple[int, ...]
    numbers: Sequence[float]
    type: NumberType

    def is_finite(self) -> bool:
        """Whether none is infinite or NaN."""
        return all(map(math.isfinite, self.numbers))

    def rows(self) -> list[Sequence[float]]:
        """The rows of a matrix."""
        count, width = self.dims
        return [self.numbers[k * width : (k + 1) * width] for k in range(count)]

    def transposed(self) -> Tensor:
        """The matrix with its columns as rows."""
        rows = self.rows()
        return Tensor(self.dims[::-1], [row[k] for k in range(self.dims[1]) for row in rows], self.type)


def number_types() -> Mapping[int, NumberType]:
    """By ONNX's number for each type, those that are read."""
    from onnx import TensorProto

    return {
        TensorProto.DOUBLE: NumberType("d", "double_data"),
        TensorProto.FLOAT: NumberType("f", "float_data"),
        TensorProto.FLOAT16: NumberType("e", "int32_data"),
        TensorProto.INT64: NumberType("q", "int64_data", is_float=False),
        TensorProto.INT32: NumberType("i", "int32_data", is_float=False),
        TensorProto.BOOL: NumberType("?", "int32_data", is_float=False),
    }


def count_of(proto: onnx.TensorProto) -> int:
    """How many numbers a tensor really has, whatever its dimensions say."""
    known = number_types().get(proto.data_type)
    if known is None:
        return 0
    return len(proto.raw_data) // struct.calcsize(f"<{known.code}") + len(getattr(proto, known.field))


def read_tensor(proto: onnx.TensorProto) -> Tensor:
    """The tensor that a file says it has. No other file is read for it.

    Raises:
        ValueError: for one whose numbers stand elsewhere, are of a type that is not read, or not as many as its
            dimensions say.
    """
    name = f"tensor {brief(proto.name)}"
    if proto.external_data or proto.data_location != proto.DEFAULT:
        raise ValueError(f"{name}: expected its numbers in the file itself, got a reference to another file")
    if proto.HasField("segment"):
        raise ValueError(f"{name}: expected a whole tensor, got a segment of one")
    dims = tuple(proto.dims)
    if any(dim < 0 for dim in dims):
        raise ValueError(f"{name}: expected dimensions from 0 up, got {brief(list(dims))}")
    number_type = number_types().get(proto.data_type)
    if number_type is None:
        raise ValueError(f"{name}: expected numbers of 16, 32 or 64 bits, got {_type_name(proto)}")
    if (count := math.prod(dims)) > MOST_NUMBERS:
        raise ValueError(f"{name}: expected at most {MOST_NUMBERS:,} numbers, got dimensions {brief(list(dims))}")
    try:
        return Tensor(dims, _numbers(proto, number_type, count), number_type)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _numbers(proto: onnx.TensorProto, number_type: NumberType, count: int) -> Sequence[float]:
    listed: Any = getattr(proto, number_type.field)
    if proto.HasField("raw_data"):
        contents = proto.raw_data
        size = struct.calcsize(f"<{number_type.code}")
        if listed or len(contents) != count * size:
            raise ValueError(f"expected {counted(count * size, 'byte')} for its dimensions, got {len(contents)}")
        return struct.unpack(f"<{count}{number_type.code}", contents)
    if len(listed) != count:
        raise ValueError(f"expected {counted(count, 'number')} for its dimensions, got {len(listed)}")
    return _from_bits(listed) if number_type.code == "e" else list(listed)


def _from_bits(bits: Sequence[int]) -> Sequence[float]:
    """Numbers of 16 bits, which a file lists as whole numbers."""
    strange = [each for each in bits if not 0 <= each < 2**16]
    if strange:
        raise ValueError(f"expected whole numbers of 16 bits in int32_data, got {strange[0]}")
    return struct.unpack(f"<{len(bits)}e", struct.pack(f"<{len(bits)}H", *bits))


def _type_name(proto: onnx.TensorProto) -> str:
    try:
        return str(type(proto).DataType.Name(proto.data_type))
    except ValueError:
        return f"type {proto.data_type}"
