"""What a graph that is read as a net of layers has come to: Tensors are the same for all samples, Signals are not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from autograd.shared.showing import brief, counted
from nn.bridges.onnx_files.operators import KERNELS, Spellings
from nn.bridges.onnx_files.stages import PICTURE, SOFTMAX, Signal, Stage, Sums
from nn.bridges.onnx_files.tensors import MOST_NUMBERS, Tensor
from nn.bridges.onnx_files.terms import Input

__all__ = ["GIVEN", "Known", "Operands", "Reading", "shown", "shown_attribute"]

Known: TypeAlias = Tensor | Signal
GIVEN: Final = Input(KERNELS["float64"])
"""What a stage gives, as a term."""


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
            raise ValueError(f"expected input {place} to depend on the sample, got {shown(found)}")
        return found

    def tensor(self, place: int) -> Tensor | None:
        """The input at a place, which is the same for all samples; None where it is left out."""
        found = self.inputs[place] if place < len(self.inputs) else None
        if isinstance(found, Signal):
            raise ValueError(f"expected input {place} to be the same for all samples, got {shown(found)}")
        return found

    def check(self, **allowed: Any) -> None:
        """Raises ValueError for an attribute that is not as it must be, or not known."""
        for name, value in self.attributes.items():
            if name not in allowed or value not in allowed[name]:
                expected = _choices(allowed.get(name))
                raise ValueError(f"expected attribute {brief(name)} to be {expected}, got {shown_attribute(value)}")


def _choices(allowed: Sequence[Any] | None) -> str:
    return "absent" if allowed is None else " or ".join(map(str, allowed))


def shown_attribute(value: Any) -> str:
    """An attribute of a node, for a message: to write a tensor out would take long."""
    return brief(value) if isinstance(value, (int, float, str, list)) else type(value).__name__


def shown(found: Known | None) -> str:
    """An input of a node, for a message."""
    if found is None:
        return "nothing"
    return f"numbers of dimensions {brief(list(found.dims))}" if isinstance(found, Tensor) else "what depends on it"


class Reading:
    """What a graph has come to so far.

    Args:
        batch: how many samples it takes at once; None for any number.

    Attributes:
        parameters: how many numbers its layers have.
    """

    def __init__(self, batch: int | None) -> None:
        self.batch = batch
        self.parameters = 0
        self._code: str | None = None
        self._spellings = Spellings("d")

    def knows(self, operator: str) -> bool:
        """Whether activations are made of it."""
        return operator in self._spellings.operators

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
            raise ValueError("expected a Flatten before it, got an input that is no row of numbers for each sample")
        if signal.stage.kind == SOFTMAX:
            raise ValueError("expected the softmax to be the last of all, got a part after it")
        return Signal(Stage(kind, width, (signal.stage, self.activation(signal))), GIVEN)

    def layer(self, signal: Signal, weights: Tensor | None, biases: Tensor | None) -> Signal:
        """A layer's sums of a signal; the weights have as many rows as inputs."""
        if weights is None or len(weights.dims) != 2 or not all(weights.dims):
            raise ValueError(f"expected a matrix of weights, got {shown(weights)}")
        nin, nout = weights.dims
        if signal.stage.width not in (None, nin):
            raise ValueError(
                f"expected weights for {counted(signal.stage.width or 0, 'input')}, got {nin} rows of them"
            )
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
            raise ValueError(f"expected {counted(width, 'bias')}, got {shown(biases)}")
        self._check_numbers(biases, "biases")
        numbers = list(biases.numbers) * (width if len(biases.numbers) == 1 else 1)
        self.parameters += width
        return Signal(replace(signal.stage, kind=replace(sums, biases=numbers)), GIVEN)

    def _check_numbers(self, tensor: Tensor, what: str) -> None:
        if not tensor.type.is_float:
            raise ValueError(f"expected {what} to be floats, got whole numbers")
        if not tensor.is_finite():
            raise ValueError(f"expected {what} to be finite, got one that is infinite or NaN")
        if self._code is None:
            self._code = tensor.type.code
            self._spellings = Spellings(self._code)
