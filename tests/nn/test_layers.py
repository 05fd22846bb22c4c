from __future__ import annotations

import random

import numpy as np
import pytest

import autograd
import nn
from autograd import Value


def matrices(model):
    """The weights of each layer as the matrix of the slides, units as rows, and the biases."""
    for layer in model.layers:
        yield (
            np.array([[w.data for w in neuron.weights] for neuron in layer.neurons]),
            np.array([neuron.bias.data for neuron in layer.neurons]),
        )


def randomise_biases(model, seed=0):
    generator = random.Random(seed)
    for name, parameter in model.named_parameters().items():
        if name.startswith("b"):
            parameter.data = generator.uniform(-1, 1)


def logistic(z):
    return 1.0 / (1.0 + np.exp(-z))


ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": logistic,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "step": lambda z: (z > 0.0) * 1.0,
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_neuron_weighs_adds_and_activates(activation):
    neuron = nn.Neuron(3, activation=activation, seed=1)
    neuron.bias.data = 0.25
    x = [0.5, -1.5, 2.0]
    z = np.dot([w.data for w in neuron.weights], x) + 0.25
    assert neuron(x).data == pytest.approx(float(ACTIVATIONS[activation](z)), rel=1e-14)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("output", ["linear", "sigmoid"])
def test_an_mlp_equals_the_matrix_formula(activation, output):
    model = nn.MLP(3, [5, 4, 2], activation=activation, output=output, seed=2)
    randomise_biases(model)
    x = [0.3, -0.8, 1.7]
    h = np.array(x)
    *hidden, last = matrices(model)
    for weights, bias in hidden:
        h = ACTIVATIONS[activation](weights @ h + bias)
    expected = ACTIVATIONS[output](last[0] @ h + last[1])
    assert [value.data for value in model(x)] == pytest.approx(list(expected), rel=1e-13)


def test_a_softmax_output_gives_probabilities():
    p = nn.MLP(2, [4, 3], output="softmax", seed=0)([0.5, -0.5])
    assert len(p) == 3
    assert sum(value.data for value in p) == pytest.approx(1.0, abs=1e-15)


def test_one_output_is_a_value_and_several_are_a_list():
    assert isinstance(nn.MLP(2, [3, 1], seed=0)([0, 1]), Value)
    assert isinstance(nn.MLP(2, [3, 2], seed=0)([0, 1]), list)


def test_parameters_have_the_names_of_the_scalar_slides():
    names = list(nn.MLP(2, [2, 1], seed=0).named_parameters())
    assert names == [
        *("w_11^(1)", "w_21^(1)", "b_1^(1)"),
        *("w_12^(1)", "w_22^(1)", "b_2^(1)"),
        *("w_11^(2)", "w_21^(2)", "b_1^(2)"),
    ]


def test_names_keep_two_digit_indices_apart():
    names = nn.MLP(11, [1], seed=0).named_parameters()
    assert {"w_11^(1)", "w_1,1^(1)", "w_11,1^(1)"} & set(names) == {"w_11^(1)", "w_11,1^(1)"}
    assert len(names) == 12


def test_inputs_given_as_numbers_get_gradients_too():
    output = nn.Neuron(2, seed=3)([1.0, 2.0])
    output.backward()
    inputs = [leaf for leaf in autograd.topological_order(output) if leaf.label in ("x_1", "x_2")]
    assert len(inputs) == 2
    assert all(leaf.grad is not None for leaf in inputs)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    def weights(seed):
        return [p.data for p in nn.MLP(2, [3, 1], seed=seed).parameters()]

    assert weights(1) == weights(1) == weights(random.Random(1))
    assert weights(1) != weights(2)
    assert weights(None) != weights(None)


def test_building_a_model_leaves_the_global_random_state_alone():
    random.seed(0)
    before = random.getstate()
    nn.MLP(2, [3, 1])
    assert random.getstate() == before


@pytest.mark.parametrize(
    "make", [lambda: nn.Neuron(2, seed=0), lambda: nn.Layer(2, 3, seed=0), lambda: nn.MLP(2, [1], seed=0)]
)
@pytest.mark.parametrize("inputs", [[1.0], [1.0, 2.0, 3.0], []])
def test_a_wrong_number_of_inputs_is_named(make, inputs):
    with pytest.raises(ValueError, match=rf"expected 2 inputs for .*got {len(inputs)}"):
        make()(inputs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, [1], "sigmod"), "unknown activation 'sigmod': expected 'linear' or one of .*sigmoid"),
        ((2, [1], "add"), "unknown activation 'add'"),
        ((2, [1], "tanh", "softmaxx"), "unknown activation 'softmaxx'"),
        ((0, [1]), "nin to be a whole number of at least 1, got 0"),
        ((2, [3, 0]), "nout to be a whole number of at least 1, got 0"),
        ((2, [1.5]), "nout to be a whole number of at least 1, got 1.5"),
        ((2, []), "at least one layer"),
    ],
)
def test_an_impossible_model_is_refused(arguments, message):
    arguments = (*arguments[:2], *(arguments[2:] or ("sigmoid",)))
    if arguments[2] in ("sigmod", "add"):
        arguments = (2, [2, 1], arguments[2])
    with pytest.raises(ValueError, match=message):
        nn.MLP(*arguments)


def test_an_unknown_activation_of_hidden_layers_is_refused_even_without_any():
    with pytest.raises(ValueError, match="unknown activation 'sigmod'"):
        nn.MLP(2, [1], activation="sigmod")


def test_zero_grad_resets_every_parameter():
    model = nn.MLP(2, [2, 1], seed=0)
    model([1.0, 2.0]).backward()
    model.zero_grad()
    assert {p.grad for p in model.parameters()} == {0.0}


def test_models_say_what_they_are():
    assert repr(nn.Neuron(2)) == "Neuron(2, activation='sigmoid')"
    assert repr(nn.Layer(2, 3, "relu")) == "Layer(2, 3, activation='relu')"
    assert repr(nn.MLP(2, [3, 1], "tanh", "softmax")) == "MLP(2, [3, 1], activation='tanh', output='softmax')"
