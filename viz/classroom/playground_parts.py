"""What the playground is put together from: the parts of nn's nets, recorded, and what moves and draws their weights.

A net of the page is no formula written by hand. nn's own neurons, losses and penalties run once on Values, and the
graphs that they leave are the parts: the page puts them together, with the rows of their operations as JavaScript. The
optimizers' formulas, and the initializers', are interpreted into JavaScript as the rows' are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

import nn
from autograd import Constant, Value, primitives
from autograd.primitive import Scalar
from autograd.tracing import recording
from nn.analysis import data_findings, learning_findings, net_findings
from nn.training.objective import DECISIONS, TAKES_LOGITS, TAKES_PROBABILITIES
from viz.classroom.descent import drawn_script, moved_script, settings_of
from viz.classroom.recordings import Recordings, Slots
from viz.live.javascript import rows_script

__all__ = ["ACTIVATIONS", "FEATURES", "OPTIMIZERS", "PROBLEMS", "PlaygroundParts", "playground_parts"]

Data: TypeAlias = dict[str, Any]
"""What JSON can hold."""

ACTIVATIONS: Final = (
    *("linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "silu", "gelu", "sin", "step"),
)
"""The activations to choose from."""

FEATURES: Final[dict[str, Callable[[Scalar, Scalar], Scalar]]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1 ** 2": lambda x1, x2: x1**2,
    "x2 ** 2": lambda x1, x2: x2**2,
    "x1 * x2": lambda x1, x2: x1 * x2,
    "sin(x1)": lambda x1, x2: primitives.sin(x1),
    "sin(x2)": lambda x1, x2: primitives.sin(x2),
}
"""What a net may be fed with, by the expression that says it in Python."""

PROBLEMS: Final[dict[str, dict[str, str]]] = {
    "two classes": {
        "binary_cross_entropy_with_logits": "sigmoid",
        "binary_cross_entropy": "sigmoid",
        "hinge_loss": "linear",
        "mse_loss": "sigmoid",
    },
    "three classes": {"cross_entropy": "softmax"},
    "regression": {"mse_loss": "linear", "mae_loss": "linear", "huber_loss": "linear"},
}
"""For each kind of targets the losses to choose from, and the output function of a net that has them."""

OPTIMIZERS: Final[tuple[type[nn.Optimizer], ...]] = (nn.SGD, nn.RMSprop, nn.Adam, nn.AdamW)

_CLASSES: Final = 3


@dataclass(frozen=True)
class PlaygroundParts:
    """The parts, for a page.

    Attributes:
        script: JavaScript that declares `rows`, the rows of all operations; `moved`, how each optimizer moves a
            parameter; and `drawn`, how each initializer draws a weight. It calls the functions of `special.js`.
        data: what JSON can hold, `parts` of the page's functions: the recorded graphs, and what there is to choose.
    """

    script: str
    data: Data

    def __repr__(self) -> str:
        return f"<PlaygroundParts: {len(self.script)} characters of JavaScript>"


@cache
def playground_parts() -> PlaygroundParts:
    """All parts that the playground's nets are put together from.

    >>> parts = playground_parts()
    >>> [node["row"] for node in parts.data["units"]["tanh"]["nodes"] if "row" in node]
    ['dot', 'tanh']
    """
    graphs = Recordings()
    data: Data = {
        "features": {name: graphs.record(_feature(feature)) for name, feature in FEATURES.items()},
        "units": {name: graphs.record(_unit(name)) for name in ACTIVATIONS},
        "outputs": {"sigmoid": graphs.record(_sigmoid()), "softmax": graphs.record(_of_softmax())},
        "losses": {name: _loss(graphs, name) for losses in PROBLEMS.values() for name in losses},
        "penalties": {name: graphs.record(_penalty(penalty)) for name, penalty in _PENALTIES.items()},
        "mean": graphs.record(_mean()),
        "penalised": graphs.record(_penalised()),
        "problems": PROBLEMS,
        "optimizers": {kind.__name__: settings_of(kind) for kind in OPTIMIZERS},
        "initializers": list(nn.INITIALIZERS),
        "thresholds": _thresholds(),
    }
    rows = rows_script(graphs.primitives)
    graphs.name_rows(rows)
    script = "\n".join([rows.text, moved_script(OPTIMIZERS), drawn_script()])
    return PlaygroundParts(script, data)


# What is recorded.


def _feature(feature: Callable[[Scalar, Scalar], Scalar]) -> tuple[Value, Slots]:
    x1, x2 = Value(0.5), Value(0.25)
    return feature(x1, x2), {"x1": x1, "x2": x2}


def _unit(activation: str) -> tuple[Value, Slots]:
    neuron, inputs = nn.Neuron(2, activation, seed=0), [Value(0.5), Value(0.25)]
    return neuron(inputs), {"weights": list(neuron.weights), "inputs": inputs, "bias": neuron.bias}


def _loss(graphs: Recordings, name: str) -> Data:
    """A loss: its graph, how its targets are written, what class a prediction is, and whether it takes logits.

    Where it takes probabilities, `onLogits` names the same loss on logits, which is defined everywhere.
    """
    loss: Any = getattr(nn, name)
    is_of_classes = name == "cross_entropy"
    predictions = [Value(0.5) for _ in range(_CLASSES)] if is_of_classes else Value(0.5)
    target: Any = [Constant(float(k == 0)) for k in range(_CLASSES)] if is_of_classes else Constant(1.0, label="y")
    decide: Any = DECISIONS.get(loss)
    slots = {"prediction": predictions}
    return {
        **graphs.record((loss(predictions, target), {**slots, "target": target})),
        "targets": "one-hot" if is_of_classes else "signs" if name == "hinge_loss" else "numbers",
        "takesLogits": loss in TAKES_LOGITS,
        "onLogits": TAKES_PROBABILITIES[loss][1] if loss in TAKES_PROBABILITIES else None,
        "decision": None if decide is None else graphs.record((decide.graph(predictions), slots)),
    }


def _sigmoid() -> tuple[Value, Slots]:
    z = Value(0.5)
    return z.sigmoid(), {"z": [z]}


def _of_softmax() -> tuple[Sequence[Value], Slots]:
    zs = [Value(0.25 * k) for k in range(_CLASSES)]
    with recording():  # so that the largest is part of the graph
        return nn.softmax(zs), {"z": zs}


def _penalty(penalty: Callable[[Sequence[Value], Any], Value]) -> tuple[Value, Slots]:
    """That of one weight: that of many is the sum."""
    w, strength = Value(0.5), Constant(0.25)
    return penalty([w], strength), {"weight": w, "strength": strength}


_PENALTIES: Final = {"l1": nn.l1_penalty, "l2": nn.l2_penalty}


def _mean() -> tuple[Value, Slots]:
    losses, count = [Value(0.5), Value(0.25)], Constant(2.0)
    return primitives.total(losses) / count, {"losses": losses, "count": count}


def _penalised() -> tuple[Value, Slots]:
    loss, penalties = Value(0.5), [Value(0.25), Value(0.125)]
    return loss + primitives.total(penalties), {"loss": loss, "penalties": penalties}


# From when on nn.diagnose speaks.


def _thresholds() -> Data:
    """The numbers in capitals, by their names, of the modules that look for findings."""
    modules = (data_findings, learning_findings, net_findings)
    return {name: number for module in modules for name, number in vars(module).items() if name.isupper()}
