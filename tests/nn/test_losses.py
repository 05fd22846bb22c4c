from __future__ import annotations

import math

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import DomainError, Value

logits = st.floats(-1000, 1000)
labels = st.sampled_from([0, 1])


@pytest.fixture(autouse=True)
def _fifty_digits():
    with mpmath.workdps(50):
        yield


def close(number, truth, ulps=16):
    """Whether a float is within a few of its own units of a number of high precision."""
    return abs(mpmath.mpf(number) - truth) <= ulps * math.ulp(float(truth))


def true_sigmoid(z):
    return 1 / (1 + mpmath.exp(-mpmath.mpf(z)))


@given(logits, labels)
def test_binary_cross_entropy_with_logits_is_the_negative_log_likelihood(z, y):
    logit = Value(z)
    loss = nn.binary_cross_entropy_with_logits(logit, y)
    loss.backward()
    # 1 − σ(z) is σ(−z), and −log σ(z) is log(1 + exp(−z)): forms that keep their digits.
    signed = mpmath.mpf(-z if y else z)
    assert close(loss.data, mpmath.log1p(mpmath.exp(signed)))
    assert close(logit.grad, -true_sigmoid(-mpmath.mpf(z)) if y else true_sigmoid(z))


@given(st.floats(1e-300, 1 - 2**-53), st.floats(0, 1))
def test_binary_cross_entropy_is_the_slides_formula(p, y):
    probability = Value(p)
    loss = nn.binary_cross_entropy(probability, y)
    loss.backward()
    p, y = mpmath.mpf(p), mpmath.mpf(y)
    assert close(loss.data, -y * mpmath.log(p) - (1 - y) * mpmath.log1p(-p))
    scale = (1 - y) / (1 - p) + y / p  # the two terms of the slope may cancel
    assert abs(probability.grad - ((1 - y) / (1 - p) - y / p)) <= 4 * math.ulp(float(scale))


def test_a_sure_and_right_prediction_costs_nothing():
    assert nn.binary_cross_entropy(Value(1.0), 1).data == 0.0
    assert nn.binary_cross_entropy(Value(0.0), 0).data == 0.0


@pytest.mark.parametrize(("p", "y"), [(0.0, 1), (1.0, 0), (0.0, 0.5), (1.5, 1), (-0.5, 0)])
def test_an_impossible_probability_is_refused(p, y):
    with pytest.raises(DomainError, match="binary_cross_entropy is not defined at ŷ = "):
        nn.binary_cross_entropy(Value(p, label="ŷ"), y)


@given(st.lists(logits, min_size=1, max_size=6), st.data())
def test_cross_entropy_is_minus_the_log_of_the_right_probability(numbers, data):
    target = data.draw(st.integers(0, len(numbers) - 1))
    values = [Value(number) for number in numbers]
    loss = nn.cross_entropy(values, target)
    loss.backward()
    exponentials = [mpmath.exp(mpmath.mpf(z)) for z in numbers]
    p = [e / sum(exponentials) for e in exponentials]
    others = sum(e for k, e in enumerate(exponentials) if k != target) / sum(exponentials)
    # The difference of two logits is rounded, and exp turns that into a relative error, larger the larger it is.
    ulps = 16 + max(numbers) - min(numbers)
    assert close(loss.data, -mpmath.log1p(-others) if others < 0.5 else -mpmath.log(p[target]), ulps)
    for k, value in enumerate(values):
        truth = -others if k == target else p[k]
        assert close(value.grad, truth, ulps), (k, target)


def test_a_class_and_its_one_hot_vector_are_the_same_target():
    values = [Value(0.5), Value(-1.0), Value(2.0)]
    assert nn.cross_entropy(values, 1).data == nn.cross_entropy(values, [0, 1, 0]).data


@given(st.lists(logits, min_size=1, max_size=8), st.floats(-500, 500))
def test_softmax_sums_to_one_and_is_unchanged_by_a_shift(numbers, shift):
    p = [value.data for value in nn.softmax([Value(number) for number in numbers])]
    shifted = [value.data for value in nn.softmax([Value(number + shift) for number in numbers])]
    assert sum(p) == pytest.approx(1.0, abs=1e-14)
    assert shifted == pytest.approx(p, abs=1e-12)


def test_softmax_is_finite_for_logits_of_a_thousand():
    assert [value.data for value in nn.softmax([Value(1000.0), Value(-1000.0)])] == [1.0, 0.0]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_squared_error_and_its_slope(prediction, target):
    value = Value(prediction)
    loss = nn.mse_loss(value, target)
    loss.backward()
    error = mpmath.mpf(prediction) - mpmath.mpf(target)
    assert float(loss) == pytest.approx(float(error**2), rel=1e-15)
    assert value.grad == pytest.approx(float(2 * error), rel=1e-15)


def test_the_squared_error_of_several_outputs_is_their_mean():
    assert nn.mse_loss([Value(1.0), Value(2.0), Value(3.0)], [0.0, 0.0, 0.0]).data == pytest.approx(14 / 3)


@pytest.mark.parametrize(
    ("score", "y", "loss", "slope"), [(2.0, 1, 0.0, 0.0), (0.5, 1, 0.5, -1.0), (0.5, -1, 1.5, 1.0)]
)
def test_the_hinge_loss_and_its_slope(score, y, loss, slope):
    value = Value(score)
    result = nn.hinge_loss(value, y)
    result.backward()
    assert (result.data, value.grad) == (loss, slope)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.binary_cross_entropy(Value(0.5), 2), "expected y to be from 0 to 1, got 2"),
        (lambda: nn.binary_cross_entropy_with_logits(Value(0.5), -1), "expected y to be from 0 to 1, got -1"),
        (lambda: nn.cross_entropy([Value(0.5)], 1), "target class from 0 to 0, got 1"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, -1), "target class from 0 to 1, got -1"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, [1.0]), "target with 2 entries, one a class, got 1"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, [0.5, 1.5]), "expected target to be from 0 to 1, got 1.5"),
        (lambda: nn.mse_loss([Value(0.5)] * 2, [1.0]), "expected 2 targets, one an output, got 1"),
        (lambda: nn.hinge_loss(Value(0.5), 0), "label y of -1 or 1, got 0"),
        (lambda: nn.softmax([]), "at least one logit"),
    ],
)
def test_impossible_targets_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
