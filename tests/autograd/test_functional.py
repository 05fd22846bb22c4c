"""Derivatives as functions, and derivatives of those."""

import math
import sys
import threading
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, grad, gradients, hessian, jacobian, strategies, value_and_grad
from autograd.strategies import Expression, expressions
from oracles import few, in_mpmath, mp, rows

numbers = st.floats(-3.0, 3.0)


@given(expression=expressions())
def test_grad_of_a_random_function_is_its_backward_pass(expression):
    output, leaves = expression.graph()
    output.backward()
    expected = tuple(0.0 if leaf.grad is None else leaf.grad for leaf in leaves)

    def f(*inputs):
        return expression(*inputs)

    result = value_and_grad(f)(*expression.point)
    assert result == (output.data, expected[0] if len(expected) == 1 else expected)
    assert grad(f)(*expression.point) == result[1]


@given(x=numbers)
def test_the_nth_derivative_of_a_function_agrees_with_mpmath(x):
    def f(x):
        return autograd.sigmoid(x) * autograd.exp(-x * x)

    def true(x):
        return mp.exp(-x * x) / (1 + mp.exp(-x))

    derivative = f
    with mp.workprec(200):
        for order in range(1, 5):
            derivative = grad(derivative)
            assert derivative(x) == pytest.approx(float(mp.diff(true, x, order)), rel=1e-9, abs=1e-9)


@given(x=numbers)
def test_grad_of_grad_of_a_polynomial(x):
    assert grad(grad(lambda x: x**3))(x) == pytest.approx(6.0 * x)
    assert grad(grad(grad(lambda x: x**3)))(x) == pytest.approx(6.0)
    assert grad(grad(grad(grad(lambda x: x**3))))(x) == 0.0


@given(x=numbers, p=st.integers(2, 6))
def test_a_whole_power_has_all_its_derivatives_at_negative_numbers_and_at_0_too(x, p):
    derivative = lambda x: x**p  # noqa: E731 - it is replaced by its derivative, again and again
    for k in range(p):
        derivative = grad(derivative)
        expected = math.perm(p, k + 1) * x ** (p - k - 1)
        assert derivative(x) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_one_argument_gives_a_float_and_several_a_tuple():
    assert type(grad(lambda x: x * x)(3.0)) is float
    assert grad(lambda x, y: x * y)(3.0, 4.0) == (4.0, 3.0)
    value, derivative = value_and_grad(lambda x: x * x)(3.0)
    assert (type(value), type(derivative)) == (float, float)


@given(x=numbers, y=numbers)
def test_a_vector_that_several_operations_share_gathers_from_all_of_them(x, y):
    def f(x, y):
        shared = autograd.vector([x, y])
        return autograd.dot([1.0, 2.0], shared) * autograd.dot([3.0, 4.0], shared)

    a, b = x + 2.0 * y, 3.0 * x + 4.0 * y
    assert grad(f)(x, y) == pytest.approx((b + 3.0 * a, 2.0 * b + 4.0 * a), rel=1e-12, abs=1e-12)
    assert hessian(f)(x, y) == ((6.0, 10.0), (10.0, 16.0))


def test_nested_derivatives_are_not_confused():
    assert grad(lambda x: x * grad(lambda y: x * y)(1.0))(2.0) == 4.0
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
    assert grad(lambda x: grad(lambda y: x * y * y)(x))(3.0) == 12.0


@given(x=numbers, y=numbers)
def test_mixed_derivatives_commute(x, y):
    def f(x, y):
        return autograd.sigmoid(x * y) * x.exp() + autograd.logsumexp([x, y])

    xy = grad(lambda y: grad(lambda x: f(x, y))(x))(y)
    yx = grad(lambda x: grad(lambda y: f(x, y))(y))(x)
    assert xy == pytest.approx(yx, rel=1e-9, abs=1e-9)


def test_a_derivative_taken_at_a_value_can_be_differentiated():
    x = Value(2.0)
    slope_at_x = grad(lambda t: t**3)(x)
    assert isinstance(slope_at_x, Value)
    slope_at_x.backward()
    assert (slope_at_x.data, x.grad) == (12.0, 12.0)


def test_the_same_value_passed_twice_counts_at_each_place():
    x = Value(3.0)
    by_first, by_second = grad(lambda a, b: a * b * b)(x, x)
    assert (by_first.data, by_second.data) == (9.0, 18.0)


@pytest.mark.parametrize("constant", [7.0, 7, Value(7.0)])
def test_a_constant_function_has_derivative_0(constant):
    assert grad(lambda x: constant)(2.0) == 0.0
    assert grad(grad(lambda x: constant))(2.0) == 0.0
    assert grad(lambda x, y: constant)(2.0, 3.0) == (0.0, 0.0)


def test_an_argument_the_function_ignores_has_derivative_0():
    assert grad(lambda x, y: x * x)(3.0, 4.0) == (6.0, 0.0)


def test_the_identity_has_derivative_1():
    assert grad(lambda x: x)(5.0) == 1.0
    assert grad(grad(lambda x: x))(5.0) == 0.0


def test_a_derivative_leaves_the_gradients_of_what_it_closes_over_to_backward():
    w = Value(2.0)
    slope_in_x = grad(lambda x: w * x * x)(Value(3.0))
    slope_in_x.backward()
    assert (slope_in_x.data, w.grad) == (12.0, 6.0)


@pytest.mark.skipif(sys.flags.optimize > 1, reason="python -OO keeps no docstrings")
def test_a_function_and_its_derivative_share_their_name_and_docstring():
    def cubed(x):
        """The cube."""
        return x**3

    assert (grad(cubed).__name__, value_and_grad(cubed).__doc__) == ("cubed", "The cube.")


@pytest.mark.parametrize("wrong", [None, "y", [1.0]])
def test_a_function_that_gives_no_number_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^expected the function to return a Value or a number, got "):
        grad(lambda x: wrong)(1.0)


@pytest.mark.parametrize("derivative", [grad, value_and_grad, jacobian, hessian])
def test_what_is_no_function_is_refused(derivative):
    with pytest.raises(TypeError, match=r"^expected f to be a function to differentiate, got 3$"):
        derivative(3)


@pytest.mark.parametrize("wrong", ["1", True, None])
def test_an_argument_that_is_no_number_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^expected numbers to differentiate by, got "):
        grad(lambda x: x)(wrong)


def test_a_function_that_raises_leaves_later_derivatives_as_they_were():
    def broken(x):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        grad(broken)(1.0)
    assert type(grad(lambda x: x * x)(1.0)) is float


def test_derivatives_in_another_thread_are_not_nested_in_this_one():
    kinds = []

    def f(x):
        thread = threading.Thread(target=lambda: kinds.append(type(grad(lambda t: t * t)(1.0))))
        thread.start()
        thread.join()
        return x

    grad(f)(1.0)
    assert kinds == [float]


@given(data=st.lists(numbers, min_size=1, max_size=4), targets=st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_the_hessian_of_softmax_cross_entropy_is_the_covariance_of_the_classes(data, targets):
    zs = list(map(Value, data))
    loss = autograd.softmax_cross_entropy(zs, targets[: len(zs)])
    weight = math.fsum(targets[: len(zs)])
    total = math.fsum(map(math.exp, data))
    p = [math.exp(z) / total for z in data]
    for i, slope_i in enumerate(gradients(loss, zs)):
        row = [weight * (p[i] * (i == j) - p[i] * p[j]) for j in range(len(zs))]
        assert [g.data for g in gradients(slope_i, zs)] == pytest.approx(row, rel=1e-9, abs=1e-12)


def test_a_derivative_changes_no_grad_of_what_the_function_closes_over():
    w = Value(2.0)
    for derivative in (grad, value_and_grad, jacobian, hessian):
        derivative(lambda x: w * x * x)(3.0)
    assert w.grad is None


# Jacobians and Hessians.


def second_derivatives(expression, bits=200):
    """The Hessian of a random expression in mpmath, by central differences of central differences."""
    with mp.workprec(bits):
        point = list(map(mp.mpf, expression.point))

        def nudged(x, k, h):
            return [*x[:k], x[k] + h, *x[k + 1 :]]

        def quotient(k, j):
            h = mp.ldexp(1, -bits // 5)
            corners = [
                in_mpmath(expression, nudged(nudged(point, k, a * h), j, b * h)) * a * b
                for a in (1, -1)
                for b in (1, -1)
            ]
            return float(sum(corners) / (4 * h * h))

        return [[quotient(k, j) for j in range(len(point))] for k in range(len(point))]


def matrix(rows):
    return [list(row) for row in rows] if isinstance(rows, tuple) else [[rows]]


def assert_matrices_agree(left, right, rel):
    size = 1.0 + max(abs(x) for row in right for x in row)
    for left_row, right_row in zip(left, right, strict=True):
        assert left_row == pytest.approx(right_row, rel=rel, abs=rel * size)


@few
@given(expression=expressions(most_inputs=3, most_steps=6))
def test_the_hessian_of_a_random_expression_agrees_with_mpmath(expression):
    assert_matrices_agree(matrix(hessian(expression)(*expression.point)), second_derivatives(expression), 1e-7)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_the_hessian_of_every_row_agrees_with_mpmath(row, data):
    drawn = data.draw(strategies.operands(row, calm=True))
    places, point = [], []
    for operand in drawn:
        numbers = operand if isinstance(operand, list) else [operand]
        places.append(tuple(range(len(point), len(point) + len(numbers))))
        point += numbers
    steps = ((row.name, tuple(p if v else p[0] for p, v in zip(places, row.vectors))),)
    directions = [*combinations(range(len(point)), 2), *((k,) for k in range(len(point)))]
    for moving in directions:  # one number or two, as in a mixed derivative: inside the domain, and no kink in reach
        for sides in product((-0.01, 0.01), repeat=len(moving)):
            moved = [x + dict(zip(moving, sides)).get(j, 0.0) for j, x in enumerate(point)]
            operands = [[moved[j] for j in p] if v else moved[p[0]] for p, v in zip(places, row.vectors)]
            assume(row.is_defined_at(*operands))
            assume(not row.crosses_kink(operands, drawn))
    expression = Expression(tuple(point), steps)
    try:
        exact = matrix(hessian(expression)(*point))
    except DomainError:  # a negative base has no derivative by its exponent
        assume(False)
    assert_matrices_agree(exact, second_derivatives(expression, bits=400), 1e-8)


def test_an_exponent_or_a_target_that_is_0_keeps_its_part_in_the_second_derivative():
    assert hessian(lambda x, p: x**p)(2.0, 0.0)[0][1] == hessian(lambda x, p: x**p)(2.0, 0.0)[1][0] == 0.5
    for target in (0.0, 1.0):
        (_, mixed), (again, _) = hessian(autograd.binary_cross_entropy)(0.25, target)
        assert [mixed, again] == pytest.approx([-1 / 0.25 - 1 / 0.75] * 2)
    assert grad(lambda p: autograd.binary_cross_entropy(p, 0.0))(0.0) == 1.0
    assert grad(lambda p: autograd.binary_cross_entropy(p, 1.0))(1.0) == -1.0


@given(expression=expressions())
def test_a_hessian_is_symmetric_to_rounding(expression):
    rows = matrix(hessian(expression)(*expression.point))
    assert_matrices_agree(rows, list(map(list, zip(*rows))), 1e-11)


@few
@given(one=expressions(most_inputs=2, most_steps=5), other=expressions(most_inputs=2, most_steps=5))
def test_the_rows_of_a_jacobian_are_the_gradients_of_the_outputs(one, other):
    inputs = [*one.point, *other.point]

    def by_one(*x):
        return one(*x[: len(one.point)])

    def by_other(*x):
        return other(*x[len(one.point) :])

    result = jacobian(lambda *x: [by_one(*x), by_other(*x)])(*inputs)
    assert result == (grad(by_one)(*inputs), grad(by_other)(*inputs))


def test_a_jacobian_has_the_shape_of_what_the_function_gives():
    assert jacobian(lambda x: x * x)(3.0) == 6.0
    assert jacobian(lambda x, y: x * y)(3.0, 4.0) == (4.0, 3.0)
    assert jacobian(lambda x: (x, 2.0 * x))(3.0) == (1.0, 2.0)
    assert jacobian(lambda x, y: [x * y])(3.0, 4.0) == ((4.0, 3.0),)
    assert jacobian(lambda x: autograd.vector([x, 7.0]))(3.0) == (1.0, 0.0)
    assert jacobian(lambda x, y: [[x, y], [5, x * y]])(3.0, 4.0) == (((1.0, 0.0), (0.0, 1.0)), ((0.0, 0.0), (4.0, 3.0)))


def test_a_hessian_of_one_argument_is_a_number_and_of_several_a_matrix():
    assert hessian(lambda x: x**3)(2.0) == 12.0
    assert hessian(lambda x, y: x * x * y)(2.0, 3.0) == ((6.0, 4.0), (4.0, 0.0))
    assert hessian(lambda x, y: 7.0)(2.0, 3.0) == ((0.0, 0.0), (0.0, 0.0))


def test_third_derivatives_are_the_jacobian_of_the_hessian():
    assert jacobian(hessian(lambda x: x**4))(2.0) == 48.0
    third = jacobian(hessian(lambda x, y: x * x * y))(2.0, 3.0)
    assert third == (((0.0, 2.0), (2.0, 0.0)), ((2.0, 0.0), (0.0, 0.0)))


def test_jacobians_at_values_can_be_differentiated():
    x = Value(3.0)
    [first, second] = jacobian(lambda t: [t**2, t**3])(x)
    (first * second).backward()
    assert (first.data, second.data, x.grad) == (6.0, 27.0, 2.0 * 27.0 + 6.0 * 18.0)
    assert grad(lambda x: jacobian(lambda y: [x * y])(1.0)[0])(5.0) == 1.0


@pytest.mark.parametrize("wrong", [None, "y", b"y", {"y": 1.0}, [1.0, None], [["y"]]])
def test_a_jacobian_refuses_outputs_that_are_no_numbers(wrong):
    with pytest.raises(TypeError, match=r"^expected the function to return a Value or a number, got "):
        jacobian(lambda x: wrong)(1.0)


def test_a_hessian_refuses_several_outputs():
    with pytest.raises(TypeError, match=r"^expected the function to return a Value or a number, got \["):
        hessian(lambda x: [x, x])(1.0)


@pytest.mark.skipif(sys.flags.optimize > 1, reason="python -OO keeps no docstrings")
def test_jacobian_and_hessian_keep_the_name_and_docstring():
    def cubed(x):
        """The cube."""
        return x**3

    for derivative in (jacobian(cubed), hessian(cubed)):
        assert (derivative.__name__, derivative.__doc__) == ("cubed", "The cube.")


# Lists, dictionaries and arrays; which arguments.


def loss(w, x):
    return sum((a * b).sin() for a, b in zip(w, x))


@given(w=st.lists(numbers, min_size=1, max_size=4), x=numbers)
def test_a_list_gives_a_list_and_an_array_an_array(w, x):
    expected = [x * math.cos(a * x) for a in w]
    xs = [x] * len(w)
    listed = grad(loss, 0)(w, xs)
    assert (type(listed), listed) == (list, pytest.approx(expected))
    assert grad(loss, 0)(tuple(w), xs) == tuple(listed)
    array = grad(loss, 0)(np.array(w), xs)
    assert (type(array), array.dtype) == (np.ndarray, np.float64)
    assert list(array) == listed
    assert grad(lambda p: loss(p["w"], xs) * p["b"])({"w": w, "b": 1.0})["w"] == listed


def test_an_array_keeps_its_shape_and_the_function_sees_it():
    x = np.array([1.0, -2.0, 0.5])
    w = np.arange(6.0).reshape(2, 3)
    value, by_w = value_and_grad(lambda w: (w @ x).sum() * w.shape[0])(w)
    assert value == 2.0 * float((w @ x).sum())
    assert np.array_equal(by_w, 2.0 * np.tile(x, (2, 1)))
    assert np.array_equal(grad(lambda w: (w * w).sum())(np.array([1, 2])), [2.0, 4.0])


def test_vectors_of_ours_and_tensors_of_others_are_arguments():
    by_vector = grad(lambda v: autograd.dot(v, [2.0, 3.0]))(autograd.vector([1.0, 1.0]))
    assert [g.data for g in by_vector] == [2.0, 3.0]
    assert grad(lambda x: x * x)(np.float32(3.0)) == grad(lambda x: x * x)(np.array(3)) == 6.0


@given(a=numbers, b=numbers)
def test_the_hessian_of_a_list_or_array_has_a_row_for_each_number(a, b):
    def f(w):
        return w[0] ** 3 * w[1] + w[1] ** 2

    expected = [[6.0 * a * b, 3.0 * a * a], [3.0 * a * a, 2.0]]
    assert np.array(hessian(f)([a, b])) == pytest.approx(np.array(expected), rel=1e-12, abs=1e-12)
    assert np.array(hessian(f)(np.array([a, b]))) == pytest.approx(np.array(expected), rel=1e-12, abs=1e-12)


def test_the_jacobian_of_an_array_has_its_outputs_in_rows():
    matrix = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert np.array_equal(jacobian(lambda x: matrix @ x)(np.zeros(3)), matrix)
    assert np.array_equal(jacobian(lambda x: list(matrix @ x))([0.0] * 3), matrix)


@pytest.mark.parametrize(
    ("argnums", "expected"),
    [
        (0, 12.0),
        (1, 8.0),
        (-1, 6.0),
        ((0, 2), (12.0, 6.0)),
        ([2, 0], (6.0, 12.0)),
        ((1,), (8.0,)),
        (None, (12.0, 8.0, 6.0)),
        (np.int64(1), 8.0),
    ],
)
def test_argnums_chooses_what_is_differentiated_by(argnums, expected):
    def product(x, y, z):
        return x * y * z

    assert grad(product, argnums)(2.0, 3.0, 4.0) == expected
    assert value_and_grad(product, argnums=argnums)(2.0, 3.0, 4.0) == (24.0, expected)
    assert jacobian(lambda x, y, z: [x * y * z], argnums)(2.0, 3.0, 4.0) == (expected,)


def test_what_is_not_differentiated_by_reaches_the_function_as_it_is():
    seen = []

    def f(x, n, *, mode):
        seen.append((n, mode))
        return x**n

    assert grad(f, 0)(3.0, 2, mode="up") == 6.0
    assert hessian(f, 0)(3.0, 2, mode="up") == 2.0
    assert all(entry == (2, "up") for entry in seen)
    assert all(type(n) is int for n, _ in seen)


def test_a_value_anywhere_among_the_arguments_makes_the_derivative_a_graph():
    w = Value(3.0)
    for slope in (
        grad(lambda x, w: x * x * w, 0)(2.0, w),
        grad(lambda x, w: x * x * w[0], 0)(2.0, [w]),
        grad(lambda x, w: x * x * w)(2.0, w=w),
    ):
        assert [g.data for g in gradients(slope, [w])] == [4.0]


@pytest.mark.parametrize("wrong", ["0", 0.5, True, (0, None)])
def test_argnums_that_are_no_whole_numbers_are_refused(wrong):
    with pytest.raises(TypeError, match=r"^expected argnums to be a whole number or several, got "):
        grad(lambda x: x, wrong)(1.0)


@pytest.mark.parametrize("wrong", [1, -2, (0, 1)])
def test_argnums_beyond_the_arguments_are_refused(wrong):
    with pytest.raises(ValueError, match=r"^expected argnums to be below 1, the number of positional arguments, got "):
        grad(lambda x: x, wrong)(1.0)


@pytest.mark.parametrize("keywords", [{}, {"x": 1.0}])
def test_nothing_to_differentiate_by_is_refused(keywords):
    with pytest.raises(TypeError, match=r"^expected at least one argument to differentiate by, not given by keyword"):
        grad(lambda x=0.0: x)(**keywords)


def test_gradients_come_by_name_and_in_the_shape_of_what_they_are_taken_by():
    w, b = Value(2.0), Value(1.0)
    y = w * w * 3.0 + b
    assert {name: g.data for name, g in gradients(y, {"w": w, "b": b}).items()} == {"w": 12.0, "b": 1.0}
    assert gradients(y, w).data == 12.0
    [[by_w], by_b] = gradients(y, ([w], b))
    assert (by_w.data, by_b.data) == (12.0, 1.0)
    assert [g.data for g in gradients(y, (v for v in (w, b)))] == [12.0, 1.0]
    assert [g.data for g in gradients(y, np.array([w, b]))] == [12.0, 1.0]


def test_what_a_derivative_closes_over_is_lost_at_a_number_and_kept_at_a_value():
    x = Value(1.0)
    assert type(grad(lambda t: x * t)(2.0)) is float
    y = x * grad(lambda t: x * t)(Value(2.0))
    y.backward()
    assert x.grad == 2.0
    assert grad(lambda x: x * grad(lambda t: x * t)(2.0))(1.0) == 2.0
