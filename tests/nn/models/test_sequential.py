"""Nets put together by hand compute, learn, are saved and drawn as those that `MLP` puts together."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
import viz
from autograd import PRIMITIVES, Value

X, Y = nn.datasets.XOR
ELEMENTWISE = {
    "linear": lambda z: z,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
}


def pair(seed=0, output="sigmoid", nout=1):
    """An MLP, and the same by hand."""
    net = nn.MLP(2, [3, nout], activation="tanh", output=output, seed=seed)
    by_hand = nn.Sequential(nn.Linear(2, 3), "tanh", nn.Linear(3, nout), output)
    by_hand.load_state_dict(net.state_dict())
    return net, by_hand


def trained(net, **options):
    optimizer = nn.Adam(net.parameters(), learning_rate=0.1)
    options = {"loss": nn.binary_cross_entropy, "epochs": 5, "progress": False, "seed": 1, "batch_size": 3, **options}
    return nn.fit(net, X, Y, optimizer=optimizer, **options)


@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    names=st.lists(st.sampled_from(sorted(ELEMENTWISE)), min_size=3, max_size=3),
    biases=st.lists(st.booleans(), min_size=3, max_size=3),
    seed=st.integers(0, 1000),
)
def test_it_computes_what_matrices_do(sizes, names, biases, seed):
    layers = [nn.Linear(*nin_nout, bias, seed=0) for nin_nout, bias in zip(pairwise(sizes), biases)]
    net = nn.Sequential(*[part for layer, name in zip(layers, names) for part in (layer, name)])
    generator = np.random.default_rng(seed)
    state = {name: float(generator.normal()) for name in net.state_dict()}
    net.load_state_dict(state)
    h = x = generator.normal(size=sizes[0])
    for layer, name in zip(layers, names):  # the ones given have the parameters of the net
        h = ELEMENTWISE[name](np.array(layer.W) @ h + np.array(layer.b))
    assert np.atleast_1d(net.predict([x.tolist()])[0]) == pytest.approx(h, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("output", ["sigmoid", "linear", "softmax"])
def test_it_is_to_the_last_bit_what_an_mlp_is(output):
    net, by_hand = pair(output=output, nout=3)
    assert by_hand.predict(X) == net.predict(X)
    assert list(by_hand.named_parameters()) == list(net.named_parameters())
    assert [p.label for p in by_hand.parameters()] == [p.label for p in net.parameters()]
    assert [z.data for z in by_hand.logits(X[1])] == [z.data for z in net.logits(X[1])]
    assert (by_hand.nin, by_hand.nouts, by_hand.output) == (net.nin, net.nouts, net.output)
    assert nn.summary(by_hand) == nn.summary(net)
    assert viz.draw(by_hand(X[1])[0]).source == viz.draw(net(X[1])[0]).source


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=pytest.mark.needs("llvmlite"))])
def test_it_learns_as_an_mlp_does(compiled):
    net, by_hand = pair()
    assert trained(by_hand, compiled=compiled).losses == trained(net, compiled=compiled).losses
    assert by_hand.state_dict() == net.state_dict()


@pytest.mark.needs("llvmlite")
def test_work_enough_is_compiled_as_for_an_mlp():
    assert trained(pair()[1], epochs=20_000, stop=lambda history: history.epochs == 2).engine == "compiled"


def test_what_looks_into_nets_looks_into_this_one():
    net, by_hand = pair()
    assert str(nn.diagnose(by_hand, X, Y)) == str(nn.diagnose(net, X, Y))
    figures = [viz.network(model, X[1]) for model in (net, by_hand)]
    texts = [[text.get_text() for text in figure.axes[0].texts] for figure in figures]
    assert texts[0] == texts[1]


def test_nets_within_it_are_opened():
    inside = nn.MLP(2, [3, 2], activation="relu", output="tanh", seed=0)
    net = nn.Sequential(nn.Sequential(inside, nn.Linear(2, 2, seed=1)), nn.MLP(2, [2], output="softmax", seed=2))
    assert [layer.layer for layer in net.layers] == [1, 2, 3, 4]
    assert net.output == "softmax"
    assert len(net.named_parameters()) == len(net.parameters())
    assert [layer.layer for layer in inside.layers] == [1, 2]


@pytest.mark.parametrize("row", [row for row in PRIMITIVES.values() if row.vectors == (False,)])
def test_an_activation_is_a_name_or_an_operation(row):
    by_row, by_name = (nn.Sequential(nn.Linear(2, 1, seed=0), each) for each in (row, row.name))
    assert repr(by_row) == repr(by_name) == f"Sequential(Layer(2, 1, activation={row.name!r}))"


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ((), ValueError, "at least one layer in parts"),
        ((nn.Dropout(0.5),), ValueError, "at least one layer in parts"),
        (
            (nn.Linear(2, 3), nn.Linear(4, 1)),
            ValueError,
            r"part 2 to take 3 inputs, as many as Layer\(2, 3.* got Layer",
        ),
        (("tanh",), ValueError, "part 1, 'tanh', to follow on a linear layer, got it after nothing"),
        ((nn.Layer(2, 1), "tanh"), ValueError, "part 2, 'tanh', to follow on a linear layer"),
        ((nn.Linear(2, 1), nn.Dropout(), "tanh"), ValueError, "part 3, 'tanh', to follow on a linear layer"),
        ((nn.Linear(2, 1), "softmax", "tanh"), ValueError, "'softmax' to be the last part, got 'tanh' after it"),
        ((nn.Linear(2, 1), "Tahn"), ValueError, r"unknown part 2 'Tahn': did you mean 'tanh'\?"),
        ([[nn.Linear(2, 1), "tanh"]], TypeError, r"part 1 to be a layer, .*: write Sequential\(\*parts\)"),
        ((nn.Linear(2, 1), nn.softmax), TypeError, "part 2 to be a layer, a net, a Dropout or the name of an act"),
        ((nn.Linear,), TypeError, "part 1 to be a layer"),
        ((nn.Linear(2, 1), nn.Neuron(1)), TypeError, "part 2 to be a layer"),
        ((nn.Linear(2, 1), None), TypeError, "part 2 to be a layer"),
    ],
)
def test_what_does_not_fit_is_refused(parts, error, message):
    with pytest.raises(error, match=message):
        nn.Sequential(*parts)


def test_a_softmax_at_the_end_is_shown_as_it_was_given():
    assert repr(nn.Sequential(nn.Linear(2, 3), "softmax")) == "Sequential(Layer(2, 3, activation='linear'), 'softmax')"


def test_a_layer_twice_is_refused():
    layer = nn.Linear(2, 2)
    with pytest.raises(ValueError, match=r"^expected each layer once in parts, got one twice$"):
        nn.Sequential(layer, "tanh", layer)


def test_logits_need_a_layer_at_the_end():
    with pytest.raises(ValueError, match=r"expected a layer as the last part .*, got Dropout\(0.5\)"):
        nn.Sequential(nn.Linear(2, 1), nn.Dropout()).logits([1.0, 2.0])


@pytest.mark.parametrize("kind", [nn.Linear, lambda nin, nout, bias: nn.Layer(nin, nout, "tanh", bias=bias)])
def test_without_biases_there_are_none(kind):
    layer = kind(2, 3, bias=False)
    assert len(layer.parameters()) == len(layer.named_parameters()) == len(layer.state_dict()) == 6
    assert not any(name.startswith("b") for name in layer.named_parameters())
    assert [h.data for h in layer([0.0, 0.0])] == [0.0] * 3
    leaves = [node for node in autograd.topological_order(layer([1.0, 2.0])[0]) if node.primitive is None]
    assert len(leaves) == 4  # two weights and two inputs
    layer.set_weights([[1.0, 0.0]] * 3)
    with pytest.raises(ValueError, match=r"expected b to be 0 for Layer\(2, 3, .*, bias=False\), which has no biases"):
        layer.set_weights([[1.0, 0.0]] * 3, [0.0, 1.0, 0.0])
    neuron = nn.Neuron(2, bias=False)
    assert (neuron.b, list(neuron.state_dict())) == (0.0, ["w_1", "w_2"])
    with pytest.raises(ValueError, match="expected b to be 0"):
        neuron.set_weights([1.0, 2.0], 0.5)


def test_the_sum_of_a_summary_without_biases_is_right():
    net = nn.Sequential(nn.Linear(2, 4, bias=False), "tanh", nn.Linear(4, 1))
    assert nn.summary(net).breakdown == "4·2 + 1·4 + 1 = 13"
    assert nn.summary(net).parameters == len(net.parameters())
    assert nn.summary(net).formula.splitlines()[0] == "h^(1) = tanh(W^(1)·x)     W^(1): 4×2"


def test_pytorchs_names_of_activations_lead_to_ours():
    for name in ("ReLU", "Tanh", "Sigmoid", "LeakyReLU", "GELU", "SiLU", "Softplus"):
        with pytest.raises(AttributeError, match=f"no attribute '{name}': an activation goes by its name, '") as caught:
            getattr(nn, name)
        assert str(caught.value).rpartition("'")[0].rpartition("'")[2] in PRIMITIVES


def test_linear_has_a_familys_gradient():
    """∂(W·x + b)_j/∂W_ji is x_i."""
    layer = nn.Linear(2, 1, seed=0)
    y = layer([3.0, -2.0])[0]
    y.backward()
    assert [p.grad for p in layer.parameters()] == [3.0, -2.0, 1.0]
    assert math.isfinite(autograd.value_and_grad(lambda x: layer([x, Value(1.0)])[0])(2.0)[0])
