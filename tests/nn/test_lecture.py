"""The lecture's items on networks, losses and learning (L3, L4, L7–L9), each test named after its item."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import PRIMITIVES, Value, dot, sigmoid, topological_order, unfolded

# Moderate, since a probability next to 1 has lost the digits of 1 − ŷ, on the slide as in any float.
MODERATE = st.floats(-1, 1)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def named(value, label):
    value.label = label
    return value


def test_L3_1_the_scalar_graph_and_the_matrix_formula_give_the_same_numbers():
    d, m = 3, 5
    model = nn.MLP(d, [m, 1], activation="sigmoid", output="sigmoid", seed=1)
    named_parameters = model.named_parameters()
    for j in range(1, m + 1):
        named_parameters[f"b_{j}^(1)"].data = 0.1 * j
    W1 = np.array([[named_parameters[f"w_{i}{j}^(1)"].data for i in range(1, d + 1)] for j in range(1, m + 1)])
    b1 = np.array([named_parameters[f"b_{j}^(1)"].data for j in range(1, m + 1)])
    w2 = np.array([named_parameters[f"w_{j}1^(2)"].data for j in range(1, m + 1)])
    b2 = named_parameters["b_1^(2)"].data
    x = np.array([0.5, -1.0, 2.0])
    assert W1.shape == (m, d)
    assert model(list(x)).data == pytest.approx(logistic(w2 @ logistic(W1 @ x + b1) + b2), rel=1e-14)


def test_L3_5_the_quiz_nets_parameters_are_counted_without_building_it():
    assert nn.count_parameters(2, [1024, 512, 3]) == 1024 * 2 + 1024 + 512 * 1024 + 512 + 512 * 3 + 3 == 529_411


def test_L3_5_the_quiz_net_is_built_evaluated_and_differentiated_one_value_a_scalar():
    model = nn.MLP(2, [1024, 512, 3], activation="sigmoid", seed=0)
    parameters = model.parameters()
    assert len(parameters) == len(set(parameters)) == 529_411
    logits = model([0.5, -0.5])
    loss = nn.cross_entropy(logits, 2)
    loss.backward()
    assert all(parameter.grad is not None for parameter in parameters)

    # The same in matrices, by the rules of matrix calculus.
    W, b = zip(
        *(
            (
                np.array([[w.data for w in neuron.weights] for neuron in layer.neurons]),
                np.array([neuron.bias.data for neuron in layer.neurons]),
            )
            for layer in model.layers
        )
    )
    x = np.array([0.5, -0.5])
    h1 = logistic(W[0] @ x + b[0])
    h2 = logistic(W[1] @ h1 + b[1])
    f = W[2] @ h2 + b[2]
    p = np.exp(f) / np.exp(f).sum()
    assert loss.data == pytest.approx(-math.log(p[2]), rel=1e-12)
    d3 = p - [0, 0, 1]
    d2 = W[2].T @ d3 * h2 * (1 - h2)
    d1 = W[1].T @ d2 * h1 * (1 - h1)
    for layer, delta, inputs in zip(model.layers, (d1, d2, d3), (x, h1, h2)):
        gradients = np.array([[w.grad for w in neuron.weights] for neuron in layer.neurons])
        np.testing.assert_allclose(gradients, np.outer(delta, inputs), rtol=1e-9, atol=1e-18)


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.sampled_from([0, 1])), min_size=1, max_size=8))
def test_L4_2_minimising_binary_cross_entropy_is_maximum_likelihood(samples):
    loss = sum(nn.binary_cross_entropy(Value(p), y) for p, y in samples)
    likelihood = math.prod(p if y else 1 - p for p, y in samples)
    assert loss.data == pytest.approx(-math.log(likelihood), rel=1e-12, abs=1e-12)


def test_L4_2_the_loss_is_least_where_the_likelihood_is_greatest():
    """Three heads in four throws: both are best at a probability of 3/4."""
    throws = [1, 1, 0, 1]
    candidates = [k / 100 for k in range(1, 100)]
    losses = {p: sum(nn.binary_cross_entropy(Value(p), y) for y in throws).data for p in candidates}
    likelihoods = {p: math.prod(p if y else 1 - p for y in throws) for p in candidates}
    assert min(losses, key=losses.get) == max(likelihoods, key=likelihoods.get) == 0.75


def one_unit(w11, w21, x1, x2, y):
    """The slide's graph: weighted inputs, their sum, the sigmoid, the loss."""
    leaves = {"w11": Value(w11, "w11"), "w21": Value(w21, "w21"), "x1": Value(x1, "x1"), "x2": Value(x2, "x2")}
    z = named(dot([leaves["w11"], leaves["w21"]], [leaves["x1"], leaves["x2"]]), "z")
    prediction = named(sigmoid(z), "ŷ")
    return leaves, z, prediction, nn.binary_cross_entropy(prediction, y)


@given(MODERATE, MODERATE, MODERATE, MODERATE, st.sampled_from([0, 1]))
def test_L7_1_every_node_holds_its_forward_value(w11, w21, x1, x2, y):
    _, z, prediction, loss = one_unit(w11, w21, x1, x2, y)
    opened, _ = unfolded(z)
    assert [product.data for product in opened.operands] == [w11 * x1, w21 * x2]
    assert z.data == pytest.approx(w11 * x1 + w21 * x2)
    truth = 1 / (1 + mpmath.exp(-mpmath.mpf(z.data)))
    assert prediction.data == pytest.approx(float(truth))
    assert loss.data == pytest.approx(float(-mpmath.log(truth if y else 1 - truth)))


@given(MODERATE, MODERATE, MODERATE, MODERATE, st.sampled_from([0, 1]))
def test_L7_2_every_edge_holds_its_local_derivative(w11, w21, x1, x2, y):
    _, z, prediction, loss = one_unit(w11, w21, x1, x2, y)
    p = prediction.data
    assert z.local_derivatives() == (x1, x2, w11, w21)
    assert prediction.local_derivatives() == pytest.approx((p * (1 - p),), rel=1e-12)
    assert loss.local_derivatives()[0] == pytest.approx((1 - y) / (1 - p) - y / p, rel=1e-12)


@given(MODERATE, MODERATE, MODERATE, MODERATE, st.sampled_from([0, 1]))
def test_L7_3_to_L7_5_the_backward_pass_and_its_short_forms(w11, w21, x1, x2, y):
    leaves, z, prediction, loss = one_unit(w11, w21, x1, x2, y)
    loss.backward()
    p = prediction.data
    assert loss.grad == 1.0
    assert prediction.grad == pytest.approx((1 - y) / (1 - p) - y / p, rel=1e-12)
    assert z.grad == pytest.approx(p - y, rel=1e-12)
    assert leaves["w11"].grad == pytest.approx((p - y) * x1, rel=1e-12, abs=1e-300)  # L7.4
    assert leaves["w21"].grad == pytest.approx((p - y) * x2, rel=1e-12, abs=1e-300)
    assert leaves["x1"].grad == pytest.approx((p - y) * w11, rel=1e-12, abs=1e-300)  # L7.5


def test_L7_the_graph_has_the_operations_of_the_slide_in_its_order():
    *_, loss = one_unit(0.5, -0.25, 2.0, 1.0, 1)
    assert [v.primitive.name for v in topological_order(loss) if v.primitive] == [
        "dot",
        "sigmoid",
        "binary_cross_entropy",
    ]
    assert PRIMITIVES["dot"].definition is not None


def two_layers():
    """L8: two inputs, two hidden sigmoid units, one sigmoid output, no biases, with the numbers of L8.4."""
    numbers = {"x1": 1.0, "x2": -1.0, "w11": 0.1, "w21": 0.2, "w12": -0.3, "w22": 0.4, "v11": 0.5, "v21": -0.6}
    v = {label: Value(number, label) for label, number in numbers.items()}
    v["a11"] = sigmoid(dot([v["w11"], v["w21"]], [v["x1"], v["x2"]]))
    v["a12"] = sigmoid(dot([v["w12"], v["w22"]], [v["x1"], v["x2"]]))
    v["ŷ"] = sigmoid(dot([v["v11"], v["v21"]], [v["a11"], v["a12"]]))
    v["ℓ"] = nn.binary_cross_entropy(v["ŷ"], 1)
    v["ℓ"].backward()
    return v


def test_L8_1_to_L8_3_the_gradients_are_the_slides_formulas():
    v = two_layers()
    n = {label: value.data for label, value in v.items()}
    error = n["ŷ"] - 1
    slope1, slope2 = n["a11"] * (1 - n["a11"]), n["a12"] * (1 - n["a12"])
    assert v["a11"].grad == pytest.approx(error * n["v11"], rel=1e-14)  # L8.1
    assert v["a12"].grad == pytest.approx(error * n["v21"], rel=1e-14)
    assert v["w11"].grad == pytest.approx(error * n["v11"] * slope1 * n["x1"], rel=1e-14)  # L8.2
    paths = v["a11"].grad * slope1 * n["w11"], v["a12"].grad * slope2 * n["w12"]
    assert v["x1"].grad == pytest.approx(sum(paths), rel=1e-14)  # L8.3
    assert v["x1"].grad == pytest.approx(
        error * (n["v11"] * slope1 * n["w11"] + n["v21"] * slope2 * n["w12"]), rel=1e-14
    )


def test_L8_4_the_numbers_of_the_slide():
    v = two_layers()
    table = {"a11": 0.4750208125, "a12": 0.3318122278, "ŷ": 0.5096045858, "ℓ": 0.6741201760}
    gradients = {
        "ŷ": -1.9623057325,
        "a11": -0.2451977071,
        "a12": 0.2942372485,
        "w11": -0.0611464333,
        "x1": -0.0256854991,
    }
    assert {label: round(v[label].data, 10) for label in table} == table
    assert {label: round(v[label].grad, 10) for label in gradients} == gradients


@pytest.mark.parametrize("hidden", [2, 4])
def test_L9_1_a_small_sigmoid_net_learns_xor(hidden):
    model = nn.MLP(2, [hidden, 1], activation="sigmoid", output="sigmoid", seed=0)
    X, y = nn.datasets.XOR
    optimizer = nn.SGD(model.parameters(), learning_rate=2.0)
    loss = nn.binary_cross_entropy
    history = nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=3000, progress=False)
    assert history.losses[0] > 0.5
    assert history.losses[-1] < 0.02
    assert [round(model(x).data) for x in X] == y
