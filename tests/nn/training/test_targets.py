from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value
from nn.training.targets import data_for
from tests.needs import EITHER_WAY

X = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
ONE, THREE = nn.MLP(2, [1], seed=0), nn.MLP(2, [3], seed=0)
OF_ONE = (nn.binary_cross_entropy, nn.binary_cross_entropy_with_logits, nn.hinge_loss)
OF_CLASSES = (nn.categorical_cross_entropy, nn.cross_entropy)


@pytest.mark.parametrize(
    ("model", "loss", "y", "message"),
    [
        *(
            (ONE, loss, [1, -1, 1], "got -1 in row 1: of -1 and 1, write y = [int(label > 0) for label in y]")
            for loss in OF_ONE[:2]
        ),
        (ONE, nn.binary_cross_entropy, [0, 1, 2], "got 2 in row 2: for 3 classes use cross_entropy, an output a class"),
        (
            ONE,
            nn.binary_cross_entropy,
            [0.5, 1.5, 0],
            "expected targets from 0 to 1 in y for binary_cross_entropy, got 1.5",
        ),
        (ONE, nn.hinge_loss, [1, 0, 1], "got 0 in row 1: of 0 and 1, write y = [2 * label - 1 for label in y]"),
        (ONE, nn.hinge_loss, [1, 0.5, 1], "expected labels -1 and 1 in y for hinge_loss, got 0.5 in row 1"),
        *((ONE, loss, [[1, 0]] * 3, "one number a sample in y") for loss in OF_ONE),
        *((THREE, loss, [1, 1, 1], f"{loss.__name__} is the loss of one output, but") for loss in OF_ONE),
        (
            ONE,
            nn.cross_entropy,
            [0, 1, 1],
            "needs an output a class, but MLP(2, [1], activation='sigmoid', output='linear') has one",
        ),
        (ONE, nn.categorical_cross_entropy, [0, 1, 1], "give it more, or use binary_cross_entropy"),
        *(
            case
            for loss in OF_CLASSES
            for case in (
                (THREE, loss, [0, 3, 1], f"expected classes from 0 to 2 in y for {loss.__name__}, got 3 in row 1"),
                (THREE, loss, [1, 2, 3], "got 3 in row 2: classes count from 0, so write y = [k - 1 for k in y]"),
                (THREE, loss, [0, 0.5, 1], "expected classes from 0 to 2 in y"),
                (THREE, loss, [0, -1, 1], "got -1 in row 1"),
                (THREE, loss, [[1, 0]] * 3, "expected rows of 3 numbers, one a class, in y"),
                (THREE, loss, [[1, 0, 0], [0, 2, 0], [1, 0, 0]], "a probability from 0 to 1 for each class"),
                (THREE, loss, [[1, 0, 0], [0, 0, 0], [1, 0, 0]], "got a row of 3 numbers that add up to 0 in row 1"),
                (THREE, loss, [[1, 0, 0], [0, 0.9, 0], [1, 0, 0]], f"add up to 1 in y for {loss.__name__}, got"),
                (THREE, loss, [2, [0, 1, 1], [1, 0, 0]], "in row 1: where several classes are right at once, add up"),
            )
        ),
        (ONE, nn.negative_log_likelihood, [0, 2, 1], "expected labels or classes from 0 to 1 in y"),
        (THREE, nn.negative_log_likelihood, [0, 3, 1], "expected labels or classes from 0 to 2 in y"),
        (THREE, nn.negative_log_likelihood, [[1, 0, 0]] * 3, "one number a sample, in y"),
        (THREE, nn.mse_loss, [1, 2, 3], "expected rows of 3 numbers, one an output of MLP(2, [3]"),
        (THREE, nn.mse_loss, [[1, 2]] * 3, "got a row of 2 numbers in row 0"),
        (ONE, nn.mse_loss, [[1, 2]] * 3, "expected one number a sample in y for mse_loss, got a row of 2 numbers"),
    ],
)
def test_targets_that_a_loss_cannot_take_are_told_before_training(model, loss, y, message):
    before = model.state_dict()
    with pytest.raises(ValueError, match=re.escape(message)):
        trained(model, X, y, loss)
    with pytest.raises(ValueError, match=re.escape(message)):
        nn.mean_loss(model, X, y, loss)
    assert model.state_dict() == before


def trained(model, X, y, loss, **options):
    owner = getattr(model, "__self__", model)
    optimizer = nn.SGD((owner if isinstance(owner, nn.Module) else ONE).parameters(), 0.1)
    return nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=1, progress=False, **options)


@pytest.mark.parametrize(
    ("validation", "error", "message"),
    [
        ((X, [0, -1, 1]), ValueError, "in validation[1] for binary_cross_entropy_with_logits, got -1 in row 1"),
        (([[0.0]], [1]), ValueError, "expected 2 numbers a row in validation[0], for MLP(2, [1]"),
        ((X, [0, 1]), ValueError, "got 3 samples in validation[0] and 2 targets in validation[1]"),
        ((X, ["a", "b", "a"]), TypeError, "expected numbers as targets in validation[1], got the text labels 'a', 'b'"),
        ((X, [0, None, 1]), TypeError, "expected finite numbers in validation[1], got None in row 1"),
        (0.2, TypeError, "expected validation to be a pair (X, y), got 0.2: nn.train_test_split sets a part"),
        ((X, X, X), TypeError, "expected validation to be a pair (X, y)"),
    ],
)
def test_validation_data_go_through_the_same_door(validation, error, message):
    with pytest.raises(error, match=re.escape(message)):
        trained(ONE, X, [0, 1, 1], nn.binary_cross_entropy_with_logits, validation=validation)


SEVERAL = [[1, 0, 0], [0, 1, 1], [1, 0, 0]]


def of_ones_own(x):
    return THREE(x)


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize(
    "kind", ["a model of ours", "its method", "a model of one's own", "a stream", "validation", "a validating stream"]
)
def test_several_classes_at_once_are_no_probabilities_whichever_way_they_come(kind, compiled):
    model = {"its method": THREE.logits, "a model of one's own": of_ones_own}.get(kind, THREE)
    right = [[1, 0, 0], [0, 1, 0], [0.5, 0.25, 0.25]]
    options = {"compiled": compiled, "batch_size": 2, "seed": 0}
    given = {
        "a stream": ([(X[:1], SEVERAL[:1]), (X[1:], SEVERAL[1:])], None, {}),
        "validation": (X, right, {"validation": (X, SEVERAL)}),
        "a validating stream": (X, right, {"validation": lambda: [(X[:1], SEVERAL[:1]), (X[1:], SEVERAL[1:])]}),
    }
    samples, targets, more = given.get(kind, (X, SEVERAL, {}))
    before = THREE.state_dict()
    message = r"^expected probabilities that add up to 1 in .* for cross_entropy, got a row of 3 .* to 2 in row 1: "
    with pytest.raises(ValueError, match=message):
        trained(model, samples, targets, nn.cross_entropy, **options, **more)
    assert THREE.state_dict() == before


def test_large_arrays_of_several_classes_at_once_are_refused_where_they_lie():
    samples, targets = np.zeros((60_000, 2)), np.eye(3, dtype=np.float32)[np.arange(60_000) % 3]
    targets[50_000, 0] = 1.0
    with pytest.raises(ValueError, match=r"got a row of 3 numbers that add up to 2 in row 50000: where"):
        trained(THREE, samples, targets, nn.cross_entropy, batch_size=30_000)


@pytest.mark.parametrize("measure", [nn.accuracy, nn.confusion_matrix])
def test_several_classes_at_once_are_no_class_that_a_model_could_get_right(measure):
    for model in (THREE, ONE, of_ones_own):
        with pytest.raises(ValueError, match=r"add up to 1 in y for classes, got a row of 3 .* to 2 in row 1: wh"):
            measure(model, X, SEVERAL if model is not ONE else [[1, 0, 0], [0, 1, 1], [0, 1, 0]])


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_the_losses_of_the_classes_added_up_learn_several_at_once(compiled):
    """What the message says to write."""

    def loss(logits, targets):
        return autograd.sum(map(nn.binary_cross_entropy_with_logits, logits, targets))

    model = nn.MLP(2, [3], seed=0)
    options = {"optimizer": nn.Adam(model.parameters(), 0.1), "compiled": compiled, "progress": False}
    nn.fit(model, X, SEVERAL, loss=loss, epochs=300, **options)
    assert [[int(z.data > 0.0) for z in model(x)] for x in X] == SEVERAL


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([0.5, 1.0, 2.0], "expected a row of 2 numbers for each sample in X, for MLP(2, [1]"),
        ([0.5, 1.0], "got 0.5 in row 0: a single sample is [X]"),
        ([[0.0, 1.0, 2.0]] * 3, "expected 2 numbers a row in X, for MLP(2, [1]"),
    ],
)
def test_a_model_says_how_many_numbers_a_sample_has(data, message):
    y = [1] * len(data)
    for model in (ONE, ONE.logits):
        for call in (
            lambda: trained(model, data, y, nn.mse_loss),  # noqa: B023 - called within the round
            lambda: nn.mean_loss(model, data, y, nn.mse_loss),  # noqa: B023
            lambda: nn.accuracy(model, data, y),  # noqa: B023
        ):
            with pytest.raises((TypeError, ValueError), match=re.escape(message)):
                call()
    for call in (lambda: ONE.predict(data), lambda: nn.diagnose(ONE, data, y)):
        with pytest.raises((TypeError, ValueError), match=re.escape(message)):
            call()


def test_a_model_of_ones_own_takes_what_it_likes():
    """Bare numbers, more columns than the net it is made of, sequences of any length."""

    class WithProduct(nn.MLP):
        def __call__(self, x):
            return super().__call__([*x, x[0] * x[1]])

    assert trained(WithProduct(3, [1], seed=0), X, [0, 1, 1], nn.mse_loss).epochs == 1
    w = Value(0.5)
    for model, data in ((lambda x: w * x, [1.0, 2.0]), (lambda xs: w * sum(xs, 0.0), [[1.0], [1.0, 2.0]])):
        optimizer = nn.SGD([w], 0.1)
        assert nn.fit(model, data, [1.0, 2.0], loss=nn.mse_loss, optimizer=optimizer, epochs=1, progress=False).losses


def test_a_model_that_says_no_sizes_may_answer_position_by_position():
    """Rows may then be probabilities, or a class for each position; and nothing else."""

    def by_position(x):
        return [[Value(x)] * 3] * 2

    for rows in (
        [[0, 2], [1, 1]],
        [[0, 0], [1, 1]],
        [[0.25, 0.75], [0, 1]],
        [[[0.25, 0.25, 0.5], 1], [0, [0, 1, 0]]],
        [[[Value(1.0), 1.0, 0.0], 1], [0, Value(1.0)]],
    ):
        assert data_for(by_position, [1.0, 2.0], rows, nn.cross_entropy) == ([1.0, 2.0], rows)
    for rows in ([[1, [1, 1, 0]], [0, 0]], [[[1, 1, 0], [1, 0, 0]], [0, 0]]):
        with pytest.raises(ValueError, match=r"for cross_entropy, got a row of 3 numbers that add up to 2 in row 0"):
            data_for(by_position, [1.0, 2.0], rows, nn.cross_entropy)
    with pytest.raises(ValueError, match=r"for cross_entropy, got a row of 2 numbers that add up to 2 in row 1"):
        data_for(lambda x: [x, x], [1.0, 2.0], [[0, 1], [1, 1]], nn.cross_entropy)
    with pytest.raises(
        ValueError, match=r"^expected a probability .* for cross_entropy, got a row of 2 numbers in row 1$"
    ):
        data_for(abs, [1.0, 2.0], [[0, 2], [0, 2.5]], nn.cross_entropy)


def test_a_loss_of_ones_own_gets_the_targets_in_the_shape_they_have():
    seen = []

    def loss(prediction, target):
        seen.append(target)
        return prediction * 0.0

    for y in (np.array([[1.0], [2.0], [3.0]]), np.arange(6).reshape(3, 2), np.array([True, False, True])):
        nn.mean_loss(ONE, X, y, loss)
    assert seen == [[1.0], [2.0], [3.0], [0, 1], [2, 3], [4, 5], 1, 0, 1]


def test_a_target_may_be_a_value():
    t = Value(1.0)
    nn.mean_loss(ONE, X, [t, 0.0, 1.0], nn.binary_cross_entropy_with_logits).backward()
    assert t.grad is not None
    nn.mean_loss(THREE, X, [[t, 0.0, 0.0], [0, 1, 0], 2], nn.cross_entropy)


@given(st.lists(st.sampled_from([0, 1]), min_size=3, max_size=3))
def test_labels_that_a_decision_never_comes_to_are_no_silent_zero(labels):
    signs = [2 * label - 1 for label in labels]
    expected = nn.accuracy(ONE, X, labels, nn.class_of_logit)
    assert nn.accuracy(ONE, X, signs, nn.class_of_score) == expected
    if -1 in signs:
        for decide in (nn.class_of_probabilities, nn.class_of_logit):
            with pytest.raises(ValueError, match=re.escape("the hinge loss's labels go with decide=nn.class_of_score")):
                nn.accuracy(ONE, X, signs, decide)
        with pytest.raises(ValueError, match=re.escape("expected labels -1 and 1 in y for class_of_score, got 0")):
            nn.accuracy(ONE, X, labels, nn.class_of_score)


@pytest.mark.parametrize(
    ("model", "decide", "y", "message"),
    [
        (ONE, nn.class_of_probabilities, [0, 1, 2], "expected classes from 0 to 1 in y for .*, got 2 in row 2"),
        (ONE, nn.class_of_logit, [0, 0.5, 1], r"expected classes from 0 to 1 in y for .*, got 0\.5 in row 1"),
        (THREE, nn.class_of_probabilities, [1, 2, 3], "expected classes from 0 to 2 in y for .*, got 3 in row 2"),
        (THREE, nn.class_of_probabilities, [-2, 2, 1], "expected classes from 0 to 2 in y for .*, got -2 in row 0"),
    ],
)
def test_an_accuracy_refuses_labels_that_no_decision_comes_to(model, decide, y, message):
    with pytest.raises(ValueError, match=message):
        nn.accuracy(model, [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], y, decide)


def test_one_hot_labels_of_another_width_are_told():
    with pytest.raises(ValueError, match=re.escape("expected rows of 3 numbers, one a class, in y")):
        nn.accuracy(THREE, X, np.eye(2)[[0, 1, 1]])
    assert nn.accuracy(ONE, X, np.eye(2)[[0, 1, 1]]) == nn.accuracy(ONE, X, [0, 1, 1])


@pytest.mark.parametrize(
    ("model", "loss", "y", "end"),
    [
        (ONE, nn.binary_cross_entropy, [0, 2, 2], "got 2 in row 1"),
        (ONE, nn.binary_cross_entropy, [0.5, 1.5, 2.5], "got 1.5 in row 1"),
        (ONE, nn.binary_cross_entropy, [0, -1, -2], "got -1 in row 1"),
        (ONE, nn.binary_cross_entropy, [0, 1, 7], ": for 3 classes use cross_entropy, an output a class"),
        (ONE, nn.hinge_loss, [1, 2, 3], ": for 3 classes use cross_entropy, an output a class"),
        (ONE, nn.hinge_loss, [1, 2, 2], "got 2 in row 1"),
        (ONE, nn.hinge_loss, [[1, 0]] * 3, ": for one-hot rows use cross_entropy, an output a class"),
        (
            ONE,
            nn.binary_cross_entropy,
            [[1, 0]] * 3,
            ": for one-hot rows use categorical_cross_entropy, an output a class",
        ),
        (THREE, nn.binary_cross_entropy, [1, 1, 1], "has 3: use categorical_cross_entropy"),
        (THREE, nn.binary_cross_entropy_with_logits, [1, 1, 1], "has 3: use cross_entropy"),
        (nn.MLP(2, [2], seed=0), nn.hinge_loss, [1, 1, 1], "has 2: use cross_entropy"),
        (THREE, nn.cross_entropy, [2, 3, 2], "got 3 in row 1"),
    ],
)
def test_a_cure_is_told_where_it_fits_and_nowhere_else(model, loss, y, end):
    with pytest.raises(ValueError, match=f"{re.escape(end)}$"):
        nn.mean_loss(model, X, y, loss)


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_a_target_a_position_keeps_its_brackets_where_there_is_one_position(compiled):
    model = nn.GPT(5, width=4, heads=2, blocks=1, length=4, seed=0)
    X, y = [[3], [2]], [[1], [0]]
    logits = [[logit.data for logit in model(x)[0]] for x in X]
    expected = sum(math.log(sum(map(math.exp, each))) - each[right] for each, [right] in zip(logits, y)) / 2
    share = sum(max(range(5), key=each.__getitem__) == right for each, [right] in zip(logits, y)) / 2
    assert nn.accuracy(model, X, y) == share
    run = nn.fit(
        model,
        X,
        y,
        loss=nn.cross_entropy,
        optimizer=nn.SGD(model.parameters(), 0.1),
        epochs=1,
        compiled=compiled,
        progress=False,
    )
    assert run.losses[0] == pytest.approx(expected, rel=1e-9)
