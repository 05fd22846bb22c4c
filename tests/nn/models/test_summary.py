from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from tests.autograd.shared.test_showing import Reader

sizes = st.lists(st.integers(1, 5), min_size=2, max_size=5)


@given(sizes)
def test_the_count_without_a_net_is_that_of_the_net(numbers):
    nin, *nouts = numbers
    assert nn.count_parameters(nin, nouts) == len(nn.MLP(nin, nouts).parameters())


@given(sizes)
def test_the_breakdown_is_a_sum_that_comes_out_right(numbers):
    nin, *nouts = numbers
    left, right = nn.summary(nin, nouts).breakdown.replace("·", "*").split(" = ")
    assert sum(eval_product(term) for term in left.split(" + ")) == int(right) == nn.count_parameters(nin, nouts)


def eval_product(term):
    return int(np.prod([int(factor) for factor in term.split("*")]))


def test_the_summary_of_a_model_is_that_of_its_description():
    model = nn.MLP(2, [4, 3, 2], activation=["relu", "tanh"], output="softmax")
    assert nn.summary(model) == nn.summary(2, [4, 3, 2], activation=["relu", "tanh"], output="softmax")
    assert [layer.activation for layer in nn.summary(model).layers] == ["relu", "tanh", "softmax"]


def test_a_gpt_has_a_row_for_each_table_and_layer():
    model = nn.GPT(27, 16, 4, 2, 8)
    found = nn.summary(model)
    assert found.parameters == len(model.parameters())
    left, right = found.breakdown.replace("·", "*").split(" = ")
    assert sum(eval_product(term) for term in left.split(" + ")) == int(right) == found.parameters
    names = [str(layer.number) for layer in found.layers]
    assert names[:3] == ["token", "position", "block 1.attention.query"]
    assert names[-2:] == ["block 2.mlp", "output"]
    assert [layer.activation for layer in found.layers[:2]] == ["embedding"] * 2
    block = ["linear"] * 4 + ["relu", "linear"]
    assert [layer.activation for layer in found.layers[2:]] == [*block, *block, "linear"]
    assert {layer.bias for layer in found.layers} == {False}
    assert ["block", "1.mlp", "16", "→", "64", "relu", "1,024"] in [
        line.split()[:7] for line in str(found).splitlines()
    ]
    with pytest.raises(ValueError, match="got a GPT"):
        _ = found.formula


def test_a_summary_is_printed_as_a_table_with_the_sum_below():
    found = nn.summary(2, [1024, 1], activation="relu", output="sigmoid")
    assert str(found).splitlines() == [
        "layer  shape     activation  weights  biases  parameters",
        "────────────────────────────────────────────────────────",
        "1      2 → 1024  relu          2,048   1,024       3,072",
        "2      1024 → 1  sigmoid       1,024       1       1,025",
        "────────────────────────────────────────────────────────",
        "parameters: 1024·2 + 1024 + 1·1024 + 1 = 4097",
    ]
    assert repr(found) == "<Summary: 2 layers, 4,097 parameters>"
    assert repr(nn.summary(2, [1])) == "<Summary: 1 layer, 3 parameters>"
    reader = Reader()
    reader.feed(found._repr_html_())
    head, first, second = reader.rows
    assert head == ["layer", "shape", "activation", "weights", "biases", "parameters"]
    assert first == ["1", "2 → 1024", "relu", "2,048", "1,024", "3,072"]
    assert second == ["2", "1024 → 1", "sigmoid", "1,024", "1", "1,025"]
    assert "parameters: 1024·2 + 1024 + 1·1024 + 1 = 4097" in found._repr_html_()


def test_the_shapes_stand_below_one_another():
    assert nn.summary(2, [3, 1], activation="relu", output="linear").formula.splitlines() == [
        "h^(1) = relu(W^(1)·x + b^(1))   W^(1): 3×2, b^(1): 3",
        "ŷ = W^(2)·h^(1) + b^(2)         W^(2): 1×3, b^(2): 1",
        "w_ij^(l) leads from input i to unit j of layer l: row j, column i of W^(l).",
    ]


def test_the_formula_names_the_matrices_with_their_shapes():
    lines = nn.summary(2, [4, 3], output="softmax").formula.splitlines()
    assert [" ".join(line.split()) for line in lines[:2]] == [
        "h^(1) = sigmoid(W^(1)·x + b^(1)) W^(1): 4×2, b^(1): 4",
        "p = softmax(W^(2)·h^(1) + b^(2)) W^(2): 3×4, b^(2): 3",
    ]
    assert "ŷ = W^(1)·x + b^(1)" in nn.summary(2, [1]).formula


def test_the_convention_said_under_the_formula_is_the_one_of_the_parameters():
    """w_ij^(l) is row j, column i of W^(l)."""
    model = nn.MLP(3, [2, 1], seed=0)
    assert "row j, column i of W^(l)" in nn.summary(model).formula
    state = model.state_dict()
    assert all(model.layers[0].W[j - 1][i - 1] == state[f"w_{i}{j}^(1)"] for i in (1, 2, 3) for j in (1, 2))


def test_what_is_neither_a_model_nor_a_number_of_inputs_is_named():
    with pytest.raises(ValueError, match=r"^expected nin to be a whole number of at least 1, got 3.5$"):
        nn.summary(3.5)


@pytest.mark.parametrize("arguments", [(0, [1]), (2, [0]), (2, []), (2, [1], "sigmod"), (2, [3, 1], ["relu", "relu"])])
def test_what_cannot_be_built_cannot_be_counted(arguments):
    with pytest.raises(ValueError, match=r"expected|unknown"):
        nn.summary(*arguments)
    with pytest.raises(ValueError, match=r"expected|unknown"):
        nn.MLP(*arguments)


@given(sizes, st.sampled_from(["linear", "sigmoid", "softmax"]), st.integers())
def test_linear_layers_collapse_into_one_that_computes_the_same(numbers, output, seed):
    nin, *nouts = numbers
    model = nn.MLP(nin, nouts, activation="linear", output=output, seed=seed)
    generator = random.Random(seed)
    for parameter in model.parameters():
        parameter.data = generator.uniform(-1, 1)
    x = [generator.uniform(-2, 2) for _ in range(nin)]
    line = nn.collapsed(model)
    assert len(line.layers) == 1
    assert np.allclose(*([value.data for value in np.atleast_1d(m(x))] for m in (model, line)), rtol=1e-12, atol=1e-12)


def test_a_nonlinear_layer_does_not_collapse():
    with pytest.raises(ValueError, match="linear hidden layers, but the activation of layer 2 is 'relu'"):
        nn.collapsed(nn.MLP(2, [2, 2, 1], activation=["linear", "relu"]))
    with pytest.raises(TypeError, match=r"^expected model to be an nn\.MLP, got Neuron\(2"):
        nn.collapsed(nn.Neuron(2))


def test_what_has_no_layers_in_a_row_is_not_counted_layer_by_layer():
    with pytest.raises(TypeError, match="an MLP, a Sequential, a GPT or a number of inputs, got RMSNorm"):
        nn.summary(nn.RMSNorm(2))
