"""Section 5 of the lecture, calculus, item by item."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, grad, gradients

numbers = st.floats(-4.0, 4.0)
small = st.floats(-2.0, 2.0)  # where the slide's 1 − σ(b) keeps its digits
positive = st.floats(0.1, 8.0)


def close(number):
    return pytest.approx(number, rel=1e-12, abs=1e-12)


@given(c=numbers, x=numbers)
def test_L5_2_the_derivative_of_c_x_squared_is_2_c_x(c, x):
    assert grad(lambda x: c * x**2)(x) == close(2 * c * x)


@given(c=numbers, x=positive, p=st.floats(-3.0, 3.0))
def test_L5_2_power_rule_for_any_real_exponent(c, x, p):
    assert grad(lambda x: c * x**p)(x) == pytest.approx(c * p * x ** (p - 1), rel=1e-12, abs=1e-9)


@given(c=numbers, x=numbers.filter(lambda x: abs(x) > 0.1), p=st.integers(-4, 4))
def test_L5_2_power_rule_for_whole_exponents_of_negative_numbers_too(c, x, p):
    assert grad(lambda x: c * x**p)(x) == pytest.approx(c * p * x ** (p - 1), rel=1e-12, abs=1e-9)


@given(x=positive)
def test_L5_2_the_derivative_of_log_x_is_1_over_x(x):
    assert grad(lambda x: x.log())(x) == close(1 / x)


@given(c=numbers, x=numbers)
def test_L5_2_the_derivative_of_a_constant_is_0(c, x):
    assert grad(lambda x: c)(x) == 0.0
    assert grad(lambda x: Value(c))(x) == 0.0


@given(x=numbers, a=numbers, b=numbers)
def test_L5_3_sum_rule(x, a, b):
    def f(x):
        return autograd.exp(a * x)

    def g(x):
        return autograd.tanh(b * x)

    assert grad(lambda x: f(x) + g(x))(x) == close(grad(f)(x) + grad(g)(x))


@given(x=numbers)
def test_L5_3_product_rule(x):
    f, g = autograd.sigmoid, autograd.exp
    assert grad(lambda x: f(x) * g(x))(x) == close(grad(f)(x) * g(x) + f(x) * grad(g)(x))


@given(x=numbers)
def test_L5_3_chain_rule(x):
    f, g = autograd.exp, autograd.tanh
    assert grad(lambda x: f(g(x)))(x) == close(grad(f)(g(x)) * grad(g)(x))


@given(x=numbers, names=st.lists(st.sampled_from(["tanh", "sigmoid", "neg"]), min_size=1, max_size=12))
def test_L5_3_n_fold_chain_rule_is_the_product_of_the_derivatives_on_the_way(x, names):
    functions = [getattr(autograd, name) for name in names]
    numbers_on_the_way, factors = [x], []
    for f in functions:
        factors.append(grad(f)(numbers_on_the_way[-1]))
        numbers_on_the_way.append(f(numbers_on_the_way[-1]))

    def composed(x):
        for f in functions:
            x = f(x)
        return x

    assert grad(composed)(x) == pytest.approx(math.prod(factors), rel=1e-12)


@given(x1=positive, x2=positive)
def test_L5_4_the_gradient_is_the_vector_of_the_partial_derivatives(x1, x2):
    assert grad(lambda x1, x2: x1.log() + x2.log())(x1, x2) == close((1 / x1, 1 / x2))


@given(x1=numbers, x2=numbers)
def test_L5_4_one_value_used_twice_gets_both_contributions(x1, x2):
    assert grad(lambda x1, x2: x1 * (x1 + x2))(x1, x2) == close((2 * x1 + x2, x1))


def log_likelihood(w1, w2, x1, x2, y):
    a = (w1 * x1 + w2 * x2).sigmoid()
    return y * a.log() + (1 - y) * (1 - a).log()


def test_L5_5_the_quiz_has_the_number_0_6416426016():
    w1, w2, x1, x2 = Value(0.5), Value(-0.25), 2.0, 1.0
    f = log_likelihood(w1, w2, x1, x2, y=1.0)
    f.backward()
    b = 0.5 * 2.0 - 0.25 * 1.0
    assert w1.grad == pytest.approx(0.6416426016, abs=5e-11)
    assert w1.grad == close((1 - 1 / (1 + math.exp(-b))) * x1)


@given(w1=small, w2=small, x1=small, x2=small, y=st.sampled_from([0.0, 1.0]) | st.floats(0.0, 1.0))
def test_L5_5_in_general_the_derivative_is_y_minus_sigma_of_b_times_x1(w1, w2, x1, x2, y):
    w = [Value(w1), Value(w2)]
    log_likelihood(*w, x1, x2, y).backward()
    b = w1 * x1 + w2 * x2
    error = y - 1 / (1 + math.exp(-b))
    assert [v.grad for v in w] == pytest.approx([error * x1, error * x2], rel=1e-7, abs=1e-7)


def test_L5_5_the_three_factors_of_the_chain_stand_on_the_edges_of_the_graph():
    w1, x1 = Value(0.5), 2.0
    b = w1 * x1 + Value(-0.25) * 1.0
    a = b.sigmoid()
    f = a.log()
    [df_da], [da_db], [db_dw1] = (gradients(top, [bottom]) for top, bottom in ((f, a), (a, b), (b, w1)))
    f.backward()
    assert df_da.data * da_db.data * db_dw1.data == close(w1.grad)
    assert (f.local_derivatives(), a.local_derivatives()) == ((1 / a.data,), (close(a.data * (1 - a.data)),))


@given(w1=small, x1=small, y=st.sampled_from([0.0, 1.0]))
def test_L5_5_climbing_the_log_likelihood_is_descending_the_cross_entropy(w1, x1, y):
    climbed, descended = Value(w1), Value(w1)
    log_likelihood(climbed, 0.0, x1, 0.0, y).backward()
    autograd.sigmoid_binary_cross_entropy(descended * x1, y).backward()
    assert climbed.grad == pytest.approx(-descended.grad, rel=1e-7, abs=1e-7)
