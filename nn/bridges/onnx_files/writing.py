"""Models as files of ONNX, which onnxruntime computes: in other languages, in browsers, on phones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, get_args

from autograd import Value
from autograd.shared.files import FilePath, check_writable, write_file
from autograd.shared.near_names import check_name
from autograd.shared.version import installed_version
from nn.arguments import finite_number
from nn.bridges.onnx_files.graph import GraphInProgress, is_in_32_bits
from nn.bridges.onnx_files.operators import Precision
from nn.bridges.onnx_files.parts import Port, part_in, ports_of
from nn.models.module import Module
from nn.models.serialization import described

if TYPE_CHECKING:
    import onnx

__all__ = ["ARCHITECTURE", "IR_VERSION", "OPSET", "graph_of", "onnx_package", "to_onnx"]

OPSET: Final = 17
"""The version of the operators: onnxruntime computes it since 1.12."""
IR_VERSION: Final = 8
"""The version of the format itself, which came with those operators."""
ARCHITECTURE: Final = "chalkgrad.architecture"
"""The key in the file's metadata under which the model's kind and sizes stand."""


def to_onnx(model: Module, path: FilePath, *, overwrite: bool = False, precision: Precision = "float64") -> None:
    """Saves a model as a file of ONNX, for onnxruntime and whatever else computes such files.

    The file takes many samples at once: its input `x` has a row for each, its output `y` too. A `GPT` and an
    `Embedding` take whole numbers, `tokens`; a `GPT` gives `logits`, for sequences of any length that it can see.
    The model stands in it as it computes after training, without what a `Dropout` leaves out.

    Args:
        model: a model of any kind that `nn.save` knows.
        path: where to; by custom, with the suffix .onnx. Its folder must exist.
        overwrite: whether a file that is there already is replaced.
        precision: "float64" keeps every parameter to its last bit. "float32" rounds to 24 bits, some seven digits, the
            parameters and all that is computed of them: programs in browsers and on phones often have no other.

    Raises:
        ImportError: without the package onnx.
        TypeError: for another kind of model.
        ValueError: for another precision, an activation that ONNX has not, or onnxruntime not in 64 bits, or a
            parameter that is infinite, NaN, or too large for the precision; the message names it.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists and is not to be overwritten.
        OSError: if the file cannot be written, or if the path names a folder, a device or a pipe.

    >>> import tempfile
    >>> from nn import MLP, from_onnx
    >>> model = MLP(2, [3, 1], output="sigmoid", seed=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to_onnx(model, f"{folder}/xor.onnx")
    ...     same = from_onnx(f"{folder}/xor.onnx")
    >>> same, same.state_dict() == model.state_dict()
    (MLP(2, [3, 1], activation='sigmoid', output='sigmoid'), True)
    """
    onnx = onnx_package()
    check_name(precision, "precision", get_args(Precision))
    check_writable(path, overwrite=overwrite)
    description = described(model)
    _check_parameters(model, precision)
    graph, _ = graph_of(model, precision)
    written = onnx.helper.make_model(
        graph,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="chalkgrad",
        producer_version=_version(),
        doc_string=repr(model),
    )
    onnx.helper.set_model_props(written, {ARCHITECTURE: json.dumps(description, ensure_ascii=False)})
    onnx.checker.check_model(written, full_check=True)
    write_file(path, written.SerializeToString(), overwrite=overwrite)


def _version() -> str:
    """That of chalkgrad; nothing for a copy of the sources that is not installed."""
    try:
        return installed_version()
    except AttributeError:
        return ""


def onnx_package() -> Any:
    """The package onnx.

    Raises:
        ImportError: if it is not there, saying what to do.
    """
    try:
        import onnx
    except ImportError as error:
        raise ImportError("a file of ONNX needs onnx: pip install onnx") from error
    return onnx


def graph_of(model: Module, precision: Precision) -> tuple[onnx.GraphProto, Mapping[str, Sequence[Value]]]:
    """A model as a graph, and the parameters that its tensors hold, by the tensors' names.

    Raises:
        ValueError: for an activation or a number that cannot stand there.
    """
    from onnx import helper

    taken, given = ports_of(model)
    graph = GraphInProgress(precision, {taken.name, given.name})
    result = part_in(graph, model, taken.name)
    proto = helper.make_graph(
        graph.finished(result, given.name),
        type(model).__name__,
        [_declared(taken, graph.number_type)],
        [_declared(given, graph.number_type)],
        initializer=list(graph.tensors.values()),
    )
    return proto, graph.parameters


def _declared(port: Port, number_type: int) -> onnx.ValueInfoProto:
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info(port.name, TensorProto.INT64 if port.is_of_tokens else number_type, port.dims)


def _check_parameters(model: Module, precision: Precision) -> None:
    """Raises unless the file can hold each parameter."""
    for name, number in model.state_dict().items():
        finite_number(number, name)
        if precision == "float32" and not is_in_32_bits(number):
            raise ValueError(f"expected {name} to fit into 32 bits, got {number!r}: write precision='float64'")
