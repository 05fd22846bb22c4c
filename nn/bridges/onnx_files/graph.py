"""A graph of ONNX while it is written: its nodes, its tensors, and which parameters stand in them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

from autograd import Value
from nn.bridges.onnx_files.operators import Precision, written
from nn.bridges.onnx_files.terms import Application, Number, Term

if TYPE_CHECKING:
    import onnx

__all__ = ["FORMATS", "GraphInProgress", "is_in_32_bits"]

FORMATS: Final[dict[str, str]] = {"float64": "d", "float32": "f"}
"""How `struct` packs the numbers of a file."""


class GraphInProgress:
    """What has been written so far.

    Args:
        precision: that of all numbers.
        taken: the names that its input and its output have.

    Attributes:
        nodes: in the order in which they are computed; each is called as its result.
        tensors: by name, the numbers that are the same for all samples.
        parameters: by the name of a tensor, the parameters that are its numbers, row by row.
    """

    def __init__(self, precision: Precision, taken: set[str]) -> None:
        import onnx

        self.precision: Precision = precision
        self._taken = set(taken)
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: dict[str, onnx.TensorProto] = {}
        self.parameters: dict[str, Sequence[Value]] = {}
        types = onnx.TensorProto
        self.number_type: int = types.DOUBLE if precision == "float64" else types.FLOAT

    def node(self, operator: str, *inputs: str, name: str, **attributes: Any) -> str:
        """A node, and the name of its result, which is the given one where that is free."""
        from onnx import helper

        result = self._free(name)
        self.nodes.append(helper.make_node(operator, list(inputs), [result], name=result, **attributes))
        return result

    def _free(self, name: str) -> str:
        numbered = (f"{name} ({k})" for k in count(2))
        free = next(each for each in chain([name], numbered) if each not in self._taken)
        self._taken.add(free)
        return free

    def has(self, name: str) -> bool:
        """Whether something is called so already."""
        return name in self._taken

    def of_parameters(self, name: str, dims: Sequence[int], values: Sequence[Value]) -> str:
        """A tensor of parameters."""
        self.parameters[name] = values
        return self.numbers(name, dims, [value.data for value in values])

    def number(self, number: float) -> str:
        """A tensor that is one number, and called so; the same for the same number.

        Raises:
            ValueError: for one that the precision has not, but for an infinity.
        """
        if self.precision == "float32" and not is_in_32_bits(number):
            raise ValueError(f"expected numbers that fit into 32 bits, got {number!r}: write precision='float64'")
        return self.numbers(repr(number), [], [number])

    def numbers(self, name: str, dims: Sequence[int], numbers: Sequence[float]) -> str:
        """A tensor of numbers."""
        code = FORMATS[self.precision]
        return self._tensor(name, self.number_type, dims, struct.pack(f"<{len(numbers)}{code}", *numbers))

    def whole_numbers(self, name: str, numbers: Sequence[int], dims: Sequence[int] | None = None) -> str:
        """A tensor of whole numbers, in 64 bits."""
        import onnx

        contents = struct.pack(f"<{len(numbers)}q", *numbers)
        return self._tensor(name, onnx.TensorProto.INT64, [len(numbers)] if dims is None else dims, contents)

    def _tensor(self, name: str, number_type: int, dims: Sequence[int], contents: bytes) -> str:
        from onnx import helper

        self._taken.add(name)
        self.tensors[name] = helper.make_tensor(name, number_type, dims, contents, raw=True)
        return name

    def activation(self, activation: str, x: str, name: str) -> str:
        """An activation of what a node gave, as `name`.

        Raises:
            ValueError: where ONNX has nothing that computes it.
        """
        return self._computed(written(activation, self.precision), {}, x, name)

    def _computed(self, term: Term, known: dict[Term, str], x: str, name: str) -> str:
        """What a term comes to; what is in it twice is computed once."""
        if isinstance(term, Number):
            return self.number(term.value)
        if not isinstance(term, Application):
            return x
        if term not in known:
            inner = [self._computed(operand, known, x, f"{name} {operand!r:.40}") for operand in term.operands]
            known[term] = self.node(term.operator, *inner, name=name, **dict(term.attributes))
        return known[term]

    def finished(self, result: str, name: str) -> list[onnx.NodeProto]:
        """The nodes, the last of which gives the result under that name."""
        if not self.nodes or self.nodes[-1].output[0] != result:
            self.node("Identity", result, name=name)
        self.nodes[-1].output[0] = name
        return self.nodes


def is_in_32_bits(number: float) -> bool:
    """Whether a number is neither too large for 32 bits nor so small that nothing is left of it.

    >>> is_in_32_bits(0.1), is_in_32_bits(1e39), is_in_32_bits(1e-50), is_in_32_bits(0.0)
    (True, False, False, True)
    """
    try:
        (kept,) = struct.unpack("<f", struct.pack("<f", number))
    except OverflowError:
        return False
    return bool(kept) or not number
