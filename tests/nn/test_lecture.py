"""The lecture's items on units, networks, losses and learning (L1–L4, L6–L9), each test named after its item."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import PRIMITIVES, Value, dot, sigmoid, topological_order, unfolded, vector

# Moderate, since a probability next to 1 has lost the digits of 1 − ŷ, on the slide as in any float.
MODERATE = st.floats(-1, 1)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def named(value, label):
    value.label = label
    return value


GATES = {"AND": nn.datasets.AND, "OR": nn.datasets.OR, "NOT": nn.datasets.NOT}
small = st.floats(-10, 10)


def learned(name):
    """A perceptron that has learned a gate."""
    X, y = GATES[name]
    perceptron = nn.Perceptron(len(X[0]))
    assert perceptron.fit(X, y).converged
    return perceptron


@given(st.lists(small, min_size=2, max_size=2), st.lists(small, min_size=2, max_size=2), small)
def test_L1_1_a_perceptron_is_a_step_of_the_weighted_sum(w, x, b):
    perceptron = nn.Perceptron(2)
    perceptron.neuron.set_weights(w, b)
    assert perceptron(x) == (1 if math.fsum([w[0] * x[0], w[1] * x[1], b]) > 0 else 0)


def test_L1_1_the_step_at_0_is_0():
    assert nn.Perceptron(2)([3.0, -1.0]) == 0  # all weights are 0


@pytest.mark.parametrize("name", GATES)
@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_L1_2_the_gates_are_learned_and_the_run_tells_how(name, seed):
    X, y = GATES[name]
    perceptron = nn.Perceptron(len(X[0]), seed=seed)
    start = (0, None, tuple(perceptron.w), perceptron.b)
    run = perceptron.fit(X, y, seed=seed)
    assert run.converged
    assert [perceptron(x) for x in X] == y
    first, last = run.history[0], run.history[-1]
    assert (first.epoch, first.sample, first.w, first.b) == start
    assert (last.w, last.b) == (tuple(perceptron.w), perceptron.b)
    assert run.updates == len(run.history) - 1
    assert seed is not None or run.updates > 0
    assert str(run).startswith(f"converged in {run.epochs} epoch")


def test_L1_3_descent_on_a_step_unit_stalls_where_the_perceptron_rule_moves():
    X, y = nn.datasets.AND
    perceptron = nn.Perceptron(2, seed=3)
    before = perceptron.state_dict()
    optimizer = nn.SGD(perceptron.parameters(), learning_rate=1.0)
    history = nn.fit(perceptron.neuron, X, y, loss=nn.mse_loss, optimizer=optimizer, epochs=20, progress=False)
    assert set(history.gradient_norms) == {0.0}
    assert perceptron.state_dict() == before
    assert "steps, whose derivative is 0" in str(nn.diagnose(perceptron, X, y))
    assert perceptron.fit(X, y).converged
    assert perceptron.state_dict() != before


def test_L2_1_xor_has_the_table_of_the_slide():
    assert dict(zip(map(tuple, nn.datasets.XOR[0]), nn.datasets.XOR[1])) == {(1, 1): 0, (1, 0): 1, (0, 1): 1, (0, 0): 0}


@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3])
def test_L2_1_a_single_perceptron_does_not_converge_on_xor(seed):
    run = nn.Perceptron(2, seed=seed).fit(*nn.datasets.XOR, max_epochs=500, seed=seed)
    assert not run.converged
    assert run.epochs == 500
    assert run.updates >= 500  # a mistake an epoch, at least


def test_L2_1_nor_ever_will():
    """In a fixed order the rule depends on the weights alone; after some epoch they are those of an earlier one."""
    run = nn.Perceptron(2).fit(*nn.datasets.XOR, max_epochs=50)
    after = {state.epoch: (state.w, state.b) for state in run.history}
    assert len(after) == 51  # each epoch changed something
    assert len(set(after.values())) < len(after)


@pytest.mark.parametrize("name", ["AND", "OR"])
def test_L2_2_and_and_or_have_a_separating_line_with_its_margin(name):
    X, y = GATES[name]
    line = nn.separability(X, y)
    assert line.separable
    assert line.holds(X, y)
    distances = [float(line.w[0] * x1 + line.w[1] * x2 + line.b) / math.hypot(*line.w) for x1, x2 in X]
    assert [distance > 0 for distance in distances] == [label == 1 for label in y]
    # The widest street between the corners of the unit square runs between its diagonal and the corner beyond.
    assert min(map(abs, distances)) == pytest.approx(line.margin) == pytest.approx(math.sqrt(2) / 4)


def test_L2_2_xor_has_a_proof_that_there_is_none():
    """Half of each point: both classes balance at the middle of the square."""
    X, y = nn.datasets.XOR
    proof = nn.separability(X, y)
    assert not proof.separable
    assert proof.holds(X, y)
    for label in (0, 1):
        for j in (0, 1):
            assert sum(w * int(x[j]) for w, x, target in zip(proof.weights, X, y) if target == label) == Fraction(1, 2)


def test_L2_3_xor_is_wired_from_learned_gates():
    AND, OR, NOT = map(learned, ("AND", "OR", "NOT"))
    for (x1, x2), label in zip(*nn.datasets.XOR):
        assert OR([AND([x1, NOT([x2])]), AND([NOT([x1]), x2])]) == label


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


def linear_model(seed, epochs=200):
    """A net with linear hidden units that has learned XOR as well as it can."""
    model = nn.MLP(2, [3, 1], activation="linear", output="sigmoid", seed=seed)
    optimizer = nn.Adam(model.parameters(), 0.1)
    options = {"loss": nn.binary_cross_entropy, "optimizer": optimizer, "epochs": epochs, "progress": False}
    return model, nn.fit(model, *nn.datasets.XOR, **options)


@pytest.mark.parametrize("seed", [0, 1])
def test_L3_2_a_trained_linear_net_collapses_into_one_neuron(seed):
    """f = (w2ᵀ·W1)·x + b', b' = w2ᵀ·b1 + b2."""
    model, _ = linear_model(seed, epochs=20)
    hidden, output = model.layers
    (neuron,) = nn.collapsed(model).layers[0].neurons
    assert neuron.w == pytest.approx(list(np.array(output.W[0]) @ np.array(hidden.W)), rel=1e-12)
    assert neuron.b == pytest.approx(np.array(output.W[0]) @ hidden.b + output.b[0], rel=1e-12)
    for x in ([0.5, -1.0], [3.0, 2.0]):
        assert neuron(x).data == pytest.approx(model(x).data, rel=1e-12)


def test_L3_2_quiz_a_linear_net_of_three_hidden_units_cannot_represent_xor():
    """It is worth one neuron, and no line separates XOR."""
    assert len(nn.collapsed(nn.MLP(2, [3, 1], activation="linear")).layers) == 1
    assert not nn.separability(*nn.datasets.XOR).separable


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=8), st.floats(-500, 500))
def test_L3_3_softmax_sums_to_1_and_does_not_notice_a_shift(f, shift):
    p = [v.data for v in nn.softmax(list(map(Value, f)))]
    exact = [mpmath.exp(mpmath.mpf(f_k)) for f_k in f]
    assert sum(p) == pytest.approx(1.0, abs=1e-14)
    assert p == pytest.approx([float(e / sum(exact)) for e in exact], abs=1e-15)
    assert [v.data for v in nn.softmax([Value(f_k + shift) for f_k in f])] == pytest.approx(p, abs=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_L3_3_softmax_is_finite_for_a_thousand(sign):
    assert [v.data for v in nn.softmax([Value(sign * 1000.0), Value(-sign * 1000.0)])][::sign] == [1.0, 0.0]


@pytest.mark.parametrize("K", [28, 1000])
def test_L3_3_the_protein_and_the_imagenet_task_run(K):
    """f = W2·h + b2, p = softmax(f), forwards in matrices; backwards, ∂ℓ/∂b2 = p − Y."""
    model = nn.MLP(3, [5, K], output="softmax", seed=0)
    x = [0.5, -1.0, 2.0]
    hidden, output = model.layers
    h = logistic(np.array(hidden.W) @ x + hidden.b)
    f = np.array(output.W) @ h + output.b
    p = model(x)
    assert [v.data for v in p] == pytest.approx(list(np.exp(f) / np.exp(f).sum()), rel=1e-12)
    nn.categorical_cross_entropy(p, K - 1).backward()
    expected = [v.data - (k == K - 1) for k, v in enumerate(p)]
    assert [neuron.bias.grad for neuron in output.neurons] == pytest.approx(expected, abs=1e-14)


def test_L3_4_three_hidden_layers_are_the_formula_of_the_slide():
    model = nn.MLP(4, [5, 6, 3, 2], output="softmax", seed=0)
    h = np.array([0.5, -1.0, 2.0, 0.1])
    x = list(h)
    for layer in model.layers[:3]:
        h = logistic(np.array(layer.W) @ h + layer.b)
    f = np.array(model.layers[3].W) @ h + model.layers[3].b
    assert [v.data for v in model(x)] == pytest.approx(list(np.exp(f) / np.exp(f).sum()), rel=1e-13)


def test_L3_5_the_count_is_broken_down_as_on_the_slide():
    breakdown = nn.summary(2, [1024, 512, 3]).breakdown
    assert breakdown == "1024·2 + 1024 + 512·1024 + 512 + 3·512 + 3 = 529411"
    assert [layer.parameters for layer in nn.summary(2, [1024, 512, 3]).layers] == [3072, 524_800, 1539]


def test_L3_5_the_quiz_nets_parameters_are_counted_without_building_it():
    assert nn.count_parameters(2, [1024, 512, 3]) == 1024 * 2 + 1024 + 512 * 1024 + 512 + 512 * 3 + 3 == 529_411


@pytest.mark.slow
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


@given(st.floats(-30, 30))
def test_L3_6_quiz_the_usual_output_for_classes_is_the_softmax_the_sigmoid_of_many(z):
    """For two classes, one logit being 0, they are the same."""
    assert nn.softmax([Value(z), Value(0.0)])[0].data == pytest.approx(sigmoid(z), rel=1e-14)
    model = nn.MLP(2, [3, 4], output="softmax", seed=0)
    assert nn.summary(model).layers[-1].activation == "softmax"
    assert sum(v.data for v in model([z, -z])) == pytest.approx(1.0, abs=1e-14)


def test_L4_1_the_loss_of_a_set_is_the_mean_over_it():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    X, y = nn.datasets.XOR
    each = [-math.log(model(x).data if label else 1 - model(x).data) for x, label in zip(X, y)]
    assert nn.mean_loss(model, X, y, nn.binary_cross_entropy).data == pytest.approx(sum(each) / len(each), rel=1e-12)


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


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=6), st.data())
def test_L4_3_cross_entropy_is_the_softmax_loss_in_all_its_forms(f, data):
    """−Σ Y_k·log p_k = −log p_y, from probabilities and from logits, by class and by one-hot vector."""
    y = data.draw(st.integers(0, len(f) - 1))
    Y = [float(k == y) for k in range(len(f))]
    logits = list(map(Value, f))
    exact = [mpmath.exp(mpmath.mpf(f_k)) for f_k in f]
    expected = float(-mpmath.log(exact[y] / sum(exact)))
    for loss in (
        *(nn.cross_entropy(logits, y), nn.cross_entropy(logits, Y)),
        *(nn.categorical_cross_entropy(nn.softmax(logits), target) for target in (y, Y)),
        nn.negative_log_likelihood(nn.softmax(logits), y),
    ):
        assert loss.data == pytest.approx(expected, rel=1e-9, abs=1e-14)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_L4_4_the_loss_falls_as_the_prediction_nears_the_label(p, q):
    nearer, farther = max(p, q), min(p, q)
    if farther + 1e-9 < nearer:  # two neighbouring floats may have the same logarithm
        assert nn.binary_cross_entropy(Value(nearer), 1).data < nn.binary_cross_entropy(Value(farther), 1).data
        assert nn.binary_cross_entropy(Value(1 - nearer), 0).data < nn.binary_cross_entropy(Value(1 - farther), 0).data


@pytest.mark.parametrize("y", [0, 1])
def test_L4_4_and_reaches_0(y):
    assert nn.binary_cross_entropy(Value(float(y)), y).data == 0.0


def test_L6_1_descent_follows_its_formula_until_the_gradient_is_short():
    """w_t = w_{t−1} − α·∂L/∂w_{t−1} over all of D; for least squares the minimum is known in closed form."""
    generator = np.random.default_rng(0)
    X, y = generator.normal(size=(20, 2)), generator.normal(size=20)
    design = np.hstack([X, np.ones((20, 1))])
    model = nn.MLP(2, [1], seed=0)
    w = np.array([p.data for p in model.parameters()])
    optimizer = nn.SGD(model.parameters(), learning_rate=0.1)
    options = {"loss": nn.mse_loss, "optimizer": optimizer, "progress": False}
    one = nn.fit(model, X.tolist(), y.tolist(), epochs=1, **options)
    assert [p.data for p in model.parameters()] == pytest.approx(list(w - 0.1 * 2 * design.T @ (design @ w - y) / 20))
    stop = nn.stopping.gradient_norm_below(1e-6)
    history = nn.fit(model, X.tolist(), y.tolist(), epochs=2000, stop=stop, resume=one, **options)
    assert history.stopped.endswith("is below 1e-06")
    assert history.gradient_norms[-1] < 1e-6 <= history.gradient_norms[-2]
    minimum, *_ = np.linalg.lstsq(design, y, rcond=None)
    assert [p.data for p in model.parameters()] == pytest.approx(list(minimum), abs=1e-5)


def test_L6_2_the_gradients_of_equal_batches_average_to_that_of_all_data():
    X, y = nn.datasets.moons(24, seed=0)
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)

    def gradient(X, y):
        model.zero_grad()
        nn.mean_loss(model, X, y, nn.binary_cross_entropy).backward()
        return [p.grad for p in model.parameters()]

    for size in (1, 6, 24):
        batches = [gradient(*batch) for batch in nn.minibatches(X, y, size, seed=0)]
        assert len(batches) == 24 // size
        assert list(np.mean(batches, axis=0)) == pytest.approx(gradient(X, y), rel=1e-10)


def loss_after(batch_size):
    """How far three passes over the data lead: 300 gradients of one sample, whatever the batch size."""
    X, y = nn.datasets.moons(100, seed=0)
    model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    options = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 0.5)}
    nn.fit(model, X, y, epochs=3, batch_size=batch_size, seed=0, progress=False, **options)
    return nn.mean_loss(model, X, y, nn.binary_cross_entropy).data


def test_L6_2_at_equal_cost_small_batches_lead_farther():
    with ThreadPoolExecutor() as threads:
        outcomes = nn.run_many(loss_after, [None, 10, 1], executor=threads, progress=False)
    full, mini, single = (outcome.result for outcome in outcomes)
    assert single < mini < full


def test_L6_3_quiz_descent_needs_the_gradients_of_the_loss_by_the_parameters():
    """Each is the slope of the loss, by finite differences; the data get none."""
    X, y = nn.datasets.XOR
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    samples = [vector(x) for x in X]
    loss = nn.mean_loss(model, samples, y, nn.binary_cross_entropy)
    loss.backward()
    assert {leaf.grad for sample in samples for leaf in sample} == {None}
    for parameter in model.parameters():
        losses = []
        for step in (1e-5, -1e-5):
            parameter.data += step
            losses.append(nn.mean_loss(model, X, y, nn.binary_cross_entropy).data)
            parameter.data -= step
        assert parameter.grad == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6, abs=1e-9)


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


@pytest.mark.needs("llvmlite")
def test_L9_2_over_200_seeds_some_trainings_succeed_and_some_stay_on_a_plateau():
    """A failure gives two or three of the points one prediction: their loss is then the entropy of their labels."""
    models = [nn.MLP(2, [4, 1], output="sigmoid", seed=seed) for seed in range(200)]
    optimizers = [nn.Adam(model.parameters(), 0.3) for model in models]
    nn.fit_many(models, *nn.datasets.XOR, loss=nn.binary_cross_entropy, optimizers=optimizers, epochs=100)
    failed = [model for model in models if nn.accuracy(model, *nn.datasets.XOR) < 1.0]
    failures = [nn.mean_loss(model, *nn.datasets.XOR, nn.binary_cross_entropy).data for model in failed]
    assert 0 < len(failures) < 200
    two_alike = 2 * math.log(2) / 4
    three_alike = (math.log(3) + 2 * math.log(3 / 2)) / 4
    on_a_plateau = [min(abs(loss - two_alike), abs(loss - three_alike)) < 0.05 for loss in failures]
    assert sum(on_a_plateau) > 0.9 * len(failures)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_L9_3_the_same_net_with_linear_hidden_units_fails(seed):
    """The best a line can do is to say ½ everywhere: a loss of log 2, since no line separates XOR."""
    model, history = linear_model(seed)
    assert min(history.losses) >= math.log(2) - 1e-12
    assert history.losses[-1] == pytest.approx(math.log(2), abs=0.01)
    assert nn.accuracy(model, *nn.datasets.XOR) < 1.0


def test_a_64_32_10_net_reaches_95_percent_on_digits_it_has_not_seen():
    X_train, X_test, y_train, y_test = nn.train_test_split(*nn.datasets.digits(), seed=0)
    model = nn.MLP(64, [32, 10], activation="relu", init="he", seed=0)
    history = nn.fit(
        *(model, X_train, y_train),
        loss=nn.cross_entropy,
        optimizer=nn.Adam(model.parameters(), 0.01),
        schedule=nn.schedules.cosine(0.01, epochs=10),
        epochs=10,
        batch_size=16,
        seed=0,
        validation=(X_test, y_test),
        progress=False,
    )
    assert history.validation_accuracies[-1] >= 0.95
