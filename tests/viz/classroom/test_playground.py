"""The playground as Python gives it: what it begins with, and what it says of arguments that do not fit."""

import json
from dataclasses import fields

import numpy as np
import pytest

import nn
import viz
from tests.viz.live.node import node
from viz.classroom.playground_options import (
    DATASETS,
    MOST_SAMPLES,
    MOST_UNITS,
    PlaygroundChoices,
    PlaygroundOptions,
)
from viz.live.embedding import bundled, source

LARGEST_PAGE = 400_000  # bytes
X, XOR = nn.datasets.XOR


def settings(*given, **options):
    return viz.playground(*given, **options).data["settings"]


def test_the_data_sets_are_those_that_the_page_makes():
    shapes = bundled(source("random.js"), source("shapes.js"), "export default { shapes: () => SHAPES };\n")
    node().load(shapes)
    problems = {name: shape["problems"] for name, shape in node().call("shapes").items()}
    assert problems == {name: [problem] for problem, names in DATASETS.items() for name in names}


def test_what_is_given_by_name_is_what_the_page_begins_with():
    found = settings(dataset="hills", layers=[3, 2], activation=["relu", "tanh"], optimizer="Adam", learning_rate=0.01)
    assert found["problem"] == "regression"
    assert found["loss"] == "mse_loss"
    assert (found["shape"], found["layers"], found["activations"]) == ("hills", [3, 2], ["relu", "tanh"])
    assert (found["optimizer"], found["rate"]) == ("Adam", 0.01)


@pytest.mark.parametrize(
    ("targets", "problem", "labels", "classes"),
    [
        ([0, 1, 1, 0], "two classes", [0, 1, 1, 0], ["0", "1"]),
        ([-1, 1, 1, -1], "two classes", [0, 1, 1, 0], ["-1", "1"]),
        (["no", "yes", "yes", "no"], "two classes", [0, 1, 1, 0], ["no", "yes"]),
        ([2, 0, 1, 2], "three classes", [2, 0, 1, 2], ["0", "1", "2"]),
        ([0.5, 1.0, 0.25, 0.5], "regression", [0.5, 1.0, 0.25, 0.5], None),
        ([0, 1, 2, 3], "regression", [0.0, 1.0, 2.0, 3.0], None),
    ],
)
def test_targets_say_what_is_to_be_learned(targets, problem, labels, classes):
    page = viz.playground(X, targets)
    own = page.data["own"]
    assert (page.data["settings"]["problem"], own["problem"]) == (problem, problem)
    assert (own["samples"]["y"], own["classes"]) == (labels, classes)
    assert own["samples"]["X"] == [[float(x) for x in row] for row in X]


def test_none_of_the_samples_that_are_given_is_held_out_unless_asked_for():
    assert settings(X, XOR)["testShare"] == 0.0
    assert settings(X, XOR, test_share=0.25)["testShare"] == 0.25
    assert settings()["testShare"] == 0.5


@pytest.mark.parametrize(
    ("nouts", "output", "problem", "loss"),
    [
        ([3, 1], "sigmoid", "two classes", "binary_cross_entropy_with_logits"),
        ([3, 2, 1], "linear", "regression", "mse_loss"),
        ([4, 3], "softmax", "three classes", "cross_entropy"),
    ],
)
def test_a_model_brings_its_layers_and_its_numbers(nouts, output, problem, loss):
    model = nn.MLP(2, nouts, activation="relu", output=output, seed=1)
    page = viz.playground(model)
    found = page.data["settings"]
    assert (found["problem"], found["loss"], found["layers"]) == (problem, loss, nouts[:-1])
    assert found["activations"] == ["relu"] * (len(nouts) - 1)
    assert page.data["model"]["numbers"] == model.state_dict()


def test_a_linear_model_and_two_classes_are_told_apart_by_the_sign():
    assert settings(nn.MLP(2, [3, 1], seed=0), X, XOR)["loss"] == "hinge_loss"


@pytest.mark.parametrize(
    ("given", "options", "error", "words"),
    [
        ((), {"layer": [2]}, TypeError, "playground takes no layer: did you mean layers?"),
        ((), {"dataset": "moon"}, ValueError, "unknown dataset 'moon': did you mean 'moons'?"),
        ((), {"dataset": "hills", "problem": "two classes"}, ValueError, "unknown dataset 'hills'"),
        ((), {"layers": [2] * 7}, ValueError, "expected at most 6 hidden layers, got 7"),
        ((), {"layers": [2, 9]}, ValueError, "expected layers\\[1\\] to be 1 to 8 units, got 9"),
        ((), {"layers": 2}, TypeError, "expected layers to be a sequence of whole numbers, got 2"),
        ((), {"activation": ["tanh"]}, ValueError, "expected 2 activations, one a layer, got 1"),
        ((), {"activation": "tahn"}, ValueError, "unknown activation 'tahn': did you mean 'tanh'?"),
        ((), {"features": []}, ValueError, "expected at least one of the features x1, x2, "),
        ((), {"features": ["x1**2"]}, ValueError, "unknown features 'x1\\*\\*2': did you mean 'x1 \\*\\* 2'?"),
        ((), {"noise": 2.0}, ValueError, "expected noise to be 0 to 1, got 2.0"),
        ((), {"test_share": 1.0}, ValueError, "expected test_share to be 0 to 0.9, got 1.0"),
        ((), {"batch_size": 0}, ValueError, "expected batch_size to be a whole number of at least 1, got 0"),
        ((), {"seed": -1}, ValueError, "expected seed to be a whole number of at least 0, got -1"),
        ((), {"learning_rate": 0}, ValueError, "expected learning_rate to be positive, got 0"),
        ((), {"optimizer": "adam"}, ValueError, "unknown optimizer 'adam': did you mean 'Adam'?"),
        ((), {"loss": "hinge_loss", "dataset": "hills"}, ValueError, "unknown loss 'hinge_loss'"),
        ((), {"language": "fr"}, ValueError, "unknown language 'fr'"),
        ((X,), {}, TypeError, "expected X and y, an nn.MLP, or an nn.MLP and X and y, got list"),
        ((nn.MLP(2, [1]), X), {}, TypeError, "expected y too, got X alone: playground\\(model, X, y\\)"),
        (([[1, 2, 3]], [0]), {}, ValueError, "expected 2 numbers a row in X, for the playground, got 3 in row 0"),
        ((X, [0, 1]), {}, ValueError, "expected one target a sample, got 4 samples in X and 2 targets in y"),
        (([[0, 0]] * (MOST_SAMPLES + 1), [0] * (MOST_SAMPLES + 1)), {}, ValueError, "expected at most 2000 samples"),
        ((X, [1, 1, 1, 1]), {"problem": "two classes"}, ValueError, "expected two classes in y, got 1 different"),
        ((nn.MLP(3, [1]),), {}, ValueError, "expected a model with 2 inputs, one a feature, got MLP\\(3"),
        ((nn.MLP(2, [2]),), {}, ValueError, "expected a model with one output, sigmoid or linear, or three, softmax"),
        ((nn.MLP(2, [9, 1]),), {}, ValueError, "expected layers\\[0\\] to be 1 to 8 units, got 9"),
        ((nn.MLP(2, [2, 1]),), {"layers": [3]}, TypeError, "playground takes no layers beside a model"),
        ((nn.MLP(2, [2, 1], "mish"),), {}, ValueError, "expected activations that the page has"),
        ((nn.MLP(2, [2, 3], output="softmax"), X, XOR), {}, ValueError, "expected a model for two classes"),
    ],
)
def test_what_does_not_fit_is_told_with_its_name(given, options, error, words):
    with pytest.raises(error, match=words):
        viz.playground(*given, **options)


def test_the_page_stays_below_its_size_with_the_largest_net_and_as_many_samples_as_may_be():
    net = viz.playground(layers=[MOST_UNITS] * 6, language="de")
    assert len(net.html.encode()) <= LARGEST_PAGE


def test_a_page_is_saved_as_it_is(tmp_path):
    page = viz.playground(X, ["<script>", "</script>", "<script>", "</script>"])
    path = page.save(tmp_path / "net.html")
    assert path.read_text(encoding="utf-8") == page.html
    assert page.html.count("</script>") == 2
    with pytest.raises(ValueError, match=r"expected a path that ends in \.html"):
        page.save(tmp_path / "net.png")


def test_the_data_of_a_page_are_json():
    page = viz.playground(nn.MLP(2, [2, 1], output="sigmoid", seed=0), X, XOR)
    once = json.dumps(page.data, allow_nan=False)
    assert json.dumps(json.loads(once)) == once


def test_whole_numbers_may_be_numpys():
    whole = np.int64(3)
    given = viz.playground(layers=[whole, np.int64(2)], seed=whole, batch_size=whole)
    assert given.html == viz.playground(layers=[3, 2], seed=3, batch_size=3).html


def test_type_checkers_know_the_options_as_they_are():
    told = {name: its_type.__forward_arg__ for name, its_type in PlaygroundChoices.__annotations__.items()}
    assert told == {option.name: option.type for option in fields(PlaygroundOptions)}
