"""Laws that every row of the table obeys, and the conventions at the kinks."""

import contextlib
import math
import re
import string
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Interval, Primitive, Value, strategies, unfolded, vector
from tests.many_digits import in_many_digits
from tests.oracles import (
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

ULPS = 4.0
every_row = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
every_scalar_row = pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
every_fused_row = pytest.mark.parametrize("row", rows(fused=True), ids=lambda row: row.name)
every_row_with_a_kink = pytest.mark.parametrize(
    "row", [row for row in rows() if row.branch is not None], ids=lambda row: row.name
)
every_row_with_an_edge = pytest.mark.parametrize(
    "row",
    [row for row in rows() if row.condition is not None or any(domain != Interval() for domain in row.domain)],
    ids=lambda row: row.name,
)
every_row_with_optional_operands = pytest.mark.parametrize(
    "row", [row for row in rows() if row.defaults], ids=lambda row: row.name
)


def leaves(operands):
    return [vector(map(Value, operand)) if isinstance(operand, list) else Value(operand) for operand in operands]


def partial_at(row, operands, place):
    """One number of one partial, in floats."""
    position, element = place
    partial = row.partials[position](*operands, row(*operands))
    return partial if element is None else partial[element]


def rounds_to(number, true):
    """Whether a true result too large for a float, or almost, came out as infinity or near the largest float."""
    return math.copysign(1.0, number) == (1.0 if true > 0 else -1.0) and abs(number) > 1.797e308


def gradient_of(result, operands):
    """The gradient of `result`, one number for each number in `operands`."""
    result.backward()
    values = [
        value for operand in operands for value in (operand if isinstance(operand, autograd.Vector) else [operand])
    ]
    return [0.0 if value.grad is None else value.grad for value in values]


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


# Accuracy. `tests/oracles.py` says which rows are measured against more than their own result, and the row says so too.


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


@every_row
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


# Fused rows.


@every_fused_row
@given(data=st.data())
def test_a_fused_row_agrees_with_its_definition_in_value_and_gradient(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    try:
        fused_leaves, plain_leaves = leaves(operands), leaves(operands)
        fused, plain = row(*fused_leaves), row.definition(*map(list_of, plain_leaves))
        gradients = gradient_of(fused, fused_leaves), gradient_of(plain, plain_leaves)
    except DomainError:  # at the edge of the definition's domain, where the fused row may know better
        assume(False)
    assert fused.data == pytest.approx(plain.data, rel=1e-9, abs=1e-9)
    scale = max(map(abs, gradients[0]), default=0.0)
    assert gradients[0] == pytest.approx(gradients[1], rel=1e-9, abs=1e-9 * (1.0 + scale))


@every_fused_row
@few
@given(data=st.data())
def test_unfolding_gives_the_same_value(row, data):
    operands = leaves(data.draw(strategies.operands(row, calm=True)))
    try:
        result, stand_ins = unfolded(row(*operands))
    except DomainError:
        assume(False)
    assert result.data == pytest.approx(row(*operands).data, rel=1e-9, abs=1e-9)
    assert len(stand_ins) == len(row(*operands).operands)


def list_of(operand):
    return list(operand) if isinstance(operand, autograd.Vector) else operand


# Operands.


@every_row_with_optional_operands
@few
@given(data=st.data())
def test_operands_left_out_count_as_their_defaults(row, data):
    operands = data.draw(strategies.operands(row, calm=True))[: row.arity - len(row.defaults)]
    for k in range(len(row.defaults)):
        some, others = [*operands, *row.defaults[:k]], row.defaults[k:]
        short, full = leaves(some), leaves(some)
        assert row(*some) == row(*some, *others) == row(*short).data
        if row.definition is not None:
            assert row.definition(*map(list_of, leaves(some))).data == pytest.approx(row(*some), rel=1e-12, abs=1e-12)
        assert gradient_of(row(*short), short) == gradient_of(row(*full, *others), full)


@every_row_with_optional_operands
@few
@given(data=st.data())
def test_an_optional_operand_given_gets_its_gradient(row, data):
    operands = leaves(data.draw(strategies.operands(row, calm=True)))
    result = row(*operands)
    result.backward()
    assert all(value.grad is not None for value in result.operands)


@every_row
@few
@given(data=st.data())
def test_a_row_gives_numbers_for_numbers_and_the_same_number_in_a_value(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    assert type(row(*operands)) is float
    assert row(*leaves(operands)).data == row(*operands)


@every_row
@few
@given(data=st.data())
def test_one_value_among_numbers_makes_the_result_a_value(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    place = data.draw(st.sampled_from(places_of(operands)))
    result = row(*with_number_at(operands, place, Value(number_at(operands, place))))
    assert isinstance(result, Value)
    assert result.primitive is row
    assert [operand.is_constant for operand in result.operands].count(False) == 1


@every_row
@few
@given(data=st.data())
def test_a_wrong_number_of_operands_is_refused_by_name(row, data):
    operands = leaves(data.draw(strategies.operands(row, calm=True)))
    for wrong in (operands[: row.arity - len(row.defaults) - 1], [*operands, Value(1.0)]):
        with pytest.raises(TypeError, match=rf"^{row.name} takes .* operands?, got {len(wrong)}$"):
            row(*wrong)


@pytest.mark.parametrize("row", [row for row in rows() if sum(row.vectors) > 1], ids=lambda row: row.name)
@pytest.mark.parametrize("kind", [float, Value])
def test_vectors_of_different_lengths_are_refused(row, kind):
    operands = [[kind(0.5)] * (k + 2) if is_vector else kind(0.5) for k, is_vector in enumerate(row.vectors)]
    with pytest.raises(ValueError, match=f"{row.name} takes vectors of one length, got 2 and 3"):
        row(*operands)


# Kinks, and the edges of the domain.


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
@pytest.mark.parametrize("name", ["relu", "abs", "step"])
def test_value_and_derivative_at_the_kink_are_0(name, zero):
    x = Value(zero)
    y = PRIMITIVES[name](x)
    y.backward()
    assert (y.data, x.grad) == (0.0, 0.0)
    assert math.copysign(1.0, y.data) == 1.0


@given(x=st.floats(allow_nan=False, allow_infinity=False))
def test_the_step_has_derivative_0_everywhere(x):
    assert Value(x).step().local_derivatives() == (0.0,)


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
    assert mixed == by_exponent_and_base == pytest.approx(1.0 / x)


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
    outside = 0
    for numbers in product([-8.0, -1.0, -1 / 3, -0.0, 0.0, 1 / 3, 1.0, 2.0], repeat=row.arity):
        operands = [[x, x] if is_vector else x for x, is_vector in zip(numbers, row.vectors)]
        if not row.is_defined_at(*operands):
            outside += 1
            for given_operands in (operands, leaves(operands)):
                if row.name.endswith("cross_entropy") and not 0.0 <= numbers[-1] <= 1.0:  # a target may be any number
                    with contextlib.suppress(DomainError):
                        assert not math.isnan(float(row(*given_operands)))
                else:
                    with pytest.raises(DomainError):
                        row(*given_operands)
        else:
            assert not math.isnan(row(*operands))
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
    assume(row.name not in ("elu", "leaky_relu") or place == (0, None))  # above 0 the other side's slope is not asked
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


# What people see of a row.


@pytest.mark.parametrize("row", [row for row in rows(scalar=True) if row.arity > 1], ids=lambda row: row.name)
def test_a_row_is_called_commutative_if_its_operands_can_change_places_and_only_then(row):
    pairs = [(a, b) for a in (0.125, 0.5, 0.75) for b in (0.25, 0.5, 1.0)]
    can = row.arity == 2 and all(row(a, b) == row(b, a) for a, b in pairs)
    assert row.commutative is can


@every_row
def test_a_row_binds_as_loosely_as_the_loosest_sign_of_its_formula(row):
    """Signs in braces or parentheses do not count; from loose to tight: sums, products, a minus in front, powers."""
    formula = row.latex.format(*"abc"[: row.arity])
    while (shorter := re.sub(r"\{[^{}]*\}|\([^()]*\)", "", formula)) != formula:
        formula = shorter
    loosest_first = [r".+ [+-] |^-?\\sum", r"\\cdot|^\\prod", "^-", r"\^"]
    expected = next((k for k, sign in enumerate(loosest_first, start=1) if re.search(sign, formula)), 5)
    assert row.precedence == expected


@every_row
def test_a_row_is_found_by_its_name_and_its_name_is_an_identifier(row):
    assert PRIMITIVES[row.name] is row
    assert row.name.isidentifier()
    assert getattr(autograd, row.name) is row


@every_row
def test_the_formula_names_each_operand_and_no_other(row):
    named = {int(field) for _, field, _, _ in string.Formatter().parse(row.latex) if field is not None}
    assert named == set(range(row.arity))
    formula = row.latex.format(*(f"<{k}>" for k in range(row.arity)))
    assert formula.count("{") == formula.count("}")


@every_row
def test_a_row_is_drawn_with_a_symbol_and_a_known_precedence(row):
    assert row.symbol.strip()
    assert row.precedence in range(1, 6)


@every_row
def test_a_row_has_one_partial_one_interval_and_one_shape_an_operand(row):
    assert len(row.partials) == len(row.domain) == len(row.vectors) == row.arity
    assert 0 <= len(row.defaults) < row.arity


@every_row
def test_a_row_is_frozen_and_shows_its_name(row):
    assert repr(row) == f"<primitive {row.name}>"
    with pytest.raises(AttributeError):
        row.name = "another"


@every_scalar_row
@few
@given(data=st.data())
def test_every_row_of_scalars_is_a_method_as_well(row, data):
    first, *others = data.draw(strategies.operands(row, calm=True))
    assert getattr(Value(first), row.name)(*others).data == row(first, *others)


def test_operations_compare_by_identity():
    for one, other in product(PRIMITIVES.values(), repeat=2):
        assert (one == other) is (one is other)
        assert isinstance(one, Primitive)
