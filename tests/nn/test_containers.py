"""Whatever holds the data: the same histories, predictions and certificates, to the last bit."""

from __future__ import annotations

import copy
import math
import random
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
from tests.containers import EXACT, LABELS, ROWS, TARGETS
from tests.needs import EITHER_WAY

samples = st.lists(st.lists(EXACT, min_size=2, max_size=2), min_size=2, max_size=9)
kinds_of_rows, kinds_of_labels = st.sampled_from(sorted(ROWS)), st.sampled_from(sorted(LABELS))
few = settings(max_examples=max(1, settings.default.max_examples // 4))
kinds_of_targets = st.sampled_from(sorted(TARGETS))


@st.composite
def classified(draw):
    """Samples and labels, both occurring."""
    X = draw(samples)
    y = draw(st.lists(st.sampled_from([0, 1]), min_size=len(X) - 2, max_size=len(X) - 2))
    return X, draw(st.permutations([0, 1, *y]))


def trained(X, y, compiled, loss=nn.binary_cross_entropy, validation=None):
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    options = {"epochs": 2, "batch_size": 3, "seed": 0, "progress": False, "compiled": compiled}
    optimizer = nn.SGD(model.parameters(), 0.1)
    history = nn.fit(model, X, y, loss=loss, optimizer=optimizer, validation=validation, **options)
    history.seconds = []
    return history, model.state_dict()


@pytest.mark.parametrize("compiled", EITHER_WAY)
@few
@given(data=classified(), rows=kinds_of_rows, labels=kinds_of_labels)
def test_a_training_gives_the_same_bits_whatever_holds_its_data(compiled, data, rows, labels):
    X, y = data
    expected = trained(X, y, compiled, validation=(X, y))
    held = [(ROWS[rows](X), LABELS[labels](y)) for _ in range(2)]
    assert trained(*held[0], compiled, validation=held[1]) == expected


@given(X=samples, data=st.data(), rows=kinds_of_rows, targets=kinds_of_targets)
def test_so_does_one_on_numbers(X, data, rows, targets):
    y = data.draw(st.lists(EXACT, min_size=len(X), max_size=len(X)))
    assert trained(ROWS[rows](X), TARGETS[targets](y), False, nn.mse_loss) == trained(X, y, False, nn.mse_loss)


@few
@given(data=classified(), rows=kinds_of_rows, labels=kinds_of_labels)
def test_every_function_that_takes_data_gives_the_same_whatever_holds_them(data, rows, labels):
    X, y = data
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=1)

    def learned(X, y):
        return nn.Perceptron(2).fit(X, y, max_epochs=5)

    for function in (
        lambda X, y: nn.accuracy(model, X, y),
        lambda X, y: nn.mean_loss(model, X, y, nn.binary_cross_entropy).data,
        lambda X, y: str(nn.diagnose(model, X, y)),
        nn.separability,
        learned,
        lambda X, y: [list(map(list, part)) for part in nn.train_test_split(X, y, seed=0)[:2]],
        lambda X, y: [[list(row) for row in batch] for batch, _ in nn.minibatches(X, y, 2, seed=0)],
    ):
        assert function(ROWS[rows](X), LABELS[labels](y)) == function(X, y)
    assert model.predict(ROWS[rows](X)) == model.predict(X)
    assert nn.standardizer(ROWS[rows](X)) == nn.standardizer(X)
    assert nn.standardizer(X)(ROWS[rows](X)) == nn.standardizer(X)(X)
    assert nn.separability(X, y).holds(ROWS[rows](X), LABELS[labels](y))


@given(data=classified(), labels=kinds_of_labels)
def test_a_split_and_batches_keep_every_target_with_its_sample(data, labels):
    X, y = data
    X = [[*row, float(k)] for k, row in enumerate(X)]
    *_, y_train, y_test = parts = nn.train_test_split(X, LABELS[labels](y), seed=3)
    pairs = [*zip(parts[0], y_train), *zip(parts[1], y_test)]
    pairs += [pair for batch in nn.minibatches(X, LABELS[labels](y), 2, seed=0) for pair in zip(*batch)]
    assert all(np.ravel(target).tolist() == [y[int(row[-1])]] for row, target in pairs)


@pytest.mark.needs("llvmlite")
@given(X=samples, data=st.data(), rows=kinds_of_rows, targets=kinds_of_targets)
def test_a_program_gives_the_same_whatever_holds_its_arguments(X, data, rows, targets):
    t = data.draw(st.lists(EXACT, min_size=len(X), max_size=len(X)))
    if targets != "NumPy, one row":  # a program is not told how many samples there should be
        program = autograd.compile(lambda x, t: x[0] * x[1] - t, [0.0, 0.0], 0.0)
        assert list(program(ROWS[rows](X), TARGETS[targets](t))) == [a * b - c for (a, b), c in zip(X, t)]


def test_one_hot_targets_are_the_same_in_every_container():
    X, classes = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 2]
    one_hot = np.eye(3)[classes].tolist()

    def losses(y):
        model = nn.MLP(2, [3], seed=0)
        optimizer = nn.SGD(model.parameters(), 0.1)
        return nn.fit(model, X, y, loss=nn.cross_entropy, optimizer=optimizer, epochs=2, progress=False).losses

    expected = losses(one_hot)
    for name, hold in ROWS.items():
        assert losses(hold(one_hot)) == expected, name
    assert losses(classes) == expected


def test_lists_are_not_changed():
    X, y = [[0.0, True], (1, 0.5)], [[True], [False]]
    before = copy.deepcopy((X, y))
    trained(X, y, False)
    assert (X, y) == before


def test_settings_may_stand_in_an_array():
    with ThreadPoolExecutor() as threads:
        outcomes = nn.run_many(lambda seed: nn.Neuron(1, seed=seed).w, np.arange(3), executor=threads, progress=False)
    assert [outcome.result for outcome in outcomes] == [nn.Neuron(1, seed=seed).w for seed in range(3)]


# Whole numbers


WHOLE = [np.int64(3), np.uint8(3), np.array(3)]


@pytest.mark.parametrize("three", WHOLE, ids=lambda number: type(number).__name__)
def test_a_whole_number_may_be_numpys(three, tmp_path):
    assert nn.MLP(three, [three, 1], seed=three).state_dict() == nn.MLP(3, [3, 1], seed=3).state_dict()
    assert nn.MLP(2, np.array([4, 3])).nouts == [4, 3]
    assert nn.count_parameters(three, np.array([3, 1])) == nn.count_parameters(3, [3, 1])
    assert str(nn.Layer(three, three, seed=three)) == "Layer(3, 3, activation='sigmoid')"
    assert str(nn.Perceptron(three)) == "Perceptron(3)"
    for make in (nn.datasets.moons, nn.datasets.circles, nn.datasets.spirals):
        assert make(three, seed=three) == make(3, seed=3)
    assert nn.datasets.blobs(9, centers=three, seed=0) == nn.datasets.blobs(9, centers=3, seed=0)
    assert nn.schedules.stepwise(1.0, every=three)(4) == nn.schedules.stepwise(1.0, every=3)(4)
    assert list(nn.minibatches(range(9), range(9), three, seed=0)) == list(
        nn.minibatches(range(9), range(9), 3, seed=0)
    )
    path = tmp_path / "model.json"
    nn.save(nn.MLP(three, [three, 1], seed=0), path)
    assert nn.load(path).state_dict() == nn.MLP(3, [3, 1], seed=0).state_dict()


def test_the_options_of_a_training_may_be_numpys():
    def losses(whole):
        model = nn.MLP(2, [1], output="sigmoid", seed=0)
        options = {"epochs": whole(3), "batch_size": whole(2), "seed": whole(1), "progress": False}
        optimizer = nn.SGD(model.parameters(), 0.1)
        return nn.fit(model, *nn.datasets.AND, loss=nn.binary_cross_entropy, optimizer=optimizer, **options).losses

    assert losses(np.int64) == losses(int)
    run = nn.Perceptron(2).fit(*nn.datasets.AND, max_epochs=np.int64(4), seed=np.int64(0))
    assert run == nn.Perceptron(2).fit(*nn.datasets.AND, max_epochs=4, seed=0)


@pytest.mark.parametrize("number", [True, np.True_, 2.0, np.float64(2.0), "2", None])
def test_what_is_no_whole_number_is_refused(number):
    with pytest.raises(ValueError, match="expected nin to be a whole number of at least 1, got"):
        nn.Neuron(number)
    if number is not None:
        with pytest.raises(
            TypeError, match=r"expected seed to be a whole number, a random.Random, the module random or None, got"
        ):
            nn.Neuron(1, seed=number)


def test_numpys_generator_is_told_how_to_seed_pythons():
    with pytest.raises(TypeError, match=re.escape("of a generator of NumPy's, int(rng.integers(2**32)) is one")):
        nn.MLP(2, [1], seed=np.random.default_rng(0))
    assert nn.MLP(2, [1], seed=random.Random(5)).state_dict() == nn.MLP(2, [1], seed=5).state_dict()


@pytest.mark.parametrize("count", [3, 150])
@pytest.mark.parametrize("kind", ROWS)
def test_many_samples_are_predicted_alike_whatever_holds_them(kind, count):
    generator = random.Random(count)
    X = [[generator.randint(-512, 512) / 8.0 for _ in range(2)] for _ in range(count)]
    for model in (nn.MLP(2, [3, 1], seed=0), nn.MLP(2, [2], output="softmax", seed=0), nn.Perceptron(2, seed=0)):
        assert model.predict(ROWS[kind](X)) == model.predict(X)


@pytest.mark.parametrize("hold", [list, np.array])
@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_not_finite_is_predicted_from_no_container(hold, number):
    X = [[0.0, 0.0] for _ in range(150)]
    X[7][1] = number
    with pytest.raises(ValueError, match=f"expected finite numbers in X, got {number} in row 7, column 1"):
        nn.MLP(2, [1], seed=0).predict(hold(X))


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([1, 2], "got 1 in row 0: a single sample is [X]"),
        ([[1, 2, 3]], "expected 2 numbers a row in X, for MLP(2, [1]"),
    ],
)
def test_what_is_no_list_of_samples_is_not_predicted(X, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        nn.MLP(2, [1], seed=0).predict(X)
