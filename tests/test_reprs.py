"""What every public object shows of itself: at a prompt one short line, in a notebook a small table or a picture."""

from __future__ import annotations

import abc
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any, is_typeddict

import pytest

import autograd
import nn
import viz
from autograd import Value
from tests.autograd.shared.test_showing import Reader
from tests.needs import need

WORDS = {"Answer", "Diagnosis"}
"""Their words are the answer to what was asked, a sentence a line."""


def net(units: int = 4) -> nn.MLP:
    return nn.MLP(2, [units, 1], output="sigmoid", seed=0)


class Own(nn.Module):
    """A model of the user's own."""

    def __init__(self) -> None:
        self.layers = [nn.Layer(64, 64), nn.Layer(64, 1)]

    def forward(self, inputs: Any) -> Any:
        return self.layers[1](self.layers[0](inputs))


def trained(epochs: int = 1000, **options: Any) -> nn.History:
    model = net()
    optimizer = nn.SGD(model.parameters(), 1.0)
    given = {"loss": nn.binary_cross_entropy, "optimizer": optimizer, "epochs": epochs, "progress": False} | options
    return nn.fit(model, *nn.datasets.XOR, **given)


def product() -> Value:
    x = Value(2.0, label="x")
    y = x * x.exp()
    y.backward()
    return y


def sum_of_many() -> Value:
    return autograd.PRIMITIVES["sum"]([Value(float(k), label=f"x_{k}") for k in range(60)])


def program() -> autograd.Program:
    need("llvmlite")
    return autograd.compile(lambda x, y: x * y, 0.0, 0.0)


def film() -> viz.Animation:
    return viz.animate(lambda ax, t: None, range(3), size=(1, 1), dpi=20, progress=False)


def marked_class() -> viz.MarkedClass:
    return viz.MarkedClass((viz.mark(viz.exercise("parameter count"), {"total": 3}),))


def plot() -> Any:
    return viz.loss_curve({f"a training with a long name, number {k}": [1.0, 2.0] for k in range(6)})


EXAMPLES: dict[str, Callable[[], object]] = {
    "Answer": lambda: autograd.check_answer(y := product(), y.operands[0], [1.0]),
    "Constant": lambda: autograd.Constant(2.0),
    "GradcheckReport": lambda: autograd.gradcheck(lambda *xs: autograd.PRIMITIVES["sum"](list(xs)), [1.0] * 20),
    "Interval": lambda: autograd.Interval(low=0.0, excluding=(0.0, 1.0, 2.0)),
    "Primitive": lambda: autograd.PRIMITIVES["softmax_cross_entropy"],
    "Program": program,
    "Value": product,
    "Vector": lambda: autograd.vector([Value(float(k), label=f"w_{k}") for k in range(1000)]),
    "Adam": lambda: nn.Adam(net().parameters()),
    "AdamW": lambda: nn.AdamW(net().parameters(), learning_rate=0.1),
    "Block": lambda: nn.Block(64, 8),
    "Classifier": lambda: nn.Classifier(8),
    "CommonPoint": lambda: nn.CommonPoint((Fraction(1, 3),) * 64, (Fraction(1, 1000),) * 1000),
    "ConfusionMatrix": lambda: nn.confusion_matrix(
        net(), [[0.0, 1.0]] * 30, [f"class {k}" for k in range(30)], decide=lambda p: 3
    ),
    "Diagnosis": lambda: nn.diagnose(nn.MLP(2, [4, 1], output="sigmoid", init="zeros"), *nn.datasets.XOR),
    "DrawingOptions": lambda: viz.DrawingOptions(
        direction="TB", precision=17, unfold=["dot"] * 50, fold=str, opened=True, highlight=[product()] * 9, slide=True
    ),
    "Dropout": lambda: nn.Dropout(0.5, seed=0),
    "Embedding": lambda: nn.Embedding(100, 16),
    "Finding": lambda: nn.Finding("dead units", 1, 0.5, "a long sentence that says what is wrong " * 9),
    "GPT": lambda: nn.GPT(nn.datasets.Characters("".join(map(chr, range(32, 256)))), 16, 4, 1, 16),
    "History": lambda: trained(validation=nn.datasets.XOR, stop=lambda h: "a reason told at length, " * 20),
    "Layer": lambda: nn.Layer(64, 64, "sigmoid"),
    "LayerNorm": lambda: nn.LayerNorm(64, 1e-6, gain=False, bias=False),
    "MLP": lambda: nn.MLP(64, [32, 32, 32, 32, 10], output="softmax", seed=0),
    "Module": Own,
    "Neuron": lambda: nn.Neuron(784),
    "Outcome": lambda: nn.Outcome({"seed": 1, "rate": 0.1}, trained(5), ValueError("long " * 100)),
    "Outcomes": lambda: nn.Outcomes([nn.Outcome({"seed": 1, "rate": 0.1}, trained(5), ValueError("long " * 100))] * 99),
    "Perceptron": lambda: nn.Perceptron(784),
    "PerceptronRun": lambda: nn.Perceptron(2).fit(*nn.datasets.XOR),
    "PerceptronState": lambda: nn.PerceptronState(1, 2, (0.1,) * 784, 0.5),
    "RMSNorm": lambda: nn.RMSNorm(64, 1e-6, gain=False),
    "RMSprop": lambda: nn.RMSprop(net().parameters(), 0.1, 0.5, 1e-3, 0.1),
    "ParallelOptions": lambda: nn.ParallelOptions(
        loss=nn.mse_loss, optimizer=nn.SGD(net().parameters(), 0.1), epochs=3, executor=ThreadPoolExecutor
    ),
    "Regressor": lambda: nn.Regressor(8),
    "SGD": lambda: nn.SGD(net().parameters(), 0.1, momentum=0.9, weight_decay=1e-3, nesterov=True),
    "Sequential": lambda: nn.Sequential(nn.Linear(784, 64), "relu", nn.Dropout(0.5), nn.Linear(64, 10)),
    "SelfAttention": lambda: nn.SelfAttention(64, 8, bias=True),
    "SeparatingLine": lambda: nn.SeparatingLine((Fraction(1, 3),) * 64, Fraction(1, 7)),
    "Standardizer": lambda: nn.standardizer([[float(k) for k in range(64)], [0.0] * 64]),
    "Summary": lambda: nn.summary(2, [1024, 512, 3], output="softmax"),
    "SweepInterrupted": lambda: nn.SweepInterrupted(nn.Outcomes([nn.Outcome("long " * 100, 0.5)]), 9),
    "Table": lambda: nn.Table([[0.5] * 64] * 100, [0, 1] * 50, tuple(f"pixel {k}" for k in range(64)), ("a", "b")),
    "TrainingOptions": lambda: nn.TrainingOptions(
        loss=nn.mse_loss,
        optimizer=nn.SGD(net().parameters(), 0.1),
        epochs=3,
        penalty=lambda: Value(0.0),
        resume=trained(5),
    ),
    "Animation": film,
    "CheatSheet": viz.cheatsheet,
    "Deck": lambda: viz.deck({"unit": {"x1": 3}, "xor": {"seed": 1}}),
    "Derivation": lambda: viz.derivation(y := product(), wrt=y.operands[0]),
    "Exercise": lambda: viz.exercise("backward pass of one unit"),
    "Explorer": lambda: viz.stepper(product()).page,
    "Formula": lambda: viz.formula(sum_of_many()),
    "Marked": lambda: viz.mark(viz.worksheet("parameter count", name="Ada Lovelace"), {"total": 3}),
    "MarkedClass": marked_class,
    "Picture": lambda: viz.draw(sum_of_many()),
    "Playground": viz.playground,
    "Stepper": lambda: viz.stepper(product()),
    "Trajectory": lambda: viz.Trajectory(net()),
    "Worksheet": lambda: viz.worksheet("parameter count", name="Ada Lovelace", number="1815"),
    "Worksheets": lambda: viz.worksheets(["Ada", "Alan"], "parameter count"),
    "Plot": plot,
}
TABLES = ("ConfusionMatrix", "GradcheckReport", "History", "PerceptronRun", "Program", "Summary", "Table")
REPORTS = (
    *(name for name in TABLES if name != "GradcheckReport"),
    "Derivation",
    "Diagnosis",
)  # its remarks are sentences, a line each
PICTURES = ("Animation", "Derivation", "Exercise", "Explorer", "Formula", "Picture", "Playground", "Plot", "Stepper")


def public_classes() -> set[str]:
    """Those that have instances of their own: no exception, no base class to inherit from, no mere annotation."""
    classes = {
        name: each
        for package in (autograd, nn, viz)
        for name in package.__all__
        if inspect.isclass(each := getattr(package, name))
    }
    return {
        name
        for name, each in classes.items()
        if not issubclass(each, Exception) and not is_typeddict(each) and abc.ABC not in each.__bases__
    }


def test_every_public_class_is_tried() -> None:
    assert public_classes() - set(EXAMPLES) == set()
    assert set(EXAMPLES) - public_classes() == {"Plot"}  # what the plots of viz give


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_repr_is_one_short_line_without_an_address(name: str) -> None:
    line = repr(EXAMPLES[name]())
    assert " at 0x" not in line
    if name not in WORDS:
        assert len(line) <= 200, line
        assert len(line.splitlines()) == 1, line


@pytest.mark.parametrize("name", EXAMPLES)
def test_printing_says_no_address_either(name: str) -> None:
    assert " at 0x" not in str(EXAMPLES[name]())


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_printed_within_a_terminal_and_never_fills_pages(name: str) -> None:
    lines = str(EXAMPLES[name]()).splitlines()
    assert max(map(len, lines)) <= 80
    assert 1 <= len(lines) <= 40


@pytest.mark.parametrize("name", TABLES)
def test_printing_tells_more_than_the_line_at_a_prompt(name: str) -> None:
    thing = EXAMPLES[name]()
    assert name == "PerceptronRun" or len(str(thing).splitlines()) > 2  # which prints what it came to


def test_a_diagnosis_is_a_list_in_a_notebook() -> None:
    finding = nn.Finding("labels", 0, 0.0, "a < b & <script>alert(1)</script>")
    shown = nn.Diagnosis((finding, finding))._repr_html_()
    assert shown == f"<ul>{'<li>a &lt; b &amp; &lt;script&gt;alert(1)&lt;/script&gt;</li>' * 2}</ul>"


@pytest.mark.parametrize("name", TABLES)
def test_a_notebook_shows_a_small_table_made_of_text_alone(name: str) -> None:
    html = EXAMPLES[name]()._repr_html_()
    reader = Reader()
    reader.feed(html)
    assert reader.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert 1 < len(reader.rows) <= 35
    assert len({len(row) for row in reader.rows}) == 1


@pytest.mark.parametrize("name", PICTURES)
def test_a_notebook_shows_more_than_words(name: str) -> None:
    thing = EXAMPLES[name]()
    shown = thing._repr_mimebundle_() if hasattr(thing, "_repr_mimebundle_") else {}
    assert shown.keys() - {"text/plain"} or hasattr(thing, "_repr_html_") or hasattr(thing, "_repr_latex_")


def test_the_table_of_a_history_has_its_numbers() -> None:
    history = trained(100)
    reader = Reader()
    reader.feed(history._repr_html_())
    head, *rows = reader.rows
    assert head == ["epoch", "loss", "accuracy", "learning rate", "gradient norm", "seconds"]
    assert [row[0] for row in rows][:: len(rows) - 1] == ["1", "100"]
    for row in rows:
        assert float(row[1]) == pytest.approx(history.losses[int(row[0]) - 1], rel=1e-5)


def test_a_history_of_no_epoch_shows_itself_too() -> None:
    assert repr(nn.History()) == "<History: 0 epochs>"
    assert "0 epochs" in nn.History()._repr_html_()


def test_a_run_of_the_perceptron_shows_the_first_updates_and_the_last() -> None:
    run = nn.Perceptron(2).fit(*nn.datasets.XOR)
    reader = Reader()
    reader.feed(run._repr_html_())
    _, *rows = reader.rows
    assert rows[0] == ["0", "0", "start", "(0.0, 0.0)", "0"]
    assert rows[-1][0] == str(run.updates)
    assert len(rows) == 11


def test_an_optimizer_says_what_it_was_given_and_how_far_it_is() -> None:
    model = net()
    optimizer = nn.SGD(model.parameters(), 0.5, momentum=0.9)
    model([1.0, 2.0]).backward()
    optimizer.step()
    assert repr(optimizer) == "<SGD of 17 parameters, learning_rate=0.5, momentum=0.9, step 1>"
    assert repr(nn.Adam([Value(1.0)])) == "<Adam of 1 parameter, learning_rate=0.001, step 0>"


def test_an_optimizer_of_the_users_own_says_what_it_keeps() -> None:
    class Sign(nn.Optimizer):
        def __init__(self, parameters: list[Value], learning_rate: float, secret: float = 1.0) -> None:
            super().__init__(parameters, learning_rate)

        def moved(self, w: Any, g: Any, memory: Any, rate: Any, step: Any) -> tuple[Any, ...]:
            return (w - rate * (g > 0),)

    class Plain(nn.Optimizer):
        def moved(self, w: Any, g: Any, memory: Any, rate: Any, step: Any) -> tuple[Any, ...]:
            return (w - rate * g,)

    assert repr(Sign([Value(1.0)], 0.1)) == "<Sign of 1 parameter, learning_rate=0.1, step 0>"
    assert repr(Plain([Value(1.0)], 0.1)) == "<Plain of 1 parameter, learning_rate=0.1, step 0>"
