"""Backward passes of a net with one thing wrong in a layer, each of which has numbers of its own.

The formulas a·(1 − a) and 1 − a² are here as they are often written by hand, right or wrong; the right ones are rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias

from autograd.checking.black_box.comparison import Comparison
from autograd.checking.black_box.functions import Functions
from autograd.checking.black_box.layers import ACTIVATIONS, Matrix, Net, Trace, handed_on, net_behind, slope
from autograd.checking.report import Explanation
from autograd.shared.showing import listed

__all__ = ["wrong_layers"]

MOST_TOLD = 3

Changed: TypeAlias = Callable[[Trace], Trace]

_BY_RESULT: Final[dict[str, Callable[[float], float]]] = {
    "sigmoid": lambda a: a * (1.0 - a),
    "tanh": lambda a: 1.0 - a * a,
}
"""The derivatives of activations as they are often written: as functions of a."""
_WRITTEN: Final = {"sigmoid": "a·(1 − a)", "tanh": "1 − a²"}


@dataclass(frozen=True)
class _Mistake:
    """What may be wrong in a layer, and the pass that it makes."""

    kind: str
    sentence: str
    changed: Changed


def wrong_layers(
    wrong: Sequence[Comparison], comparisons: Sequence[Comparison], functions: Functions
) -> Iterator[Explanation]:
    """The mistakes in the layers of a net that give the numbers that were given, in all arrays left to explain.

    Where several fit alike, they are told as one explanation.
    """
    left = {each.array.name for each in wrong if each.is_entrywise}
    net = net_behind(functions, comparisons) if left else None
    if net is None:
        return
    told: dict[str, list[str]] = {}
    for mistake in _mistakes(net):
        found = net.gradient([mistake.changed(trace) for trace in net.traces])
        if _fits(found, net, comparisons, left):
            told.setdefault(mistake.kind, []).append(mistake.sentence)
    if told:
        names = tuple(each.array.name for each in wrong)
        sentences = [sentence for of_a_kind in told.values() for sentence in of_a_kind]
        yield Explanation(next(iter(told)), names, f"{listed(names)}: {'; or '.join(sentences[:MOST_TOLD])}")


def _fits(found: dict[int, list[float]], net: Net, comparisons: Sequence[Comparison], left: set[str]) -> bool:
    """Whether a pass gives what was given, and in the arrays that are right the true derivative."""
    for place, numbers in found.items():
        each = comparisons[place]
        if not all(map(math.isfinite, numbers)):
            return False
        if each.is_wrong and each.array.name not in left:
            continue
        size = max(map(abs, (*numbers, *each.true.values())))
        leeway = 4.0 * max(each.bounds.values()) + 4.0 * math.sqrt(each.array.resolution) * size
        if not all(abs(each.given.numbers[k] - number) <= leeway for k, number in enumerate(numbers)):  # nor NaN
            return False
    return True


def _mistakes(net: Net) -> Iterator[_Mistake]:
    """All of them, the commonest first."""
    for k, name in enumerate(net.activations):
        yield from _wrong_slopes(k, name)
    if len(net.activations) > 1:
        yield _Mistake(
            "activation missing",
            "the derivatives of all hidden activations are missing",
            lambda t: replace(t, slopes=tuple([1.0] * len(row) for row in t.slopes)),
        )
    for name in [name for name in ACTIVATIONS if name != "linear"]:
        yield from _wrong_at_the_output(len(net.layers), name)
    for k, name in enumerate(net.activations):
        yield from _slopes_from_elsewhere(net, k, name)
    for k in range(1, len(net.layers)):
        yield from _wrong_ways(net, k)


def _wrong_slopes(k: int, name: str) -> Iterator[_Mistake]:
    """What may be wrong with the derivative of the activation of layer k + 1, a hidden one."""
    what = f"the derivative of the activation of layer {k + 1}, {name},"
    yield _Mistake("activation missing", f"{what} is missing", _at(k, lambda t, j: 1.0))
    yield _Mistake(
        "activation place",
        f"{what} is taken at a, what it hands on, and not at z, what it gets",
        _at(k, lambda t, j: slope(name, t.inputs[k + 1][j])),
    )
    if name in _BY_RESULT:
        yield _Mistake(
            "activation place",
            f"{what} is {_WRITTEN[name]} with z, what it gets, put in for a",
            _at(k, lambda t, j: _BY_RESULT[name](t.sums[k][j])),
        )
    yield _Mistake("activation twice", f"{what} is there twice", _at(k, lambda t, j: t.slopes[k][j] ** 2))


def _slopes_from_elsewhere(net: Net, k: int, name: str) -> Iterator[_Mistake]:
    """What may stand for the derivative of the activation of layer k + 1: that of another layer, or function."""
    what = f"the derivative of the activation of layer {k + 1}, {name},"
    sums = net.traces[0].sums
    for other in range(len(net.activations)):
        if other != k and len(sums[other]) == len(sums[k]):
            told = f"{what} is taken at the sums of layer {other + 1}"
            yield _Mistake("activation layer", told, _at(k, partial(_slope_of_layer, name, other)))
    for another in ACTIVATIONS:
        if another not in (name, "linear"):
            told = f"{what} is that of {another}"
            yield _Mistake("activation other", told, _at(k, partial(_slope_of_layer, another, k)))
        if another in _BY_RESULT and another != name:
            told = f"{what} is {_WRITTEN[another]}, which is that of {another}"
            yield _Mistake("activation other", told, _at(k, partial(_slope_by_result, another, k)))


def _wrong_at_the_output(last: int, name: str) -> Iterator[_Mistake]:
    """What may be wrong with the derivative of the last activation, if that is this one."""
    what = f"the derivative of the activation of layer {last}, if that is {name},"

    def without(z: float, d: float) -> float:
        s = slope(name, z)
        return d / s if s else (math.nan if d else 0.0)

    yield _Mistake("activation missing", f"{what} is missing", _at_the_output(without))
    yield _Mistake(
        "activation twice",
        f"{what} is there once too often: the loss's has it already",
        _at_the_output(lambda z, d: d * slope(name, z)),
    )
    yield _Mistake(
        "activation place",
        f"{what} is taken at a, what it hands on, and not at z, what it gets",
        _at_the_output(lambda z, d: without(z, d) * slope(name, handed_on(name, z))),
    )
    if name in _BY_RESULT:
        yield _Mistake(
            "activation place",
            f"{what} is {_WRITTEN[name]} with z, what it gets, put in for a",
            _at_the_output(lambda z, d: without(z, d) * _BY_RESULT[name](z)),
        )


def _wrong_ways(net: Net, k: int) -> Iterator[_Mistake]:
    """What may be wrong on the way back from layer k + 1 to layer k, or with what layer k + 1 gets."""
    back, weights = f"on the way back to layer {k}", net.traces[0].weights[k]
    if len(weights) == len(weights[0]):
        identity = [[float(i == j) for j in range(len(weights))] for i in range(len(weights))]
        yield _Mistake(
            "weights transposed",
            f"{back} the weights of layer {k + 1} are transposed where they should not be, or the other way round",
            lambda t: _with_weights(k, [list(column) for column in zip(*t.weights[k])], t),
        )
        yield _Mistake(
            "weights missing", f"{back} the weights of layer {k + 1} are missing", partial(_with_weights, k, identity)
        )
        yield _Mistake(
            "layer after",
            f"for layer {k} the derivative by the sums of layer {k + 1} is taken, the layer after",
            lambda t: _with_slopes(k - 1, [1.0] * len(weights), _with_weights(k, identity, t)),
        )
    for other, matrix in enumerate(net.traces[0].weights):
        if other != k and (len(matrix), len(matrix[0])) == (len(weights), len(weights[0])):
            told = f"{back} the weights are those of layer {other + 1}, not of layer {k + 1}"
            yield _Mistake("weights of another layer", told, partial(_with_weights, k, matrix))
    yield _Mistake(
        "before activation",
        f"the weights of layer {k + 1} get z of layer {k}, from before its activation, in place of a",
        lambda t: replace(t, inputs=(*t.inputs[:k], t.sums[k - 1], *t.inputs[k + 1 :])),
    )


def _at(k: int, change: Callable[[Trace, int], float]) -> Changed:
    """The pass with another number for the derivative of each activation of layer k + 1."""
    return lambda t: _with_slopes(k, [change(t, j) for j in range(len(t.sums[k]))], t)


def _at_the_output(change: Callable[[float, float], float]) -> Changed:
    """The pass that starts with another number for each unit of the last layer, of its z and its δ."""
    return lambda t: replace(t, delta=[change(z, d) for z, d in zip(t.sums[-1], t.delta)])


def _slope_of_layer(name: str, layer: int, trace: Trace, j: int) -> float:
    return slope(name, trace.sums[layer][j])


def _slope_by_result(name: str, layer: int, trace: Trace, j: int) -> float:
    return _BY_RESULT[name](trace.inputs[layer + 1][j])


def _with_slopes(k: int, slopes: list[float], trace: Trace) -> Trace:
    return replace(trace, slopes=(*trace.slopes[:k], slopes, *trace.slopes[k + 1 :]))


def _with_weights(k: int, weights: Matrix, trace: Trace) -> Trace:
    return replace(trace, weights=(*trace.weights[:k], weights, *trace.weights[k + 1 :]))
