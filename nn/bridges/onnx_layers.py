"""What each operator does in a graph that is read as a net of layers; an operator that is not here is refused.

Tensors stand in the graph's place of numbers that are the same for all samples, Signals for those that are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from autograd.shared.showing import brief, counted
from nn.bridges.onnx_operators import DEFAULTS, KERNELS, MOST_OPERATORS, Spellings
from nn.bridges.onnx_stages import INPUT, PICTURE, SOFTMAX, Signal, Stage, Sums
from nn.bridges.onnx_tensors import MOST_NUMBERS, Tensor, number_types
from nn.bridges.onnx_terms import Application, Input, Number, Term

__all__ = ["Known", "Operands", "Reading"]

Known: TypeAlias = Tensor | Signal
X: Final = Input(KERNELS["float64"])
CONDITIONS: Final = frozenset({"Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or"})


@dataclass(frozen=True)
class Operands:
    """A node as it is read: its operator, its inputs, None for one that is left out, and its attributes."""

    operator: str
    inputs: Sequence[Known | None]
    attributes: Mapping[str, Any]

    def signal(self, place: int = 0) -> Signal:
        """The input at a place, which depends on the sample."""
        found = self.inputs[place] if place < len(self.inputs) else None
        if not isinstance(found, Signal):
            raise ValueError(f"expected input {place} to depend on the sample, got {_shown(found)}")
        return found

    def tensor(self, place: int) -> Tensor | None:
        """The input at a place, which is the same for all samples; None where it is left out."""
        found = self.inputs[place] if place < len(self.inputs) else None
        if isinstance(found, Signal):
            raise ValueError(f"expected input {place} to be the same for all samples, got {_shown(found)}")
        return found

    def check(self, **allowed: Any) -> None:
        """Raises ValueError for an attribute that is not as it must be, or not known."""
        for name, value in self.attributes.items():
            if name not in allowed or value not in allowed[name]:
                raise ValueError(f"expected attribute {brief(name)} to be {_choices(allowed.get(name))}, got {brief(value)}")


def _choices(allowed: Sequence[Any] | None) -> str:
    return "absent" if allowed is None else " or ".join(map(str, allowed))


def _shown(found: Known | None) -> str:
    if found is None:
        return "nothing"
    return f"numbers of dimensions {brief(list(found.dims))}" if isinstance(found, Tensor) else "what depends on it"


class Reading:
    """What a graph has come to so far.

    Attributes:
        parameters: how many numbers its layers have.
    """

    def __init__(self) -> None:
        self.parameters = 0
        self._code: str | None = None
        self._spellings = Spellings("d")

    def check_known(self, operator: str) -> None:
        """Raises ValueError for an operator that is not read."""
        if operator not in OPERATORS and operator not in self._spellings.operators:
            raise ValueError(
                "this operator is not read: expected a net of layers, each of weighted sums and an activation of nn"
            )

    def applied(self, node: Operands) -> Known:
        """What a node gives.

        Raises:
            ValueError: for inputs or attributes that no layer and no activation has.
        """
        return OPERATORS.get(node.operator, _part_of_activation)(self, node)

    def activation(self, signal: Signal) -> str:
        """The activation that turns what a stage gives into a signal.

        Raises:
            ValueError: if there is none, or the stage can have none.
        """
        name = self._spellings.recognized(signal.term)
        if name is None:
            raise ValueError(f"expected an activation of nn before it, got {signal.term!r:.200}")
        if name != "linear" and not isinstance(signal.stage.kind, Sums):
            raise ValueError(f"expected the activation before it, {name}, to follow on weighted sums, got none there")
        return name

    def next_stage(self, signal: Signal, kind: str | float | Sums, width: int | None) -> Signal:
        """What a signal feeds."""
        if signal.stage.kind == PICTURE:
            raise ValueError("expected a Flatten before it: the input is no row of numbers for each sample")
        if signal.stage.kind == SOFTMAX:
            raise ValueError("expected the softmax to be the last of all")
        return Signal(Stage(kind, width, (signal.stage, self.activation(signal))), X)

    def layer(self, signal: Signal, weights: Tensor | None, biases: Tensor | None) -> Signal:
        """A layer's sums of a signal; the weights have as many rows as inputs."""
        if weights is None or len(weights.dims) != 2 or not all(weights.dims):
            raise ValueError(f"expected a matrix of weights, got {_shown(weights)}")
        nin, nout = weights.dims
        if signal.stage.width not in (None, nin):
            raise ValueError(f"expected weights for {counted(signal.stage.width or 0, 'input')}, got {nin} rows of them")
        self._check_numbers(weights, "weights")
        self.parameters += nin * nout
        if self.parameters > MOST_NUMBERS:
            raise ValueError(f"expected a net of at most {MOST_NUMBERS:,} parameters, got more")
        found = self.next_stage(signal, Sums(weights.transposed().rows()), nout)
        return found if biases is None else self.with_biases(found, biases)

    def with_biases(self, signal: Signal, biases: Tensor) -> Signal:
        """The sums with a bias each."""
        sums, width = signal.stage.kind, signal.stage.width or 0
        if not isinstance(sums, Sums) or math.prod(biases.dims) not in (1, width) or max((1, *biases.dims[:-1])) > 1:
            raise ValueError(f"expected {counted(width, 'bias')}, got {_shown(biases)}")
        self._check_numbers(biases, "biases")
        numbers = list(biases.numbers) * (width if len(biases.numbers) == 1 else 1)
        self.parameters += width
        return Signal(replace(signal.stage, kind=replace(sums, biases=numbers)), X)

    def _check_numbers(self, tensor: Tensor, what: str) -> None:
        if not tensor.type.is_float:
            raise ValueError(f"expected {what} to be floats, got whole numbers")
        if not tensor.is_finite():
            raise ValueError(f"expected {what} to be finite, got one that is infinite or NaN")
        if self._code is None:
            self._code = tensor.type.code
            self._spellings = Spellings(self._code)


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
    return _elementwise(node)


def _softmax(reading: Reading, node: Operands) -> Known:
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
        raise ValueError(f"expected a ratio that is one number, got {_shown(ratio)}")
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
    return Signal(replace(signal.stage, kind=INPUT), X) if signal.stage.kind == PICTURE else signal


def _reshape(reading: Reading, node: Operands) -> Known:
    """To as many rows as before, of as many numbers."""
    node.check(allowzero=[0])
    signal, shape = node.signal(), node.tensor(1)
    rows = [] if shape is None else list(shape.numbers)
    if len(rows) != 2 or rows not in ([-1, signal.stage.width], [0, signal.stage.width], [0, -1]):
        raise ValueError(f"expected a shape that changes nothing, got {brief(rows)}")
    return _as_row(signal)


def _transpose(reading: Reading, node: Operands) -> Known:
    node.check(perm=[[1, 0]])
    matrix = node.tensor(0)
    if matrix is None or len(matrix.dims) != 2:
        raise ValueError(f"expected a matrix, got {_shown(matrix)}")
    return matrix.transposed()


def _part_of_activation(_: Reading, node: Operands) -> Known:
    return _elementwise(node)


def _elementwise(node: Operands) -> Known:
    """Part of an activation: an operator on terms of one stage, and numbers."""
    signals = [each for each in node.inputs if isinstance(each, Signal)]
    if not signals or len({signal.stage for signal in signals}) > 1:
        raise ValueError("expected it to follow on one part of the net, " + ("got two" if signals else "got none"))
    operands = [_operand(each, k) for k, each in enumerate(node.inputs)]
    attributes = {**DEFAULTS.get(node.operator, {}), **node.attributes}
    if attributes.get("approximate") == "none":
        del attributes["approximate"]
    if not all(isinstance(value, (int, float)) for value in attributes.values()):
        raise ValueError(f"expected attributes that are numbers, got {brief(dict(attributes))}")
    term = X.node(node.operator, *operands, **attributes)
    if term.size > MOST_OPERATORS:
        raise ValueError(f"expected an activation of at most {MOST_OPERATORS} operators, got more")
    return signals[0].of(term)


def _operand(found: Known | None, place: int) -> Term | float:
    if isinstance(found, Signal):
        return found.term
    if found is None or len(found.numbers) != 1:
        raise ValueError(f"expected input {place} to be one number, or to depend on the sample, got {_shown(found)}")
    return float(found.numbers[0])


class _Any:
    """What every value is in."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, float))


OPERATORS: Final[Mapping[str, Callable[[Reading, Operands], Known]]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _add,
    "Softmax": _softmax,
    "Dropout": _dropout,
    "Identity": _same,
    "Cast": _cast,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Transpose": _transpose,
}
"""All that is not part of an activation alone."""
