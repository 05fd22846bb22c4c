"""The graphs of the lecture's slides: a choice of classes, the quiz, one unit, two layers, with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from autograd import PRIMITIVES, Value, binary_cross_entropy, dot, sigmoid, softmax_cross_entropy

__all__ = ["classes", "quiz", "two_layers", "unit"]

_UNIT: Final = {"w11": 0.5, "w21": -0.25, "x1": 2.0, "x2": 1.0, "y": 1.0}
_TWO_LAYERS: Final = {
    "w_11^(1)": 0.1,
    "w_21^(1)": 0.2,
    "w_12^(1)": -0.3,
    "w_22^(1)": 0.4,
    "w_11^(2)": 0.5,
    "w_21^(2)": -0.6,
    "x1": 1.0,
    "x2": -1.0,
    "y": 1.0,
}


def _labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


def quiz(numbers: Mapping[str, float] = _UNIT) -> tuple[Value, dict[str, Value]]:
    """The log-likelihood of the quiz L5.5, and its leaves by name; its w1 is the w11 of the numbers."""
    names = {"w1": "w11", "w2": "w21", "x1": "x1", "x2": "x2", "y": "y"}
    leaves = {name: Value(numbers[of], name) for name, of in names.items()}
    a = sigmoid(leaves["w1"] * leaves["x1"] + leaves["w2"] * leaves["x2"])
    f = leaves["y"] * PRIMITIVES["log"](a) + (1 - leaves["y"]) * PRIMITIVES["log"](1 - a)
    return _labelled(f, "f"), leaves


def classes(numbers: Sequence[float] = (2.0, 1.0, -1.0), target: int = 1) -> tuple[Value, dict[str, Value]]:
    """The cross-entropy of L4.3, of some logits where one class is right, counted from 1 up; the logits by name."""
    logits = {f"f{k}": Value(number, f"f{k}") for k, number in enumerate(numbers, start=1)}
    one_hot = [float(k == target) for k in range(1, len(numbers) + 1)]
    return _labelled(softmax_cross_entropy(list(logits.values()), one_hot), "ell"), logits


def unit(numbers: Mapping[str, float] = _UNIT) -> tuple[Value, dict[str, Value]]:
    """The loss of the one unit of L7, at the numbers of L5.5 or at others, and its leaves by name."""
    v = {name: Value(number, name) for name, number in numbers.items()}
    z = _labelled(dot([v["w11"], v["w21"]], [v["x1"], v["x2"]]), "z")
    y_hat = _labelled(sigmoid(z), "y_hat")
    return _labelled(binary_cross_entropy(y_hat, v["y"]), "ell"), v


def two_layers(numbers: Mapping[str, float] = _TWO_LAYERS) -> tuple[Value, dict[str, Value]]:
    """The loss of the two layers of L8, at the numbers of L8.4 or at others; its leaves and hidden units by name."""
    v = {name: Value(number, name) for name, number in numbers.items()}
    for j in (1, 2):
        z = _labelled(dot([v[f"w_1{j}^(1)"], v[f"w_2{j}^(1)"]], [v["x1"], v["x2"]]), f"z_1{j}")
        v[f"a1{j}"] = _labelled(sigmoid(z), f"a1{j}")
    z = _labelled(dot([v["w_11^(2)"], v["w_21^(2)"]], [v["a11"], v["a12"]]), "z")
    y_hat = _labelled(sigmoid(z), "y_hat")
    return _labelled(binary_cross_entropy(y_hat, v["y"]), "ell"), v
