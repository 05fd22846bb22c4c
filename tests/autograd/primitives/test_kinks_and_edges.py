"""Kinks, and the edges of the domain: the conventions that every row states."""

import contextlib
import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, strategies
from oracles import (
    few,
    number_at,
    places_of,
    with_number_at,
)
from tests.autograd.primitives.laws import (
    every_row,
    every_row_with_a_kink,
    every_row_with_an_edge,
    leaves,
    partial_at,
)


@every_row_with_a_kink
@few
@given(data=st.data())
def test_where_a_partial_jumps_the_branch_changes_its_sign(row, data):
    """Along the line through two points; where nothing changes its sign, all partials change little in a small step."""
    here = data.draw(strategies.operands(row, calm=True))
    place = data.draw(st.sampled_from(places_of(here)))
    step = data.draw(st.sampled_from([-1e-9, 1e-9]))
    there = with_number_at(here, place, number_at(here, place) + step)
    assume(row.is_defined_at(*there))
    try:
        before, after = partial_at(row, here, place), partial_at(row, there, place)
    except ZeroDivisionError:  # no derivative, as at the origin of hypot
        before, after = 0.0, 1.0
    jumps = abs(before - after) > 1e-6
    assert row.crosses_kink(here, there) >= jumps


def test_equal_bounds_of_a_clamp_are_a_kink():
    clamp = PRIMITIVES["clamp"]
    before, after = [0.0, 0.5, 0.5], [0.0, 0.5 - 1e-9, 0.5]
    assert (partial_at(clamp, before, (2, None)), partial_at(clamp, after, (2, None))) == (0.5, 0.0)
    assert clamp.crosses_kink(before, after)


@pytest.mark.parametrize(
    ("name", "before", "after", "crosses"),
    [
        ("hypot", [0.0, -1.0], [0.0, 1.0], True),
        ("hypot", [-1.0, 0.0], [1.0, 0.0], True),
        ("hypot", [1.0, -1.0], [1.0, 1.0], False),
        ("hypot", [-1.0, 1.0], [1.0, 1.0], False),
        ("atan2", [-1.0, -1.0], [1.0, -1.0], True),
        ("atan2", [-1.0, 1.0], [1.0, 1.0], False),
        ("atan2", [1.0, -1.0], [1.0, 1.0], False),
        ("maximum", [1.0, 2.0], [3.0, 2.0], True),
        ("maximum", [-1.0, -2.0], [3.0, -2.0], False),
        ("minimum", [1.0, 2.0], [3.0, 2.0], True),
        ("minimum", [-1.0, -2.0], [3.0, -2.0], False),
        ("max", [[1.0, 0.0]], [[0.0, 1.0]], True),
        ("max", [[1.0, 1.0, 0.0]], [[1.0, 1.0 + 1e-9, 0.0]], True),
        ("max", [[1.0, 1.0]], [[1.0, 1.0]], True),
        ("max", [[2.0, 0.0, 1.0]], [[2.0, 1.0, 0.0]], False),
    ],
)
def test_a_kink_is_crossed_where_it_lies_and_nowhere_else(name, before, after, crosses):
    assert PRIMITIVES[name].crosses_kink(before, after) is crosses


@pytest.mark.parametrize("bound", [0.25, 0.75])
def test_each_bound_of_a_clamp_is_a_kink(bound):
    clamp = PRIMITIVES["clamp"]
    assert clamp.crosses_kink([bound - 1e-9, 0.25, 0.75], [bound + 1e-9, 0.25, 0.75])
    assert not clamp.crosses_kink([0.25 + 1e-9, 0.25, 0.75], [0.75 - 1e-9, 0.25, 0.75])


@pytest.mark.parametrize("tied", [1, 2, 3])
def test_those_tied_for_the_largest_have_equal_shares(tied):
    xs = [Value(x) for x in [2.0] * tied + [1.0]]
    autograd.max(xs).backward()
    assert [x.grad for x in xs] == [1.0 / tied] * tied + [0.0]


@every_row_with_a_kink
def test_the_convention_at_a_kink_is_put_in_words(row):
    assert row.convention


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize("name", ["relu", "abs", "step", "sign"])
def test_value_and_derivative_at_the_kink_are_0(name, zero):
    x = Value(zero)
    y = PRIMITIVES[name](x)
    y.backward()
    assert (y.data, x.grad) == (0.0, 0.0)
    assert math.copysign(1.0, y.data) == 1.0


@given(x=st.floats(allow_nan=False, allow_infinity=False))
def test_the_step_has_derivative_0_everywhere(x):
    assert Value(x).step().local_derivatives() == (0.0,)


@pytest.mark.parametrize("name", ["floor", "ceil"])
@pytest.mark.parametrize("x", [-2.5, -1.0, 0.0, 0.5, 3.0, 2.0**53, math.inf])
def test_whole_numbers_beside_a_number_have_derivative_0_at_the_jumps_too(name, x):
    number = Value(x)
    whole = PRIMITIVES[name](number)
    whole.backward()
    assert (whole.data, number.grad) == (float(getattr(np, name)(x)), 0.0)


@pytest.mark.parametrize("name", ["floor", "ceil"])
@given(below=st.integers(-(10**6), 10**6), jumps=st.integers(1, 10**6), start=st.floats(0.125, 0.875))
def test_between_numbers_with_a_whole_one_between_them_a_jump_is_crossed(name, below, jumps, start):
    row, x = PRIMITIVES[name], below + start
    assert row.crosses_kink([x], [x + jumps])
    assert row.crosses_kink([x], [float(below)])
    assert not row.crosses_kink([x], [below + 0.5])


def test_the_sinc_is_1_at_0_with_slope_0_and_the_curvature_of_its_series():
    sinc = autograd.sinc
    assert (sinc(0.0), autograd.grad(sinc)(0.0)) == (1.0, 0.0)
    assert autograd.grad(autograd.grad(sinc))(0.0) == pytest.approx(-(math.pi**2) / 3.0)


@given(x=st.integers(-(2**53), 2**53).filter(bool))
def test_the_sinc_is_0_at_whole_numbers(x):
    assert autograd.sinc(float(x)) == 0.0


@given(x=st.floats(-1e300, 1e300))
@example(x=0.0)
def test_x_to_the_0_is_1_with_derivative_0(x):
    base = Value(x)
    y = base**0
    y.backward()
    assert (y.data, base.grad) == (1.0, 0.0)


@given(x=st.floats(0.125, 8.0))
def test_x_to_the_0_changes_with_the_exponent_and_its_slope_does_too(x):
    [[_, mixed], [by_exponent_and_base, _]] = autograd.hessian(lambda x, p: x**p)(x, 0.0)
    assert (mixed, by_exponent_and_base) == pytest.approx((1.0 / x, 1.0 / x), rel=1e-15)


@pytest.mark.parametrize("p", [2.0, 7.0, 10.0, 1000.0])
def test_0_to_the_p_has_derivative_0_for_p_above_1(p):
    base = Value(0.0)
    (base**p).backward()
    assert base.grad == 0.0


@given(p=st.floats(0.0, 1e3))
def test_0_to_the_p_has_derivative_0_in_p(p):
    exponent = Value(p)
    (0.0**exponent).backward()
    assert exponent.grad == 0.0


def test_a_negative_base_with_a_whole_number_as_exponent_asks_for_no_logarithm():
    base = Value(-2.0)
    y = base**2
    y.backward()
    assert (y.data, base.grad) == (4.0, -4.0)


def test_a_negative_base_has_no_derivative_in_an_exponent_that_is_a_value():
    base, exponent = Value(-2.0, label="x"), Value(2.0, label="p")
    y = base**exponent
    assert y.data == 4.0
    with pytest.raises(DomainError, match=r"^pow has no derivative at x = -2.0, p = 2.0$"):
        y.backward()
    assert base.grad is exponent.grad is y.grad is None


def test_the_square_root_of_0_is_0_and_has_no_derivative():
    x = Value(0.0, label="x")
    y = x.sqrt()
    assert y.data == 0.0
    x.grad, y.grad = 0.5, None
    with pytest.raises(DomainError, match=r"^sqrt has no derivative at x = 0.0$"):
        y.backward()
    assert (x.grad, y.grad) == (0.5, None)


@pytest.mark.parametrize(
    ("name", "operands", "message"),
    [
        ("pow", [0.0, -1.0], "pow is not defined at a = 0.0, b = -1.0"),
        ("pow", [-8.0, 1 / 3], "pow is not defined at a = -8.0, b = 0.3333333333333333"),
        ("log", [0.0], "log is not defined at a = 0.0"),
        ("log", [-1.0], "log is not defined at a = -1.0"),
        ("div", [1.0, 0.0], "div is not defined at a = 1.0, b = 0.0"),
        ("sqrt", [-1.0], "sqrt is not defined at a = -1.0"),
    ],
)
def test_an_operation_outside_its_domain_names_itself_its_operands_and_their_numbers(name, operands, message):
    labelled = [Value(number, label=label) for number, label in zip(operands, "ab")]
    with pytest.raises(DomainError) as caught:
        PRIMITIVES[name](*labelled)
    assert str(caught.value) == message
    with pytest.raises(DomainError) as caught:
        PRIMITIVES[name](*operands)
    assert str(caught.value) == message.replace("a = ", "").replace("b = ", "")


@every_row_with_an_edge
def test_a_row_gives_numbers_inside_its_domain_and_raises_domain_error_outside(row):
    numbers = [-math.inf, -8.0, -1.0, -1 / 3, -0.0, 0.0, 1 / 3, 1.0, 2.0, math.inf]
    places = [[0, 1] if is_vector else [0] for is_vector in row.vectors]
    outside = 0
    for chosen in map(iter, product(numbers[:: 1 if sum(map(len, places)) < 4 else 3], repeat=sum(map(len, places)))):
        operands = [
            [next(chosen) for _ in at] if is_vector else next(chosen) for at, is_vector in zip(places, row.vectors)
        ]
        if not row.is_defined_at(*operands):
            outside += 1
            for given_operands in (operands, leaves(operands)):
                with pytest.raises(DomainError):
                    row(*given_operands)
        else:
            assert "NaN" in row.convention or not math.isnan(row(*operands))
    assert outside > 0


@pytest.mark.parametrize(
    ("name", "operands", "message"),
    [
        ("exp", [1000.0], "exp is too large for a float at a = 1000.0"),
        ("pow", [10.0, 400.0], "pow is too large for a float at a = 10.0, b = 400.0"),
    ],
)
def test_a_result_too_large_for_a_float_is_refused_by_name(name, operands, message):
    with pytest.raises(OverflowError) as caught:
        PRIMITIVES[name](*[Value(number, label=label) for number, label in zip(operands, "ab")])
    assert str(caught.value) == message


def test_a_derivative_too_large_for_a_float_is_refused_by_name():
    x = Value(1e-200, label="x")
    y = x**-1
    with pytest.raises(OverflowError, match="pow is too large for a float at x = 1e-200"):
        y.backward()
    assert x.grad is None


def test_a_long_vector_is_cut_short_in_a_message():
    with pytest.raises(DomainError, match=r"^sum is not defined at \[inf, -inf, 0.0, 0.0, … 9 numbers\]$"):
        autograd.sum([Value(math.inf), -math.inf, *[0.0] * 7])


def test_plain_sums_and_products_let_infinities_through():
    assert (Value(1e308) + 1e308).data == math.inf
    assert (Value(1e308) * 10.0).data == math.inf
    assert math.isnan((Value(math.inf) * 0.0).data)


@every_row
@few
@given(data=st.data())
def test_nan_never_becomes_a_number(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    place = data.draw(st.sampled_from(places_of(operands)))
    assume(row.name != "pow" or (operands[0] != 1.0 and operands[1] != 0.0))  # 1ˣ is 1, and x⁰
    # What is not chosen is not asked: above 0 the other side's slope, and a side of `where`.
    assume(row.name not in ("elu", "leaky_relu", "select") or place == (0, None))
    with contextlib.suppress(DomainError):
        assert math.isnan(row(*with_number_at(operands, place, math.nan)))


@pytest.mark.parametrize(
    ("row", "number"),
    [("cbrt", math.inf), ("cbrt", -math.inf), ("cbrt", 0.0), ("prod", [2.0, math.inf]), ("prod", [-math.inf, -1.0])],
)
def test_infinity_and_0_go_through_roots_and_products(row, number):
    expected = number if isinstance(number, float) else math.inf
    assert PRIMITIVES[row](number) == expected


@pytest.mark.parametrize(("p", "t", "slope"), [(0.0, 0.0, 1.0), (1.0, 1.0, -1.0)])
def test_a_certain_and_right_probability_costs_nothing_and_keeps_its_derivative_to_the_inside(p, t, slope):
    probability = Value(p)
    loss = autograd.binary_cross_entropy(probability, t)
    loss.backward()
    assert (loss.data, probability.grad) == (0.0, slope)
    assert autograd.grad(autograd.grad(lambda p: autograd.binary_cross_entropy(p, t)))(p) == 1.0


def test_what_a_target_costs_changes_with_the_logits():
    """The cost of t_k is −log p_k, with derivative p_k − 1 by z_k: the exponential of the largest is no constant."""
    zs, ts = [Value(0.0), Value(0.0)], [Value(0.25), Value(0.75)]
    costs = autograd.gradients(autograd.softmax_cross_entropy(zs, ts), ts)
    assert [[slope.data for slope in autograd.gradients(cost, zs)] for cost in costs] == [[-0.5, 0.5], [0.5, -0.5]]


@pytest.mark.parametrize("operands", [(0.0, 1.0), (1.0, 0.0), (0.0, 0.5), (-0.5, 0.0), (1.5, 1.0), (1.5, 0.5)])
def test_a_certain_and_wrong_probability_and_what_is_none_are_refused(operands):
    with pytest.raises(DomainError):
        autograd.binary_cross_entropy(*operands)


def test_the_lower_bound_of_a_clamp_may_not_be_above_the_upper():
    with pytest.raises(DomainError, match=r"^clamp is not defined at 0.0, 2.0, 1.0$"):
        autograd.clamp(0.0, 2.0, 1.0)


def test_the_defaults_are_the_usual_ones():
    assert (autograd.leaky_relu(-2.0), autograd.elu(-2.0)) == (-0.02, math.expm1(-2.0))
    assert (autograd.dot([3.0], [2.0]), autograd.clamp(-1e300), autograd.clamp(1e300)) == (6.0, -1e300, 1e300)
