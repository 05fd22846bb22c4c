"""What the playground is put together from: the parts of nn's nets, recorded, and what moves and draws their weights.

A net of the page is no formula written by hand. nn's own neurons, losses and penalties run once on Values, and the
graphs that they leave are the parts: the page puts them together, with the rows of their operations as JavaScript. The
optimizers' formulas, and the initializers', are interpreted into JavaScript as the rows' are.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

import nn
from autograd import Constant, Primitive, Value, Vector, primitives, topological_order
from autograd.primitive import Scalar
from autograd.tracing import recording
from nn.training.objective import DECISIONS, TAKES_LOGITS
from viz.live.embedding import as_json
from viz.live.javascript import RowsScript, rows_script
from viz.live.kernels import KERNELS
from viz.live.phrases import ATOM, BRANCH, Part, Phrase
from viz.live.statements import function_text

__all__ = ["ACTIVATIONS", "FEATURES", "OPTIMIZERS", "PROBLEMS", "PlaygroundParts", "playground_parts"]

Data: TypeAlias = dict[str, Any]
"""What JSON can hold."""
Slots: TypeAlias = Mapping[str, "Value | Sequence[Value]"]

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
    >>> [node.get("row", node.get("slot")) for node in parts.data["units"]["tanh"]["nodes"]]
    ['weights', 'inputs', 'bias', 'dot', 'tanh']
    """
    graphs = _Recordings()
    data: Data = {
        "features": {name: graphs.record(_feature(feature)) for name, feature in FEATURES.items()},
        "units": {name: graphs.record(_unit(name)) for name in ACTIVATIONS},
        "outputs": {"sigmoid": graphs.record(_sigmoid()), "softmax": graphs.record(_softmax())},
        "losses": {name: graphs.loss(name) for losses in PROBLEMS.values() for name in losses},
        "penalties": {name: graphs.record(_penalty(penalty)) for name, penalty in _PENALTIES.items()},
        "mean": graphs.record(_mean()),
        "penalised": graphs.record(_penalised()),
        "problems": PROBLEMS,
        "optimizers": {kind.__name__: _settings(kind) for kind in OPTIMIZERS},
        "initializers": list(nn.INITIALIZERS),
    }
    rows = rows_script(graphs.primitives)
    graphs.name_rows(rows)
    script = "\n".join([rows.text, _moved_script(), _drawn_script()])
    return PlaygroundParts(script, data)


# Recordings.


class _Recordings:
    """Graphs as data, and the rows of their operations."""

    def __init__(self) -> None:
        self.primitives: dict[Primitive, None] = {}
        self._operations: list[Data] = []

    def record(self, recorded: tuple[Value | Sequence[Value], Slots]) -> Data:
        """A graph with slots for what it is to be joined to.

        Its nodes are `{slot, element}`, what is given there, or an element of that; `{number}`, a constant; or
        `{row, inputs, label}`, an operation, each of whose inputs is the place of a node, a list of places, or
        `{vector}`, the slot that all the elements of a vector come from, however many.
        """
        results, slots = recorded
        outputs = [results] if isinstance(results, Value) else list(results)
        order = _order(outputs)
        places = {value: i for i, value in enumerate(order)}
        given = dict(_elements(slots))
        nodes = [self._node(value, places, given, slots) for value in order]
        return {"nodes": nodes, "outputs": [places[output] for output in outputs]}

    def _node(self, value: Value, places: Mapping[Value, int], given: Mapping[Value, Data], slots: Slots) -> Data:
        if value in given:
            return given[value]
        if value.primitive is None:
            return {"number": value.data}
        self.primitives[value.primitive] = None
        inputs = [_input(entry, places, slots) for entry in value.inputs]
        operation: Data = {"row": value.primitive, "inputs": inputs, "label": value.label or ""}
        self._operations.append(operation)
        return operation

    def loss(self, name: str) -> Data:
        """A loss: its graph, whether it takes logits, how its targets are written, and what class a prediction is."""
        loss: Any = getattr(nn, name)
        is_of_classes = name == "cross_entropy"
        predictions = [Value(0.5) for _ in range(_CLASSES)] if is_of_classes else Value(0.5)
        target: Any = [Constant(float(k == 0)) for k in range(_CLASSES)] if is_of_classes else Constant(1.0, label="y")
        decide: Any = DECISIONS.get(loss)
        slots = {"prediction": predictions}
        return {
            **self.record((loss(predictions, target), {**slots, "target": target})),
            "targets": "one-hot" if is_of_classes else "signs" if name == "hinge_loss" else "numbers",
            "takesLogits": loss in TAKES_LOGITS,
            "decision": None if decide is None else self.record((decide.graph(predictions), slots)),
        }

    def name_rows(self, rows: RowsScript) -> None:
        """Writes the rows' keys where the rows stand.

        Raises:
            NotImplementedError: for a row that cannot be written; those of the table can.
        """
        if rows.refused:
            raise NotImplementedError(f"this should never happen: {list(rows.refused.values())}")
        for operation in self._operations:
            operation["row"] = rows.keys[operation["row"]]


def _order(outputs: Sequence[Value]) -> list[Value]:
    """All nodes below some outputs, operands first."""
    return list(dict.fromkeys(value for output in outputs for value in topological_order(output)))


def _elements(slots: Slots) -> list[tuple[Value, Data]]:
    return [
        (value, {"slot": name, "element": None if isinstance(given, Value) else k})
        for name, given in slots.items()
        for k, value in enumerate([given] if isinstance(given, Value) else given)
    ]


def _input(entry: Value | Vector, places: Mapping[Value, int], slots: Slots) -> int | list[int] | Data:
    if isinstance(entry, Value):
        return places[entry]
    entries = list(entry)
    for name, given in slots.items():
        if not isinstance(given, Value) and entries == list(given):
            return {"vector": name}
    return [places[value] for value in entries]


# What is recorded.


def _feature(feature: Callable[[Scalar, Scalar], Scalar]) -> tuple[Value, Slots]:
    x1, x2 = Value(0.5), Value(0.25)
    return feature(x1, x2), {"x1": x1, "x2": x2}


def _unit(activation: str) -> tuple[Value, Slots]:
    neuron, inputs = nn.Neuron(2, activation, seed=0), [Value(0.5), Value(0.25)]
    return neuron(inputs), {"weights": list(neuron.weights), "inputs": inputs, "bias": neuron.bias}


def _sigmoid() -> tuple[Value, Slots]:
    z = Value(0.5)
    return z.sigmoid(), {"z": [z]}


def _softmax() -> tuple[Sequence[Value], Slots]:
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


# What moves and draws weights.


def _settings(kind: type[nn.Optimizer]) -> Data:
    """An optimizer's settings with their defaults, pairs as one setting each, and what it remembers."""
    return {"settings": dict(_defaults(kind)), "remembers": list(kind.remembers)}


def _defaults(kind: type[nn.Optimizer]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, parameter in inspect.signature(kind).parameters.items():
        if name not in ("parameters", "learning_rate"):
            default = parameter.default
            found += [(f"{name}[{k}]", x) for k, x in enumerate(default)] if isinstance(default, tuple) else []
            found += [] if isinstance(default, tuple) else [(name, default)]
    return found


def _moved_script() -> str:
    lines = ["const moved = Object.create(null);"]
    for kind in OPTIMIZERS:
        choices = [name for name, default in _defaults(kind) if isinstance(default, bool)]
        for chosen in [None, *choices]:
            key = kind.__name__ if chosen is None else f"{kind.__name__} {chosen}"
            lines.append(f"moved[{as_json(key)}] = {_moved_text(kind, chosen)};")
    return "\n".join(lines)


def _moved_text(kind: type[nn.Optimizer], chosen: str | None) -> str:
    """`(w, g, rate, step, ...memory, ...settings) => [w, ...memory]`, with one of the settings that are bools true."""
    numbers = [name for name, default in _defaults(kind) if not isinstance(default, bool)]
    flags = {name: name == chosen for name, default in _defaults(kind) if isinstance(default, bool)}
    count = len(kind.remembers)

    def formula(w: Scalar, g: Scalar, rate: Scalar, step: Scalar, *others: Scalar) -> Sequence[Scalar]:
        optimizer = object.__new__(kind)
        vars(optimizer).update(flags, **_together(dict(zip(numbers, others[count:]))))
        return optimizer.moved(w, g, others[:count], rate, step)

    words = [name.replace("[", "").replace("]", "") for name in numbers]
    names = ["w", "g", "rate", "step", *kind.remembers, *words]
    return function_text(formula, names, [False] * len(names), _applied)


def _together(settings: Mapping[str, Scalar]) -> Data:
    """Settings as the optimizer has them: what was taken apart as a pair again."""
    found: Data = {}
    for name, value in settings.items():
        whole, bracket, _ = name.partition("[")
        found[whole] = (*found.get(whole, ()), value) if bracket else value
    return found


def _applied(primitive: Primitive, operands: Sequence[Part]) -> Phrase:
    """The elementary functions that these formulas call."""
    written: Phrase = KERNELS[primitive.value](*operands)
    return written


class _PhraseGenerator:
    """Stands where an initializer expects a `random.Random`."""

    def __init__(self, generator: Phrase) -> None:
        self.generator = generator

    def _drawn(self, method: str, a: Scalar, b: Scalar) -> Phrase:
        body = self.generator.body
        parts = [(self.generator, ATOM), (body.part(a), BRANCH), (body.part(b), BRANCH)]
        return Phrase(body, f"{{}}.{method}({{}}, {{}})", ATOM, parts)

    def uniform(self, a: Scalar, b: Scalar) -> Phrase:
        return self._drawn("uniform", a, b)

    def gauss(self, mu: Scalar, sigma: Scalar) -> Phrase:
        return self._drawn("gauss", mu, sigma)


def _drawn_script() -> str:
    lines = ["const drawn = Object.create(null);"]
    for name, initializer in nn.INITIALIZERS.items():
        lines.append(f"drawn.{name} = {_drawn_text(initializer)};")
    return "\n".join(lines)


def _drawn_text(initializer: Callable[[Any, Any, Any], Scalar]) -> str:
    def formula(nin: Scalar, nout: Scalar, generator: Phrase) -> Scalar:
        return initializer(nin, nout, _PhraseGenerator(generator))

    return function_text(formula, ["nin", "nout", "generator"], [False] * 3, _applied)
