from __future__ import annotations

import numpy as np
import pytest

import nn
from autograd import Value

X, Y = nn.datasets.XOR


def kinds(diagnosis):
    return [finding.kind for finding in diagnosis]


def logistic(z):
    return 1 / (1 + np.exp(-z))


def test_a_healthy_net_has_no_findings_and_is_told_its_gradients():
    diagnosis = nn.diagnose(nn.MLP(2, [8, 1], activation="tanh", output="sigmoid", seed=0), X, Y)
    assert len(diagnosis) == 0
    assert str(diagnosis).startswith("Nothing found; the gradient is ")
    assert "in layer 1" in str(diagnosis)


def test_the_size_of_the_gradient_is_that_of_the_matrix_formula():
    """∂ℓ/∂z of the output is p − y, and of the hidden units (p − y)·w·σ'(z), with cross-entropy."""
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=4)
    (hidden, output) = model.layers
    h = logistic(np.array(X) @ np.array(hidden.W).T + hidden.b)
    error = logistic(h @ np.array(output.W).T + output.b) - np.array(Y)[:, None]
    expected = [error * np.array(output.W) * h * (1 - h), error]
    sizes = [np.sqrt(np.mean(gradient**2)) for gradient in expected]
    assert nn.diagnose(model, X, Y).gradient_sizes == pytest.approx(sizes, rel=1e-12)


@pytest.mark.parametrize("dead", [1, 3])
def test_dead_relus_are_counted_and_named(dead):
    model = nn.MLP(2, [4, 1], activation="relu", output="sigmoid", seed=0)
    for neuron in model.layers[0].neurons:
        neuron.bias.data = 2.0
    for neuron in model.layers[0].neurons[:dead]:
        neuron.bias.data = -5.0
    (finding,) = nn.diagnose(model, X, Y)
    assert (finding.kind, finding.layer, finding.number) == ("dead units", 1, dead / 4)
    assert f"{dead} of the 4 ReLUs of layer 1 are dead (unit" in finding.sentence
    assert "0 on all 4 samples" in finding.sentence


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_saturated_units_are_counted_where_their_slope_is_as_flat_as_is_said(activation):
    model = nn.MLP(2, [4, 1], activation=activation, output="linear", seed=0)
    for neuron, bias in zip(model.layers[0].neurons, (-9.0, 9.0, 9.0, 0.0)):
        neuron.bias.data = bias
    finding = nn.diagnose(model, X, Y).findings[0]
    assert (finding.kind, finding.layer, finding.number) == ("saturation", 1, 0.75)
    assert "75% of the outputs of layer 1 are saturated" in finding.sentence
    limit = float(finding.sentence.rstrip(".").rsplit(" ", 1)[1])
    z = Value(4.6 if activation == "sigmoid" else 2.65)  # just inside
    h = getattr(z, activation)()
    assert h.data > 0.99
    h.backward()
    assert z.grad < limit


def test_a_last_unit_that_is_sure_and_right_is_not_called_saturated():
    neuron = nn.Neuron(1, activation="sigmoid")
    neuron.set_weights([40.0], -20.0)
    assert kinds(nn.diagnose(neuron, [[0.0], [1.0]], [0, 1])) == []
    assert kinds(nn.diagnose(neuron, [[0.0], [1.0]], [1, 0])) == ["saturation"]
    assert "on the wrong side" in str(nn.diagnose(neuron, [[0.0], [1.0]], [1, 0]))


def test_a_vanishing_gradient_is_reported_with_its_size_in_each_layer():
    model = nn.MLP(2, [4] * 9 + [1], output="sigmoid", seed=0)
    diagnosis = nn.diagnose(model, X, Y)
    (finding,) = diagnosis
    assert (finding.kind, finding.layer) == ("vanishing gradient", 1)
    assert finding.number == pytest.approx(diagnosis.gradient_sizes[0] / diagnosis.gradient_sizes[-1])
    assert finding.number < 1e-5
    assert finding.sentence.count(" in layer ") == 11


def test_an_exploding_gradient_is_reported():
    model = nn.MLP(2, [8] * 9 + [1], activation="linear", init=lambda nin, nout, g: g.gauss(0, 3), seed=0)
    diagnosis = nn.diagnose(model, X, Y)
    assert kinds(diagnosis) == ["exploding gradient"]
    assert diagnosis.findings[0].number > 1e5


def test_units_with_equal_weights_in_and_out_are_symmetric():
    assert "symmetry" in kinds(nn.diagnose(nn.MLP(2, [4, 1], output="sigmoid", init="zeros"), X, Y))
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    model.set_weights([[[1, 2], [0.5, 1], [1, 2]], [0.7, 0.3, 0.7]], [[0.1, 0, 0.1], 0])
    (finding,) = nn.diagnose(model, X, Y)
    assert (finding.kind, finding.layer, finding.number) == ("symmetry", 1, 2)
    assert "2 units of layer 1 are equal, weights in and out alike (units 1, 3)" in finding.sentence
    # And so they stay:
    nn.fit(model, X, Y, loss=nn.mse_loss, optimizer=nn.Adam(model.parameters(), 0.1), epochs=20, progress=False)
    assert model.layers[0].W[0] == model.layers[0].W[2] != model.layers[0].W[1]
    model.layers[1].neurons[0].weights[0].data += 1.0  # different ways out break it
    assert "symmetry" not in kinds(nn.diagnose(model, X, Y))


def test_a_step_blocks_descent_and_everything_below_it():
    model = nn.MLP(2, [3, 2, 1], activation=["tanh", "step"], output="sigmoid", seed=0)
    (finding,) = nn.diagnose(model, X, Y)
    assert (finding.kind, finding.layer, finding.number) == ("step", 2, 3 * 2 + 3 + 2 * 3 + 2)
    before = model.state_dict()
    nn.fit(model, X, Y, loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 1.0), epochs=5, progress=False)
    moved = {name for name, number in model.state_dict().items() if number != before[name]}
    assert moved == {"w_11^(3)", "w_21^(3)", "b_1^(3)"} & moved
    assert kinds(nn.diagnose(nn.Perceptron(2, seed=0), X, Y)) == ["step"]


@pytest.mark.parametrize(
    ("model", "y"),
    [
        (nn.MLP(2, [3, 3], output="softmax", seed=0), [0, 1, 2, 0]),
        (nn.MLP(2, [3, 3], output="softmax", seed=0), [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]),
        (nn.MLP(2, [3, 3], output="linear", seed=0), [0, 1, 2, 0]),
        (nn.MLP(2, [3, 3], output="linear", seed=0), [[1, 0.5, 0]] * 4),
        (nn.MLP(2, [3, 3], output="sigmoid", seed=0), [0, 1, 2, 0]),
        (nn.MLP(2, [3, 1], output="linear", seed=0), [0.5, 1.5, -2, 0]),
        (nn.Layer(2, 3, seed=0), [[0, 1, 0]] * 4),
        (nn.Neuron(2, seed=0), [0, 1, 1, 0]),
    ],
)
def test_every_kind_of_model_and_target_can_be_examined(model, y):
    assert kinds(nn.diagnose(model, X, y)) == []


def test_another_loss_may_be_given():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    sizes = nn.diagnose(model, X, Y, loss=nn.mse_loss).gradient_sizes
    p = np.array([model(x).data for x in X])
    assert sizes[-1] == pytest.approx(np.sqrt(np.mean((2 * (p - Y) * p * (1 - p)) ** 2)))


def test_an_examination_that_fails_on_its_way_back_changes_no_gradients(monkeypatch):
    model = nn.MLP(2, [3, 1], seed=0)
    nn.mean_loss(model, X, Y, nn.mse_loss).backward()
    before = [p.grad for p in model.parameters()]

    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Value, "backward", interrupted)
    with pytest.raises(KeyboardInterrupt):
        nn.diagnose(model, X, Y)
    assert [p.grad for p in model.parameters()] == before


def test_an_examination_changes_neither_numbers_nor_gradients():
    model = nn.MLP(2, [3, 1], seed=0)
    model([1.0, 2.0]).backward()
    before = [(p.data, p.grad) for p in model.parameters()]
    nn.diagnose(model, X, Y)
    assert [(p.data, p.grad) for p in model.parameters()] == before


def test_other_models_are_refused():
    with pytest.raises(TypeError, match="expected an MLP, Layer, Neuron or Perceptron as model, got int"):
        nn.diagnose(3, X, Y)
    with pytest.raises(ValueError, match="at least one sample"):
        nn.diagnose(nn.Neuron(2), [], [])
