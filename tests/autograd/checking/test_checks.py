"""The verdict on a derivative found three ways, where each of its limits lies, and what counts as a kink."""

import math
import sys
from functools import partial

import pytest

from autograd import Constant, Value, gradcheck, hypot, log, relu
from autograd.checking.checks import judged, rounding_error
from autograd.checking.differences import Estimate
from autograd.checking.report import Check
from autograd.forward import edges_below


def verdict(analytic, forward, numeric, leeway=0.0, size=1.0):
    check = judged(analytic, forward, numeric, leeway, size)
    assert (check.name, check.analytic, check.forward) == ("", analytic, forward)
    return check.verdict


def test_what_agrees_within_its_bound_is_ok():
    assert judged(2.0, 2.0, Estimate(2.0, 0.0, 0.0), 0.0, 2.0) == Check("", 2.0, 2.0, 2.0, 2e-10, "ok")
    assert judged(2.0, 2.0, Estimate(2.0, 0.25, 0.0), 0.5, 1e6).bound == pytest.approx(0.75)
    assert judged(0.0, 0.0, Estimate(0.0, 0.0, 0.0), 0.0, 0.0).bound == 1e-110


@pytest.mark.parametrize(
    ("off", "expected"), [(0.75, "ok"), (0.75 + 1e-9, "wrong"), (-0.75, "ok"), (math.inf, "wrong")]
)
def test_what_is_further_off_than_its_bound_is_wrong(off, expected):
    assert verdict(off, off, Estimate(0.0, 0.5, 0.0), leeway=0.25, size=1e6) == expected


@pytest.mark.parametrize("numeric", [Estimate(1.0, 1.0, 0.0), "kink crossed"])
def test_forward_mode_may_differ_by_twice_the_leeway(numeric):
    agreed = "ok" if isinstance(numeric, Estimate) else numeric
    assert verdict(1.0, 1.5, numeric, leeway=0.25, size=1e6) == agreed
    assert verdict(1.0, 1.5 + 1e-9, numeric, leeway=0.25, size=1e6) == "forward mode differs"
    assert verdict(1.0, 0.5 - 1e-9, numeric, leeway=0.25, size=1e6) == "forward mode differs"


def test_what_stands_in_the_way_of_differences_is_the_verdict():
    for obstacle in ("kink crossed", "edge of domain", "inconclusive"):
        check = judged(math.inf, math.inf, obstacle, 0.0, 1.0)
        assert (check.verdict, check.name) == (obstacle, "")
        assert math.isnan(check.numeric)
        assert math.isnan(check.bound)


def test_wrong_says_more_than_that_forward_mode_differs():
    assert verdict(1.0, 5.0, Estimate(3.0, 0.0, 0.0)) == "wrong"


@pytest.mark.parametrize(("size", "expected"), [(1000.0, "ok"), (999.0, "inconclusive")])
def test_a_bound_of_more_than_a_thousandth_of_what_is_added_up_tells_nothing(size, expected):
    assert verdict(0.0, 0.0, Estimate(0.0, 1.0, 0.0), size=size) == expected
    assert verdict(0.0, 0.0, Estimate(0.0, 1.0, size), size=0.0) == expected


def test_numbers_below_1e_minus_100_are_not_told_apart():
    assert verdict(0.0, 0.0, Estimate(0.0, 9e-104, 0.0), size=0.0) == "ok"
    assert verdict(0.0, 0.0, Estimate(0.0, 2e-103, 0.0), size=0.0) == "inconclusive"


# Rounding: each operation's result and operands are taken to be off by 4 ε of their share in it.

EPSILON = sys.float_info.epsilon
nearly = partial(pytest.approx, rel=1e-12, abs=0.0)


def error_of(output):
    return rounding_error(output, edges_below(output))


def test_the_rounding_error_of_an_operation_counts_its_result_and_the_share_of_each_operand():
    a, b = Value(3.0), Value(-5.0)
    assert error_of(a) == 0.0
    assert error_of(a * b) == nearly(4.0 * EPSILON * 3.0 * 15.0)
    assert error_of(a + b) == nearly(4.0 * EPSILON * (2.0 + 3.0 + 5.0))
    assert error_of(a - a) == nearly(4.0 * EPSILON * (0.0 + 3.0 + 3.0))
    assert error_of(a * 2.0) == nearly(4.0 * EPSILON * (6.0 + 6.0))  # a constant is exact
    assert error_of(Value(0.0).sqrt() + a) == nearly(4.0 * EPSILON * (3.0 + 0.0 + 3.0))


def test_the_rounding_error_of_an_intermediate_value_counts_as_often_as_it_moves_the_output():
    a, b, c = Value(3.0), Value(-5.0), Value(7.0)
    assert error_of(a * b * c) == nearly(4.0 * EPSILON * (3.0 + 3.0) * 105.0)
    product = a * b
    assert error_of(product + product) == nearly(4.0 * EPSILON * ((30.0 + 15.0 + 15.0) + 2.0 * 45.0))
    assert error_of(product - product) == nearly(4.0 * EPSILON * (0.0 + 15.0 + 15.0))
    assert error_of(product * 2.0 + product) == nearly(
        4.0 * EPSILON * ((45.0 + 30.0 + 15.0) + (30.0 + 30.0) + 3.0 * 45.0)
    )
    assert error_of(-(product * 2.0)) == nearly(4.0 * EPSILON * (2.0 * 30.0 + (30.0 + 30.0) + 2.0 * 45.0))


def test_the_rounding_error_of_what_does_not_move_the_output_does_not_count():
    a, b = Value(3.0), Value(-5.0)
    assert error_of((a * b - a * b).sqrt() + a) == nearly(4.0 * EPSILON * (3.0 + 0.0 + 3.0))  # no derivative at 0


def test_where_numbers_underflow_an_operation_is_off_by_a_few_of_the_smallest():
    tiny = Value(1e-200)
    assert error_of(tiny * tiny) == 4.0 * 5e-324


def test_a_rounding_error_without_bound_is_taken_to_be_that_of_the_result_alone():
    quotient = Value(1e10) / Value(1e-290)
    assert error_of(quotient) == nearly(4.0 * EPSILON * 1e300)


# Edges and kinks.


def test_at_the_smallest_float_steps_of_everyday_size_tell():
    assert verdict_on(lambda x: x * 3.0, 5e-324) == "ok"
    assert verdict_on(log, 5e-324) == "edge of domain"


def test_beside_0_nothing_is_called_wrong_that_no_step_can_resolve():
    checks = gradcheck(hypot, [5e-324, 5e-324], order=1).checks
    assert [check.verdict for check in checks] == ["inconclusive", "inconclusive"]


def test_at_the_largest_floats_a_step_too_far_is_left_out():
    assert verdict_on(lambda x: x * 1e-300, 1.7e308) == "ok"
    assert verdict_on(lambda x: x * 1e-300, sys.float_info.max) == "edge of domain"


def verdict_on(f, x):
    [check] = gradcheck(f, x, order=1).checks
    return check.verdict


def test_a_kink_on_both_sides_nearer_than_every_step_is_seen():
    """relu is on at 0, and off on both sides at the finest step; differences would give 0 for a slope of 1."""
    assert verdict_on(lambda x: relu(1.0 - (1e10 * x) ** 2 + x), 0.0) == "kink crossed"


def test_a_formula_of_its_own_at_one_point_is_compared_with_its_neighbours():
    assert verdict_on(lambda x: x.sin() / x if x.data != 0.0 else 1.0 - x * x / 6.0, 0.0) == "ok"
    with pytest.raises(AssertionError, match="wrong"):
        gradcheck(lambda x: x.sin() if x.data != 0.0 else x * 3.0, 0.0, order=1)


def test_an_input_that_becomes_a_constant_on_one_side_has_taken_another_way():
    assert verdict_on(lambda x: x * 2.0 if x > 0.0 else Constant(x.data) * 2.0, 0.0) == "kink crossed"
