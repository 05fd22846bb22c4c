from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, maximum, vector
from nn.training.objective import Objective
from nn.training.targets import is_of_positions
from tests.needs import EITHER_WAY

weights = st.lists(st.floats(-10, 10), min_size=1, max_size=6)


@given(weights, st.floats(0, 5))
def test_penalties_and_their_slopes_are_the_formulas(numbers, strength):
    for penalty, size, slope in (
        (nn.l1_penalty, lambda w: np.sum(np.abs(w)), np.sign),
        (nn.l2_penalty, lambda w: np.sum(w * w), lambda w: 2 * w),
    ):
        ws, w = list(map(Value, numbers)), np.array(numbers)
        result = penalty(ws, strength)
        result.backward()
        assert result.data == pytest.approx(strength * size(w))
        assert [value.grad for value in ws] == pytest.approx(list(strength * slope(w)))


def test_weight_decay_of_twice_the_strength_is_the_l2_penalty():
    """For plain SGD (Loshchilov and Hutter, 2019)."""
    one, other = (nn.MLP(2, [1], seed=0) for _ in range(2))
    X, y = nn.datasets.AND
    options = {"loss": nn.mse_loss, "epochs": 20, "progress": False}
    nn.fit(one, X, y, optimizer=nn.SGD(one.parameters(), 0.1, weight_decay=0.02), **options)
    penalty = lambda: nn.l2_penalty(other.parameters(), 0.01)  # noqa: E731 - as a user writes it
    nn.fit(other, X, y, optimizer=nn.SGD(other.parameters(), 0.1), penalty=penalty, **options)
    assert [p.data for p in other.parameters()] == pytest.approx([p.data for p in one.parameters()], rel=1e-12)


def test_the_loss_of_a_set_is_the_mean_and_so_is_its_gradient():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    X, y = nn.datasets.XOR
    losses, gradients = [], []
    for x, target in zip(X, y):
        loss = nn.binary_cross_entropy(model(x), target)
        model.zero_grad()
        loss.backward()
        losses.append(loss.data)
        gradients.append([p.grad for p in model.parameters()])
    model.zero_grad()
    mean = nn.mean_loss(model, X, y, nn.binary_cross_entropy)
    mean.backward()
    assert mean.data == pytest.approx(np.mean(losses))
    assert [p.grad for p in model.parameters()] == pytest.approx(list(np.mean(gradients, axis=0)))


@pytest.mark.parametrize(
    ("decide", "prediction", "expected"),
    [
        (nn.class_of_probabilities, Value(0.6), 1),
        (nn.class_of_probabilities, Value(0.4), 0),
        (nn.class_of_probabilities, [Value(-3.0), Value(2.0), Value(1.0)], 1),
        (nn.class_of_logit, Value(0.3), 1),
        (nn.class_of_logit, Value(-0.3), 0),
        (nn.class_of_score, Value(0.3), 1),
        (nn.class_of_score, Value(-0.3), -1),
    ],
)
def test_a_prediction_stands_for_a_class(decide, prediction, expected):
    assert decide(prediction) == expected


def test_accuracy_counts_classes_and_one_hot_vectors_alike():
    outputs = iter([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]] * 2)

    def model(x):
        return [Value(number) for number in next(outputs)]

    assert nn.accuracy(model, range(4), [1, 0, 0, 0]) == 0.75
    assert nn.accuracy(model, range(4), [[0, 1], [1, 0], [1, 0], [1, 0]]) == 0.75


def test_the_accuracy_of_a_set_is_a_fraction_of_it_and_its_loss_is_without_the_penalty():
    objective = Objective(lambda x: Value(x[0]), nn.mse_loss, nn.class_of_probabilities, lambda: Value(5.0))
    loss, share = objective.evaluate(zip(*nn.datasets.OR))
    assert (loss, share) == (0.25, 0.75)
    assert objective.mean_loss(*nn.datasets.OR).data == 5.25
    assert Objective(lambda x: Value(x[0]), nn.mse_loss, None, None).evaluate(zip(*nn.datasets.OR)) == (0.25, None)


def test_a_sequence_of_one_position_is_answered_position_by_position_too():
    assert is_of_positions([[Value(0.0), Value(1.0)]])
    assert not is_of_positions([Value(0.0), Value(1.0)])
    assert not is_of_positions([])
    assert nn.accuracy(lambda x: [[Value(0.0), Value(1.0)]] * len(x), [[1], [2, 3]], [[1], [0, 1]]) == 0.75


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.l1_penalty([Value(1.0)], -1.0), "strength to be at least 0, got -1.0"),
        (lambda: nn.l2_penalty([Value(1.0)], -1.0), "strength to be at least 0, got -1.0"),
        (lambda: nn.mean_loss(abs, [], [], abs), "at least one sample"),
        (lambda: nn.accuracy(abs, [1], [1, 2]), "got 1 sample in X and 2 targets in y"),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.l1_penalty(3.0, 0.1), "expected parameters to be Values, got 3.0"),
        (lambda: nn.l2_penalty([Value(1.0), "w"], 0.1), "expected parameters to be Values, got 'w' among them"),
        (lambda: nn.l1_penalty([1.0], 0.1), "expected parameters to be Values, got 1.0 among them"),
        (
            lambda: nn.accuracy(abs, [1], [1], "argmax"),
            "expected decide to be a function of a prediction, got 'argmax'",
        ),
        (lambda: nn.decision(0.5), "expected graph to be a function of a prediction, got 0.5"),
        (lambda: nn.l2_penalty([Value(1.0)], "much"), "expected strength to be a number, got 'much'"),
    ],
)
def test_an_argument_of_another_type_is_refused_by_its_name(call, message):
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        call()


def test_a_penalty_takes_a_vector_or_any_iterable_of_values():
    ws = [Value(2.0), Value(-3.0)]
    for penalty, size in ((nn.l1_penalty, 0.5), (nn.l2_penalty, 1.3)):
        for some in (ws, tuple(ws), iter(ws), vector(ws)):
            assert penalty(some, 0.1).data == pytest.approx(size)


@pytest.mark.parametrize("compiled", [False, "auto"])
@pytest.mark.parametrize("batch_size", [None, 2, 1])
@pytest.mark.parametrize("nout", [1, 2])
def test_samples_whose_loss_is_the_number_0_have_gradient_0(nout, batch_size, compiled):
    """As where a hinge loss of one's own takes Python's max, and no sample of a batch is on its wrong side."""
    models = [nn.Layer(2, nout, "linear", seed=0) for _ in range(2)]
    X, y = [[0.0, 0.0], [1.0, 1.0], [5.0, 5.0], [-5.0, -5.0]], [-1, 1, 1, -1]
    for model, larger in zip(models, (max, maximum)):
        nn.fit(
            model,
            X,
            y,
            loss=lambda p, t, larger=larger: sum(larger(0.0, 1.0 - t * output) for output in p),
            optimizer=nn.SGD(model.parameters(), 0.37),
            epochs=20,
            batch_size=batch_size,
            seed=0,
            progress=False,
            compiled=compiled,
        )
    python, ours = models
    assert python.state_dict() == pytest.approx(ours.state_dict(), rel=1e-12)


@pytest.mark.parametrize("name", ["loss", "penalty"])
def test_a_loss_or_penalty_whose_number_was_taken_out_is_named_and_changes_nothing(name):
    model = nn.MLP(2, [1], output="sigmoid", seed=0)
    before = model.state_dict()
    given = {
        "loss": lambda p, t: (p.data - t) ** 2,
        "penalty": lambda: 0.1 * sum(p.data**2 for p in model.parameters()),
    }
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 2, "progress": False}
    with pytest.raises(TypeError, match=rf"expected {name} to give a Value, got \d\.\d+: was its number taken out, by"):
        nn.fit(model, *nn.datasets.XOR, **options | {name: given[name]})
    assert model.state_dict() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"loss": lambda p, t: None}, "expected loss to give a Value, got None: forgot return?"),
        ({"loss": lambda p, t: [p]}, "expected loss to give a Value, got [Value("),
        (
            {"loss": lambda p, t: nn.mse_loss(p, t) if t else None},
            "expected loss to give a Value, got None: forgot return?",
        ),
        ({"loss": lambda p, t: nn.mse_loss(p, t) if t else "0"}, "expected loss to give a Value, got '0'"),
        ({"loss": lambda p, t: nn.mse_loss(p, t) if t else 1j}, "expected loss to give a Value, got 1j"),
        ({"decide": lambda p: None}, "expected decide to give a class, a whole number, got None: forgot return?"),
        ({"decide": lambda p: "1"}, "expected decide to give a class, a whole number, got '1'"),
        ({"decide": lambda p: 0.25}, "expected decide to give a class, a whole number, got 0.25"),
        ({"decide": lambda p: [1]}, "expected decide to give a class, a whole number, got [1]"),
        ({"decide": nn.decision(lambda p: None)}, "expected graph to give a Value, got None: forgot return?"),
        ({"decide": nn.decision(lambda p: "1")}, "expected graph to give a Value, got '1'"),
        (
            {"stop": lambda history: 0.5},
            "expected stop to give a reason to end, a text, or True, False or None, got 0.5",
        ),
        (
            {"stop": lambda history: [history]},
            "expected stop to give a reason to end, a text, or True, False or None, got [<",
        ),
        ({"schedule": lambda epoch: None}, "expected the rate of schedule to be a number, got None"),
        ({"schedule": lambda epoch: "0.1"}, "expected the rate of schedule to be a number, got '0.1'"),
        ({"penalty": lambda: None}, "expected penalty to give a Value, got None: forgot return?"),
        ({"penalty": lambda: "l2"}, "expected penalty to give a Value, got 'l2'"),
    ],
)
@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_a_function_of_ones_own_that_gives_what_it_should_not_is_named(options, message, compiled):
    if compiled and "decide" in options and not hasattr(options["decide"], "graph"):
        return  # refused as such
    model = nn.MLP(2, [1], seed=0)
    given = {"loss": nn.mse_loss, "optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 1, "progress": False}
    given["compiled"] = compiled
    with pytest.raises(TypeError, match=f"^{re.escape(message)}") as raised:
        nn.fit(model, *nn.datasets.AND, **{**given, **options})
    assert ("return" in str(raised.value)) == message.endswith("return?")


@pytest.mark.parametrize("gives", [bool, float, np.int64, np.bool_, Value])
def test_a_decision_may_give_its_class_as_any_whole_number(gives):
    model = nn.Neuron(2, activation="linear", init="zeros")
    model.set_weights([1.0, 1.0], -0.5)
    assert nn.accuracy(model, *nn.datasets.OR, lambda p: gives(p.data > 0.0 if gives is not Value else 1.0)) >= 0.75
    one_hot = [[1 - label, label] for label in nn.datasets.OR[1]]
    assert nn.accuracy(model, nn.datasets.OR[0], one_hot, lambda p: gives(1)) == 0.75


@pytest.mark.parametrize("place", [-1, 3])
def test_a_decision_for_a_class_that_a_row_does_not_have_is_refused(place):
    with pytest.raises(ValueError, match=rf"^expected decide to give a class from 0 to 2, got {place}$"):
        nn.accuracy(lambda x: x * Value(1.0), [1.0, 2.0], [[1, 0, 0], [0, 1, 0]], lambda p: place)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_decision_on_what_is_not_finite_is_a_class_all_the_same(number):
    """The loss says that the net has diverged."""
    assert nn.decision(lambda p: p * number)(Value(1.0)) == 0


def test_a_stopping_test_may_give_a_truth_value_of_numpys():
    model = nn.MLP(2, [1], seed=0)
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 5, "progress": False}
    history = nn.fit(model, *nn.datasets.AND, **options, stop=lambda history: np.bool_(history.epochs == 2))
    assert (history.epochs, history.stopped) == (2, "the stopping test said so")
