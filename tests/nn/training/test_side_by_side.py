"""Nets trained side by side are the nets that are trained one by one."""

from __future__ import annotations

import re
import warnings

import pytest

import nn
from autograd import ControlFlowError, Value, compiler

XOR = nn.datasets.XOR
ONE_HOT = [[1.0 - label, float(label)] for label in XOR[1]]
OPTIMIZERS = {
    "SGD": nn.SGD,
    "momentum": lambda parameters, rate: nn.SGD(parameters, rate, momentum=0.9, weight_decay=1e-3, nesterov=True),
    "Adam": lambda parameters, rate: nn.Adam(parameters, rate / 10),
    "AdamW": lambda parameters, rate: nn.AdamW(parameters, rate / 10),
    "RMSprop": lambda parameters, rate: nn.RMSprop(parameters, rate / 100),
}
NETS = {
    "sigmoid": (lambda seed: nn.MLP(2, [4, 1], output="sigmoid", seed=seed), nn.binary_cross_entropy, XOR),
    "relu": (lambda seed: nn.MLP(2, [3, 1], activation="relu", seed=seed), nn.mse_loss, XOR),
    "a line": (lambda seed: nn.Neuron(1, activation="linear", seed=seed), nn.mse_loss, ([[0.0], [2.0]], [1.0, -1.0])),
    "parts": (
        lambda seed: nn.Sequential(nn.Linear(2, 3, seed=seed), "tanh", nn.Linear(3, 1, seed=seed)),
        nn.hinge_loss,
        (XOR[0], [-1, 1, 1, -1]),
    ),
    "softmax": (
        lambda seed: nn.MLP(2, [3, 2], output="softmax", seed=seed),
        nn.categorical_cross_entropy,
        (XOR[0], ONE_HOT),
    ),
    "softmax, what happened": (
        lambda seed: nn.MLP(2, [3, 2], output="softmax", seed=seed),
        nn.negative_log_likelihood,
        XOR,
    ),
    "classes": (lambda seed: nn.MLP(2, [3, 3], seed=seed), nn.cross_entropy, (XOR[0], [0, 2, 1, 0])),
    "one-hot": (lambda seed: nn.MLP(2, [3, 2], seed=seed), nn.cross_entropy, (XOR[0], ONE_HOT)),
    "ties": (
        lambda seed: nn.MLP(2, [3, 3], activation="relu", init="zeros"),
        nn.cross_entropy,
        (XOR[0], [0, 2, 1, 0]),
    ),
}
pytestmark = pytest.mark.needs("llvmlite")


def made(net, optimizer, settings):
    models = [NETS[net][0](seed) for _, seed in settings]
    return models, [OPTIMIZERS[optimizer](model.parameters(), rate) for model, (rate, _) in zip(models, settings)]


SETTINGS = [(0.2, 0), (0.4, 1), (0.2, 2), (0.8, 3)] * 3


@pytest.mark.parametrize(
    ("net", "optimizer"), [*((net, "momentum") for net in NETS), *(("sigmoid", name) for name in OPTIMIZERS)]
)
def test_each_net_comes_out_as_from_its_own_training(net, optimizer):
    _, loss, data = NETS[net]
    models, optimizers = made(net, optimizer, SETTINGS)
    histories = nn.fit_many(models, *data, loss=loss, optimizers=optimizers, epochs=40)
    alone, own = made(net, optimizer, SETTINGS)
    for k, (model, each) in enumerate(zip(alone, own)):
        history = nn.fit(model, *data, loss=loss, optimizer=each, epochs=40, progress=False, compiled=False)
        assert histories[k].engine == "compiled, 12 side by side"
        assert histories[k].losses == pytest.approx(history.losses, rel=1e-9, abs=1e-12)
        assert histories[k].accuracies == history.accuracies
        assert histories[k].learning_rates == history.learning_rates
        assert [w.data for w in models[k].parameters()] == pytest.approx(
            [w.data for w in model.parameters()], rel=1e-9, abs=1e-12
        )
        assert optimizers[k].steps == each.steps
        for name in each.memory:
            assert optimizers[k].memory[name] == pytest.approx(each.memory[name], rel=1e-9, abs=1e-12)


def test_a_training_in_two_parts_is_that_in_one_and_threads_change_no_bit():
    models, optimizers = made("sigmoid", "Adam", SETTINGS)
    others, others_own = made("sigmoid", "Adam", SETTINGS)
    options = {"loss": nn.binary_cross_entropy}
    whole = nn.fit_many(models, *XOR, **options, optimizers=optimizers, epochs=30, threads=1)
    parts = [nn.fit_many(others, *XOR, **options, optimizers=others_own, epochs=count, threads=2) for count in (10, 20)]
    for k, history in enumerate(whole):
        assert history.losses == parts[0][k].losses + parts[1][k].losses
        assert [w.data for w in models[k].parameters()] == [w.data for w in others[k].parameters()]
        assert (optimizers[k].steps, others_own[k].steps) == (30, 30)


def test_a_net_that_diverges_is_told_as_by_fit_and_the_others_learn():
    data, rates = ([[1.0], [2.0]], [2.0, 4.0]), [0.01, 1e6, 0.1]
    models = [nn.Neuron(1, activation="linear", seed=0) for _ in rates]
    optimizers = [nn.SGD(model.parameters(), rate) for model, rate in zip(models, rates)]
    with pytest.warns(RuntimeWarning, match="diverged in epoch"):
        histories = nn.fit_many(models, *data, loss=nn.mse_loss, optimizers=optimizers, epochs=200)
    assert ["diverged" in history.stopped for history in histories] == [False, True, False]
    alone = nn.Neuron(1, activation="linear", seed=0)
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        optimizer = nn.SGD(alone.parameters(), 1e6)
        expected = nn.fit(alone, *data, loss=nn.mse_loss, optimizer=optimizer, epochs=200, progress=False)
    assert histories[1].losses == expected.losses
    assert histories[2].losses[-1] < 1e-3


def sgd(models, **options):
    return [nn.SGD(model.parameters(), 0.1, **options) for model in models]


def nets(*widths, **options):
    return [nn.MLP(2, [width, 1], seed=0, **options) for width in widths]


ALIKE = nets(2, 2)
WITH_DROPOUT = [nn.Sequential(nn.Linear(2, 1, seed=0), nn.Dropout(0.5, seed=0))]


@pytest.mark.parametrize(
    ("models", "optimizers", "message"),
    [
        ([], [], r"^expected at least one model in models, got none$"),
        (ALIKE, sgd(ALIKE)[:1], r"^expected an optimizer a model, got 1 optimizer for 2 models$"),
        (nets(2, 3), None, r"^expected models that differ in their numbers alone, got .* at 1$"),
        ([*nets(2), *nets(2, activation="tanh")], None, r"^expected models that differ in their numbers alone"),
        (
            ALIKE,
            [*sgd(ALIKE[:1]), *sgd(ALIKE[1:], momentum=0.5)],
            r"^expected optimizers that differ in learning rates al",
        ),
        (
            ALIKE,
            sgd(ALIKE)[::-1],
            r"^expected optimizers\[0\] to hold all parameters of models\[0\], in their order, got others$",
        ),
        (WITH_DROPOUT, None, r"^expected models without dropout"),
        ([Value(1.0)], [None], r"^expected models\[0\] to be a model of nn"),
    ],
)
def test_what_cannot_go_side_by_side_is_named(models, optimizers, message):
    optimizers = sgd(models) if optimizers is None else optimizers
    with pytest.raises((TypeError, ValueError), match=message):
        nn.fit_many(models, *XOR, loss=nn.mse_loss, optimizers=optimizers, epochs=3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threads": 0}, r"^expected threads to be a whole number of at least 1, got 0$"),
        ({"epochs": 0}, r"^expected epochs to be a whole number of at least 1, got 0$"),
        ({"optimizers": 5}, r"^expected optimizers to be a sequence of optimizers, got 5$"),
        ({"loss": nn.hinge_loss}, r"^expected labels -1 and 1 in y for hinge_loss, got 0"),
    ],
)
def test_what_is_no_option_is_named_and_nothing_has_moved(options, message):
    models = nets(2, 2)
    before = [model.state_dict() for model in models]
    with pytest.raises((TypeError, ValueError), match=message):
        nn.fit_many(models, *XOR, **{"loss": nn.mse_loss, "optimizers": sgd(models), "epochs": 3, **options})
    assert [model.state_dict() for model in models] == before


def test_where_llvmlite_is_missing_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(compiler, "is_available", lambda: False)
    with pytest.raises(ImportError, match=re.escape(compiler.INSTALL)):
        nn.fit_many(ALIKE, *XOR, loss=nn.mse_loss, optimizers=sgd(ALIKE), epochs=3)


def takes_a_number_out(prediction, target):
    return (prediction - target) * float(prediction)


def test_a_loss_that_takes_a_number_out_is_refused_with_what_to_do_instead():
    models = nets(2, 2)
    with pytest.raises(ControlFlowError, match=r"with nn\.fit"):
        nn.fit_many(models, *XOR, loss=takes_a_number_out, optimizers=sgd(models), epochs=3)
