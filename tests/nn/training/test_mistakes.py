"""Arguments of `fit` that are given wrong: refused before anything changes, and the message says what to write."""

from __future__ import annotations

import re
from inspect import Parameter, signature

import pytest

import nn
from autograd import Value
from nn import losses, optimizers
from nn.training import mistakes
from nn.training.objective import TAKES_LOGITS, TAKES_PROBABILITIES

X, Y = nn.datasets.XOR


def refused(error, match, *, model=None, **given):
    net = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    before = net.state_dict()
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(net.parameters(), 0.1), "epochs": 1, "progress": False}
    with pytest.raises(error, match=match) as caught:
        nn.fit(net if model is None else model, X, Y, **{**options, **given})
    assert net.state_dict() == before
    return str(caught.value)


@pytest.mark.parametrize("kind", [nn.SGD, nn.Adam, nn.AdamW, nn.RMSprop])
@pytest.mark.parametrize("given", [lambda kind: kind, lambda kind: kind.__name__, lambda kind: kind.__name__.lower()])
def test_an_optimizers_class_or_name_is_told_how_one_is_made_and_that_works(kind, given):
    message = refused(TypeError, "expected optimizer to be", optimizer=given(kind))
    model = nn.Neuron(2, seed=0)
    written = message.rpartition("write optimizer=")[2]
    made = eval(written, {"nn": nn, "model": model})
    assert type(made) is kind
    assert made.parameters == model.parameters()


@pytest.mark.parametrize("other", ["gd", "GradientDescent", "momentum"])
def test_what_others_call_plain_descent_leads_to_it(other):
    message = refused(TypeError, "expected optimizer to be an nn.Optimizer, got '", optimizer=other)
    assert message.endswith(": write optimizer=nn.SGD(model.parameters(), learning_rate=0.1)")


@pytest.mark.parametrize("given", [None, 0.1, "quux", [Value(1.0)], nn.MLP])
def test_what_is_no_optimizer_is_refused(given):
    refused(TypeError, r"expected optimizer to be an nn.Optimizer, got .*: write optimizer=nn.SGD", optimizer=given)


@pytest.mark.parametrize("name", mistakes.LOSSES)
def test_a_losss_name_leads_to_the_loss(name):
    for spelling in (name, name.upper(), name.replace("_", "")):
        message = refused(TypeError, "expected loss to be a function, got '", loss=spelling)
        assert eval(message.rpartition("write loss=")[2], {"nn": nn}) is getattr(losses, name)


@pytest.mark.parametrize(("other", "name"), losses.LOSSES_ELSEWHERE.items())
def test_so_does_what_others_call_it(other, name):
    assert refused(TypeError, "expected loss", loss=other.upper()).endswith(f"write loss=nn.{name}")
    with pytest.raises(AttributeError, match=f"did you mean nn.{name}"):
        getattr(nn, other)


def test_each_that_is_offered_is_a_loss_of_a_prediction_and_its_target():
    required = [p for name in mistakes.LOSSES for p in list(signature(getattr(nn, name)).parameters.values())[:2]]
    assert len(required) == 2 * len(mistakes.LOSSES)
    assert all(parameter.default is Parameter.empty for parameter in required)
    assert refused(TypeError, "^expected loss to be a function, got 'quux': one of nn", loss="quux").endswith(
        ", ".join(f"nn.{name}" for name in mistakes.LOSSES)
    )


def test_every_loss_of_a_table_is_among_those_named():
    assert {loss.__name__ for loss in [*TAKES_LOGITS, *TAKES_PROBABILITIES]} <= set(mistakes.LOSSES)
    assert {kind.__name__ for kind in nn.Optimizer.__subclasses__() if kind.__module__ == optimizers.__name__} <= set(
        optimizers.__all__
    )


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ("quux", "got 'quux': one of nn.binary_cross_entropy, "),
        (nn.mse_loss(Value(1.0), 1.0), "expected loss to be a function, got Value.*: give the function itself"),
        (nn.MLP, "a function of a prediction and its target, got the class MLP"),
        (5, "expected loss to be a function, got 5"),
        (None, "expected loss to be a function, such as nn.mse_loss, got None"),
    ],
)
def test_what_is_no_loss_is_refused(given, match):
    refused(TypeError, f"^{match}" if match.startswith("expected") else match, loss=given)


@pytest.mark.parametrize(
    "call",
    [
        lambda: nn.mean_loss(nn.Neuron(2), X, Y, "bce"),
        lambda: nn.diagnose(nn.MLP(2, [1]), X, Y, "bce"),
    ],
)
def test_all_that_take_a_loss_know_its_name(call):
    with pytest.raises(TypeError, match=r"got 'bce': write loss=nn.binary_cross_entropy$"):
        call()


@pytest.mark.parametrize(
    ("name", "given", "match"),
    [
        ("penalty", Value(1.0), r"penalty to be a function, got Value\(1.0\): write penalty=lambda: …"),
        ("schedule", 0.1, r"schedule to be a function, got 0.1: write schedule=nn.schedules.constant\(0.1\)"),
        ("schedule", True, "schedule to be a function, got True"),
        ("schedule", "cosine", "schedule to be a function, got 'cosine'"),
        ("stop", "loss", "stop to be a function, got 'loss'"),
        ("stop", 0.1, "stop to be a function, got 0.1"),
        ("stop", Value(1.0), r"stop to be a function, got Value\(1.0\)"),
        ("decide", "argmax", "decide to be a function, got 'argmax'"),
        ("callback", [print], r"callback to be a function, got \[print\]"),
    ],
)
def test_what_should_be_a_function_and_is_none_is_refused_by_its_name(name, given, match):
    refused(TypeError, f"^expected {match}$", **{name: given})


MAKING = {
    ("schedule", nn.schedules.constant): "nn.schedules.constant(…)",
    ("schedule", nn.schedules.cosine): "nn.schedules.cosine(…)",
    ("stop", nn.stopping.loss_below): "nn.stopping.loss_below(…)",
    ("stop", nn.stopping.no_improvement): "nn.stopping.no_improvement(…)",
    ("penalty", nn.l1_penalty): "lambda: nn.l1_penalty(model.parameters(), …)",
    ("penalty", nn.l2_penalty): "lambda: nn.l2_penalty(model.parameters(), …)",
    ("decide", nn.decision): "nn.decision(lambda p: …)",
}


@pytest.mark.parametrize(("name", "given"), MAKING, ids=lambda each: getattr(each, "__name__", each))
def test_what_makes_such_a_function_is_told_to_be_called_before_the_first_epoch(name, given):
    """Some fitted an epoch, and then named an argument that nobody had given."""
    message = f"expected {name} to be a function, got the function {given.__name__}, which makes one: write {name}="
    refused(TypeError, f"^{re.escape(message + MAKING[name, given])}$", **{name: given})


@pytest.mark.parametrize("kind", [nn.MLP, nn.Layer, nn.Neuron, nn.Perceptron])
def test_a_class_of_models_is_told_to_be_called(kind):
    name = kind.__name__
    refused(TypeError, rf"got the class {name}: make one first, model = {name}\(…\)", model=kind)


def test_a_perceptron_is_sent_to_its_own_rule():
    refused(TypeError, r"got Perceptron\(2\): it learns by its own rule, model.fit\(X, y\)", model=nn.Perceptron(2))


@pytest.mark.parametrize("given", ["MLP", 5, [[1.0]]])
def test_what_is_no_model_is_refused(given):
    refused(TypeError, "expected model to be a function of a sample, such as an nn.MLP, got", model=given)


LINEAR = {
    "an MLP": lambda nout: nn.MLP(2, [3, nout], seed=0),
    "logits": lambda nout: nn.MLP(2, [3, nout], output="sigmoid", seed=0).logits,
    "a layer": lambda nout: nn.Layer(2, nout, activation="linear", seed=0),
}


@pytest.mark.parametrize("kind", LINEAR)
@pytest.mark.parametrize("loss", TAKES_PROBABILITIES)
def test_a_loss_of_probabilities_refuses_a_linear_output_and_names_the_loss_for_it(loss, kind):
    binary = loss is nn.binary_cross_entropy
    message = refused(ValueError, f"{loss.__name__} takes probabilities", model=LINEAR[kind](2 - binary), loss=loss)
    better = getattr(nn, message.rpartition("or use ")[2])
    assert better in TAKES_LOGITS


@pytest.mark.parametrize("neuron", [nn.Neuron(2, activation="linear", seed=0)])
def test_so_it_does_for_a_unit(neuron):
    refused(ValueError, "takes probabilities, but Neuron", model=neuron, loss=nn.binary_cross_entropy)


@pytest.mark.parametrize("strange", ["w", 1.0, None])
def test_an_optimizer_refuses_what_are_no_values(strange):
    with pytest.raises(TypeError, match=r"Values, such as model.parameters\(\), got .* among them"):
        nn.SGD([Value(1.0), strange], 0.1)


def test_names_alone_are_no_parameters():
    with pytest.raises(TypeError, match=r"got 'w_1' among them"):
        nn.SGD(nn.Neuron(2).named_parameters(), 0.1)
