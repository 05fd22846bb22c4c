"""The graphs of the lecture's slides: a choice of classes, the quiz, one unit, two layers, with their numbers."""

from __future__ import annotations

from autograd import PRIMITIVES, Value, binary_cross_entropy, dot, sigmoid, softmax_cross_entropy

__all__ = ["classes", "quiz", "two_layers", "unit"]


def _labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


def quiz() -> tuple[Value, dict[str, Value]]:
    """The log-likelihood of the quiz L5.5, and its leaves by name."""
    v = {"w1": 0.5, "w2": -0.25, "x1": 2.0, "x2": 1.0, "y": 1.0}
    leaves = {name: Value(number, name) for name, number in v.items()}
    a = sigmoid(leaves["w1"] * leaves["x1"] + leaves["w2"] * leaves["x2"])
    f = leaves["y"] * PRIMITIVES["log"](a) + (1 - leaves["y"]) * PRIMITIVES["log"](1 - a)
    return _labelled(f, "f"), leaves


def classes() -> tuple[Value, dict[str, Value]]:
    """The cross-entropy of L4.3, of three logits where the first class is right, and the logits by name."""
    logits = {f"f{k}": Value(number, f"f{k}") for k, number in enumerate((2.0, 1.0, -1.0), start=1)}
    return _labelled(softmax_cross_entropy(list(logits.values()), [1.0, 0.0, 0.0]), "ell"), logits


def unit() -> tuple[Value, dict[str, Value]]:
    """The loss of the one unit of L7, at the numbers of L5.5, and its leaves by name."""
    numbers = {"w11": 0.5, "w21": -0.25, "x1": 2.0, "x2": 1.0, "y": 1.0}
    v = {name: Value(number, name) for name, number in numbers.items()}
    z = _labelled(dot([v["w11"], v["w21"]], [v["x1"], v["x2"]]), "z")
    y_hat = _labelled(sigmoid(z), "y_hat")
    return _labelled(binary_cross_entropy(y_hat, v["y"]), "ell"), v


def two_layers() -> tuple[Value, dict[str, Value]]:
    """The loss of the two layers of L8, at the numbers of L8.4, and its leaves and hidden units by name."""
    weights = {"w_11^(1)": 0.1, "w_21^(1)": 0.2, "w_12^(1)": -0.3, "w_22^(1)": 0.4, "w_11^(2)": 0.5, "w_21^(2)": -0.6}
    v = {name: Value(number, name) for name, number in {**weights, "x1": 1.0, "x2": -1.0, "y": 1.0}.items()}
    for j in (1, 2):
        z = _labelled(dot([v[f"w_1{j}^(1)"], v[f"w_2{j}^(1)"]], [v["x1"], v["x2"]]), f"z_1{j}")
        v[f"a1{j}"] = _labelled(sigmoid(z), f"a1{j}")
    z = _labelled(dot([v["w_11^(2)"], v["w_21^(2)"]], [v["a11"], v["a12"]]), "z")
    y_hat = _labelled(sigmoid(z), "y_hat")
    return _labelled(binary_cross_entropy(y_hat, v["y"]), "ell"), v
