from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from nn.training import portions
from tests.needs import EITHER_WAY


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


@pytest.mark.needs("tqdm")
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
        ([[1.0]], [1, 2], {}, "got 1 sample in X and 2 targets in y"),
        ([[1.0]], [1], {"epochs": 0}, "epochs to be a whole number of at least 1, got 0"),
        ([[1.0]], [1], {"batch_size": 0}, "batch_size to be a whole number of at least 1, got 0"),
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


def trained(epochs=4, data=nn.datasets.XOR, **options):
    """A small net after some epochs of training, and the history."""
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    options = {"optimizer": nn.SGD(model.parameters(), 1.0), "loss": nn.binary_cross_entropy, **options}
    return model, nn.fit(model, *data, epochs=epochs, progress=False, **options)


def test_the_history_measures_each_epoch_as_its_batches_were_met():
    """With one batch an epoch, that is before the step; measured again by hand."""
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    X, y = nn.datasets.XOR
    optimizer = nn.SGD(model.parameters(), 1.0)
    expected = []
    for _ in range(4):
        optimizer.zero_grad()
        loss = nn.mean_loss(model, X, y, nn.binary_cross_entropy)
        loss.backward()
        norm = sum(p.grad**2 for p in model.parameters()) ** 0.5
        expected.append((loss.data, nn.accuracy(model, X, y), norm))
        optimizer.step()
    same, history = trained()
    assert same.state_dict() == model.state_dict()
    losses, accuracies, norms = zip(*expected)
    assert history.losses == pytest.approx(losses, rel=1e-14)
    assert history.accuracies == list(accuracies)
    assert history.gradient_norms == pytest.approx(norms, rel=1e-14)
    assert history.learning_rates == [1.0] * 4
    assert history.epochs == len(history.seconds) == 4
    assert min(history.seconds) > 0.0
    assert history.stopped == ""


def test_validation_measures_other_data_after_each_epoch():
    X, y = nn.datasets.moons(30, seed=1)
    model, history = trained(data=(X[:20], y[:20]), validation=(X[20:], y[20:]), batch_size=5, seed=0)
    assert len(history.validation_losses) == len(history.validation_accuracies) == 4
    loss = nn.mean_loss(model, X[20:], y[20:], nn.binary_cross_entropy).data
    assert history.validation_losses[-1] == pytest.approx(loss, rel=1e-14)
    assert history.validation_accuracies[-1] == nn.accuracy(model, X[20:], y[20:])
    assert history.losses == trained(data=(X[:20], y[:20]), batch_size=5, seed=0)[1].losses


def test_a_loss_that_is_not_about_classes_has_no_accuracy_unless_told_how_to_decide():
    assert trained(loss=nn.mse_loss)[1].accuracies == []
    assert len(trained(loss=nn.mse_loss, decide=nn.class_of_probabilities)[1].accuracies) == 4


@pytest.mark.parametrize(
    ("loss", "output", "nouts", "labels"),
    [
        (nn.binary_cross_entropy, "sigmoid", [1], [0, 0, 0, 1]),
        (nn.binary_cross_entropy_with_logits, "linear", [1], [0, 0, 0, 1]),
        (nn.negative_log_likelihood, "sigmoid", [1], [0, 0, 0, 1]),
        (nn.hinge_loss, "linear", [1], [-1, -1, -1, 1]),
        (nn.cross_entropy, "linear", [2], [0, 0, 0, 1]),
        (nn.categorical_cross_entropy, "softmax", [2], [0, 0, 0, 1]),
        (nn.cross_entropy, "linear", [2], [[1, 0], [1, 0], [1, 0], [0, 1]]),
    ],
)
def test_every_loss_for_classes_learns_and_reaches_full_accuracy(loss, output, nouts, labels):
    model = nn.MLP(2, nouts, output=output, seed=0)
    X, _ = nn.datasets.AND
    optimizer = nn.Adam(model.parameters(), 0.1)
    history = nn.fit(model, X, labels, loss=loss, optimizer=optimizer, epochs=200, progress=False)
    assert history.accuracies[-1] == 1.0
    assert history.losses[-1] < 0.5 * history.losses[0]


def test_a_schedule_sets_the_rate_of_each_epoch():
    model, history = trained(schedule=lambda epoch: 1.0 / epoch)
    assert history.learning_rates == [1.0, 1 / 2, 1 / 3, 1 / 4]
    by_hand = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    optimizer = nn.SGD(by_hand.parameters(), 123.0)
    for epoch in range(1, 5):
        optimizer.learning_rate = 1.0 / epoch
        optimizer.zero_grad()
        nn.mean_loss(by_hand, *nn.datasets.XOR, nn.binary_cross_entropy).backward()
        optimizer.step()
    assert model.state_dict() == by_hand.state_dict()


def test_clipping_limits_the_step_and_the_history_tells_the_length_before():
    start = nn.MLP(2, [3, 1], output="sigmoid", seed=0).state_dict()
    model, history = trained(epochs=1, max_norm=1e-3)
    moved = sum((number - start[name]) ** 2 for name, number in model.state_dict().items()) ** 0.5
    assert moved == pytest.approx(1e-3, rel=1e-9)
    assert history.gradient_norms == trained(epochs=1)[1].gradient_norms
    assert history.gradient_norms[0] > 1e-3


def test_a_penalty_is_added_to_the_loss():
    weight = Value(2.0)
    X, y = [[0.0]], [0.0]
    optimizer = nn.SGD([weight], 0.1)
    history = nn.fit(
        *(lambda x: weight * 0.0, X, y),
        loss=nn.mse_loss,
        optimizer=optimizer,
        epochs=1,
        penalty=lambda: nn.l2_penalty([weight], 0.5),
        progress=False,
    )
    assert history.losses == [2.0]
    assert weight.data == pytest.approx(2.0 - 0.1 * 2 * 0.5 * 2.0)


@pytest.mark.parametrize(
    ("stop", "epochs", "reason"),
    [
        (nn.stopping.loss_below(0.6), 3, "the loss 0.5 is below 0.6"),
        (nn.stopping.gradient_norm_below(0.25), 4, "the gradient norm 0.2 is below 0.25"),
        (nn.stopping.no_improvement(2), 6, "no improvement on the 0.4 of epoch 4"),
        (nn.stopping.no_improvement(2, least=0.35), 5, "no improvement on the 0.5 of epoch 3"),
        (lambda history: len(history.losses) == 5, 5, "the stopping test said so"),
    ],
)
def test_a_stopping_test_ends_training_with_its_reason(stop, epochs, reason):
    losses = [0.9, 0.7, 0.5, 0.4, 0.45, 0.4, 0.1]
    norms = [0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01]
    for count in range(1, 8):
        history = nn.History(losses=losses[:count], gradient_norms=norms[:count])
        if said := stop(history):
            break
    assert count == epochs
    assert said in (reason, True)


def test_training_ends_where_the_stopping_test_says_so():
    _, history = trained(epochs=50, stop=lambda history: "enough" if history.epochs == 3 else None)
    assert (history.epochs, history.stopped) == (3, "enough")
    _, history = trained(epochs=50, stop=lambda history: history.epochs == 2)
    assert (history.epochs, history.stopped) == (2, "the stopping test said so")


def test_early_stopping_watches_the_validation_loss():
    """The labels of the validation data are the opposite: what is learned makes it worse from the start."""
    X, y = nn.datasets.OR
    opposite = [1 - label for label in y]
    _, history = trained(50, (X, y), validation=(X, opposite), stop=nn.stopping.no_improvement(3))
    assert history.epochs == 4
    assert "no improvement" in history.stopped


def test_an_epoch_that_fails_leaves_everything_as_it_was_after_the_one_before():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    optimizer = nn.Adam(model.parameters(), 0.1)
    calls = []

    def loss(prediction, target):
        calls.append(target)
        if len(calls) == 11:
            raise ZeroDivisionError
        return nn.binary_cross_entropy(prediction, target)

    with pytest.raises(ZeroDivisionError):
        nn.fit(model, *nn.datasets.XOR, loss=loss, optimizer=optimizer, epochs=9, batch_size=1, seed=0, progress=False)
    after_two = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    reference = nn.Adam(after_two.parameters(), 0.1)
    options = {"loss": nn.binary_cross_entropy, "optimizer": reference, "epochs": 2, "batch_size": 1, "seed": 0}
    nn.fit(after_two, *nn.datasets.XOR, progress=False, **options)
    assert optimizer.state_dict() == reference.state_dict()
    assert [p.grad for p in model.parameters()] == [p.grad for p in after_two.parameters()]


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
@pytest.mark.parametrize("make", [lambda p: nn.SGD(p, 10.0), lambda p: nn.SGD(p, 5.0, momentum=0.9)])
def test_diverging_training_stops_with_what_there_was_and_says_why(compiled, activation, make):
    X = [[0.1 * i] for i in range(10)]
    y = [30.0 * x[0] ** 2 for x in X]

    def run(epochs):
        model = nn.MLP(1, [8, 1], activation=activation, seed=0)
        options = {"loss": nn.mse_loss, "optimizer": make(model.parameters()), "epochs": epochs, "progress": False}
        return model, nn.fit(model, X, y, compiled=compiled, **options)

    with pytest.warns(RuntimeWarning, match="training stopped: it diverged in epoch .* try a smaller learning rate"):
        model, history = run(5000)
    rate = make([Value(1.0)]).learning_rate
    assert 0 < history.epochs < 5000
    assert history.stopped.startswith(f"diverged in epoch {history.epochs + 1}, at learning rate {rate:g}: ")
    assert all(map(math.isfinite, model.state_dict().values()))
    before, expected = run(history.epochs)
    assert history.losses == expected.losses
    assert model.state_dict() == before.state_dict()


def test_what_diverges_in_the_first_epoch_has_an_empty_history():
    model = nn.MLP(1, [1], seed=0)
    optimizer = nn.SGD(model.parameters(), 1e250)
    with pytest.warns(RuntimeWarning, match=r"epoch 1, at learning rate 1e\+250: step 1 diverges at w_11\^\(1\)"):
        history = nn.fit(model, [[1.0]], [1e100], loss=nn.mse_loss, optimizer=optimizer, epochs=9, progress=False)
    assert history.epochs == 0


def test_an_overflow_in_a_function_of_the_users_is_not_taken_for_divergence():
    def callback(epoch, loss):
        raise OverflowError("mine")

    with pytest.raises(OverflowError, match="mine"):
        fit_and(callback=callback)


def fit_and(model=None, parameters=None, **options):
    model = model or nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    optimizer = nn.SGD(model.parameters() if parameters is None else parameters, 0.5)
    chosen = {"loss": nn.binary_cross_entropy, "optimizer": optimizer, "epochs": 2, "progress": False, **options}
    return nn.fit(model, *nn.datasets.XOR, **chosen)


def test_an_optimizer_of_another_model_is_refused():
    older = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    with pytest.raises(ValueError, match="that holds none of them: make a new optimizer"):
        fit_and(parameters=older.parameters())
    newer = nn.MLP(2, [2, 1], output="sigmoid", seed=1)
    optimizer = nn.SGD(older.parameters(), 0.5)
    options = {"loss": nn.binary_cross_entropy_with_logits, "optimizer": optimizer, "epochs": 1, "progress": False}
    with pytest.raises(ValueError, match="that holds none of them"):
        nn.fit(newer.logits, *nn.datasets.XOR, **options)


def test_an_optimizer_that_would_move_what_is_frozen_is_refused_and_nothing_has_moved():
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    before = model.state_dict()
    parameters = model.parameters()
    for trained in (model, lambda x: model(x)):  # noqa: PLW0108
        message = "expected optimizer to hold no parameter of frozen, but it would move "
        with pytest.raises(ValueError, match=message + (r"w_21\^" if trained is model else "Value")):
            fit_and(trained, parameters, frozen=parameters[1:2])
    assert model.state_dict() == before


def test_an_optimizer_that_leaves_parameters_out_is_refused_unless_they_are_frozen():
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    first, last = (layer.parameters() for layer in model.layers)
    with pytest.raises(
        ValueError, match=r"all 9 parameters .* but w_11\^\(1\), .* and 2 more are missing: .* in frozen"
    ):
        fit_and(model, last)
    before = [parameter.data for parameter in first]
    history = fit_and(model, last, frozen=iter(first))
    assert history.losses[1] < history.losses[0]
    assert [parameter.data for parameter in first] == before


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (8, r"but b_1\^\(2\) is missing: those that"),
        (5, r"but b_2\^\(1\), w_11\^\(2\), w_21\^\(2\), b_1\^\(2\) are missing: those that"),
        (4, r"but w_22\^\(1\), b_2\^\(1\), w_11\^\(2\), w_21\^\(2\) and 1 more are missing: those that"),
    ],
)
def test_up_to_four_parameters_that_are_left_out_are_all_named(held, said):
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    with pytest.raises(ValueError, match=said):
        fit_and(model, model.parameters()[:held])


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_in_a_batch_whose_samples_are_too_short_for_a_parameter_its_gradient_is_zero(compiled):
    """v meets 1 in the first batch, nothing in the second, where only momentum moves it: 0.1·(1 + 0.9)."""
    w, v = Value(0.0), Value(0.0)
    optimizer = nn.SGD([w, v], 0.1, momentum=0.9)
    nn.fit(
        lambda x: w * x[0] + v * x[1] if len(x) > 1 else w * x[0],
        [[1.0, 1.0], [1.0]],
        [0.0, 0.0],
        loss=lambda prediction, target: prediction + target,
        optimizer=optimizer,
        epochs=1,
        batch_size=1,
        shuffle=False,
        progress=False,
        compiled=compiled,
    )
    assert v.data == pytest.approx(-0.19)
    assert v.grad == 0.0
    assert optimizer.missed == [0, 0]


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_an_optimizer_whose_parameters_a_function_does_not_use_is_refused(compiled):
    w, other = Value(0.5), Value(0.5)
    with pytest.raises(ValueError, match="expected optimizer to hold parameters that the loss depends on"):
        nn.fit(
            lambda x: w * x[0],
            [[1.0]],
            [3.0],
            loss=nn.mse_loss,
            optimizer=nn.SGD([other], 0.1),
            epochs=3,
            progress=False,
            compiled=compiled,
        )
    assert (w.data, other.data) == (0.5, 0.5)


def test_a_gradient_of_0_is_no_reason_to_refuse():
    w = Value(0.0)
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD([w], 0.1), "epochs": 3, "progress": False}
    assert nn.fit(lambda x: w * x[0], [[1.0]], [0.0], **options).losses == [0.0] * 3


@pytest.mark.needs("tqdm")
def test_the_progress_bar_shows_loss_and_accuracies(capsys):
    model = nn.MLP(2, [1], output="sigmoid", seed=0)
    options = {"optimizer": nn.SGD(model.parameters(), 0.1), "loss": nn.binary_cross_entropy}
    history = nn.fit(model, *nn.datasets.AND, epochs=3, validation=nn.datasets.OR, **options)
    shown = capsys.readouterr().err
    assert "loss 0." in shown
    last = history.accuracies[-1], history.validation_accuracies[-1]
    assert "accuracy {:.1%}, validation accuracy {:.1%}".format(*last) in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"validation": ([], [])}, r"at least one sample in validation\[0\]"),
        ({"max_norm": 0.0}, "max_norm to be positive, got 0.0"),
        ({"schedule": lambda epoch: -1.0}, "the rate of schedule to be at least 0, got -1.0"),
    ],
)
def test_impossible_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        trained(**options)


@pytest.mark.parametrize(
    ("output", "nouts", "loss", "message"),
    [
        (
            "softmax",
            [3],
            nn.cross_entropy,
            "cross_entropy takes logits, but MLP.* gives the softmax of them: fit model.lo",
        ),
        ("sigmoid", [1], nn.binary_cross_entropy_with_logits, "fit model.logits, or use binary_cross_entropy"),
    ],
)
def test_the_output_function_is_not_applied_twice(output, nouts, loss, message):
    model = nn.MLP(2, nouts, output=output, seed=0)
    options = {"loss": loss, "optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 1, "progress": False}
    with pytest.raises(ValueError, match=message):
        nn.fit(model, *nn.datasets.AND, **options)
    assert nn.fit(model.logits, *nn.datasets.AND, **options).epochs == 1


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("ends", ["whole", "stopped", "interrupted"])
def test_a_schedule_leaves_the_optimizers_own_rate_as_it_was(compiled, ends, tmp_path):
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    optimizer = nn.SGD(model.parameters(), learning_rate=0.5)
    options = {"loss": nn.binary_cross_entropy, "optimizer": optimizer, "progress": False, "compiled": compiled}

    def interrupt(epoch, loss):
        if ends == "interrupted" and epoch == 3:
            raise KeyboardInterrupt

    stop = (lambda history: history.epochs == 3) if ends == "stopped" else None
    file = tmp_path / "checkpoint.json"
    schedule = nn.schedules.cosine(1.0, 4)
    history = nn.fit(
        model, *nn.datasets.XOR, epochs=5, schedule=schedule, stop=stop, callback=interrupt, checkpoint=file, **options
    )
    assert history.learning_rates == [schedule(epoch) for epoch in range(1, history.epochs + 1)]
    assert optimizer.learning_rate == 0.5
    nn.load_checkpoint(file, optimizer)
    assert optimizer.learning_rate == 0.5
    before = [parameter.data for parameter in model.parameters()]
    nn.fit(model, *nn.datasets.XOR, epochs=1, **options)
    assert [parameter.data for parameter in model.parameters()] != before


@dataclass
class Weighted:
    """A loss with a parameter of its own; a dataclass has no hash."""

    weight: float

    def __call__(self, prediction, target):
        return self.weight * (prediction - target) ** 2


def test_a_loss_without_a_hash_is_a_loss():
    model = nn.MLP(2, [1], seed=0)
    history = nn.fit(
        model,
        *nn.datasets.AND,
        loss=Weighted(0.5),
        optimizer=nn.SGD(model.parameters(), 0.1),
        epochs=3,
        progress=False,
    )
    assert history.losses[-1] < history.losses[0]


class Own(random.Random):
    """A generator of one's own."""

    def random(self):
        return super().random() / 2.0


@pytest.mark.parametrize("kind", [random.Random, Own])
@pytest.mark.parametrize("window", [None, 7, 16])
def test_many_samples_are_shuffled_into_the_order_that_python_gives(kind, window, monkeypatch):
    monkeypatch.setattr(portions, "MANY", 10)
    generator, its_twin, expected = kind(5), kind(5), []
    for first in range(0, 40, window or 40):
        part = list(range(first, min(first + (window or 40), 40)))
        its_twin.shuffle(part)
        expected += part
    assert list(portions.shuffled(40, generator, window)) == expected
    assert generator.getstate() == its_twin.getstate()
