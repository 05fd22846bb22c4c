"""What the page finds is what nn.diagnose finds: kind, layer and number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import DomainError
from oracles import few
from tests.viz.live.node import node
from tests.viz.live.playground import Session, Training, module, settings
from viz.classroom.playground_parts import ACTIVATIONS, PROBLEMS
from viz.live.texts import TEXTS

CALLS = """
calls.findings = () => findingsOf(session);
export default calls;
"""
MODULES = ("separability.js", "findings.js")


def findings(settings, train, test=None, *, epochs=0, numbers=None):
    """What page and Python find after so many epochs, or with these parameters."""
    page = Session(settings, train, test, page=module(MODULES, CALLS))
    python = Training(settings, train, test)
    for parameter, number in zip(python.model.named_parameters(), numbers or ()):
        page.call("set", parameter, number)
        python.model.named_parameters()[parameter].data = number
    for _ in range(epochs):
        page.call("epoch")
    history = python.fit(epochs) if epochs else None
    loss = (
        None
        if settings["loss"] in ("binary_cross_entropy_with_logits", "binary_cross_entropy", "cross_entropy")
        else python.loss
    )
    theirs = nn.diagnose(
        python.model,
        python.X,
        python.y,
        loss,
        history=history,
        optimizer=python.optimizer,
        validation=python.validation,
    )
    return node().call("findings"), theirs


def assert_agree(settings, *given_data, **options):
    """The kinds that both find."""
    ours, theirs = findings(settings, *given_data, **options)
    expected = [(finding.kind, finding.layer, pytest.approx(finding.number, rel=1e-6, abs=1e-12)) for finding in theirs]
    assert [(finding["kind"], finding["layer"], float(finding["number"])) for finding in ours] == expected
    for finding in ours:
        for text in TEXTS[finding["text"]]:
            assert set(re.findall(r"\{(\w+)\}", text)) <= set(finding["places"])
    return [finding.kind for finding in theirs]


def hidden(activation, *units):
    return [{"units": count, "activation": activation} for count in units]


def optimizer(rate, name="SGD"):
    return {"name": name, "learning_rate": rate}


MOONS = nn.datasets.moons(40, noise=0.2, seed=1)
XOR = nn.datasets.XOR
LINE = ([[k / 10.0, 1.0 - k / 20.0] for k in range(20)], [k / 5.0 for k in range(20)])
REGRESSION = {"problem": "regression", "loss": "mse_loss", "batchSize": None}

SHOWN = {
    "nothing": ("", settings(), [MOONS], {}),
    "a step": ("step", settings(layers=hidden("step", 3)), [XOR], {}),
    "dead units": (
        "dead units",
        settings(layers=hidden("relu", 2)),
        [MOONS],
        {"numbers": [0.1, 0.1, -50.0, 1.0, 1.0, 0.0]},
    ),
    "saturated units": (
        "saturation",
        settings(layers=hidden("tanh", 2)),
        [MOONS],
        {"numbers": [90.0, 1.0, 5.0, 80.0, 70.0, 9.0]},
    ),
    "saturated at last": ("saturation", settings(layers=[]), [XOR], {"numbers": [0.0, 0.0, 30.0]}),
    "equal units": ("symmetry", settings(layers=hidden("tanh", 3), initializer="zeros"), [MOONS], {}),
    "a vanishing gradient": ("vanishing gradient", settings(layers=hidden("sigmoid", 2, 2, 2, 2, 2, 2)), [MOONS], {}),
    "an exploding gradient": (
        "exploding gradient",
        settings(layers=hidden("linear", 1, 1, 1)),
        [MOONS],
        {"numbers": [1.0, 1.0, 0.0, 4e3, 0.0, 4e3, 0.0, 1e-4, 0.0]},
    ),
    "an overflow": (
        "overflow",
        settings(layers=hidden("linear", 2), **REGRESSION),
        [LINE],
        {"numbers": [1e200, 0.0, 0.0, 1.0, 1.0, 1.0, 1e10, 1.0, 1.0]},
    ),
    "constant inputs": ("constant inputs", settings(), [([[1.0, k / 3.0] for k in range(6)], [0, 1] * 3)], {}),
    "a contradiction": ("contradiction", settings(), [([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], [0, 1, 1])], {}),
    "unscaled inputs": ("unscaled inputs", settings(), [([[500.0 * k, k - 2.0] for k in range(6)], [0, 1] * 3)], {}),
    "unscaled features": (
        "unscaled inputs",
        settings(features=["x1", "x2 ** 2"]),
        [([[k / 9, 15.0 * k] for k in range(6)], [0, 1] * 3)],
        {},
    ),
    "a leak": ("leaky validation", settings(), [MOONS, (MOONS[0][:3], MOONS[1][:3])], {}),
    "no line": ("no line", settings(layers=[]), [XOR], {}),
    "no line through one unit": ("no line", settings(layers=hidden("tanh", 1, 2)), [XOR], {}),
    "no line, with the hinge loss": ("no line", settings(layers=hidden("linear", 3), loss="hinge_loss"), [XOR], {}),
    "a constant output": ("constant output", settings(initializer="zeros"), [MOONS], {}),
    "a standstill": ("standstill", settings(layers=[], batchSize=None, initializer="zeros"), [XOR], {}),
    "nothing moves": (
        "nothing moved",
        settings(layers=hidden("step", 2), initializer="zeros", batchSize=None),
        [XOR],
        {"epochs": 3},
    ),
    "a rate too large": (
        "rate too large",
        settings(layers=[], optimizer=optimizer(4.0), **REGRESSION),
        [LINE],
        {"epochs": 4},
    ),
    "a rate that jumps": (
        "rate too large",
        settings(layers=hidden("tanh", 4), optimizer=optimizer(60.0), seed=2),
        [MOONS],
        {"epochs": 30},
    ),
    "a rate that diverges": (
        "rate too large",
        settings(layers=[], optimizer=optimizer(1e6), **REGRESSION),
        [LINE],
        {"epochs": 80},
    ),
    "a rate too small": ("rate too small", settings(optimizer=optimizer(1e-7)), [MOONS], {"epochs": 3}),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_each_disease_is_found_where_nn_finds_it(shown):
    kind, chosen, data, options = SHOWN[shown]
    found = assert_agree(chosen, *data, **options)
    assert kind in found if kind else not found


def test_every_kind_that_can_be_is_shown():
    kinds = {kind for kind, *_ in SHOWN.values()} - {""}
    assert {key.removeprefix("finding: ").partition(" a")[0] for key in TEXTS if key.startswith("finding: ")} == kinds


LOSSES = [(problem, loss) for problem, losses in PROBLEMS.items() for loss in losses]


@few
@given(
    chosen=st.sampled_from(LOSSES),
    layers=st.lists(
        st.fixed_dictionaries({"units": st.integers(1, 3), "activation": st.sampled_from(ACTIVATIONS)}), max_size=3
    ),
    scale=st.sampled_from([0.01, 1.0, 30.0]),
    seed=st.integers(0, 1000),
    epochs=st.sampled_from([0, 2, 9]),
)
def test_whatever_is_trained_both_find_the_same(chosen, layers, scale, seed, epochs):
    problem, loss = chosen
    X, y = (
        nn.datasets.spirals(21, classes=3, seed=seed)
        if problem == "three classes"
        else nn.datasets.moons(20, seed=seed)
    )
    scale = min(scale, 1.0) if epochs else scale  # where curves are steep, the last digit grows from step to step
    X = [[scale * x for x in row] for row in X]
    chosen = settings(problem=problem, loss=loss, layers=layers, seed=seed)
    try:
        assert_agree(chosen, (X, y), (X[:1], y[:1]), epochs=epochs)
    except DomainError:  # a probability of 0 has no logarithm: Python's training ends in an error, the page's stops
        assert loss == "binary_cross_entropy"
