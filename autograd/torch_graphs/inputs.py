"""The arguments of a function of tensors, made of what people have: tensors, arrays, lists, numbers, Values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.data import plain
from autograd.primitive import is_real
from autograd.shared.showing import came
from autograd.structures import DEEPEST
from autograd.torch_graphs.entries import Shape
from autograd.torch_graphs.leaves import labels_of
from autograd.value import Value

__all__ = ["Input", "inputs_of"]


@dataclass(frozen=True)
class Input:
    """One argument.

    Attributes:
        tensor: what the function gets.
        values: the leaves, and other Values, that stand in it, row by row; none for whole numbers and truth values.
    """

    tensor: Any
    values: Sequence[Value]


def inputs_of(arguments: Sequence[Any], names: Sequence[str], parameters: Iterable[Any], torch: Any) -> list[Input]:
    """The arguments as tensors, with a leaf for each number.

    Args:
        arguments: as they were given.
        names: what the function calls them.
        parameters: tensors whose precision numbers get, if any are floats.
        torch: the package.

    Raises:
        TypeError: for what holds no real numbers.
        ValueError: for rows of different lengths.
    """
    dtype = next((p.dtype for p in parameters if p.is_floating_point()), torch.float64)
    return [_input(argument, name, dtype, torch) for argument, name in zip(arguments, names)]


def _input(argument: Any, name: str, dtype: Any, torch: Any) -> Input:
    if isinstance(argument, torch.Tensor):
        return _of_tensor(argument, name, torch)
    if _is_array(argument):
        return _of_tensor(torch.tensor(argument), name, torch)
    shape, flat = _read(plain(argument), name)
    if flat and all(isinstance(entry, bool) for entry in _flattened(argument)):
        return Input(torch.tensor(argument), ())
    labels = labels_of(name, shape)
    values = [e if isinstance(e, Value) else Value(e, label, allow_nan=True) for e, label in zip(flat, labels)]
    numbers = torch.tensor([value.detach().data for value in values], dtype=dtype)
    return Input(numbers.reshape(shape), values)


def _of_tensor(tensor: Any, name: str, torch: Any) -> Input:
    if tensor.layout != torch.strided or tensor.is_complex() or tensor.is_quantized:
        raise TypeError(
            f"expected {name} to be a dense tensor of real numbers, got one of {tensor.dtype}, {tensor.layout}"
        )
    own = tensor.detach().clone().requires_grad_(tensor.requires_grad)
    if not tensor.is_floating_point():
        return Input(own, ())
    labels = labels_of(name, tuple(tensor.shape))
    return Input(own, [Value(x, label, allow_nan=True) for x, label in zip(own.reshape(-1).tolist(), labels)])


def _is_array(argument: Any) -> bool:
    """Whether it is an array of NumPy's, of numbers."""
    return hasattr(argument, "__array_interface__") and argument.dtype.kind in "biuf"


def _flattened(argument: Any) -> list[Any]:
    if isinstance(argument, (list, tuple)):
        return [entry for part in argument for entry in _flattened(part)]
    return [argument]


def _read(entry: Any, name: str, depth: int = 0) -> tuple[Shape, list[Any]]:
    """The shape of nested lists, and the numbers and Values in them."""
    if isinstance(entry, Value) or is_real(entry):
        return (), [entry]
    if not isinstance(entry, (list, tuple)) or depth == DEEPEST:
        raise TypeError(
            f"expected {name} to be a tensor, an array, a number, a Value, or lists of these, got {came(entry)}"
        )
    parts = [_read(part, name, depth + 1) for part in entry]
    shapes = {shape for shape, _ in parts}
    if len(shapes) > 1:
        raise ValueError(f"expected {name} to have rows of one length, got rows of {_lengths(parts)}")
    return (len(entry), *next(iter(shapes), ())), [number for _, flat in parts for number in flat]


def _lengths(parts: Sequence[tuple[Shape, list[Any]]]) -> str:
    return ", ".join(dict.fromkeys(str(math.prod(shape)) if shape else "a number" for shape, _ in parts))
