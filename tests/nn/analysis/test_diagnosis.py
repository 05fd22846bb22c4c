from __future__ import annotations

import re

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
    assert str(diagnosis).startswith("Nothing found; the mean loss is ")
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
    assert f"{dead} of the 4 ReLUs of layer 1 {'is' if dead == 1 else 'are'} dead (unit" in finding.sentence
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
    assert kinds(diagnosis) == ["vanishing gradient", "constant output"]
    finding = diagnosis.findings[0]
    assert (finding.kind, finding.layer) == ("vanishing gradient", 1)
    assert finding.number == pytest.approx(diagnosis.gradient_sizes[0] / diagnosis.gradient_sizes[-1])
    assert finding.number < 1e-5
    assert finding.sentence.count(" in layer ") == 11


def test_an_exploding_gradient_is_reported():
    model = nn.MLP(2, [8] * 9 + [1], activation="linear", init=lambda nin, nout, g: g.gauss(0, 3), seed=0)
    diagnosis = nn.diagnose(model, X, Y)
    assert kinds(diagnosis) == ["exploding gradient", "no line"]
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
    assert kinds(nn.diagnose(nn.Perceptron(2, seed=0), *nn.datasets.AND)) == ["step"]


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
        (nn.Neuron(2, seed=0), [0, 1, 1, 1]),
    ],
)
def test_every_kind_of_model_and_target_can_be_examined(model, y):
    assert kinds(nn.diagnose(model, X, y)) == []


def test_another_loss_may_be_given():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    sizes = nn.diagnose(model, X, Y, loss=nn.mse_loss).gradient_sizes
    p = np.array([model(x).data for x in X])
    assert sizes[-1] == pytest.approx(np.sqrt(np.mean((2 * (p - Y) * p * (1 - p)) ** 2)))


def scores(targets):
    """Targets as the rows of a matrix, a class as the row that has a 1 there."""
    return np.array([np.eye(3)[t] if isinstance(t, int) else t for t in targets], dtype=float)


CLASSES, SHARES = [0, 1, 2, 1], [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.25, 0.0, 0.75], [1.0, 0.0, 0.0]]


def cross_entropy(z, t):
    return -np.sum(t * (z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))), axis=1)


@pytest.mark.parametrize(
    ("output", "y", "expected"),
    [
        ("softmax", CLASSES, cross_entropy),
        ("softmax", SHARES, cross_entropy),
        ("linear", CLASSES, cross_entropy),
        ("linear", SHARES, lambda z, t: np.mean((z - t) ** 2, axis=1)),
        ("tanh", SHARES, lambda z, t: np.mean((np.tanh(z) - t) ** 2, axis=1)),
        (
            "sigmoid",
            CLASSES,
            lambda z, t: -np.sum(t * np.log(logistic(z)) + (1 - t) * np.log(1 - logistic(z)), axis=1),
        ),
    ],
)
def test_the_loss_is_the_one_that_suits_the_output_and_the_targets(output, y, expected):
    model = nn.MLP(2, [3], output=output, seed=3)
    z = np.array(X) @ np.array(model.layers[0].W).T + model.layers[0].b
    assert nn.diagnose(model, X, y).loss == pytest.approx(np.mean(expected(z, scores(y))), rel=1e-12)


def test_a_loss_that_is_given_gets_the_probabilities_of_a_softmax():
    model = nn.MLP(2, [3], output="softmax", seed=3)
    expected = np.mean([-np.log(model(x)[c].data) for x, c in zip(X, CLASSES)])
    assert nn.diagnose(model, X, CLASSES, nn.categorical_cross_entropy).loss == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"history": [0.5]}, TypeError, r"expected history to be what nn\.fit gave, an nn\.History, got \[0\.5\]"),
        ({"optimizer": "adam"}, TypeError, r"expected optimizer to be an nn\.Optimizer, got 'adam': write .*"),
        ({"validation": X}, TypeError, r"expected validation to be a pair \(X, y\), got .*"),
        ({"loss": 3}, TypeError, "expected loss to be a function, got 3"),
        (
            {"validation": ([[1.0]], [0])},
            ValueError,
            r"expected 2 numbers a row in validation\[0\], for Neuron\(2, .*\), got 1 in row 0.*",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(options, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        nn.diagnose(nn.Neuron(2, seed=0), X, Y, **options)


def test_samples_of_another_width_are_refused_and_are_not_taken_for_wrong_labels():
    with pytest.raises(ValueError, match=r"^expected 2 numbers a row in X, for Neuron\(2, .*\), got 1 in row 0"):
        nn.diagnose(nn.Neuron(2, seed=0), [[1.0]], [0])


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
    with pytest.raises(TypeError, match="expected model to be an MLP, Sequential, Layer, Neuron or Perceptron, got 3"):
        nn.diagnose(3, X, Y)
    with pytest.raises(ValueError, match="at least one sample"):
        nn.diagnose(nn.Neuron(2), [], [])


# In the data


SIGMOID = nn.Neuron(2, seed=0)
LINEAR = nn.Neuron(2, activation="linear", seed=0)


@pytest.mark.parametrize(
    ("model", "y", "loss", "words"),
    [
        (SIGMOID, [-1, 1, 1, 1], None, "targets from 0 to 1 .* got -1 in row 0"),
        (SIGMOID, [1, 2, 2, 1], nn.binary_cross_entropy, "targets from 0 to 1 .* got 2 in row 1"),
        (LINEAR, [0, 1, 1, 0], nn.hinge_loss, "labels -1 and 1 .* got 0 in row 0"),
        (nn.MLP(2, [3, 3], output="softmax", seed=0), [1, 2, 3, 1], None, "classes .* got 3 in row 2"),
        (nn.MLP(2, [3, 3], seed=0), [0.5, 1, 2, 1], nn.cross_entropy, r"classes .* got 0\.5 in row 0"),
        (
            nn.MLP(2, [3, 3], output="softmax", seed=0),
            [[1, 0]] * 4,
            None,
            "rows of 3 numbers, .* got a row of 2 numbers in row 0",
        ),
    ],
)
def test_labels_that_the_loss_cannot_mean_are_said_first_and_no_loss_is_computed(model, y, loss, words):
    diagnosis = nn.diagnose(model, X, y, loss)
    assert (diagnosis.findings[0].kind, diagnosis.findings[0].layer) == ("labels", 0)
    assert re.search(f"The labels: expected {words}", " ".join(str(diagnosis).split()))
    assert diagnosis.gradient_sizes == ()


def finding_of(kind, diagnosis):
    (finding,) = (finding for finding in diagnosis if finding.kind == kind)
    return finding


def test_inputs_that_never_change_are_named():
    some = nn.diagnose(LINEAR, [[1, 5], [2, 5], [3, 5]], [1, 2, 3])
    assert finding_of("constant inputs", some).number == 1
    assert "Input 2 is the same on all 3 samples" in str(some)
    assert "All inputs are the same on all 3 samples" in str(nn.diagnose(LINEAR, [[2, 5]] * 3, [1, 2, 3]))
    assert "constant inputs" not in kinds(nn.diagnose(LINEAR, [[2, 5]], [1]))


def test_samples_that_contradict_each_other_are_counted():
    diagnosis = nn.diagnose(LINEAR, [[1, 2], [1, 2], [3, 4], [1, 2]], [0, 1, 1, 1])
    assert finding_of("contradiction", diagnosis).number == 3
    assert "3 of the 4 samples contradict each other" in str(diagnosis)
    assert "(1, 2)" in str(diagnosis)
    assert "contradiction" not in kinds(nn.diagnose(LINEAR, [[1, 2], [1, 2]], [1, 1.0]))


@pytest.mark.parametrize("scale", [1e-6, 1e3, 1e6])
def test_an_input_that_drowns_the_others_is_named_until_it_is_standardized(scale):
    X = [[0.5, 1.0 * scale], [1.5, 3.0 * scale], [1.0, 2.0 * scale], [0.7, 1.1 * scale]]
    loud = 1 if scale < 1.0 else 2
    assert f"Input {loud} is unscaled" in str(nn.diagnose(LINEAR, X, Y))
    scaled = nn.standardizer(X)(X)
    assert "unscaled inputs" not in kinds(nn.diagnose(LINEAR, scaled, Y))


def test_validation_samples_that_were_trained_on_are_counted():
    validation = [[0.0, 0.0], [0.25, 1.0], [1.0, 1.0]], [0, 1, 0]
    finding = finding_of("leaky validation", nn.diagnose(LINEAR, X, Y, validation=validation))
    assert finding.number == 2
    assert "2 of the 3 validation samples are among the training samples" in finding.sentence
    assert "leaky validation" not in kinds(nn.diagnose(LINEAR, X, Y, validation=([[0.5, 0.5]], [1])))


# In learning


def train(model, X, y, rate, epochs=200, loss=nn.binary_cross_entropy, **options):
    optimizer = nn.SGD(model.parameters(), rate)
    return nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=epochs, progress=False, **options)


@pytest.mark.parametrize(
    "model",
    [
        nn.MLP(2, [1], output="sigmoid", seed=0),
        nn.MLP(2, [1, 1], output="sigmoid", seed=0),
        nn.MLP(2, [4, 4, 1], activation="linear", output="sigmoid", seed=0),
        nn.Perceptron(2, seed=0),
    ],
)
def test_a_net_of_one_line_is_told_that_no_line_will_do(model):
    assert "no line" in kinds(nn.diagnose(model, *nn.datasets.XOR))
    assert "needs a hidden layer" in str(nn.diagnose(model, *nn.datasets.XOR))
    for gate in (nn.datasets.AND, nn.datasets.OR):
        assert "no line" not in kinds(nn.diagnose(model, *gate))


def test_a_net_of_more_lines_is_not():
    assert "no line" not in kinds(nn.diagnose(nn.MLP(2, [2, 1], output="sigmoid", seed=0), *nn.datasets.XOR))


def test_a_net_stuck_at_log_2_on_xor_hears_what_is_the_matter():
    """The loss log 2 is that of the answer 1/2 for all; there p − y is ±1/2, and the gradient of the mean is 0."""
    model = nn.MLP(2, [1], output="sigmoid", seed=0)
    history = train(model, *nn.datasets.XOR, 1.0, 1000)
    diagnosis = nn.diagnose(model, *nn.datasets.XOR, history=history)
    assert {"no line", "constant output", "standstill"} <= set(kinds(diagnosis))
    assert diagnosis.loss == pytest.approx(np.log(2.0))
    assert diagnosis.gradient_norm == pytest.approx(0.0, abs=1e-12)
    assert diagnosis.gradient_sizes == pytest.approx([0.5])
    assert "The net gives 0.5 for each of the 4 samples" in str(diagnosis)


def test_the_gradient_is_that_of_the_mean_loss():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    model.zero_grad()
    nn.mean_loss(model, X, Y, nn.binary_cross_entropy).backward()
    expected = nn.gradient_norm(model.parameters())
    assert nn.diagnose(model, X, Y).gradient_norm == pytest.approx(expected, rel=1e-12)


def test_an_optimizer_of_an_earlier_net_is_noticed():
    earlier, model = (nn.MLP(2, [3, 1], output="sigmoid", seed=seed) for seed in (0, 1))
    diagnosis = nn.diagnose(model, X, Y, optimizer=nn.SGD(earlier.parameters(), 1.0))
    assert "The optimizer holds none of the net's parameters" in str(diagnosis)
    assert "nothing moved" not in kinds(nn.diagnose(earlier, X, Y, optimizer=nn.SGD(earlier.parameters(), 1.0)))


LINE = [[0.1 * k] for k in range(10)], [0.3 * k + 0.5 for k in range(10)]


@pytest.mark.parametrize(
    ("rate", "kind"), [(1e-9, "rate too small"), (0.5, None), (1.55, "rate too large"), (50.0, "rate too large")]
)
@pytest.mark.filterwarnings("ignore:training stopped")
def test_a_rate_that_does_not_suit_is_told_from_the_history(rate, kind):
    """The mean squared error's steepest curvature here is some 1.3 · 2/2, so that descent diverges beyond 2/1.3."""
    model = nn.Neuron(1, activation="linear", seed=0)
    history = train(model, *LINE, rate, 400, nn.mse_loss)
    found = [each for each in kinds(nn.diagnose(model, *LINE, history=history)) if each.startswith("rate")]
    assert found == ([kind] if kind else [])


def test_a_net_whose_loss_overflows_is_told_so():
    model = nn.Neuron(1, activation="linear", seed=0)
    model.set_weights([1e200], 0.0)
    diagnosis = nn.diagnose(model, *LINE)
    assert kinds(diagnosis) == ["overflow"]
    assert "up to 1e+200, are so large that there is no loss: pow is too large" in str(diagnosis)


def test_a_training_without_a_step_is_noticed():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    history = train(model, X, Y, 1e-300, 5)
    assert "Nothing moved: the loss was" in str(nn.diagnose(model, X, Y, history=history))


def test_healthy_trainings_have_no_findings():
    for seed in range(5):
        model = nn.MLP(2, [8, 1], activation="tanh", output="sigmoid", seed=seed)
        history = train(model, X, Y, 0.5, 300)
        diagnosis = nn.diagnose(model, X, Y, history=history, validation=([[0.1, 0.2], [0.9, 0.1]], [0, 1]))
        assert kinds(diagnosis) == [], diagnosis
