from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from tests.autograd.shared.test_showing import Reader

points = st.tuples(st.integers(-5, 5), st.integers(-5, 5))


@st.composite
def separated_samples(draw):
    """Samples labelled by a line that none of them touches."""
    w1, w2, b = draw(st.tuples(*[st.integers(-4, 4)] * 3).filter(lambda w: w[0] or w[1]))
    scores = {x: w1 * x[0] + w2 * x[1] + b + 0.5 for x in draw(st.lists(points, min_size=1, max_size=12, unique=True))}
    return [list(x) for x in scores], [int(score > 0) for score in scores.values()]


def replayed(X, y, run, learning_rate):
    """The rule on plain numbers, in the order the run reports."""
    (start, *_), states = run.history, []
    w, b = list(start.w), start.b
    for state in run.history[1:]:
        x, target = X[state.sample], y[state.sample]
        output = int(sum(wi * xi for wi, xi in zip(w, x)) + b > 0)
        assert output != target
        w = [wi + learning_rate * (target - output) * xi for wi, xi in zip(w, x)]
        b += learning_rate * (target - output)
        states.append((tuple(w), b))
    return states


@given(separated_samples(), st.sampled_from([None, 0, 1]))
def test_it_converges_on_separable_samples_and_is_then_right_on_all(samples, seed):
    X, y = samples
    perceptron = nn.Perceptron(2)
    run = perceptron.fit(X, y, max_epochs=20_000, seed=seed)
    assert run.converged
    assert [perceptron(x) for x in X] == y


@given(separated_samples())
def test_it_makes_no_more_mistakes_than_novikoff_allows(samples):
    """At most (R/γ)², with the bias as one more weight whose input is 1, starting from zero."""
    X, y = samples
    if len(set(y)) < 2:
        return
    line = nn.separability(X, y)
    gamma = 1 / math.sqrt(sum(w * w for w in line.w) + line.b**2)
    radius = max(math.hypot(*x, 1.0) for x in X)
    # `step(0) = 0` lets class 0 sit on the line, which only saves mistakes.
    assert nn.Perceptron(2).fit(X, y, max_epochs=20_000).updates <= (radius / gamma) ** 2 * (1 + 1e-9)


@given(separated_samples(), st.sampled_from([0.25, 1.0, 2.0]), st.integers(0, 5))
def test_each_recorded_update_is_the_perceptron_rule_on_a_mistake(samples, learning_rate, seed):
    X, y = samples
    perceptron = nn.Perceptron(2)
    run = perceptron.fit(X, y, max_epochs=50, learning_rate=learning_rate, seed=seed)
    assert [(state.w, state.b) for state in run.history[1:]] == replayed(X, y, run, learning_rate)
    assert (tuple(perceptron.w), perceptron.b) == (run.history[-1].w, run.history[-1].b)
    assert run.updates == len(run.history) - 1
    assert (run.history[0].epoch, run.history[0].sample) == (0, None)
    epochs = [state.epoch for state in run.history]
    assert epochs == sorted(epochs)
    assert epochs[-1] < run.epochs or not run.converged


def test_weights_and_order_come_from_seeds():
    def history(weights, order):
        return nn.Perceptron(2, seed=weights).fit(*nn.datasets.AND, seed=order).history

    assert history(1, 2) == history(1, 2)
    assert history(1, 2)[0] != history(2, 2)[0]
    assert history(1, 2) != history(1, 3)
    assert set(nn.Perceptron(3).w) == {0.0}


def test_a_notebook_shows_the_first_ten_updates_and_the_last():
    perceptron = nn.Perceptron(1)
    run = perceptron.fit(*nn.datasets.NOT)
    assert repr(run) == "<PerceptronRun: converged in 3 epochs and 3 updates>"
    reader = Reader()
    reader.feed(run._repr_html_())
    head, *rows = reader.rows
    assert head == ["update", "epoch", "sample", "w", "b"]
    # (0, 0) says no to 0, (0, 1) yes to 1, (−1, 0) no to 0, and (−1, 1) is right.
    assert rows == [
        ["0", "0", "start", "(0.0,)", "0"],
        ["1", "1", "0", "(0.0,)", "1"],
        ["2", "1", "1", "(-1.0,)", "0"],
        ["3", "2", "0", "(-1.0,)", "1"],
    ]
    assert "converged in 3 epochs and 3 updates" in run._repr_html_()
    long = nn.Perceptron(2).fit(*nn.datasets.XOR, max_epochs=20)
    reader = Reader()
    reader.feed(long._repr_html_())
    assert [row[0] for row in reader.rows[1:]] == [*map(str, range(10)), str(long.updates)]


def test_a_report_says_in_a_sentence_how_it_went():
    assert str(nn.Perceptron(1).fit(*nn.datasets.NOT)) == "converged in 3 epochs and 3 updates"
    assert str(nn.Perceptron(2).fit(*nn.datasets.XOR, max_epochs=1)) == "did not converge within 1 epoch and 2 updates"


@pytest.mark.parametrize(
    ("X", "y", "options", "message"),
    [
        ([], [], {}, "at least one sample in X"),
        ([[0, 0]], [0, 1], {}, "got 1 sample in X and 2 targets in y"),
        ([[0, 0], [1]], [0, 1], {}, "expected 2 numbers a row in X, .* got 1 in row 1"),
        ([[0, math.inf]], [0], {}, "expected finite numbers in X, got inf in row 0, column 1"),
        ([[0, 0], [1, 1]], [0, -1], {}, "expected labels 0 and 1 in y, got -1 in row 1"),
        ([[0, 0]], [1], {"max_epochs": 0}, "max_epochs to be a whole number of at least 1, got 0"),
        ([[0, 0]], [1], {"learning_rate": 0.0}, "learning_rate to be positive, got 0.0"),
    ],
)
def test_impossible_learning_is_refused_and_changes_nothing(X, y, options, message):
    perceptron = nn.Perceptron(2, seed=0)
    before = perceptron.state_dict()
    with pytest.raises(ValueError, match=message):
        perceptron.fit(X, y, **options)
    assert perceptron.state_dict() == before


def test_a_wrong_number_of_inputs_is_named():
    with pytest.raises(ValueError, match="expected 2 inputs"):
        nn.Perceptron(2)([1.0])


def test_samples_that_are_bare_numbers_are_refused():
    with pytest.raises(TypeError, match=r"a row of 1 number for each sample in X, .* got 0 in row 0: .* is \[\[x\]"):
        nn.Perceptron(1).fit([0, 1], [1, 0])
