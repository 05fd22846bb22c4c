"""How far values and partials are from the truth; `oracles/` says which are measured against more than their result."""

import contextlib
import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, strategies
from oracles import (
    ORACLES,
    exact,
    few,
    is_too_large,
    mp,
    number_at,
    oracle_of,
    places_of,
    rows,
    true_partial,
    true_value,
    ulps_between,
    with_number_at,
)
from oracles.many_digits import in_many_digits
from tests.autograd.primitives.laws import (
    ULPS,
    every_row,
    gradient_of,
    leaves,
    partial_at,
    rounds_to,
)


def test_no_oracle_is_left_over():
    assert set(ORACLES) <= set(PRIMITIVES)


@pytest.mark.parametrize("row", [row for row in rows() if row.name in ORACLES], ids=lambda row: row.name)
@few
@given(data=st.data())
def test_the_formula_in_many_digits_is_the_textbooks(row, data):
    """What the oracle of a row is that has no textbook's; but for the digits of rounded constants."""
    operands = data.draw(strategies.operands(row, calm=True))
    with mp.workprec(400):
        formula = in_many_digits(row.definition or row, *operands)
        assume(not mp.isnan(formula.number))  # as the definition of a loss at the edge of its domain
        expected = ORACLES[row.name].value(*exact(operands))
        assert abs(formula.number - expected) <= mp.mpf(2) ** -48 * (abs(expected) + formula.size)


def test_digits_keep_the_size_of_what_cancels():
    difference = in_many_digits(lambda a, b: 2.0 * (a - b), 3.0, 3.0)
    assert (difference.number, difference.size) == (0, 12)


@every_row
def test_a_row_says_so_where_errors_are_measured_against_more_than_the_result(row):
    assert bool(row.accuracy) == bool(oracle_of(row).terms)


@every_row
@few
@given(data=st.data())
def test_the_value_is_within_4_ulp_of_50_digit_arithmetic(row, data):
    assert_value_is_accurate(row, data.draw(strategies.operands(row)))


@every_row
@few
@given(data=st.data())
def test_each_partial_is_within_4_ulp_of_50_digit_arithmetic(row, data):
    operands = data.draw(strategies.operands(row))
    place = data.draw(st.sampled_from(places_of(operands)))
    assume(not any(map(is_too_large, true_value(row, operands))))
    assert_partial_is_accurate(row, operands, place)


HUGE = 1.7976931348623157e308


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "operands"),
    [
        ("softmax_cross_entropy", [[HUGE, -HUGE], [1.0, 0.0]]),
        ("softmax_cross_entropy", [[HUGE, -HUGE], [0.5, 0.25]]),
        ("softmax_cross_entropy", [[HUGE, -9.0, -9e-282], [0.3, 0.8, 7e-308]]),
        ("softmax_cross_entropy", [[476.0, -5e123, -2e-39, -HUGE], [7e-183, 1.0, 0.7, 0.5]]),
        ("gelu", [-37.0]),
        ("gelu", [-38.5]),
        ("silu", [-709.5]),
        ("silu", [-745.0]),
        ("elu", [-725.5, 3e199]),
        ("dot", [[1e16, 1.0], [1.0, 1.0], -1e16]),
        ("dot", [[1.0 + 2.0**-52, -1.0], [1.0 - 2.0**-53, 1.0], 0.0]),
        ("div", [3e-300, 1e10]),
        ("div", [3e-322, 0.011]),
        ("div", [0.0, 1e-200]),
        ("div", [1e300, 1e200]),
        ("pow", [1e-300, 0.3]),
        ("pow", [1e300, 0.3]),
        ("pow", [0.99, 71000.5]),
        ("pow", [-0.99, 71000.0]),
        ("pow", [-0.99, 71001.0]),
        ("pow", [3.0, -646.5]),
        ("pow", [1.0 + 2.0**-46, 2.0**53]),
        ("pow", [1e-53, 7.0]),
        ("pow", [1e-20, 17.0]),
        ("pow", [3e-20, 16.3]),
        ("pow", [7e9, -32.0]),
        ("pow", [1e10, -31.0]),
        ("pow", [1e-309, 2.0**-10]),
        ("sum", [[1.7e308, 1.7e308, -1.7e308]]),
        ("mean", [[1.7e308, 1.7e308, 1.0]]),
        ("hypot", [5e-324, 5e-324]),
        ("hypot", [1e-310, -3e-311]),
        ("atan2", [3e200, -4e200]),
        ("atan2", [-3e-200, 4e-200]),
        ("atan2", [3e150, 2e-150]),
        ("atan2", [5e-324, 1e-323]),
        ("gelu", [-1.5]),
        ("gelu", [-30.0]),
        ("gelu", [63.0]),
        ("gelu", [65.0]),
        ("erf", [26.0]),
        ("erfc", [-26.5]),
        ("binary_cross_entropy", [0.1, 0.3]),
        ("binary_cross_entropy", [0.5000003, 0.3]),
        ("binary_cross_entropy", [0.9, 0.3]),
        ("logsumexp", [[-700.3, 0.1]]),
        ("logsumexp", [[-1e9, 1e-9, 17.7]]),
    ],
)
def test_a_corner_that_chance_seldom_meets_is_within_4_ulp_too(name, operands):
    row = PRIMITIVES[name]
    assert_value_is_accurate(row, operands)
    for place in places_of(operands):
        assert_partial_is_accurate(row, operands, place)


def assert_value_is_accurate(row, operands):
    true, size, peak = true_value(row, operands)
    if not is_too_large(peak):
        assert ulps_between(row(*operands), true, size) <= ULPS
    elif is_too_large(true):
        # Where two terms are infinite, one up and one down, the sum of them is not defined.
        with contextlib.suppress(OverflowError, DomainError):
            assert rounds_to(row(*operands), true)


def assert_partial_is_accurate(row, operands, place):
    measured = true_partial(row, operands, place)
    if measured is None or is_too_large(measured[2]):
        return
    true, size, _ = measured
    if is_too_large(true):
        with contextlib.suppress(OverflowError):
            assert rounds_to(partial_at(row, operands, place), true)
    else:
        assert ulps_between(partial_at(row, operands, place), true, size) <= ULPS


@pytest.mark.parametrize("row", rows(stops_gradient=False), ids=lambda row: row.name)
@given(data=st.data())
def test_each_partial_agrees_with_central_differences(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    place = data.draw(st.sampled_from(places_of(operands)))
    number, step = number_at(operands, place), 1e-5
    near = [with_number_at(operands, place, number + side) for side in (-step, step)]
    assume(all(row.is_defined_at(*operands) for operands in near))
    assume(not row.crosses_kink(*near))
    below, above = (row(*operands) for operands in near)
    partial = partial_at(row, operands, place)
    assert (above - below) / (2 * step) == pytest.approx(partial, rel=1e-3, abs=1e-6)


@given(z=st.floats(20.0, 700.0))
@example(z=40.0)
def test_the_tail_of_the_sigmoid_keeps_its_derivative(z):
    [slope] = Value(z).sigmoid().local_derivatives()
    assert slope == pytest.approx(math.exp(-z) / (1.0 + math.exp(-z)) ** 2, rel=1e-15, abs=1e-323)


def test_the_derivative_of_the_sigmoid_at_40_is_4_2e_minus_18():
    assert Value(40.0).sigmoid().local_derivatives()[0] == pytest.approx(4.248354255291589e-18, rel=1e-15, abs=0.0)


@pytest.mark.parametrize("z", [-1000.0, 1000.0])
def test_the_sigmoid_is_finite_and_flat_far_out(z):
    assert (autograd.sigmoid(z), Value(z).sigmoid().local_derivatives()) == (float(z > 0), (0.0,))


def test_softmax_cross_entropy_is_finite_for_logits_of_1000():
    zs = [Value(1000.0), Value(-1000.0)]
    loss = autograd.softmax_cross_entropy(zs, [0.0, 1.0])
    loss.backward()
    assert (loss.data, [z.grad for z in zs]) == (2000.0, [1.0, -1.0])


def test_a_class_ruled_out_by_a_logit_of_minus_infinity_is_as_if_it_were_not_there():
    zs, masked = [Value(1.0), Value(2.0)], [Value(1.0), Value(2.0), Value(-math.inf)]
    loss, masked_loss = (
        autograd.softmax_cross_entropy(zs, [0.25, 0.75]),
        autograd.softmax_cross_entropy(masked, [0.25, 0.75, 0.0]),
    )
    loss.backward()
    masked_loss.backward()
    assert masked_loss.data == loss.data
    assert [z.grad for z in masked] == [z.grad for z in zs] + [0.0]
    assert autograd.softmax_cross_entropy([1.0, -math.inf], [0.0, 1.0]) == math.inf


def test_a_confident_right_answer_keeps_its_small_gradient():
    z = [Value(50.0), Value(0.0)]
    autograd.softmax_cross_entropy(z, [1.0, 0.0]).backward()
    assert z[0].grad == pytest.approx(-math.exp(-50.0), abs=0.0)


@every_row
@few
@given(data=st.data())
def test_partials_are_the_same_in_the_eager_pass_and_as_a_graph(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    try:
        numbers = leaves(operands)
        eager = gradient_of(row(*numbers), numbers)
    except DomainError:
        assume(False)
    values = [
        v for operand in leaves(operands) for v in (operand if isinstance(operand, autograd.Vector) else [operand])
    ]
    flat = iter(values)
    rebuilt = [[next(flat) for _ in operand] if isinstance(operand, list) else next(flat) for operand in operands]
    as_graph = [slope.data for slope in autograd.gradients(row(*rebuilt), values)]
    assert as_graph == pytest.approx(eager, rel=1e-12, abs=1e-300)
