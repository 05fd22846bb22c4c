"""What is noted while a graph is recorded, and what a program does about it."""

import contextlib
import math
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import (
    ControlFlowError,
    LostGradientError,
    LostGradientWarning,
    Value,
    grad,
    hessian,
    jacobian,
    value_and_grad,
)
from autograd.tracing import recording
from oracles import rows


def test_comparisons_made_while_recording_are_noted_in_order():
    a, b = Value(1.0), Value(2.0)
    with recording() as record:
        assert a < b
        assert not a >= b
        assert a
        assert a != b
        assert not a == b  # noqa: SIM201 - another method than !=
    noted = [("lt", True), ("ge", False), ("ne", True), ("ne", True), ("eq", False)]
    assert [(c.relation.__name__, c.outcome) for c in record.comparisons] == noted
    assert all(c.left is a and c.right is b for c in record.comparisons if c is not record.comparisons[2])


def test_nothing_is_noted_before_and_after_nor_in_other_threads():
    a = Value(1.0)
    with recording() as record, ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: (a > 0.0, float(a), a.data)).result()
    assert a > 0.0
    assert (record.comparisons, record.reads) == ([], [])


def absolute(v):
    return v if v > 0.0 else -v


@pytest.mark.needs("llvmlite")
def test_a_comparison_that_comes_out_otherwise_for_a_sample_is_reported():
    program = autograd.compile(lambda x: absolute(x * 2.0), 1.0)
    assert list(program([1.0, 3.0])) == [2.0, 6.0]
    message = "mul(…) > 0.0 was True when the graph was recorded, but for sample 2 it is False"
    with pytest.raises(ControlFlowError, match=re.escape(message)):
        program([1.0, 3.0, -1.0])
    with pytest.raises(ControlFlowError, match="for sample 9"):
        program.value_and_grad([*[1.0] * 9, -1.0])


@pytest.mark.needs("llvmlite")
def test_the_branch_taken_is_reported_before_what_goes_wrong_in_it():
    program = autograd.compile(lambda x: x.log() if x > 0.0 else -x, 1.0)
    with pytest.raises(ControlFlowError, match=re.escape("x > 0.0 was True")):
        program([-1.0])


@pytest.mark.needs("llvmlite")
@pytest.mark.parametrize(
    ("function", "kept", "broken"),
    [
        (lambda x: x if x else -x, 2.0, 0.0),
        (lambda x: x * 2.0 if x <= 3.0 else x, 3.0, 3.5),
        (lambda x: x * 2.0 if x >= 1.0 else x, 1.0, 0.5),
        (lambda x: x * 2.0 if x < 3.0 else x, 2.5, 3.0),
        (lambda x: max(x, 2.0 - x), 1.5, 0.5),
        (lambda x: x * 2.0 if x == 2.0 else x, 2.0, 3.0),
        (lambda x: x * 2.0 if x != 3.0 else x, 2.5, 3.0),
        (lambda x: x * 2.0 if x in (1.0, 2.0) else x, 2.0, 1.0),
    ],
    ids=["bool", "<=", ">=", "<", "max", "==", "!=", "in"],
)
def test_every_kind_of_comparison_is_guarded(function, kept, broken):
    program = autograd.compile(function, 2.0)
    assert list(program([kept])) == [float(function(Value(kept)))]
    with pytest.raises(ControlFlowError):
        program([broken])


@pytest.mark.needs("llvmlite")
@pytest.mark.parametrize("take", [float, lambda v: v.data, lambda v: max(0.0, float(v * 2.0))])
def test_a_number_taken_out_of_the_graph_is_refused(take):
    with pytest.raises(ControlFlowError, match="takes the number out of Value"):
        autograd.compile(lambda x: x - take(x), 1.0)


@pytest.mark.needs("llvmlite")
def test_a_number_of_something_that_does_not_change_may_be_taken():
    fixed = Value(3.0)
    program = autograd.compile(lambda x: x * float(fixed), 1.0, parameters=[])
    assert list(program([2.0])) == [6.0]


# While a derivative is taken.


def by_float(x):
    return x * float(x)


def by_math(x):
    return x * math.sin(x * 2.0)


def into_an_array(x):
    filled = np.zeros(2)
    filled[0] = x
    return x * filled.sum()


numbers_taken = pytest.mark.parametrize("f", [by_float, by_math, into_an_array])
derivatives = pytest.mark.parametrize("derivative", [grad, value_and_grad, jacobian, hessian])


@numbers_taken
@derivatives
def test_a_number_taken_out_of_what_is_differentiated_is_an_error(f, derivative):
    with pytest.raises(LostGradientError, match=r"^no derivative passes through float\(\) .*float\(x\.detach\(\)\)"):
        derivative(f)(1.0)
    with pytest.raises(LostGradientError):
        derivative(lambda y: derivative(f)(y * 2.0))(1.0)


@pytest.mark.parametrize(
    ("f", "arguments", "name"),
    [
        (lambda w: math.exp(w) * w, (1.0,), "w"),
        (lambda w, x: w * math.exp(x), (1.0, 2.0), "x"),
        (lambda w: math.exp(w[1]), ([1.0, 2.0],), r"w\[1\]"),
        (lambda w: math.exp(w["b"]), ({"b": 2.0},), r"w\['b'\]"),
        (lambda w: math.exp(w * 2.0), (1.0,), r"mul\(…\)"),
        (lambda w: math.exp(grad(lambda x: x * x)(w)), (1.0,), r"add\(…\)"),
    ],
)
def test_the_error_names_what_the_number_was_taken_of(f, arguments, name):
    with pytest.raises(LostGradientError, match=rf"math, here of {name}: write"):
        grad(f)(*arguments)


def test_a_label_names_it_too():
    def f(x):
        y = x * 2.0
        y.label = "y"
        return math.exp(y)

    with pytest.raises(LostGradientError, match="here of y: write"):
        grad(f)(1.0)


def test_a_warning_points_at_the_line_that_reads_data_and_comes_once():
    def f(x):
        return sum(x.data * x for _ in range(3))

    with pytest.warns(
        LostGradientWarning, match=r"^no derivative passes through the data of x: .*\.detach\(\)"
    ) as caught:
        assert grad(f)(2.0) == 6.0
    assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: x * x if x > 0.0 else -x, 4.0),
        (lambda x: max(x, 1.0) * x, 4.0),
        (lambda x: x if f"{x:.3f}" == "2.000" else x * x, 1.0),
        (lambda x: x if repr(x).startswith("Value(2.0") and str(x) else x * x, 1.0),
        (lambda x: x * float(x.detach()), 2.0),
        (lambda x: x * x.detach().data, 2.0),
        (lambda x: x * float((x * 3.0).detach() + 1.0), 7.0),
        (lambda x: autograd.softmax_cross_entropy([x, x * 0.0], [0.0, 1.0]), 1.0 / (1.0 + math.exp(-2.0))),
    ],
)
def test_what_takes_no_number_out_or_says_so_is_silent(f, expected):
    assert grad(f)(2.0) == pytest.approx(expected, rel=1e-14)


def test_numbers_of_what_is_not_differentiated_may_be_taken():
    w, other = Value(3.0), Value(2.0)
    product = w * other
    assert grad(lambda x: x * float(w) * product.data * math.exp(other))(1.0) == pytest.approx(18.0 * math.exp(2.0))
    assert grad(lambda x, n: x ** int(n), argnums=0)(3.0, 2.0) == 6.0


def test_plain_code_takes_numbers_out_without_a_word():
    x = Value(1.0)
    y = x * math.exp(x)
    assert float(y) == y.data == math.e


def test_the_data_of_a_leaf_may_be_moved_in_a_loop_of_updates():
    def trained(target):
        w = Value(0.0)
        for _ in range(3):
            w.data -= 0.25 * grad(lambda v: (v - 1.0) ** 2)(w.data)
        return target * w.data

    assert grad(trained)(5.0) == 1.0 - 0.5**3


def test_every_derivative_of_every_order_of_every_row_takes_no_number_out():
    for row in rows():
        operands = [[0.25, 0.5] if is_vector else 0.5 for is_vector in row.vectors]
        third = jacobian(jacobian(jacobian(lambda *xs, row=row: row(*xs))))
        with contextlib.suppress(autograd.DomainError):
            third(*operands)


def test_the_derivative_is_over_when_it_has_been_taken_or_failed():
    kept = []
    grad(lambda x: kept.append(x) or x)(1.0)
    with pytest.raises(ZeroDivisionError):
        grad(lambda x: kept.append(x) or 1 // 0)(1.0)
    assert [float(x) for x in kept] == [x.data for x in kept] == [1.0, 1.0]


def test_other_threads_take_no_derivative():
    def f(x):
        with ThreadPoolExecutor(1) as pool:
            return x * pool.submit(lambda: float(x) + x.data).result()

    assert grad(f)(2.0) == 4.0


def test_a_recording_around_a_derivative_notes_what_happens_in_it():
    with recording() as record:
        grad(lambda x: x if x > 0.0 else -x)(1.0)
    assert [c.outcome for c in record.comparisons] == [True]


# Detached.


@given(x=st.floats(-5.0, 5.0))
def test_detach_is_the_number_and_stops_the_derivative(x):
    assert grad(lambda x: x.detach() * x)(x) == x
    assert grad(lambda x: autograd.detach(x * x))(x) == 0.0
    assert hessian(lambda x: x.detach() * x * x)(x) == 2.0 * x
    assert autograd.detach(x) == x


@pytest.mark.needs("llvmlite")
def test_a_program_detaches_for_each_sample():
    program = autograd.compile(lambda x, w: x.detach() * x * w, 0.0, 1.0)
    assert list(program([2.0, 3.0], [1.0, 1.0])) == [4.0, 9.0]
    assert program.value_and_grad([2.0], [1.0]) == autograd.compile(lambda x, w: 2.0 * x * w, 0.0, 1.0).value_and_grad(
        [2.0], [1.0]
    )


def test_a_detached_number_follows_its_operand_when_the_graph_is_computed_again():
    x = Value(2.0)
    y = x.detach() * x
    x.data = 3.0
    y.recompute()
    y.backward()
    assert (y.data, x.grad) == (9.0, 3.0)
