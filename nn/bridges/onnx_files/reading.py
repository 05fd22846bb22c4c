"""Files of ONNX as models: read with suspicion, since anybody may have written them. Nothing in them is run."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from autograd.shared.files import FilePath, file_path
from autograd.shared.showing import brief
from nn.arguments import finite_number
from nn.bridges.onnx_files.nodes import STANDARD, net_in
from nn.bridges.onnx_files.operators import Precision
from nn.bridges.onnx_files.sizes import MOST_BESIDES, check_bytes
from nn.bridges.onnx_files.tensors import count_of, read_tensor
from nn.bridges.onnx_files.writing import ARCHITECTURE, graph_of, onnx_package
from nn.models.module import Module
from nn.models.records import contents_of, parsed
from nn.models.serialization import built, parameter_count

if TYPE_CHECKING:
    import onnx

__all__ = ["from_onnx"]

MOST_LETTERS: Final = 2**20
"""No architecture takes as many to describe."""
OLDEST_IR: Final = 3
OLDEST_OPSET: Final = 7
"""Before it, operators had other rules for sizes that differ."""


def from_onnx(path: FilePath) -> Module:
    """The model in a file of ONNX: one that `to_onnx` wrote, or a net of layers that another program did.

    A file of `to_onnx` gives the same model again. Of other files those are read in which each layer is a matrix of
    weights, a row of biases perhaps, and an activation that `nn` has: an `MLP` comes of them where every layer has
    biases, otherwise a `Sequential`. A softmax may be at the end, and dropouts in between; weights of 16 or 32 bits
    become floats of 64 without a change. Anything else is refused, naming the node.

    Args:
        path: the file, of at most 256 MiB. No other file is read: numbers that stand elsewhere are refused.

    Returns:
        The model.

    Raises:
        ImportError: without the package onnx.
        ValueError: for a file that is too large or damaged, of a version that the installed onnx does not know, with
            operators or sizes that are not those of a net, or numbers that are not finite; the message names the file
            and the node.
        OSError: if the file cannot be read.

    >>> import tempfile
    >>> from nn import GPT, to_onnx
    >>> model = GPT(5, width=4, heads=2, blocks=1, length=8, seed=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to_onnx(model, f"{folder}/gpt.onnx")
    ...     same = from_onnx(f"{folder}/gpt.onnx")
    >>> same, same.state_dict() == model.state_dict()
    (GPT(5, 4, 2, 1, 8), True)
    """
    onnx = onnx_package()
    file = file_path(path)
    contents = contents_of(file)
    try:
        return _model_in(onnx, contents)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def _model_in(onnx: Any, contents: bytes) -> Module:
    if len(contents) > MOST_BESIDES:
        check_bytes(contents)
    try:
        proto = onnx.ModelProto.FromString(contents)
    except Exception as error:  # the libraries that read such files have each errors of their own
        raise ValueError(f"expected a model of ONNX, but it is none: {error}") from None
    _check_versions(onnx, proto)
    _check_names(proto.graph)
    own = _own(onnx, proto)
    return net_in(proto.graph) if own is None else own


def _check_versions(onnx: Any, proto: onnx.ModelProto) -> None:
    if not OLDEST_IR <= proto.ir_version <= onnx.IR_VERSION:
        raise ValueError(f"expected ir_version to be from {OLDEST_IR} to {onnx.IR_VERSION}, got {proto.ir_version}")
    newest = onnx.defs.onnx_opset_version()
    versions = [opset.version for opset in proto.opset_import if opset.domain in STANDARD]
    if len(versions) != 1 or not OLDEST_OPSET <= versions[0] <= newest:
        raise ValueError(f"expected one version of ONNX's operators, from {OLDEST_OPSET} to {newest}, got {versions}")
    if proto.functions:
        raise ValueError(f"expected no functions in the model, got {brief(proto.functions[0].name)}")


def _check_names(graph: onnx.GraphProto) -> None:
    """Raises ValueError for a name that is no text: Protocol Buffers give the bytes of one that was damaged."""
    named = [
        *graph.initializer,
        *graph.input,
        *graph.output,
        *graph.node,
        *(a for n in graph.node for a in n.attribute),
    ]
    others = (name for node in graph.node for name in (node.op_type, node.domain, *node.input, *node.output))
    for name in chain((each.name for each in named), others):
        if isinstance(name, bytes):
            raise ValueError(f"expected names that are text, got {brief(name)}")


def _own(onnx: Any, proto: onnx.ModelProto) -> Module | None:
    """The model of which the file says that it is; None unless that one, written again, gives the same graph."""
    entries = [entry.value for entry in proto.metadata_props if entry.key == ARCHITECTURE]
    texts = [text for text in entries if len(text) <= MOST_LETTERS]
    try:
        return _rebuilt(onnx, proto.graph, parsed(texts[0])) if texts else None
    except (TypeError, ValueError):
        return None


def _rebuilt(onnx: Any, graph: onnx.GraphProto, description: Any) -> Module | None:
    if not isinstance(description, dict) or description.keys() != {"kind", "architecture"}:
        return None
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    if parameter_count(**description) > sum(map(count_of, tensors.values())):
        return None
    types = {port.type.tensor_type.elem_type for port in graph.output}
    precision: Precision = "float64" if types == {onnx.TensorProto.DOUBLE} else "float32"
    model = built(**description)
    _, parameters = graph_of(model, precision)
    if not parameters.keys() <= tensors.keys():
        return None
    for name, values in parameters.items():
        for value, number in zip(values, read_tensor(tensors[name]).numbers):
            value.data = finite_number(number, name)
    again, _ = graph_of(model, precision)
    return model if again == graph else None
