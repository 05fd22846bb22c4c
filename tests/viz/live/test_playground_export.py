"""The program that the page writes runs with nn, and prints the page's losses."""

import contextlib
import io

import pytest

import nn
from tests.viz.live.node import node
from tests.viz.live.playground import Session, is_near, module, settings
from viz.classroom.playground_parts import FEATURES, PROBLEMS

CALLS = """
calls.program = (settings, epochs, from) => programOf(all, settings, epochs, from);
calls.data = data => split(samplesOf(data), data.testFraction, data.seed);
calls.shapes = () => Object.fromEntries(Object.entries(SHAPES).map(([name, { problems }]) => [name, problems[0]]));
export default calls;
"""
PAGE = ("shapes.js", "export.js")
EPOCHS = 6


def page(function, *given):
    node().load(module(PAGE, CALLS))
    return node().call(function, *given)


def printed(program):
    """The columns that a program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(program, "playground", "exec"), {"__name__": "__main__"})
    return list(zip(*([float(x) for x in line.split()] for line in output.getvalue().splitlines())))


def assert_prints_the_same(chosen, data=None, train=None, numbers=None):
    samples = page("data", data) if data else {"train": {"X": train[0], "y": train[1]}, "test": None}
    session = Session(
        {**chosen, "numbers": numbers or chosen.get("numbers")},
        *[(part["X"], part["y"]) if part else None for part in samples.values()],
        page=module(PAGE, CALLS),
    )
    for _ in range(EPOCHS):
        session.call("epoch")
    history = session.history
    program = page("program", chosen, EPOCHS, {"data": data, "samples": samples, "numbers": numbers})
    columns = [history[name] for name in ("losses", "accuracies", "testLosses") if history[name]]
    assert len(columns[0]) == EPOCHS
    for ours, theirs in zip(columns, printed(program), strict=True):
        assert all(map(is_near, ours, theirs))
    return program


def data(shape, **changes):
    return {"shape": shape, "count": 30, "noise": 0.1, "seed": 4, "testFraction": 0.3, **changes}


SHAPES = {
    **dict.fromkeys(["moons", "circles", "quadrants", "spirals", "blobs"], "two classes"),
    **dict.fromkeys(["three spirals", "three blobs"], "three classes"),
    **dict.fromkeys(["tilt", "hills"], "regression"),
}


def test_every_shape_is_tried():
    assert page("shapes") == SHAPES


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("fraction", [0, 0.3])
def test_the_samples_of_every_shape_are_made_by_the_program_too(shape, fraction):
    problem = SHAPES[shape]
    chosen = settings(problem=problem, loss=next(iter(PROBLEMS[problem])))
    assert_prints_the_same(chosen, data(shape, testFraction=fraction))


@pytest.mark.parametrize("loss", PROBLEMS["two classes"])
@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
def test_any_loss_and_penalty(loss, kind):
    assert_prints_the_same(settings(loss=loss, penalty={"kind": kind, "strength": 0.02}, batchSize=None), data("moons"))


@pytest.mark.parametrize(
    "optimizer",
    [
        {"name": "SGD", "learning_rate": 0.1, "momentum": 0.5, "nesterov": True},
        {"name": "RMSprop", "learning_rate": 0.01, "decay": 0.9},
        {"name": "Adam", "learning_rate": 0.05, "betas[0]": 0.8},
        {"name": "AdamW", "learning_rate": 0.05, "weight_decay": 0.2, "epsilon": 1e-7},
    ],
)
def test_any_optimizer_with_its_settings(optimizer):
    assert_prints_the_same(settings(optimizer=optimizer), data("circles"))


def test_all_features_and_written_samples():
    program = assert_prints_the_same(settings(features=list(FEATURES)), train=nn.datasets.moons(20, seed=1))
    assert "from math import sin" in program


def test_numbers_set_by_hand_and_units_left_out():
    layers = [{"units": 3, "activation": "tanh"}, {"units": 2, "activation": "relu"}]
    chosen = settings(layers=layers, removed=[[1, 2]])
    assert_prints_the_same(chosen, data("moons"))
    count = 3 * 3 + 2 * 4 + 3
    numbers = [0.1 * ((7 * k) % 11 - 5) for k in range(count)]
    assert_prints_the_same(chosen, data("moons"), numbers=numbers)
    assert_prints_the_same(settings(layers=layers), data("moons"), numbers=numbers)
    assert_prints_the_same(settings(layers=layers, numbers=numbers), data("moons"))


def test_no_feature_is_written_that_the_page_does_not_know():
    with pytest.raises(AssertionError, match="expected a feature"):
        page("program", settings(features=["__import__('os')"]), 1, {"samples": {"test": None}, "data": data("moons")})
