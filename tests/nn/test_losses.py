from __future__ import annotations

import math
import re

import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import DomainError, Value
from tests.containers import Tensor

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


@given(st.lists(logits, min_size=1, max_size=6), st.data())
def test_a_class_may_be_a_value_that_picks(numbers, data):
    target = data.draw(st.integers(0, len(numbers) - 1))
    values, others = [list(map(Value, numbers)) for _ in range(2)]
    picked, named = nn.cross_entropy(values, Value(float(target))), nn.cross_entropy(others, target)
    picked.backward()
    named.backward()
    assert picked.data == pytest.approx(named.data, rel=1e-15)
    assert [z.grad for z in values] == pytest.approx([z.grad for z in others], rel=1e-15)


def test_a_confident_answer_costs_little_and_its_small_gradient_keeps_its_digits():
    for target in (0, Value(0.0)):
        for loss_of in (nn.cross_entropy, lambda zs, t: nn.cross_entropy([zs], [t])):
            zs = [Value(50.0), Value(0.0)]
            loss = loss_of(zs, target)
            loss.backward()
            truth = mpmath.log1p(mpmath.exp(-50))
            share = 1 / (1 + mpmath.exp(50))
            assert close(loss.data, truth)
            assert close(zs[0].grad, -share)
            assert close(zs[1].grad, share)


@pytest.mark.parametrize("target", [[1, 0], [Value(1.0), Value(0.0)]])
def test_logits_of_a_thousand_have_finite_losses_and_gradients(target):
    zs = [[Value(1000.0), Value(-1000.0)], [Value(-1000.0), Value(1000.0)]]
    loss = nn.cross_entropy(zs, target)
    loss.backward()
    assert loss.data == 2000.0
    assert [[z.grad for z in row] for row in zs] == [[0.5, -0.5], [-0.5, 0.5]]


def test_the_loss_of_a_sequence_is_the_mean_over_its_positions():
    rows = [[0.5, -1.0, 2.0], [1.0, 0.0, -3.0], [0.0, 0.25, 0.5]]
    targets = [1, [0.0, 0.5, 0.5], Value(2.0)]
    zs = [list(map(Value, row)) for row in rows]
    loss = nn.cross_entropy(zs, targets)
    each = [nn.cross_entropy(list(map(Value, row)), target).data for row, target in zip(rows, targets)]
    assert loss.data == pytest.approx(sum(each) / 3, rel=1e-15)
    assert loss.label == "ℓ"


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        ([0], ValueError, "expected 2 targets, one a position, got 1"),
        (0, TypeError, "expected target to be a class a position, 2 of them, got 0"),
        ("ab", TypeError, "expected target to be a class a position, 2 of them, got 'ab'"),
        ([0, 3], ValueError, "expected target to be a class from 0 to 2, got 3 at position 1"),
        ([0, "a"], TypeError, "expected target to be a number, got 'a'"),
        ([0, Value(3.0)], DomainError, "class_cross_entropy is not defined at"),
    ],
)
def test_targets_of_a_sequence_that_do_not_fit_are_refused(target, error, words):
    with pytest.raises(error, match=words):
        nn.cross_entropy([[Value(1.0), Value(2.0), Value(3.0)]] * 2, target)


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


errors = st.floats(-100.0, 100.0)


@given(st.lists(errors, min_size=1, max_size=5), st.floats(0.125, 10.0))
def test_the_huber_loss_is_scipys_and_its_slope_that_of_the_clipped_error(numbers, delta):
    outputs = [Value(number + 1.0) for number in numbers]
    loss = nn.huber_loss(outputs, [1.0] * len(outputs), delta)
    loss.backward()
    differences = np.array([output.data - 1.0 for output in outputs])
    assert loss.data == pytest.approx(np.mean(scipy.special.huber(delta, differences)))
    assert [output.grad for output in outputs] == pytest.approx(np.clip(differences, -delta, delta) / len(outputs))


@given(st.lists(errors.filter(bool), min_size=1, max_size=5))
def test_the_absolute_error_is_the_mean_of_the_distances_and_its_slope_their_signs(numbers):
    outputs = list(map(Value, numbers))
    loss = nn.mae_loss(outputs, [0.0] * len(outputs))
    loss.backward()
    assert loss.data == pytest.approx(np.mean(np.abs(numbers)))
    assert [output.grad for output in outputs] == pytest.approx(np.sign(numbers) / len(outputs))


def test_the_absolute_error_has_two_names_and_slope_0_at_the_target():
    assert nn.l1_loss is nn.mae_loss
    output = Value(2.0)
    nn.l1_loss(output, 2.0).backward()
    assert output.grad == 0.0


@given(st.lists(logits, min_size=1, max_size=6), st.data())
def test_the_log_softmax_is_scipys_and_its_slopes_are_1_for_itself_minus_the_probabilities(numbers, data):
    values = list(map(Value, numbers))
    place = data.draw(st.integers(0, len(values) - 1))
    found = nn.log_softmax(values)
    found[place].backward()
    assert [log_p.data for log_p in found] == pytest.approx(scipy.special.log_softmax(numbers))
    expected = np.eye(len(values))[place] - scipy.special.softmax(numbers)
    assert [value.grad for value in values] == pytest.approx(expected)


def test_a_confident_class_keeps_its_small_negative_logarithm():
    [sure, _] = nn.log_softmax([Value(50.0), Value(0.0)])
    assert sure.data == pytest.approx(-math.exp(-50.0), abs=0.0)


@pytest.mark.needs("llvmlite")
def test_a_compiled_log_softmax_finds_the_largest_logit_of_each_sample():
    program = autograd.compile(lambda a, b: nn.log_softmax([a, b])[0], 0.0, 0.0)
    batch = [(1000.0, 0.0), (-1000.0, 0.0), (0.5, 0.25)]
    assert list(program(*zip(*batch))) == pytest.approx([scipy.special.log_softmax(pair)[0] for pair in batch])


@pytest.mark.parametrize("function", [nn.softmax, nn.log_softmax])
@pytest.mark.parametrize("numbers", [[math.inf, 0.0], [-math.inf, -math.inf]])
def test_a_softmax_of_infinite_logits_is_refused(function, numbers):
    with pytest.raises(DomainError, match=r"^softmax is not defined where the largest logit is -?inf$"):
        function([Value(number) for number in numbers])


@pytest.mark.parametrize(("z", "y", "loss"), [(math.inf, 1, 0.0), (-math.inf, 0, 0.0), (math.inf, 0, math.inf)])
def test_an_infinite_logit_costs_nothing_or_all(z, y, loss):
    assert nn.binary_cross_entropy_with_logits(Value(z), y).data == loss


@pytest.mark.parametrize(
    ("score", "y", "loss", "slope"), [(2.0, 1, 0.0, 0.0), (0.5, 1, 0.5, -1.0), (0.5, -1, 1.5, 1.0)]
)
def test_the_hinge_loss_and_its_slope(score, y, loss, slope):
    value = Value(score)
    result = nn.hinge_loss(value, y)
    result.backward()
    assert (result.data, value.grad) == (loss, slope)
    assert nn.hinge_loss(Value(score), Value(y)).data == loss


@pytest.mark.needs("llvmlite")
def test_a_compiled_hinge_loss_takes_labels_as_inputs_and_refuses_what_is_none():
    w = Value(0.5)
    program = autograd.compile(lambda x, y: nn.hinge_loss(w * x, y), 1.0, 1.0, parameters=[w])
    result = program.value_and_grad([1.0, 1.0, -3.0], [1.0, -1.0, 1.0])
    assert list(result.outputs) == [0.5, 1.5, 2.5]
    assert list(result.parameters) == pytest.approx([(-1.0 + 1.0 + 3.0) / 3.0])
    with pytest.raises(ValueError, match="sample 1"):
        program.value_and_grad([1.0, 1.0], [1.0, 0.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.binary_cross_entropy(Value(0.5), 2), "expected y to be from 0 to 1, got 2"),
        (lambda: nn.binary_cross_entropy_with_logits(Value(0.5), -1), "expected y to be from 0 to 1, got -1"),
        (lambda: nn.cross_entropy([Value(0.5)], 1), "target to be a class from 0 to 0, got 1"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, -1), "target to be a class from 0 to 1, got -1"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, [1.0]), "target with 2 entries, one a class, got 1"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, [0.5, 1.5]), "expected target to be from 0 to 1, got 1.5"),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, [0, 0]), r"to add up to 1, a .*, got \[0, 0\], with the sum 0$"),
        (lambda: nn.cross_entropy([[Value(0.5)] * 2] * 2, [1, [0.5, 0.25]]), "with the sum 0.75 at position 1$"),
        (
            lambda: nn.cross_entropy([Value(0.5)] * 3, (1, 1, 0)),
            r"got \(1, 1, 0\), with the sum 2: where several classes are right at once, add up binary_cross_entropy",
        ),
        (lambda: nn.categorical_cross_entropy([Value(0.5)] * 2, [0.5, 0.25]), "with the sum 0.75$"),
        (lambda: nn.mse_loss([Value(0.5)] * 2, [1.0]), "expected 2 targets, one an output, got 1"),
        (lambda: nn.mae_loss([Value(0.5)] * 2, [1.0]), "expected 2 targets, one an output, got 1"),
        (lambda: nn.huber_loss(Value(0.5), 1.0, delta=0.0), "expected delta to be above 0, got 0.0"),
        (lambda: nn.hinge_loss(Value(0.5), 0), "label y of -1 or 1, got 0"),
        (lambda: nn.hinge_loss(Value(0.5), Value(0.0)), r"label y of -1 or 1, got Value\(0.0\)"),
        (lambda: nn.softmax([]), "at least one Value in logits"),
    ],
)
def test_impossible_targets_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


probabilities = st.lists(st.floats(1e-300, 1.0), min_size=1, max_size=6)


def distributions(count):
    """Probabilities of so many classes, which add up to 1."""
    shares = st.lists(st.floats(0, 1), min_size=count, max_size=count).filter(lambda drawn: sum(drawn) > 1e-6)
    return shares.map(lambda drawn: [share / math.fsum(drawn) for share in drawn])


@given(st.integers(1, 6).flatmap(distributions), st.sampled_from([np.float64, np.float32, np.float16]))
def test_probabilities_may_add_up_to_1_but_for_rounding(weights, precision):
    logits = [Value(0.5)] * len(weights)
    for target in (np.array(weights, precision), [round(weight, 3) for weight in weights]):
        assert nn.cross_entropy(logits, target).data == pytest.approx(math.log(len(weights)), abs=0.01)


def test_the_sum_of_probabilities_that_are_values_is_free_so_that_each_may_be_varied():
    targets = [Value(1.0), Value(1.0), Value(0.0)]
    loss = nn.cross_entropy([Value(0.0)] * 3, targets)
    loss.backward()
    assert [loss.data, *(t.grad for t in targets)] == pytest.approx([2 * math.log(3), *[math.log(3)] * 3])
    assert nn.cross_entropy([Value(0.0)] * 3, [Value(1.0), 1.0, 0]).data == pytest.approx(2 * math.log(3))


@given(probabilities, st.data())
def test_the_cross_entropy_of_probabilities_is_the_slides_sum(numbers, data):
    weights = data.draw(distributions(len(numbers)))
    p = [Value(number) for number in numbers]
    loss = nn.categorical_cross_entropy(p, weights)
    loss.backward()
    terms = [-mpmath.mpf(t) * mpmath.log(mpmath.mpf(number)) for t, number in zip(weights, numbers)]
    assert close(loss.data, mpmath.fsum(terms))
    for value, t, number in zip(p, weights, numbers):
        assert close(value.grad or 0.0, -mpmath.mpf(t) / mpmath.mpf(number))


@given(probabilities, st.data())
def test_the_negative_log_likelihood_is_that_of_the_class_that_happened(numbers, data):
    y = data.draw(st.integers(0, len(numbers) - 1))
    assert close(nn.negative_log_likelihood([Value(n) for n in numbers], y).data, -mpmath.log(mpmath.mpf(numbers[y])))


@given(st.floats(1e-9, 1 - 1e-9), labels)
def test_for_two_classes_it_is_the_binary_cross_entropy(p, y):
    loss, expected = nn.negative_log_likelihood(Value(p), y), nn.binary_cross_entropy(Value(p), y)
    # 1 − p as a number has lost digits of p that the other form keeps.
    assert loss.data == pytest.approx(expected.data, rel=1e-6)


@pytest.mark.parametrize("loss", [nn.binary_cross_entropy, nn.binary_cross_entropy_with_logits])
def test_the_graph_names_a_label_as_the_slides_do_and_keeps_one_that_is_a_value(loss):
    assert "y" in [operand.label for operand in loss(Value(0.25), 1).operands]
    y = Value(1.0, label="truth")
    assert any(operand is y for operand in loss(Value(0.25), y).operands)


@pytest.mark.parametrize("size", [1000.0, -1000.0])
def test_logits_of_a_thousand_have_the_right_losses_and_gradients(size):
    z = Value(size)
    loss = nn.binary_cross_entropy_with_logits(z, 1)
    loss.backward()
    assert (loss.data, z.grad) == ((0.0, -0.0) if size > 0 else (1000.0, -1.0))
    logits = [Value(size), Value(-size), Value(0.0)]
    loss = nn.cross_entropy(logits, 0)
    loss.backward()
    assert loss.data == (0.0 if size > 0 else 2000.0)
    assert [v.grad for v in logits] == ([0.0, 0.0, 0.0] if size > 0 else [-1.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("call", "better"),
    [
        (lambda: nn.binary_cross_entropy(Value(0.0), 1), "binary_cross_entropy_with_logits"),
        (lambda: nn.binary_cross_entropy(Value(1.0), 0), "binary_cross_entropy_with_logits"),
        (lambda: nn.categorical_cross_entropy([Value(0.0), Value(1.0)], 0), "cross_entropy"),
        (lambda: nn.categorical_cross_entropy([Value(0.0), Value(1.0)], [0.5, 0.5]), "cross_entropy"),
        (lambda: nn.negative_log_likelihood(Value(1.0), 0), "binary_cross_entropy_with_logits or cross_entropy"),
        (lambda: nn.negative_log_likelihood([Value(0.0)], 0), "binary_cross_entropy_with_logits or cross_entropy"),
    ],
)
def test_a_probability_without_a_logarithm_points_to_the_form_on_logits(call, better):
    with pytest.raises(DomainError, match=f": use {better}, on what the probability was computed from"):
        call()


def test_what_is_no_probability_at_all_is_not_sent_to_the_logits():
    with pytest.raises(DomainError) as caught:
        nn.binary_cross_entropy(Value(1.5), 1)
    assert "use" not in str(caught.value)


@pytest.mark.parametrize("target", [2, 2.0])
def test_a_class_may_be_any_whole_number(target):
    values = [Value(1.0), Value(2.0), Value(4.0)]
    assert nn.cross_entropy(values, target).data == nn.cross_entropy(values, [0, 0, 1]).data
    assert nn.categorical_cross_entropy(nn.softmax(values), target).data == pytest.approx(
        nn.cross_entropy(values, 2).data
    )


@pytest.mark.parametrize("target", [0.5, 3, -1])
def test_what_is_no_class_is_refused(target):
    for call, name in (
        (nn.cross_entropy, "target"),
        (nn.categorical_cross_entropy, "target"),
        (nn.negative_log_likelihood, "y"),
    ):
        with pytest.raises(ValueError, match=f"expected {name} to be a class from 0 to 2, got {target}"):
            call([Value(0.3)] * 3, target)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: nn.binary_cross_entropy([Value(0.5)] * 2, [1, 0]),
            "binary_cross_entropy is the loss of one sample, nn",
        ),
        (
            lambda: nn.binary_cross_entropy_with_logits([Value(0.5)], 1),
            "expected z to be one Value, got [Value(0.5)]: binary_cross_entropy_with_logits is the loss of one",
        ),
        (lambda: nn.hinge_loss([Value(0.5)], 1), "expected score to be one Value, got [Value(0.5)]"),
        (
            lambda: nn.cross_entropy(Value(0.5), 0),
            "expected logits to be a Value a class for cross_entropy, got Value(0.5): "
            "for one, use binary_cross_entropy_with_logits",
        ),
        (lambda: nn.categorical_cross_entropy(Value(0.5), 0), "expected p to be a Value a class"),
        (
            lambda: nn.cross_entropy([Value(0.5)] * 2, "a"),
            "expected target to be a number, got 'a': give each class a nu",
        ),
        (lambda: nn.cross_entropy([Value(0.5)] * 2, "ab"), "expected target to be a number, got 'ab': give each class"),
        (lambda: nn.binary_cross_entropy(Value(0.5), "yes"), "expected y to be a number, got 'yes'"),
        (lambda: nn.hinge_loss(Value(0.5), "yes"), "expected y to be a number, got 'yes'"),
        (lambda: nn.mse_loss(Value(0.5), "yes"), "expected target to be a number an output, got 'yes'"),
        (lambda: nn.negative_log_likelihood(Value(0.5), "yes"), "expected y to be a number, got 'yes'"),
        (lambda: nn.binary_cross_entropy(Value(0.5), [1, 0]), "expected y to be a number, got [1, 0]"),
        (lambda: nn.binary_cross_entropy(Value(0.5), None), "expected y to be a number, got None"),
    ],
)
def test_what_is_no_prediction_or_no_target_is_told(call, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        call()


@pytest.mark.parametrize(
    "hold", [float, int, bool, np.array, np.int64, np.float32, Tensor, lambda y: [y], lambda y: np.array([y])]
)
@pytest.mark.parametrize("label", [0, 1])
def test_a_target_is_the_same_in_any_container(hold, label):
    p, several = Value(0.25), [Value(0.25), Value(0.5)]
    for loss, prediction in (
        (nn.binary_cross_entropy, p),
        (nn.binary_cross_entropy_with_logits, p),
        (nn.mse_loss, p),
        (nn.negative_log_likelihood, p),
    ):
        assert loss(prediction, hold(label)).data == loss(prediction, label).data
    if label:
        assert nn.hinge_loss(p, hold(label)).data == nn.hinge_loss(p, label).data
    one_hot = [float(k == label) for k in (0, 1)]
    for loss in (nn.cross_entropy, nn.categorical_cross_entropy):
        for given_target in (one_hot, tuple(one_hot), np.array(one_hot), Tensor(one_hot)):
            assert loss(several, given_target).data == loss(several, label).data
    assert nn.mse_loss(several, Tensor(one_hot)).data == nn.mse_loss(several, one_hot).data
