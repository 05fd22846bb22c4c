"""Slides of L3: layers, why they are not linear, classes, and how many parameters there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import mul

import nn
from autograd import Value, sigmoid
from autograd.shared.showing import counted
from viz.classroom.deck.numbers import ClassesNumbers, CountNumbers, DeckNumbers, XorNumbers
from viz.classroom.deck.pictures import picture
from viz.classroom.deck.slide import Slide, beside, bullets, formulas, later, quiz, shown, table, text
from viz.classroom.lecture_plots import XorTraining, in_theme
from viz.plots import network

__all__ = ["slides"]

_INPUT = (1.0, 0.0)
_SHIFT, _HUGE = 10.0, 1000.0


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L3."""
    return [
        _one_hidden_layer(numbers.xor),
        _linear(),
        _of_softmax(numbers.classes),
        _many_classes(),
        _three_hidden_layers(),
        _count(numbers.count),
        _output(),
    ]


def _one_hidden_layer(numbers: XorNumbers) -> Slide:
    net = XorTraining(numbers.hidden, numbers.seed, numbers.learning_rate, numbers.epochs).learned().net
    hidden, output = net.layers
    h = _outputs(hidden, _INPUT)
    by_graph, by_matrix = net(list(_INPUT)), _outputs(output, h)[0]
    assert isinstance(by_graph, Value)
    plot = picture(in_theme(partial(network, net, list(_INPUT))), "The net that has learned XOR, for one input")
    told = (
        formulas(r"h = \sigma(W_1 \cdot x + b_1)", r"ŷ = \sigma(w_2^\top \cdot h + b_2)")
        + text("$x ∈ ℝ^d$, $W_1 ∈ ℝ^{m×d}$, $b_1, h ∈ ℝ^m$; here $d = 2$, " + f"$m = {len(h)}$. **Depth 2.**")
        + table(
            ("for this input", "$ŷ$"),
            [("the graph of scalars", f"${by_graph.data:.10f}$"), ("the matrix formula", f"${by_matrix:.10f}$")],
            "The graph and the formula give one number",
        )
    )
    return Slide(
        "L3.1",
        "One hidden layer",
        beside(told, plot),
        r"From here on $\sigma$ is the sigmoid. Layers are counted by their weights: inputs are none. A row of the "
        "matrix is a unit.",
        "They count the inputs as a layer; and they swap the indices: the slides write $w_{ij}$ from input i to unit "
        "j, so it stands in row j.",
    )


def _outputs(layer: nn.Layer, x: Sequence[float]) -> list[float]:
    """What a layer gives, by the matrix formula."""
    return [sigmoid(Value(sum(map(mul, row, x)) + b)).data for row, b in zip(layer.W, layer.b)]


def _linear() -> Slide:
    net = nn.MLP(2, [3, 1], activation="linear", output="linear", seed=0)
    optimizer = nn.Adam(net.parameters(), 0.1)
    nn.fit(net, *nn.datasets.XOR, loss=nn.mse_loss, optimizer=optimizer, epochs=200, progress=False)
    line = nn.collapsed(net)
    rows = []
    for x in nn.datasets.XOR[0]:
        deep, flat = net(x), line(x)
        assert isinstance(deep, Value)
        assert isinstance(flat, Value)
        rows.append((*(f"${shown(float(v))}$" for v in x), f"${deep.data:.6f}$", f"${flat.data:.6f}$"))
    told = (
        formulas(r"f = w_2^\top \cdot (W_1 \cdot x + b_1) + b_2", r"f = (w_2^\top \cdot W_1) \cdot x + b′")
        + text(r"with $b′ = w_2^\top \cdot b_1 + b_2$: **one neuron**. Trained on XOR, and folded into one:")
        + quiz(
            "Can a net of three linear hidden units represent XOR?", "No: it is one line, and no line separates XOR."
        )
    )
    head = ("$x_1$", "$x_2$", "the net", "one neuron")
    return Slide(
        "L3.2",
        "Why units are not linear",
        beside(told, table(head, rows, "A linear net and the neuron it is worth")),
        "Multiply it out at the board: two matrices make one. Whatever the depth.",
        "They think that more linear units must help a little.",
    )


def _of_softmax(numbers: ClassesNumbers) -> Slide:
    f = numbers.logits
    shifted = [value + _SHIFT for value in f]
    rows = [
        (f"$f_{k}$", f"${shown(value)}$", f"${p:.6f}$", f"${q:.6f}$")
        for k, (value, p, q) in enumerate(zip(f, _softmax_of(f), _softmax_of(shifted)), start=1)
    ]
    total = sum(_softmax_of(f))
    huge = ", ".join(shown(p) for p in _softmax_of([_HUGE, -_HUGE]))
    told = formulas("f = W_2 \\cdot h + b_2", r"p_y = \frac{\exp(f_y)}{\sum_k \exp(f_k)}") + text(
        f"The sum is ${total:.6f}$. For $f = (1000, -1000)$: $p = ({huge})$, and no overflow."
    )
    values = table(("", "$f$", "$p$", "$p$ where each $f$ is 10 larger"), rows, "A softmax, shifted")
    return Slide(
        "L3.3",
        "K classes: softmax",
        beside(told, values),
        "Positive, and they sum to 1. Only differences of logits count, so the largest is taken away first: that is "
        "why a thousand does no harm.",
        "They compute exp(1000). And they take p for certainty: it is what the net says.",
    )


def _softmax_of(logits: Sequence[float]) -> list[float]:
    return [p.data for p in nn.softmax([Value(f) for f in logits])]


def _many_classes() -> Slide:
    rows = []
    for classes, task in ((28, "proteins in cells (Kaggle)"), (1000, "ImageNet")):
        net = nn.MLP(2, [3, classes], output="softmax", seed=0)
        p = net([0.5, -1.0])
        assert isinstance(p, list)
        total = sum(each.data for each in p)
        rows.append((task, f"${classes}$", f"${total:.12f}$", f"${nn.count_parameters(2, [3, classes])}$"))
    head = ("task", "$K$", r"$\sum_k p_k$", "parameters, with 3 hidden units")
    return Slide(
        "L3.3",
        "28 classes, a thousand classes",
        table(head, rows, "Softmax over many classes") + text("An output unit a class. Nothing else changes."),
        "The last layer grows with K; the loss, and what flows back, are the same.",
        "They ask for K nets. One net, K outputs, which share the hidden layers.",
    )


def _three_hidden_layers() -> Slide:
    net = nn.MLP(2, [4, 4, 3, 2], activation="sigmoid", output="softmax", seed=0)
    plot = picture(in_theme(partial(network, net, list(_INPUT))), "A net of three hidden layers")
    told = formulas(
        r"h_1 = \sigma(W_1 \cdot x + b_1)",
        r"h_2 = \sigma(W_2 \cdot h_1 + b_2)",
        r"h_3 = \sigma(W_3 \cdot h_2 + b_3)",
        r"f = W_4 \cdot h_3 + b_4",
        r"p = \operatorname{softmax}(f)",
    )
    return Slide(
        "L3.4",
        "Three hidden layers",
        beside(told, plot),
        "The same line again and again; the last layer has no sigmoid, its softmax comes after.",
        "They put a sigmoid on the logits as well.",
    )


def _count(numbers: CountNumbers) -> Slide:
    whole = nn.summary(numbers.inputs, numbers.layers)
    rows = [
        (f"{layer.number}", rf"${layer.nout} \cdot {layer.nin} + {layer.biases}$", f"${layer.parameters}$")
        for layer in whole.layers
    ]
    hidden = " and ".join(map(str, numbers.layers[:-1])) or "none"
    answer = f"{whole.breakdown}: each unit has a weight an input, and a bias."
    return Slide(
        "L3.5",
        "Quiz: how many parameters?",
        text(f"{counted(numbers.inputs, 'input')}, hidden layers of {hidden}, {counted(numbers.layers[-1], 'output')}.")
        + quiz("Count them.", answer)
        + later(table(("layer", "weights + biases", "parameters"), rows, "Parameters, layer by layer")),
        f"Let them count first. {whole.parameters} in all, most of them between the two hidden layers.",
        "They forget the biases, or give the inputs some.",
    )


def _output() -> Slide:
    return Slide(
        "L3.6",
        "Quiz: the output function for K classes",
        quiz(
            "Which function stands usually at the output of a net for $K$ classes?",
            r"The softmax. It is the sigmoid where there are two: $\sigma(f_1 - f_2)$ is the first of their"
            " probabilities.",
        )
        + bullets(
            "a **step** has no gradient",
            "a **sigmoid** a class: they need not sum to $1$; right where classes do not exclude each other",
            "the **softmax**: one of $K$",
        ),
        "Ask for a task where K sigmoids are right: several tags on one picture.",
        "They answer argmax, which decides, and has no gradient.",
    )
