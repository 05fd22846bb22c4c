"""What each operator does in a graph that is read as a net of layers; an operator that is not here is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from autograd.shared.showing import brief
from nn.bridges.onnx_files.layers import GIVEN, Known, Operands, Reading, shown, shown_attribute
from nn.bridges.onnx_files.operators import DEFAULTS, MOST_OPERATORS
from nn.bridges.onnx_files.stages import INPUT, PICTURE, SOFTMAX, Signal, Sums
from nn.bridges.onnx_files.tensors import Tensor, number_types
from nn.bridges.onnx_files.terms import Application, Input, Term

__all__ = ["applied", "check_known"]

CONDITIONS: Final = frozenset({"Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or"})


def check_known(reading: Reading, operator: str) -> None:
    """Raises ValueError for an operator that is not read."""
    if operator not in OPERATORS and not reading.knows(operator):
        raise ValueError(
            "this operator is not read: expected a net of layers, each of weighted sums and an activation of nn"
        )


def applied(reading: Reading, node: Operands) -> Known:
    """What a node gives.

    Raises:
        ValueError: for inputs or attributes that no layer and no activation has.
    """
    return OPERATORS.get(node.operator, _part_of_activation)(reading, node)


def _gemm(reading: Reading, node: Operands) -> Known:
    node.check(alpha=[1.0], beta=[1.0], transA=[0], transB=[0, 1])
    signal, weights = node.signal(), node.tensor(1)
    if weights is not None and len(weights.dims) == 2 and node.attributes.get("transB"):
        weights = weights.transposed()
    return reading.layer(signal, weights, node.tensor(2))


def _matmul(reading: Reading, node: Operands) -> Known:
    node.check()
    return reading.layer(node.signal(), node.tensor(1), None)


def _add(reading: Reading, node: Operands) -> Known:
    """A layer's biases, or part of an activation."""
    node.check()
    signals = [each for each in node.inputs if isinstance(each, Signal)]
    tensors = [each for each in node.inputs if isinstance(each, Tensor)]
    if len(signals) == len(tensors) == 1:
        (signal,), (tensor,) = signals, tensors
        sums = signal.stage.kind
        is_bare = isinstance(sums, Sums) and sums.biases is None and isinstance(signal.term, Input)
        if is_bare and (tensor.dims or signal.stage.width == 1):
            return reading.with_biases(signal, tensor)
    return _part_of_activation(reading, node)


def _of_softmax(reading: Reading, node: Operands) -> Known:
    node.check(axis=[1, -1])
    signal = node.signal()
    if reading.activation(signal) != "linear":
        raise ValueError("expected the softmax to follow on weighted sums, got it after an activation")
    return reading.next_stage(signal, SOFTMAX, signal.stage.width)


def _dropout(reading: Reading, node: Operands) -> Known:
    node.check(ratio=_Any(), seed=_Any())
    ratio, training, signal = node.tensor(1), node.tensor(2), node.signal()
    if training is not None and any(training.numbers):
        raise ValueError("expected a dropout that is off, got one in training mode")
    if ratio is not None and len(ratio.numbers) != 1:
        raise ValueError(f"expected a ratio that is one number, got {shown(ratio)}")
    p = ratio.numbers[0] if ratio is not None else node.attributes.get("ratio", 0.5)
    if not 0.0 <= p < 1.0:
        raise ValueError(f"expected a ratio from 0 to below 1, got {brief(p)}")
    return reading.next_stage(signal, float(p), signal.stage.width)


def _same(reading: Reading, node: Operands) -> Known:
    """What changes nothing."""
    node.check()
    found = node.inputs[0] if node.inputs else None
    return node.signal() if found is None else found


def _cast(reading: Reading, node: Operands) -> Known:
    """To floats, of whatever width: of a condition, it makes 0 and 1."""
    floats = [number for number, known in number_types().items() if known.is_float]
    node.check(to=floats, saturate=[0, 1])
    signal = node.signal()
    is_condition = isinstance(signal.term, Application) and signal.term.operator in CONDITIONS
    return signal.of(signal.term.node("Cast", signal.term)) if is_condition else signal


def _flatten(reading: Reading, node: Operands) -> Known:
    node.check(axis=[1])
    return _as_row(node.signal())


def _as_row(signal: Signal) -> Signal:
    """What a picture is, pixel by pixel."""
    return Signal(replace(signal.stage, kind=INPUT), GIVEN) if signal.stage.kind == PICTURE else signal


def _reshape(reading: Reading, node: Operands) -> Known:
    """To as many rows as before, of as many numbers."""
    node.check(allowzero=[0, 1])
    signal, shape = node.signal(), node.tensor(1)
    wanted = [] if shape is None else list(shape.numbers)
    width = signal.stage.width
    as_many = [] if node.attributes.get("allowzero") else [[0, width], [0, -1]]  # 0: as it is, or no rows at all
    if len(wanted) != 2 or wanted not in ([-1, width], [reading.batch, width], *as_many):
        raise ValueError(f"expected a shape that changes nothing, got {brief(wanted)}")
    return _as_row(signal)


def _transpose(reading: Reading, node: Operands) -> Known:
    node.check(perm=[[1, 0]])
    matrix = node.tensor(0)
    if matrix is None or len(matrix.dims) != 2:
        raise ValueError(f"expected a matrix, got {shown(matrix)}")
    return matrix.transposed()


def _part_of_activation(_: Reading, node: Operands) -> Known:
    """Part of an activation: an operator on terms of one stage, and numbers."""
    signals = [each for each in node.inputs if isinstance(each, Signal)]
    if not signals or len({signal.stage for signal in signals}) > 1:
        raise ValueError("expected it to follow on one part of the net, " + ("got two" if signals else "got none"))
    operands = [_operand(each, k) for k, each in enumerate(node.inputs)]
    attributes = {**DEFAULTS.get(node.operator, {}), **node.attributes}
    if attributes.get("approximate") == "none":
        del attributes["approximate"]
    for name, value in attributes.items():
        if not isinstance(value, (int, float)):
            raise ValueError(f"expected attribute {brief(name)} to be a number, got {shown_attribute(value)}")
    term = GIVEN.node(node.operator, *operands, **attributes)
    if term.size > MOST_OPERATORS:
        raise ValueError(f"expected an activation of at most {MOST_OPERATORS} operators, got more")
    return signals[0].of(term)


def _operand(found: Known | None, place: int) -> Term | float:
    if isinstance(found, Signal):
        return found.term
    if found is None or len(found.numbers) != 1:
        raise ValueError(f"expected input {place} to be one number, or to depend on the sample, got {shown(found)}")
    return float(found.numbers[0])


class _Any:
    """What every value is in."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, float))


OPERATORS: Final[Mapping[str, Callable[[Reading, Operands], Known]]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _add,
    "Softmax": _of_softmax,
    "Dropout": _dropout,
    "Identity": _same,
    "Cast": _cast,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Transpose": _transpose,
}
"""All that is not part of an activation alone."""
