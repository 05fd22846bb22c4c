"""A graph that another program wrote, node by node."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from autograd.shared.showing import brief, counted
from nn.bridges.onnx_files.layers import GIVEN, Known, Operands, Reading
from nn.bridges.onnx_files.stages import INPUT, PICTURE, Signal, Stage, net_of
from nn.bridges.onnx_files.steps import applied, check_known
from nn.bridges.onnx_files.tensors import Tensor, number_types, read_tensor
from nn.models.module import Module

if TYPE_CHECKING:
    import onnx

__all__ = ["STANDARD", "net_in"]

STANDARD: Final = ("", "ai.onnx")
"""The domain of ONNX's own operators, by both of its names."""


def net_in(graph: onnx.GraphProto) -> Module:
    """The net of layers that a graph computes.

    Raises:
        ValueError: for a graph that is no such net, naming the node.
    """
    known = _Names(graph)
    reading = Reading(known.batch)
    for node in graph.node:
        _read(node, known, reading)
    last = known.output()
    try:
        return net_of(last.stage, reading.activation(last))
    except ValueError as error:
        raise ValueError(f"output {brief(graph.output[0].name)}: {error}") from None


def _read(node: onnx.NodeProto, known: _Names, reading: Reading) -> None:
    try:
        known.add(node, _result(node, known, reading))
    except ValueError as error:
        name = brief(node.name or ", ".join(node.output))
        raise ValueError(f"node {name} ({brief(node.op_type)[1:-1]}): {error}") from None


def _result(node: onnx.NodeProto, known: _Names, reading: Reading) -> Known:
    if node.domain not in STANDARD:
        raise ValueError(f"expected an operator of ONNX itself, got one of domain {brief(node.domain)}")
    if node.op_type == "Constant":
        return _constant(node)
    check_known(reading, node.op_type)
    inputs = [known.found(name) for name in node.input]
    return applied(reading, Operands(node.op_type, inputs, _attributes(node)))


class _Names:
    """What there is in a graph, by name.

    Attributes:
        batch: how many samples it takes at once; None for any number.
    """

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        self._found: dict[str, Known] = {}
        if graph.sparse_initializer:
            raise ValueError("expected tensors that are written in full, got a sparse one")
        if len(self._tensors) < len(graph.initializer):
            (name, _), *_ = Counter(tensor.name for tensor in graph.initializer).most_common(1)
            raise ValueError(f"the tensor {brief(name)} is there twice")
        inputs = [each for each in graph.input if each.name not in self._tensors]
        if len(inputs) != 1 or len(graph.output) != 1:
            counts = f"{counted(len(inputs), 'input')} and {counted(len(graph.output), 'output')}"
            raise ValueError(f"expected 1 input and 1 output, got {counts}")
        self._found[inputs[0].name], self.batch = _input(inputs[0])

    def found(self, name: str) -> Known | None:
        """What goes by a name; None for an input that is left out.

        Raises:
            ValueError: if there is nothing so far.
        """
        if not name:
            return None
        if name not in self._found and name in self._tensors:
            self._found[name] = read_tensor(self._tensors[name])
        if name not in self._found:
            raise ValueError(f"there is no {brief(name)} before it is used: it is missing, or made of itself")
        return self._found[name]

    def add(self, node: onnx.NodeProto, result: Known) -> None:
        """Takes what a node gives under the first name that the node has for it; others are not read."""
        name = node.output[0] if node.output else ""
        if not name or name in self._found or name in self._tensors:
            raise ValueError(f"expected a new name for what it gives, got {brief(name)}")
        self._found[name] = result

    def output(self) -> Signal:
        """What the graph gives."""
        name = self._graph.output[0].name
        found = self._found.get(name)
        if not isinstance(found, Signal):
            raise ValueError(f"output {brief(name)}: expected what depends on the input, got nothing that does")
        return found


def _input(port: onnx.ValueInfoProto) -> tuple[Signal, int | None]:
    """The sample, a row of numbers, or something that has to be made one; and how many there are, if that is said."""
    tensor = port.type.tensor_type
    number_type = number_types().get(tensor.elem_type)
    if number_type is None or not number_type.is_float:
        raise ValueError(f"input {brief(port.name)}: expected a tensor of floats")
    dims = [dim.dim_value if dim.HasField("dim_value") else None for dim in tensor.shape.dim]
    if any(dim is not None and dim < 0 for dim in dims):
        raise ValueError(f"input {brief(port.name)}: expected dimensions from 0 up, got {brief(dims)}")
    each = dims[1:] if len(dims) > 1 else dims
    width = math.prod(dim or 0 for dim in each) if each and None not in each else None
    return Signal(Stage(PICTURE if len(dims) > 2 else INPUT, width), GIVEN), dims[0] if dims else None


def _constant(node: onnx.NodeProto) -> Tensor:
    """A tensor that stands in a node."""
    types = {known.code: known for known in number_types().values()}
    (name, value), *others = [*_attributes(node).items()] or [("", None)]
    if others or name not in ("value", "value_float", "value_floats", "value_int", "value_ints"):
        raise ValueError(f"expected numbers as its one attribute, got {brief(name)}")
    if name == "value":
        return read_tensor(value)
    numbers = value if isinstance(value, list) else [value]
    dims = (len(numbers),) if isinstance(value, list) else ()
    return Tensor(dims, numbers, types["f" if "float" in name else "q"])


def _attributes(node: onnx.NodeProto) -> Mapping[str, Any]:
    """The attributes of a node by name: numbers, lists of them, texts, tensors.

    Raises:
        ValueError: for one that is there twice, or is something else, such as a graph within the graph.
    """
    from onnx import AttributeProto as Kinds

    fields = {Kinds.FLOAT: "f", Kinds.INT: "i", Kinds.STRING: "s", Kinds.TENSOR: "t"}
    lists = {Kinds.FLOATS: "floats", Kinds.INTS: "ints"}
    found: dict[str, Any] = {}
    for attribute in node.attribute:
        if attribute.name in found:
            raise ValueError(f"the attribute {brief(attribute.name)} is there twice")
        if attribute.ref_attr_name or attribute.type not in (*fields, *lists):
            kind = "a reference" if attribute.ref_attr_name else Kinds.AttributeType.Name(attribute.type)
            raise ValueError(
                f"expected attribute {brief(attribute.name)} to be numbers, a text or a tensor, got {kind}"
            )
        if attribute.type in fields:
            value = getattr(attribute, fields[attribute.type])
            found[attribute.name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        else:
            found[attribute.name] = list(getattr(attribute, lists[attribute.type]))
    return found
