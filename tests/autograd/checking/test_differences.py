"""Richardson's extrapolation, with numbers chosen so that every step of it is exact in floats."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd.checking.differences import Estimate, Quotient, best_estimate, is_unresolved, step_sizes

# Steps.


def test_at_everyday_numbers_there_is_one_series_of_steps_each_a_quarter_of_the_one_before():
    [steps] = step_sizes(0.0)
    assert steps == [2.0**-k for k in range(3, 26, 2)]
    assert step_sizes(1.0) == step_sizes(-0.5) == step_sizes(2.0**-20) == [steps]


def test_the_steps_at_a_large_number_are_shares_of_it_down_to_64_ulps_of_it():
    assert step_sizes(-4.0) == [[2.0**-k for k in range(1, 26, 2)]]
    assert step_sizes(2.0**40) == [[2.0**k for k in range(37, -7, -2)]]


def test_at_a_tiny_number_its_own_size_is_tried_as_well():
    everyday, tiny = step_sizes(-(2.0**-30))
    assert everyday == [2.0**-k for k in range(3, 26, 2)]
    assert tiny == [2.0**-k for k in range(33, 56, 2)]
    assert [len(steps) for steps in step_sizes(math.nextafter(2.0**-20, 0.0))] == [12, 12]
    assert len(step_sizes(5e-324)) == 1


# Extrapolation.


def quotients(q, *roundings, size=0.0):
    """Quotients of these numbers, from coarse to fine; with these rounding errors, or none."""
    return [Quotient(2.0**-k, x, r, size) for k, (x, r) in enumerate(zip(q, (*roundings, *[0.0] * len(q))))]


@given(coefficients=st.lists(st.integers(-9, 9), min_size=2, max_size=7), x=st.integers(-4, 4))
@example(coefficients=[0, 0, 0, 0, 0, 1], x=2)
def test_the_derivative_of_a_polynomial_is_exact_once_its_powers_of_h_are_taken_out(coefficients, x):
    """A polynomial of degree n has n/2 powers of h² in its quotients: as many quotients more, and none is left."""

    def f(x):
        return sum(c * x**k for k, c in enumerate(coefficients))

    steps = [Fraction(1, 4**k) for k in range(2 + len(coefficients) // 2)]
    exact = [Quotient(float(h), float((f(x + h) - f(x - h)) / (2 * h)), rounding=2.0**-60) for h in steps]
    derivative = sum(k * c * x ** (k - 1) for k, c in enumerate(coefficients) if k)
    assert best_estimate([exact]) == Estimate(derivative, 2.0**-59, 0.0)


def test_the_bound_is_twice_what_the_extrapolation_changed_and_rounding():
    # 3x² + h² at x = 0, without the third quotient that would show that nothing is left.
    assert best_estimate([quotients([1.0, 1.0 / 16.0], 0.0, 0.5)]) == Estimate(0.0, 2.0 * (1.0 + 0.5), 0.0)


def test_too_few_quotients_or_none_give_no_estimate():
    assert best_estimate([[]]) is None
    assert best_estimate([quotients([1.0])]) is None
    assert best_estimate([quotients([1.0, 2.0])]) is None


@pytest.mark.parametrize(("q", "is_enough"), [([0, 1, 3], False), ([0, 1, 2], False), ([0, 2, 3], True)])
def test_quotients_of_which_none_changed_less_than_the_one_before_are_too_coarse(q, is_enough):
    assert (best_estimate([quotients(q)]) is not None) is is_enough


@pytest.mark.parametrize(("rounding", "is_enough"), [(0.5, True), (0.49, False)])
def test_quotients_that_differ_by_no_more_than_rounding_are_fine_enough(rounding, is_enough):
    assert (best_estimate([quotients([0.0, 1.0], 0.0, rounding)]) is not None) is is_enough


def test_an_estimate_that_finer_quotients_object_to_is_not_taken():
    assert best_estimate([quotients([1.0, 1.0, 1.0, 5.0, 5.0])]) == Estimate(5.0, 0.0, 0.0)
    assert best_estimate([quotients([1.0, 1.0, 1.0]), quotients([5.0, 5.0])]) == Estimate(5.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("rounding", "derivative", "bound"), [(0.25, 1.0, 0.0), (0.2, 3.0 + 2.0 / 15.0, 2.0 * (2.0 + 2.0 / 15.0 + 0.2))]
)
def test_finer_quotients_object_beyond_three_quarters_of_their_own_change_and_twice_their_rounding(
    rounding, derivative, bound
):
    found = best_estimate([quotients([1.0, 1.0, 3.0], 0.0, 0.0, rounding)])
    assert (found.derivative, found.bound) == pytest.approx((derivative, bound), rel=1e-15)


def test_an_infinite_quotient_objects_to_everything():
    assert best_estimate([quotients([1.0, 1.0, math.inf])]) is None


def test_the_size_of_an_estimate_is_the_smallest_of_its_own_series():
    coarse, fine = quotients([1.0, 1.0], size=2.0), [*quotients([1.0, 1.0], size=8.0), Quotient(0.1, 1.0, 0.0, 6.0)]
    assert best_estimate([coarse, fine]) == Estimate(1.0, 0.0, 2.0)
    assert best_estimate([[], fine]) == Estimate(1.0, 0.0, 6.0)


# Functions that change faster than the floats tell.


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([1.0, 1.0, 1.0, 1.0, 1.0], True),
        ([1.0, 1.0, 0.0, 0.0, 0.0], False),
        ([1.0, 1.0, 0.002, 0.0, 0.0], True),
        ([1.0, 1.0, 0.0005, 0.0, -0.001], False),
        ([0.0, 0.0, 0.0, 0.0, -0.0011], True),
        ([1.0], True),
        ([], False),
    ],
)
def test_a_function_is_unresolved_while_one_of_the_three_finest_steps_changes_a_thousandth_of_its_size(
    changes, expected
):
    far_out = [Quotient(h, change / h, 0.0, 1.0 / h) for h, change in zip([512.0, 128.0, 32.0, 8.0, 2.0], changes)]
    assert is_unresolved(1e15, far_out) is expected
    assert not is_unresolved(1.0, far_out)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([1e9, 5.0, 1.0, 1.0, 1.0], False), ([1.0, 0.5, 1.0, 1.0, 1.0], False), ([1.0, 1.0, 0.998, 1.0, 1.0], True)],
)
def test_what_differs_from_one_of_the_three_finest_steps_to_the_next_counts_too(sizes, expected):
    """As with the cosine beside one of its maxima, where both sides are alike."""
    assert is_unresolved(1e15, [Quotient(1.0, 0.0, 0.0, size) for size in sizes]) is expected


@pytest.mark.parametrize(("change", "expected"), [(0.0011, True), (0.0009, False)])
def test_what_a_change_is_compared_with_is_the_median_size(change, expected):
    sizes = [1e9, 1e9, 1.0, 1.0, 1.0]
    assert is_unresolved(1e15, [Quotient(1.0, change, 0.0, size) for size in sizes]) is expected


def test_up_to_two_million_the_steps_are_not_limited_by_the_digits_of_x():
    moving = quotients([1.0, 1.0, 1.0], size=1.0)
    assert not is_unresolved(2.0**21, moving)
    assert is_unresolved(2.0**22, moving)
