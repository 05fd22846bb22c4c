"""A net of layers behind a loss, found by numbers: its activations, and what each sample's loss says of its last layer.

Of the loss nothing need be known, nor of the last layer's activation: its derivative by that layer's biases, sample by
sample, is found by differences. From there back the activations are tried, and those are taken with which the net's
gradient is the true one, in every array.

| symbol | meaning                                                                     |
| ------ | --------------------------------------------------------------------------- |
| `z`    | what a layer's units add up, W·a + b                                        |
| `a`    | what they hand on, the activation of z; that of layer 0 are the inputs      |
| `δ`    | `delta`, the derivative of a sample's loss by z                             |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final, TypeAlias

from autograd.checking.black_box.batches import Batch, batches_of
from autograd.checking.black_box.comparison import Comparison
from autograd.checking.black_box.containers import numbers_of
from autograd.checking.black_box.functions import Functions
from autograd.checking.black_box.patterns import multiple_of
from autograd.primitive import PRIMITIVES

__all__ = ["ACTIVATIONS", "Matrix", "Net", "Trace", "handed_on", "net_behind", "slope"]

Matrix: TypeAlias = list[list[float]]
"""Weights: a row for each input, a column for each unit."""

ACTIVATIONS: Final[dict[str, tuple[float, ...]]] = {
    "linear": (),
    "sigmoid": (),
    "tanh": (),
    "relu": (),
    "leaky_relu": (0.01,),
    "softplus": (),
    "silu": (),
    "gelu": (),
}
"""Those that are tried, with the operands that their rows have besides z."""
MOST_HIDDEN, MOST_PRODUCTS = 3, 2_000_000
LEEWAY = 16.0  # times the error bound of a derivative, for those that a net's are made of


@dataclass(frozen=True)
class Trace:
    """What one sample does in a net, and what its backward pass is made of, layer by layer.

    Attributes:
        inputs: what each layer gets.
        sums: z, of each layer.
        slopes: the derivatives of the activations, of each layer but the last.
        weights: through which the derivative goes back from each layer to the one before.
        delta: that of the last layer.
    """

    inputs: tuple[list[float], ...]
    sums: tuple[list[float], ...]
    slopes: tuple[list[float], ...]
    weights: tuple[Matrix, ...]
    delta: list[float]


@dataclass(frozen=True)
class Net:
    """A net that has the gradient of a loss.

    Attributes:
        layers: the places, among the comparisons, of each layer's weights and biases.
        is_by_columns: whether the weights have a row for each unit.
        activations: the names of those of all layers but the last.
        share: what a sample's loss counts in that of all.
        traces: one for each sample.
        penalties: what is added to the derivative by each array, for a penalty on its squares.
    """

    layers: tuple[tuple[int, int], ...]
    is_by_columns: bool
    activations: tuple[str, ...]
    share: float
    traces: tuple[Trace, ...]
    penalties: Mapping[int, Sequence[float]] = field(default_factory=dict)

    def gradient(self, traces: Sequence[Trace]) -> dict[int, list[float]]:
        """The derivative by each array, as it comes of these passes, row by row."""
        found = {place: list(numbers) for place, numbers in self.penalties.items()}
        for trace in traces:
            for (by_weights, by_biases), (weights, biases) in zip(self.layers, _gradients_of(trace)):
                rows = [list(column) for column in zip(*weights)] if self.is_by_columns else weights
                for place, numbers in ((by_weights, [x for row in rows for x in row]), (by_biases, biases)):
                    before = found.get(place, [0.0] * len(numbers))
                    found[place] = [a + self.share * b for a, b in zip(before, numbers)]
        return found


def _gradients_of(trace: Trace) -> list[tuple[Matrix, list[float]]]:
    """The derivatives of a sample's loss by the weights and the biases of each layer."""
    delta, found = trace.delta, []
    for k in range(len(trace.inputs) - 1, -1, -1):
        found.append(([[a * d for d in delta] for a in trace.inputs[k]], delta))
        if k:
            back = [math.fsum(w * d for w, d in zip(row, delta)) for row in trace.weights[k]]
            delta = [s * b for s, b in zip(trace.slopes[k - 1], back)]
    return found[::-1]


def net_behind(functions: Functions, comparisons: Sequence[Comparison]) -> Net | None:
    """The net whose gradient is the true one, if there is one: fully connected, of up to three hidden layers."""
    layers = _layers(comparisons)
    if not layers or len(layers) > MOST_HIDDEN + 1 or not all(each.is_complete for each in comparisons):
        return None
    for batch in batches_of(functions):
        count = sum(len(each.array.numbers) for each in comparisons)
        is_small = batch.size * count * len(ACTIVATIONS) ** (len(layers) - 1) <= MOST_PRODUCTS
        deltas = _deltas(batch, layers[-1][1]) if is_small else None
        share = _share(deltas, comparisons[layers[-1][1]]) if deltas else None
        if deltas and share is not None:
            for net in _candidates(batch, layers, comparisons, deltas, share):
                gradient = net.gradient(net.traces)
                penalties = {place: _penalty(comparisons[place], gradient[place]) for place in gradient}
                if None not in penalties.values():
                    numbers = {k: [(c or 0.0) * w for w in comparisons[k].array.numbers] for k, c in penalties.items()}
                    return replace(net, penalties=numbers)
    return None


def slope(activation: str, z: float) -> float:
    """The derivative of an activation at z.

    >>> slope("sigmoid", 0.0), slope("linear", 3.0)
    (0.25, 1.0)
    """
    if activation == "linear":
        return 1.0
    more = ACTIVATIONS[activation]
    return float(PRIMITIVES[activation].partials[0](z, *more, handed_on(activation, z)))


def handed_on(activation: str, z: float) -> float:
    """What a unit hands on.

    >>> handed_on("leaky_relu", -2.0)
    -0.02
    """
    return z if activation == "linear" else float(PRIMITIVES[activation](z, *ACTIVATIONS[activation]))


def _layers(comparisons: Sequence[Comparison]) -> tuple[tuple[int, int], ...]:
    """The places of weights and biases: what is called b… are biases, and as many as the weights."""
    names = [each.array.name.replace("]", "").replace("'", "").split("[")[-1] for each in comparisons]
    biases = [k for k, name in enumerate(names) if name.lower().startswith("b")]
    weights = [k for k in range(len(names)) if k not in biases and len(comparisons[k].array.shape) in (1, 2)]
    return tuple(zip(weights, biases)) if len(weights) == len(biases) == len(names) / 2 else ()


def _deltas(batch: Batch, place: int) -> list[list[float]] | None:
    """The derivatives of each sample's loss by the biases of the last layer; None where they cannot be told."""
    deltas = []
    for n in range(batch.size):
        alone = batch.of_sample(n)
        count = len(batch.functions.arrays[place].numbers)
        slopes = [alone.by_number(place, k) for k in range(count)] if alone else []
        if not slopes or any(each.obstacle in ("kink crossed", "edge of domain") for each in slopes):
            return None
        deltas.append([0.0 if math.isnan(each.derivative) else each.derivative for each in slopes])
    return deltas


def _share(deltas: list[list[float]], biases: Comparison) -> float | None:
    """What each sample's loss counts in that of all: 1 in a sum, 1/N in a mean."""
    sums = [math.fsum(column) for column in zip(*deltas)]
    for share in (1.0 / len(deltas), 1.0):
        if _is_near(biases, [share * each for each in sums]):
            return share
    return None


def _candidates(
    batch: Batch,
    layers: tuple[tuple[int, int], ...],
    comparisons: Sequence[Comparison],
    deltas: list[list[float]],
    share: float,
) -> Iterator[Net]:
    for is_by_columns in (False, True):
        weights = [_matrix(comparisons[w], len(comparisons[b].array.numbers), is_by_columns) for w, b in layers]
        biases = [list(comparisons[b].array.numbers) for _, b in layers]
        chained = [w for w in weights if w is not None]
        if len(chained) < len(weights) or any(len(b) != len(w) for b, w in zip(biases, chained[1:])):
            continue
        for samples in _inputs(batch, len(chained[0])):
            for activations in product(ACTIVATIONS, repeat=len(layers) - 1):
                traces = tuple(_trace(x, delta, chained, biases, activations) for x, delta in zip(samples, deltas))
                yield Net(layers, is_by_columns, activations, share, traces)


def _inputs(batch: Batch, width: int) -> Iterator[Matrix]:
    """The data that may be the net's inputs: as many numbers a sample."""
    for place in batch.data:
        read = numbers_of(batch.functions.arguments[place])
        if read is None or len(read[1]) != batch.size * width:
            continue
        numbers = list(map(float, read[1]))
        if batch.axis == 0 or len(read[0]) == 1:
            yield [numbers[n * width : (n + 1) * width] for n in range(batch.size)]
        else:
            yield [numbers[n :: batch.size] for n in range(batch.size)]


def _matrix(weights: Comparison, units: int, is_by_columns: bool) -> Matrix | None:
    """The weights with a row for each input; None if they are not as many as that."""
    shape, numbers = weights.array.shape, weights.array.numbers
    rows, columns = (*shape, 1)[:2]
    if (rows if is_by_columns and len(shape) == 2 else columns) != units:
        return None
    matrix = [list(numbers[k * columns : (k + 1) * columns]) for k in range(rows)]
    return [list(column) for column in zip(*matrix)] if is_by_columns and len(shape) == 2 else matrix


def _trace(
    x: list[float], delta: list[float], weights: list[Matrix], biases: Matrix, activations: tuple[str, ...]
) -> Trace:
    inputs, sums = [x], []
    for k, (matrix, bias) in enumerate(zip(weights, biases)):
        sums.append([b + math.fsum(w * a for w, a in zip(column, inputs[k])) for b, column in zip(bias, zip(*matrix))])
        if k < len(activations):
            inputs.append([handed_on(activations[k], z) for z in sums[k]])
    slopes = tuple([slope(name, z) for z in row] for name, row in zip(activations, sums))
    return Trace(tuple(inputs), tuple(sums), slopes, tuple(weights), delta)


def _penalty(comparison: Comparison, numbers: Sequence[float]) -> float | None:
    """By what multiple of the array itself the true derivative is more than these numbers; None if that is none."""
    if _is_near(comparison, numbers):
        return 0.0
    wide = replace(comparison, bounds={k: LEEWAY * bound for k, bound in comparison.bounds.items()})
    return multiple_of(wide, {k: true - numbers[k] for k, true in comparison.true.items()}, comparison.array.numbers)


def _is_near(comparison: Comparison, numbers: Sequence[float]) -> bool:
    size = max(map(abs, comparison.true.values()), default=0.0)
    leeway = max(comparison.bounds.values(), default=0.0) + math.sqrt(comparison.array.resolution) * size
    return all(abs(numbers[k] - true) <= LEEWAY * leeway for k, true in comparison.true.items())
