from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value


@given(st.integers(1, 40), st.integers(1, 50), st.integers())
def test_minibatches_hold_every_sample_once_with_its_target(count, batch_size, seed):
    X, y = list(range(count)), [-i for i in range(count)]
    batches = list(nn.minibatches(X, y, batch_size, seed=seed))
    pairs = [pair for batch in batches for pair in zip(*batch)]
    assert sorted(pairs) == list(zip(X, sorted(y, reverse=True)))
    assert all(len(batch) == batch_size for batch, _ in batches[:-1])
    assert 1 <= len(batches[-1][0]) <= batch_size


def test_minibatches_come_in_the_order_of_the_seed():
    def order(seed):
        return [x for batch, _ in nn.minibatches(range(50), range(50), 7, seed=seed) for x in batch]

    assert order(3) == order(3) == order(random.Random(3))
    assert order(3) != order(4)


def test_full_batch_descent_follows_the_formula():
    """w_t = w_{t−1} − α·∂L/∂w for least squares, whose gradient NumPy knows in closed form."""
    generator = np.random.default_rng(0)
    X, y = generator.normal(size=(20, 3)), generator.normal(size=20)
    model = nn.MLP(3, [1], seed=5)
    theta = np.array([p.data for p in model.parameters()])
    design = np.hstack([X, np.ones((20, 1))])
    losses = []
    for _ in range(30):
        errors = design @ theta - y
        losses.append(np.mean(errors**2))
        theta -= 0.1 * 2 * design.T @ errors / 20
    optimizer = nn.SGD(model.parameters(), learning_rate=0.1)
    history = nn.fit(model, X.tolist(), y.tolist(), loss=nn.mse_loss, optimizer=optimizer, epochs=30, progress=False)
    assert [p.data for p in model.parameters()] == pytest.approx(list(theta), rel=1e-12)
    assert history.losses == pytest.approx(losses, rel=1e-12)


@given(st.floats(-5, 5), st.lists(st.floats(-5, 5), min_size=1, max_size=5), st.floats(0, 0.9), st.floats(0, 0.5))
def test_momentum_and_weight_decay_follow_the_recurrence(start, slopes, momentum, decay):
    weight = Value(start)
    optimizer = nn.SGD([weight], learning_rate=0.1, momentum=momentum, weight_decay=decay)
    w, v = start, 0.0
    for slope in slopes:
        weight.grad = slope
        optimizer.step()
        v = momentum * v + slope + decay * w
        w = w - 0.1 * v
    assert weight.data == pytest.approx(w, rel=1e-13, abs=1e-13)


def test_the_order_of_samples_depends_on_the_seed_alone():
    def losses(seed):
        model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
        optimizer = nn.SGD(model.parameters(), learning_rate=1.0)
        X, y = nn.datasets.XOR
        loss = nn.binary_cross_entropy
        return nn.fit(
            model, X, y, loss=loss, optimizer=optimizer, epochs=5, batch_size=1, seed=seed, progress=False
        ).losses

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_each_epoch_is_reported():
    seen = []
    model = nn.MLP(1, [1], seed=0)
    optimizer = nn.SGD(model.parameters(), 0.1)
    X, y = nn.datasets.NOT
    history = nn.fit(
        model,
        X,
        y,
        loss=nn.mse_loss,
        optimizer=optimizer,
        epochs=3,
        progress=False,
        callback=lambda epoch, loss: seen.append((epoch, loss)),
    )
    assert seen == list(enumerate(history.losses, start=1))
    assert len(history.seconds) == 3


def test_a_progress_bar_shows_the_loss(capsys):
    model = nn.MLP(1, [1], seed=0)
    X, y = nn.datasets.NOT
    nn.fit(model, X, y, loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=3)
    shown = capsys.readouterr().err
    assert "3/3" in shown
    assert "loss 0." in shown


def test_without_tqdm_training_runs_without_a_bar(capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    model = nn.MLP(1, [1], seed=0)
    X, y = nn.datasets.NOT
    nn.fit(model, X, y, loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=3)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("X", "y", "options", "message"),
    [
        ([], [], {}, "at least one sample in X"),
        ([[1.0]], [1, 2], {}, "got 1 samples in X and 2 targets in y"),
        ([[1.0]], [1], {"epochs": 0}, "epochs to be at least 1, got 0"),
        ([[1.0]], [1], {"batch_size": 0}, "batch_size to be at least 1, got 0"),
    ],
)
def test_impossible_training_is_refused_and_changes_nothing(X, y, options, message):
    model = nn.MLP(1, [1], seed=0)
    before = [p.data for p in model.parameters()]
    options = {"epochs": 1, **options}
    with pytest.raises(ValueError, match=message):
        nn.fit(model, X, y, loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), progress=False, **options)
    assert [p.data for p in model.parameters()] == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"learning_rate": 0.0}, "learning_rate to be positive, got 0.0"),
        ({"learning_rate": float("nan")}, "learning_rate to be positive, got nan"),
        ({"learning_rate": 0.1, "momentum": 1.0}, "momentum to be at least 0 and below 1, got 1.0"),
        ({"learning_rate": 0.1, "weight_decay": -1.0}, "weight_decay to be at least 0, got -1.0"),
    ],
)
def test_impossible_rates_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        nn.SGD([Value(1.0)], **options)


def test_an_optimizer_needs_parameters():
    with pytest.raises(ValueError, match="at least one parameter"):
        nn.SGD([], 0.1)


def test_a_step_before_any_backward_pass_says_what_to_do():
    with pytest.raises(RuntimeError, match=r"call backward\(\) on the loss before step\(\)"):
        nn.SGD([Value(1.0)], 0.1).step()


def test_a_parameter_that_no_pass_reached_stays_where_it_is():
    used, unused = Value(1.0), Value(2.0)
    (used * used).backward()
    nn.SGD([used, unused], 0.25).step()
    assert (used.data, unused.data) == (0.5, 2.0)
