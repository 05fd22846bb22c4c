"""Backpropagation as students write it, in NumPy: right ones of every shape, and a zoo of wrong ones, a bug each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

ACTIVATIONS = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(float)),
    "linear": (lambda z: z, lambda z, a: np.ones_like(z)),
}


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


OUTPUTS = {
    "squares": (lambda z, y: np.mean(np.sum((z - y) ** 2, axis=1)), lambda z, y: 2 * (z - y) / len(y)),
    "half of the squares": (lambda z, y: np.sum((z - y) ** 2) / 2, lambda z, y: z - y),
    "logits": (
        lambda z, y: np.mean(np.logaddexp(0, z) - y * z),
        lambda z, y: (1 / (1 + np.exp(-z)) - y) / y.size,
    ),
    "softmax": (
        lambda z, y: -np.mean(np.sum(y * np.log(softmax(z)), axis=1)),
        lambda z, y: (softmax(z) * y.sum(axis=1, keepdims=True) - y) / len(y),
    ),
}


@dataclass(frozen=True)
class Student:
    """A net of layers, its loss, and its gradient by backpropagation."""

    widths: tuple[int, ...]
    activation: str = "sigmoid"
    output: str = "squares"
    penalty: float = 0.0
    by_columns: bool = False
    changes: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def data(self, samples, seed):
        """Parameters, then X and y."""
        generator = np.random.default_rng(seed)
        parameters = []
        for nin, nout in zip(self.widths, self.widths[1:]):
            W = generator.normal(size=(nin, nout))
            parameters += [W.T.copy() if self.by_columns else W, generator.normal(size=nout)]
        X, y = generator.normal(size=(samples, self.widths[0])), generator.uniform(size=(samples, self.widths[-1]))
        return parameters, X, y

    def forward(self, parameters, X):
        phi, _ = ACTIVATIONS[self.activation]
        a, sums, handed_on = X, [], [X]
        for k in range(0, len(parameters), 2):
            W = parameters[k].T if self.by_columns else parameters[k]
            sums.append(a @ W + parameters[k + 1])
            a = phi(sums[-1])
            handed_on.append(a)
        return sums, handed_on

    def loss(self, *arguments):
        *parameters, X, y = arguments
        sums, _ = self.forward(parameters, X)
        return OUTPUTS[self.output][0](sums[-1], y) + self.penalty * sum(np.sum(W**2) for W in parameters[::2])

    def gradient(self, *arguments):
        *parameters, X, y = arguments
        sums, handed_on = self.forward(parameters, X)
        slope = self.changes.get("slope", lambda k, z, a: ACTIVATIONS[self.activation][1](z[k], a[k + 1]))
        way = self.changes.get("way", lambda k, delta, W: delta @ W.T)
        inputs = self.changes.get("inputs", lambda k, z, a: a[k])
        delta = OUTPUTS[self.output][1](sums[-1], y)
        delta = self.changes.get("delta", lambda delta, z, a, y: delta)(delta, sums, handed_on, y)
        found = []
        for k in range(len(sums) - 1, -1, -1):
            W = parameters[2 * k].T if self.by_columns else parameters[2 * k]
            dW = inputs(k, sums, handed_on).T @ delta
            dW = (dW.T if self.by_columns else dW) + 2 * self.penalty * parameters[2 * k]
            found = [dW, self.changes.get("bias", lambda delta: delta.sum(axis=0))(delta), *found]
            if k:
                delta = way(k, delta, W) * slope(k - 1, sums, handed_on)
        return self.changes.get("returned", lambda found, parameters, X, y: found)(found, parameters, X, y)


@dataclass(frozen=True)
class Bug:
    """A student's bug: what is changed in a right backpropagation, and what the report must say of it."""

    student: Student
    kind: str
    words: str
    arrays: tuple[str, ...] | None = None


def _student(widths=(3, 4, 4, 2), **changes):
    options = {name: changes.pop(name) for name in ("activation", "output", "penalty", "by_columns") if name in changes}
    return Student(widths, changes=changes, **options)


def _returned(change):
    return lambda found, parameters, X, y: change(found)


def _at(k, change):
    return _returned(lambda found: [change(each) if i == k else each for i, each in enumerate(found)])


def _only_in(layer, changed, right=lambda k, z, a: a[k + 1] * (1 - a[k + 1])):
    return lambda k, z, a: changed(z, a) if k == layer else right(k, z, a)


def _with_memory(first):
    memory = []

    def returned(found, parameters, X, y):
        memory.append(found)
        return memory[0] if first else [sum(each[k] for each in memory) for k in range(len(found))]

    return returned


def _steps_first(found, parameters, X, y):
    parameters[0] -= 0.1 * found[0]
    return found


def _draws():
    generator = np.random.default_rng(0)
    return _returned(lambda found: [each * generator.binomial(1, 0.5, size=each.shape) * 2 for each in found])


def _without_penalty(found, parameters, X, y):
    return [each - 0.04 * W if each.ndim == 2 else each for each, W in zip(found, parameters)]


def _of_last_sample(found, parameters, X, y):
    student = Student((3, 4, 4, 2))
    return student.gradient(*parameters, X[-1:], y[-1:])


ALL = ("W1", "b1", "W2", "b2", "W3", "b3")


def zoo() -> dict[str, Bug]:
    """The bugs, fresh: some remember. Each with what the report must say, and of which arrays."""
    return {
        "transposed, not square": Bug(_student(returned=_at(0, np.transpose)), "transposed", "transposed", ("W1",)),
        "transposed, square": Bug(_student(returned=_at(2, np.transpose)), "transposed", "transposed", ("W2",)),
        "a sign": Bug(
            _student(returned=_returned(lambda found: [-each for each in found])), "sign", "sign is wrong", ALL
        ),
        "the sign of one": Bug(_student(returned=_at(3, np.negative)), "sign", "sign is wrong", ("b2",)),
        "not averaged": Bug(
            _student(returned=_returned(lambda found: [5 * each for each in found])),
            "count",
            r"5 times the true derivative, and 5 is len\(X\): f takes a mean",
            ALL,
        ),
        "averaged twice": Bug(
            _student(bias=lambda delta: delta.mean(axis=0)), "count", "1/5 of the true derivative", ("b1", "b2", "b3")
        ),
        "the 2 of the square": Bug(
            _student(delta=lambda delta, z, a, y: delta / 2), "half", "half the true derivative: the 2", ALL
        ),
        "a half too many": Bug(
            _student(output="half of the squares", delta=lambda delta, z, a, y: delta * 2), "half", "a factor ½", ALL
        ),
        "the learning rate in it": Bug(
            _student(returned=_returned(lambda found: [0.37 * each for each in found])), "factor", "0.37 times", ALL
        ),
        "activation missing": Bug(
            _student(slope=_only_in(1, lambda z, a: 1.0)), "activation missing", "layer 2, sigmoid, is missing", ALL[:4]
        ),
        "all activations missing": Bug(
            _student(slope=lambda k, z, a: 1.0), "activation missing", "all hidden activations are missing", ALL[:4]
        ),
        "activation at a": Bug(
            _student(slope=_only_in(0, lambda z, a: (s := 1 / (1 + np.exp(-a[1]))) * (1 - s))),
            "activation place",
            "layer 1, sigmoid, is taken at a, what it hands on",
            ALL[:2],
        ),
        "formula of a at z": Bug(
            _student(slope=_only_in(0, lambda z, a: z[0] * (1 - z[0]))),
            "activation place",
            r"layer 1, sigmoid, is a·\(1 − a\) with z",
            ALL[:2],
        ),
        "activation of the other layer": Bug(
            _student(slope=_only_in(1, lambda z, a: a[1] * (1 - a[1]))),
            "activation layer",
            "layer 2, sigmoid, is taken at the sums of layer 1",
            ALL[:4],
        ),
        "activation of another kind": Bug(
            _student(slope=_only_in(0, lambda z, a: 1 - a[1] ** 2)),
            "activation other",
            "is 1 − a², which is that of tanh",
            ALL[:2],
        ),
        "activation of the output twice": Bug(
            _student((3, 4, 1), output="logits", delta=lambda delta, z, a, y: delta * a[-1] * (1 - a[-1])),
            "activation twice",
            "layer 2, if that is sigmoid, is there once too often",
            ALL[:4],
        ),
        "bias not summed": Bug(
            _student(bias=lambda delta: delta),
            "not summed",
            "is not summed over the batch, which is axis 0",
            ("b1", "b2", "b3"),
        ),
        "bias summed over all": Bug(
            _student(bias=lambda delta: np.full(delta.shape[1], delta.sum())),
            "axis",
            "the sum of all",
            ("b1", "b2", "b3"),
        ),
        "keepdims": Bug(
            _student(bias=lambda delta: delta.sum(axis=0, keepdims=True)),
            "shape",
            "leave out keepdims",
            ("b1", "b2", "b3"),
        ),
        "the layer after": Bug(
            _student(returned=_returned(lambda found: [*found[:1], found[3], *found[2:]])),
            "swapped",
            "this is the derivative by b2",
            ("b1",),
        ),
        "weights not transposed": Bug(
            _student(way=lambda k, delta, W: delta @ (W if k == 1 else W.T)),
            "weights transposed",
            "on the way back to layer 1 the weights of layer 2 are transposed",
            ALL[:2],
        ),
        "z in place of a": Bug(
            _student(inputs=lambda k, z, a: z[1] if k == 2 else a[k]),
            "before activation",
            "the weights of layer 3 get z of layer 2",
            ("W3",),
        ),
        "reshaped": Bug(
            _student(returned=_at(0, lambda each: each.T.reshape(each.shape))), "order", "in another order", ("W1",)
        ),
        "penalty forgotten": Bug(
            _student(penalty=0.02, returned=_without_penalty),
            "penalty",
            "0.04 times the array itself is missing: f has a penalty, as 0.02 times",
            ("W1", "W2", "W3"),
        ),
        "penalty that f has not": Bug(
            _student(returned=lambda found, parameters, X, y: [g + 0.1 * W for g, W in zip(found, parameters)]),
            "penalty",
            "0.1 times the array itself is too much",
            ALL,
        ),
        "last sample only": Bug(_student(returned=_of_last_sample), "one sample", "the last sample's loss", ALL),
        "inputs changed": Bug(
            _student(returned=_steps_first), "changes inputs", r"changes its inputs: W1\[0, 0\], from"
        ),
        "stale cache": Bug(_student(returned=_with_memory(first=True)), "remembers", "keep a cache"),
        "adds up": Bug(_student(returned=_with_memory(first=False)), "adds up", "gives twice as much"),
        "random": Bug(_student(returned=_draws()), "random", "does it draw random numbers"),
    }
