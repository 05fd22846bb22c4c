"""Nets trained as PyTorch trains them, from what it said; and what is said where it is not installed."""

from __future__ import annotations

import sys

import pytest

import nn
from autograd import PRIMITIVES, Value
from tests.nn.bridges.torch_nets import pytorch_nets
from tests.nn.pytorch import OPTIMIZERS

PYTORCH = pytorch_nets.recorded()


@pytest.mark.parametrize("name", pytorch_nets.ACTIVATIONS)
def test_an_activation_has_the_values_and_the_slopes_of_pytorchs_module(name):
    xs = [Value(x) for x in pytorch_nets.POINTS]
    ys = [PRIMITIVES[name](x) for x in xs]
    for y in ys:
        y.backward()
    said = PYTORCH["activations"][name]
    assert [y.data for y in ys] == pytest.approx(said["values"], rel=1e-13, abs=1e-15)
    assert [x.grad for x in xs] == pytest.approx(said["slopes"], rel=1e-13, abs=1e-15)


def net(widths, hidden, output, targets):
    model = nn.MLP(widths[0], widths[1:], activation=hidden, output=output, init="zeros")
    for layer, (W, b) in zip(model.layers, pytorch_nets.weights(widths)):
        layer.set_weights(W, b)
    return model


@pytest.mark.parametrize(("loss", "optimizer"), pytorch_nets.TRAININGS)
def test_a_net_is_trained_as_pytorch_trains_it(loss, optimizer):
    case = pytorch_nets.LOSSES[loss][1]
    kind, options, *_ = OPTIMIZERS[optimizer]
    model, X = net(**case), pytorch_nets.samples(case["widths"])
    descent = getattr(nn, kind)(model.parameters(), pytorch_nets.RATE, **options)
    losses = []
    for _ in range(pytorch_nets.STEPS):
        descent.zero_grad()
        found = nn.mean_loss(model, X, case["targets"], getattr(nn, loss))
        found.backward()
        descent.step()
        losses.append(found.data)
    said = PYTORCH["trainings"][f"{loss}, {optimizer}"]
    assert losses == pytest.approx(said["losses"], rel=1e-12)
    found = [numbers for layer in model.layers for numbers in (*layer.W, layer.b)]
    expected = [row for W, b in zip(said["parameters"][::2], said["parameters"][1::2]) for row in (*W, b)]
    for ours, theirs in zip(found, expected, strict=True):
        assert list(ours) == pytest.approx(theirs, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "name"),
    [(lambda: nn.to_torch(nn.MLP(2, [1])), "to_torch"), (lambda: nn.from_torch(object()), "from_torch")],
)
def test_without_pytorch_the_error_says_how_to_get_it(monkeypatch, call, name):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=f"^nn.{name} needs PyTorch: pip install torch$"):
        call()


def test_what_is_no_model_is_told_so_with_pytorch_and_without():
    with pytest.raises(TypeError, match=r"^expected model to be a model of nn, got \[1\.0\]$"):
        nn.to_torch([1.0])
    with pytest.raises(TypeError, match=r"got Layer\(2, 1, .*\): it is a model of nn already$"):
        nn.from_torch(nn.Linear(2, 1))
    with pytest.raises(TypeError, match=r"^expected causal to be True or False, got 'yes'$"):
        nn.from_torch(None, causal="yes")
    with pytest.raises(TypeError, match=r"^expected frozen to be a list, to which parameters are added, got \(\)$"):
        nn.from_torch(None, frozen=())
    with pytest.raises(TypeError, match=r"^expected frozen to be Values, parameters of the model, got 1$"):
        nn.to_torch(nn.Linear(2, 1), frozen=1)
    with pytest.raises(TypeError, match=r"^expected seed to be a whole number"):
        nn.from_torch(None, seed="0")
