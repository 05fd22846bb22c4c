"""Gradients checked: what is right passes, what is wrong is found and named, and nothing is left changed."""

import copy
import math
import pickle
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import autograd
from autograd import (
    PRIMITIVES,
    DomainError,
    GradcheckError,
    Value,
    directional_derivative,
    gradcheck,
    relu,
    strategies,
    vector,
)
from autograd.strategies import expressions
from oracles import few, in_mpmath, mp, rows, slope

every_row = pytest.mark.parametrize("row", rows(stops_gradient=False), ids=lambda row: row.name)


def verdicts(report):
    return {check.name: check.verdict for check in report.checks}


def failed(*arguments, **options):
    with pytest.raises(GradcheckError) as caught:
        gradcheck(*arguments, **options)
    return caught.value.report


def with_wrong_partial(row, position):
    """`row` with one of its partials a little too large."""

    def wrong(*arguments):
        partial = row.partials[position](*arguments)
        return [p + 0.01 for p in partial] if row.vectors[position] else partial + 0.01

    return replace(row, partials=(*row.partials[:position], wrong, *row.partials[position + 1 :]))


negated = replace(autograd.neg, partials=(lambda x, y: 1.0,))
"""An operation with a partial that forgets its sign."""


# What is right.


@every_row
@few
@given(data=st.data())
def test_every_row_passes_to_the_second_order(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    try:
        report = gradcheck(row, operands)
    except DomainError:  # the value exists there, but not the derivative
        assume(False)
    assert report.ok
    assert set(verdicts(report).values()) <= {"ok", "kink crossed", "edge of domain", "inconclusive"}


@pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_every_scalar_row_passes_wherever_it_is_defined(row, data):
    operands = data.draw(strategies.operands(row))
    sizes = sorted(map(abs, operands))
    assume(sizes[-1] > 1e-3 or sizes[-1] < 1e6 * sizes[0])  # between a tiny operand and 0 no step is fine enough
    assume(row.name != "sinc" or sizes[-1] < 2.0**50)  # beyond, every float is a whole number, where it is 0
    try:
        slopes = row(*map(Value, operands)).local_derivatives()
        assume(all(slope is None or math.isfinite(slope) for slope in slopes))
        assert gradcheck(row, operands, order=1).ok
    except (DomainError, OverflowError):
        assume(False)
    except ValueError:  # the result is infinite, as a sum may be
        assume(False)


@given(expression=expressions())
def test_a_random_expression_passes_and_is_conclusive(expression):
    report = gradcheck(expression, expression.point, order=1)
    assert set(verdicts(report).values()) <= {"ok", "edge of domain"}  # a clamp between equal bounds is at its edge


@few
@given(expression=expressions(most_inputs=3, most_steps=6))
def test_a_random_expression_passes_to_the_second_order(expression):
    assert gradcheck(expression, expression.point).ok


@given(expression=expressions(most_inputs=2))
def test_the_error_bound_of_the_differences_holds_against_mpmath(expression):
    report = gradcheck(expression, expression.point, order=1)
    with mp.workprec(300):
        point = list(map(mp.mpf, expression.point))
        for k, check in enumerate(report.checks):
            if check.verdict != "ok":
                continue
            true = slope(lambda x, k=k: in_mpmath(expression, [*point[:k], x, *point[k + 1 :]]), point[k], bits=100)
            assert abs(check.numeric - true) <= check.bound
            assert check.bound <= 1e-6 * (1.0 + abs(true))


@pytest.mark.parametrize("x", [1e-150, 1e-9, 1.0, 1e9, 1e150])
@pytest.mark.parametrize(
    "f", [autograd.log, lambda x: x * x, lambda x: 1.0 / x, lambda x: 3.0 * x], ids=["log", "square", "1/x", "3x"]
)
def test_the_step_suits_inputs_of_every_size(f, x):
    assert set(verdicts(gradcheck(f, x, order=1)).values()) == {"ok"}


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_step_suits_functions_that_change_slowly_and_fast(scale):
    report = gradcheck(lambda x: (scale * x).tanh(), 0.3 / scale, order=1)
    assert verdicts(report) == {"∂f/∂x": "ok"}


def test_a_function_flat_but_for_a_narrow_bump_is_not_taken_for_flat():
    report = gradcheck(lambda x: x * (-((1e4 * x) ** 2)).exp(), 0.0, order=1)
    assert (report.checks[0].numeric, report.checks[0].verdict) == (pytest.approx(1.0), "ok")


def test_a_function_that_changes_too_fast_for_every_step_is_inconclusive():
    report = gradcheck(lambda x: (1e50 * x).tanh(), 0.0, order=1)
    assert verdicts(report) == {"∂f/∂x": "inconclusive"}


@pytest.mark.parametrize("f", [autograd.sin, autograd.cos, autograd.tan], ids=lambda row: row.name)
@given(x=st.floats(1e9, 1e22))
@example(x=3.70797221206546e16)  # beside a maximum of the cosine
def test_a_function_that_oscillates_faster_than_floats_tell_is_inconclusive_and_does_not_fail(f, x):
    assert set(verdicts(gradcheck(f, x, order=1)).values()) <= {"ok", "inconclusive"}


@pytest.mark.parametrize("x", [1e7, 1e12, 1e17])
def test_at_a_zero_of_a_function_far_out_a_wrong_derivative_is_still_found(x):
    assert verdicts(gradcheck(lambda z: 3.0 * (z - x), x, order=1)) == {"∂f/∂z": "ok"}
    assert verdicts(failed(lambda z: negated(z - x), x, order=1)) == {"∂f/∂z": "wrong"}


def test_a_constant_function_passes():
    assert set(verdicts(gradcheck(lambda x: 7.0, 2.0)).values()) == {"ok"}


def test_a_function_may_return_its_inputs():
    assert set(verdicts(gradcheck(lambda x: x, 3.0)).values()) == {"ok"}
    report = gradcheck(lambda x, y: (y, x, x * y), [2.0, 3.0], order=1)
    assert [check.analytic for check in report.checks] == [0.0, 1.0, 1.0, 0.0, 3.0, 2.0]


# What is wrong.


@every_row
@few
@given(data=st.data())
def test_a_wrong_partial_of_any_row_is_found_and_the_row_is_named(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    position = data.draw(st.integers(0, row.arity - 1))
    try:
        sound = gradcheck(lambda *xs: row(*xs) * 0.5, operands, order=1)
    except DomainError:
        assume(False)
    count = len(operands[position]) if row.vectors[position] else 1
    start = sum(len(operands[k]) if row.vectors[k] else 1 for k in range(position))
    assume(all(c.verdict == "ok" and c.bound < 1e-3 for c in sound.checks[start : start + count]))
    broken = with_wrong_partial(row, position)
    report = failed(lambda *xs: broken(*xs) * 0.5, operands, order=1)
    wrong = [k for k, check in enumerate(report.checks) if check.is_wrong]
    assert wrong == list(range(start, start + count))
    assert {culprit.primitive for culprit in report.culprits} == {broken}
    named = {culprit.derivative.split("[")[0] for culprit in report.culprits}
    assert f"derivative by operand {position + 1}" in named
    assert named <= {f"derivative by operand {position + 1}", "derivative by all operands together"}


@given(expression=expressions(most_steps=6), data=st.data())
def test_the_wrong_operation_in_a_random_expression_is_named_and_no_other(expression, data):
    names = sorted({name for name, _ in expression.steps})
    name = data.draw(st.sampled_from(names))
    row = autograd.PRIMITIVES[name]
    broken = with_wrong_partial(row, 0)

    def f(*inputs):
        function = lambda n: broken if n == name else autograd.PRIMITIVES[n]  # noqa: E731 - one line, used once
        return expression.run(inputs, function)[-1]

    try:
        gradcheck(f, expression.point, order=1)
        assume(False)
    except GradcheckError as error:
        report = error.report
    assert {culprit.primitive for culprit in report.culprits} == {broken}


def test_an_operation_that_is_wrong_at_some_operands_is_named_where_it_is_wrong():
    wrong_below_0 = replace(autograd.exp, partials=(lambda x, y: y if float(x) > 0.0 else 2.0 * y,))
    report = failed(lambda x: wrong_below_0(x) + wrong_below_0(-x), Value(0.5, label="x"), order=1)
    [culprit] = report.culprits
    assert culprit.node.operands[0].data == -0.5


def test_an_operation_that_is_wrong_twice_at_the_same_operands_is_named_once():
    x = Value(0.5, label="x")
    assert len(failed(lambda x: negated(x) * negated(x), x, order=1).culprits) == 1
    assert len(failed(lambda x: negated(x) * negated(x * 2.0), x, order=1).culprits) == 2


def test_a_partial_that_is_no_formula_of_values_is_right_once_and_wrong_the_second_time():
    sine = replace(autograd.exp, name="sine", value=math.sin, partials=(lambda x, y: math.cos(x),))
    assert gradcheck(sine, 0.7, order=1).ok
    report = failed(sine, 0.7)
    assert verdicts(report) == {"∂f/∂x0": "ok", "∂²f/∂x0∂x0": "wrong"}
    [culprit] = report.culprits
    assert (culprit.primitive, culprit.derivative) == (sine, "second derivative by operand 1 and operand 1")


def test_a_wrong_second_derivative_is_named_by_its_two_operands():
    product = replace(
        autograd.mul,
        name="product",
        value=lambda a, b: a * a * b,
        partials=(lambda a, b, y: 2.0 * a * b, lambda a, b, y: float(a) ** 2),
    )
    report = failed(product, [Value(2.0, label="p"), 3.0])
    assert [check.is_wrong for check in report.checks] == [False] * 4 + [True, False]
    [culprit] = report.culprits
    assert culprit.derivative == "second derivative by operand 2 and operand 1 (p)"


def test_an_element_of_a_vector_is_named_by_its_place_and_its_label():
    broken = with_wrong_partial(autograd.sum, 0)
    report = failed(lambda xs: broken([*xs, 4.0]), [[Value(2.0, label="a"), 3.0]], order=1)
    assert [c.derivative for c in report.culprits] == ["derivative by operand 1[0] (a)", "derivative by operand 1[1]"]


def test_a_function_computed_outside_the_graph_is_found_though_no_operation_is_wrong():
    report = failed(lambda x: x * math.sin(x), 0.7, order=1)
    assert report.culprits == ()
    assert "outside the graph" in str(report)


def test_a_wrong_convention_at_a_tie_is_found_though_no_operand_can_be_moved_alone():
    largest = replace(
        autograd.add,
        name="largest",
        value=max,
        partials=(lambda a, b, y: float(a >= b), lambda a, b, y: float(b >= a)),
        branch=lambda a, b: a - b,
    )
    report = failed(lambda x: largest(x, x), 3.0, order=1)
    [culprit] = report.culprits
    assert (culprit.primitive, culprit.derivative) == (largest, "derivative by all operands together")
    assert (culprit.check.analytic, culprit.check.numeric) == (2.0, pytest.approx(1.0))


def test_at_a_tie_all_operands_are_moved_together_from_where_they_are():
    largest_squared = replace(
        autograd.add,
        name="largest_squared",
        value=lambda a, b: max(a, b) ** 2,
        partials=(lambda a, b, y: 2.0 * a * float(a >= b), lambda a, b, y: 2.0 * b * float(b >= a)),
        branch=lambda a, b: a - b,
    )
    [culprit] = failed(lambda x: largest_squared(x, x), 3.0, order=1).culprits
    assert (culprit.check.analytic, culprit.check.numeric) == (12.0, pytest.approx(6.0))


def test_a_wrong_convention_at_a_tie_in_a_vector_is_found_too():
    largest = replace(
        autograd.sum,
        name="largest",
        value=max,
        partials=(lambda xs, y: [float(x == y) for x in xs],),
        branch=lambda xs: xs[0] - xs[1],
    )
    report = failed(lambda x: largest([x, x]), 3.0, order=1)
    [culprit] = report.culprits
    assert culprit.derivative == "derivative by all operands together"
    assert (culprit.check.analytic, culprit.check.numeric) == (2.0, pytest.approx(1.0))
    assert str(culprit).startswith(
        "largest at [3.0, 3.0]: its derivative by all operands together is 2, by differences 1 ±"
    )


def test_an_infinite_derivative_is_wrong_where_the_true_one_is_finite():
    infinite = replace(autograd.neg, partials=(lambda x, y: -math.inf,))
    assert verdicts(failed(infinite, 1.0, order=1)) == {"∂f/∂x0": "wrong"}


def test_a_fault_of_the_pass_is_found_at_whichever_output_shows_it():
    def raises_or_forgets_the_output(output):
        if output.data == 6.0:
            raise ValueError
        output.backward()
        output.grad = 0.0

    def f(x):
        return x * 3.0, x * 4.0

    report = failed(f, 2.0, order=1, backward=raises_or_forgets_the_output)
    assert [math.isnan(check.analytic) for check in report.checks] == [True, False]
    assert report.faults == ("it gives the output itself the gradient 0.0, not 1",)


def test_a_pass_that_fails_once_the_data_of_a_leaf_has_changed_is_found():
    def refuses(output):
        if output.operands[0].data != 2.0:
            raise ValueError("changed")
        output.backward()

    x = Value(2.0)
    [fault] = failed(lambda x: x * 3.0, x, order=1, backward=refuses).faults
    assert fault.startswith("once a leaf's data has changed")
    assert x.data == 2.0


# Kinks and edges.


@pytest.mark.parametrize("f", [relu, abs, autograd.step])
def test_at_a_kink_the_check_says_so_and_does_not_fail(f):
    assert verdicts(gradcheck(f, [Value(0.0, label="x")], order=1)) == {"∂f/∂x": "kink crossed"}
    assert gradcheck(f, 0.0).ok
    wrong = replace(relu, partials=(lambda x, y: 0.5,))
    assert verdicts(gradcheck(wrong, 0.0, order=1)) == {"∂f/∂x0": "kink crossed"}


@pytest.mark.parametrize("x", [1e-12, -1e-12, 1e-4, -1e-4, 0.5])
def test_beside_a_kink_a_small_step_still_finds_a_wrong_derivative(x):
    wrong = replace(relu, partials=(lambda x, y: 0.5,))
    assert verdicts(failed(wrong, x, order=1)) == {"∂f/∂x0": "wrong"}
    assert verdicts(gradcheck(relu, x, order=1)) == {"∂f/∂x0": "ok"}


def test_a_kink_that_is_only_touched_is_no_obstacle():
    for f in (lambda x: relu(x * x), lambda x: relu(-(x * x))):
        assert verdicts(gradcheck(f, 0.0, order=1)) == {"∂f/∂x": "ok"}


def test_a_kink_deep_in_the_graph_is_seen():
    report = gradcheck(lambda x, y: relu(x.exp() - 1.0) * y + y, [0.0, 2.0], order=1)
    assert verdicts(report) == {"∂f/∂x": "kink crossed", "∂f/∂y": "ok"}


def test_another_way_through_the_function_counts_as_a_kink():
    report = gradcheck(lambda x: x * 3.0 if x > 1.0 else x.exp(), 1.0, order=1)
    assert verdicts(report) == {"∂f/∂x": "kink crossed"}


def test_at_the_edge_of_the_domain_the_check_says_so_and_does_not_fail():
    cross_entropy = autograd.binary_cross_entropy
    report = gradcheck(lambda p: cross_entropy(p, 1.0), 1.0, order=1)
    assert verdicts(report) == {"∂f/∂p": "edge of domain"}


def test_a_derivative_lost_in_rounding_is_inconclusive_and_does_not_fail():
    report = gradcheck(lambda x: (x + 1e17) - 1e17, 1.0, order=1)
    assert verdicts(report) == {"∂f/∂x": "inconclusive"}


def test_where_there_is_no_derivative_there_is_nothing_to_check():
    with pytest.raises(DomainError, match=r"^sqrt has no derivative at x = 0.0$"):
        gradcheck(autograd.sqrt, Value(0.0, label="x"))


# Inputs.


def test_inputs_are_given_to_the_function_as_they_are_nested():
    def f(w, xs, rows):
        assert isinstance(w, Value)
        assert [type(x) for x in xs] == [Value, Value]
        return w * xs[0] + xs[1] * rows[0][0] * rows[1][0]

    report = gradcheck(f, [2.0, [3.0, Value(4.0, label="bias")], [[5.0], (6.0,)]], order=1)
    assert [check.name for check in report.checks] == [
        "∂f/∂w",
        "∂f/∂xs[0]",
        "∂f/∂bias",
        "∂f/∂rows[0][0]",
        "∂f/∂rows[1][0]",
    ]
    assert [check.analytic for check in report.checks] == [3.0, 2.0, 30.0, 24.0, 20.0]


def test_a_single_number_or_value_is_a_single_input():
    for single in (3.0, Value(3.0), [3.0], (Value(3.0),)):
        assert [check.analytic for check in gradcheck(lambda x: x * x, single).checks] == [6.0, 2.0]


def test_a_vector_is_given_to_the_function_as_a_vector():
    xs = vector([Value(2.0), Value(3.0)])

    def f(given_vector):
        assert isinstance(given_vector, autograd.Vector)
        return autograd.dot(given_vector, given_vector)

    assert [check.analytic for check in gradcheck(f, [xs], order=1).checks] == [4.0, 6.0]
    assert [check.analytic for check in gradcheck(lambda a, b: a * b, xs, order=1).checks] == [3.0, 2.0]


def test_an_input_given_twice_is_checked_once_and_counts_twice():
    x = Value(3.0, label="x")
    report = gradcheck(lambda a, b: a * b, [x, x], order=1)
    assert [(check.name, check.analytic) for check in report.checks] == [("∂f/∂x", 6.0)]


def test_a_value_that_the_function_closes_over_can_be_checked():
    w = Value(2.0, label="w")
    report = gradcheck(lambda _: w**3, [w], order=1)
    assert [(check.name, check.analytic, check.verdict) for check in report.checks] == [("∂f/∂w", 12.0, "ok")]


def test_every_output_is_checked_for_every_input():
    report = gradcheck(lambda x, y: (x * y, x + y), [2.0, 3.0])
    assert [check.name for check in report.checks[:4]] == ["∂f[0]/∂x", "∂f[0]/∂y", "∂f[1]/∂x", "∂f[1]/∂y"]
    assert [check.analytic for check in report.checks] == [3.0, 2.0, 1.0, 1.0] + [0.0, 1.0, 1.0, 0.0] + [0.0] * 4
    assert report.checks[5].name == "∂²f[0]/∂x∂y"


def test_inputs_without_a_name_are_numbered():
    assert gradcheck(lambda *xs: xs[0] * xs[1], [2.0, 3.0], order=1).checks[1].name == "∂f/∂x1"
    assert gradcheck(autograd.mul, [2.0, 3.0], order=1).checks[1].name == "∂f/∂x1"
    some = gradcheck(lambda a, *others: a * others[0] * others[1], [2.0, 3.0, 4.0], order=1)
    assert [check.name for check in some.checks] == ["∂f/∂a", "∂f/∂x1", "∂f/∂x2"]
    assert [check.name for check in gradcheck(max, [2.0, 3.0], order=1).checks] == ["∂f/∂x0", "∂f/∂x1"]


@pytest.mark.parametrize(
    ("inputs", "error", "message"),
    [
        (["x"], TypeError, r"^expected inputs\[0\] to be a number, a Value or a sequence of these, got 'x'$"),
        ("x", TypeError, r"^expected inputs\[0\] to be a number"),
        (None, TypeError, r"^expected inputs\[0\] to be a number"),
        ([1.0, [2.0, True]], TypeError, r"^expected inputs\[1\]\[1\] to be a number.*got True$"),
        ({"x": "1.0"}, TypeError, r"^expected inputs\[0\]\['x'\] to be a number"),
        ([], ValueError, r"^expected at least one number in inputs, got none$"),
        ([[]], ValueError, r"^expected at least one number in inputs, got none$"),
        ([math.nan], ValueError, r"^expected inputs\[0\] to be finite, got nan$"),
        ([1.0, math.inf], ValueError, r"^expected inputs\[1\] to be finite, got inf$"),
        ([Value(1.0) * 2.0], ValueError, r"^expected inputs\[0\] to be a leaf, got Value\(2.0"),
        ([(Value(1.0) * 2.0).operands[1]], ValueError, r"^expected inputs\[0\] to be a leaf, got Constant\(2.0\)$"),
    ],
)
def test_a_bad_input_is_refused_by_its_place(inputs, error, message):
    with pytest.raises(error, match=message):
        gradcheck(lambda *xs: xs[0], inputs)


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match=r"^expected f to be a function of the inputs, got 3.0$"):
        gradcheck(3.0, [1.0])


@pytest.mark.parametrize("wrong", [0, 3, None, "2"])
def test_an_order_that_is_not_1_or_2_is_refused(wrong):
    with pytest.raises(ValueError, match=r"^expected order to be 1 or 2, got "):
        gradcheck(lambda x: x, [1.0], order=wrong)


@pytest.mark.parametrize("wrong", [None, "y", {}, [1.0, None]])
def test_a_function_that_gives_no_value_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^expected the function to return a Value or a sequence of Values, got "):
        gradcheck(lambda x: wrong, [1.0])


def test_a_function_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match=r"^expected f to be finite at these inputs, got Value\(inf"):
        gradcheck(lambda x: x * math.inf, [1.0])


def test_a_function_that_gives_another_value_each_time_is_refused():
    numbers = random.Random(0)
    with pytest.raises(ValueError, match=r"^expected f to give the same at the same inputs, got .*, then "):
        gradcheck(lambda x: x * numbers.random(), [1.0])


# Nothing is changed.


def test_a_check_leaves_data_and_grads_as_they_were():
    x, w = Value(2.0), Value(3.0)
    inner = w * w
    x.grad, w.grad, inner.grad = 0.25, None, 0.5
    gradcheck(lambda x: x * w * inner, [x])
    assert (x.data, x.grad, w.grad, inner.grad) == (2.0, 0.25, None, 0.5)


def test_a_check_that_fails_leaves_data_and_grads_as_they_were():
    x, w = Value(2.0), Value(3.0)
    x.grad = 0.25
    failed(lambda x: negated(x) * w, [x])
    assert (x.data, x.grad, w.data, w.grad) == (2.0, 0.25, 3.0, None)


def test_a_check_that_is_interrupted_leaves_data_and_grads_as_they_were():
    x = Value(2.0)
    x.grad = 0.25
    for last in range(3, 40, 4):
        calls = iter(range(last))

        def f(x, calls=calls):
            if next(calls, None) is None:
                raise KeyboardInterrupt
            return x * x

        with pytest.raises(KeyboardInterrupt):
            gradcheck(f, [x])
        assert (x.data, x.grad) == (2.0, 0.25)


# The report.


def test_a_report_reads_as_a_table_with_what_is_wrong_first_and_the_culprit_below():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    lines = str(failed(lambda a, b: negated(a) + b, [a, b], order=1)).splitlines()
    assert lines[0] == "gradcheck: 1 of 2 derivatives wrong"
    assert lines[1].split("  ")[-1].strip() == "error bound"
    assert lines[2].split()[:4] == ["∂f/∂a", "1", "1", "-1"]
    assert lines[2].split()[-1] == "wrong"
    assert lines[3].split()[0] == "∂f/∂b"
    assert lines[4].startswith(
        "The culprit: neg at a = 2.0: its derivative by operand 1 (a) is 1, by differences -1 ± "
    )
    assert len({line.rindex(" ") for line in lines[2:4]}) == 1


def test_a_report_without_faults_says_so():
    report = gradcheck(lambda x: x * x, 3.0, order=1)
    assert str(report).startswith("gradcheck: 1 derivative, none wrong\n")
    assert report.ok


def test_a_derivative_that_could_not_be_differenced_has_no_number_in_the_table():
    assert str(gradcheck(relu, 0.0, order=1)).splitlines()[2].split()[-5:] == ["0", "–", "–", "kink", "crossed"]


def test_a_long_report_is_cut_and_says_by_how_much():
    lines = str(gradcheck(autograd.sum, [[1.0] * 50], order=1)).splitlines()
    assert lines[-1] == "… and 20 more"
    assert len(lines) == 33


def test_the_error_is_an_assertion_error_that_carries_the_report_and_can_be_pickled():
    with pytest.raises(AssertionError) as caught:
        gradcheck(negated, 2.0, order=1)
    assert str(caught.value) == str(caught.value.report)
    assert not caught.value.report.ok
    sent = pickle.loads(pickle.dumps(caught.value)).report
    assert sent.checks == caught.value.report.checks
    assert str(sent.notes[-1]) == f"The culprit: {caught.value.report.culprits[0]}."  # its row is in no table
    assert copy.deepcopy(caught.value.report).checks == caught.value.report.checks


# Forward mode.


@given(expression=expressions(), data=st.data())
def test_the_derivative_along_a_direction_is_the_gradient_times_the_direction(expression, data):
    output, leaves = expression.graph()
    direction = data.draw(st.lists(st.floats(-2.0, 2.0), min_size=len(leaves), max_size=len(leaves)))
    output.backward()
    terms = [(leaf.grad or 0.0) * speed for leaf, speed in zip(leaves, direction)]
    along = directional_derivative(output, dict(zip(leaves, direction)))
    assert along == pytest.approx(sum(terms), rel=1e-9, abs=1e-9 * (1.0 + sum(map(abs, terms))))


def test_an_intermediate_value_can_be_moved_by_itself():
    x = Value(3.0)
    square = x * x
    assert directional_derivative(square * 2.0, {square: 1.0}) == 2.0
    assert directional_derivative(square * 2.0, {square: 1.0, x: 5.0}) == 2.0
    assert directional_derivative(square, {}) == 0.0
    assert directional_derivative(x, {x: 4.0}) == 4.0


def test_a_direction_along_which_there_is_no_derivative_is_a_domain_error():
    x, y = Value(0.0, label="x"), Value(2.0)
    z = x.sqrt() + y
    assert directional_derivative(z, {y: 1.0}) == 1.0
    with pytest.raises(DomainError, match=r"^sqrt has no derivative at x = 0.0$"):
        directional_derivative(z, {x: 1.0})


def test_a_partial_too_large_for_a_float_on_the_way_is_not_called_wrong():
    """∂f/∂p is 2e154 there, but 1/p is not a float."""
    report = gradcheck(lambda p, w: (p / (1.0 - p)).log() * w.sqrt(), [2.2e-309, 2.2e-309], order=1)
    assert [check.verdict for check in report.checks] == ["inconclusive", "ok"]


def test_an_infinite_partial_of_a_wrong_row_is_still_wrong():
    wrong = replace(PRIMITIVES["tanh"], partials=(lambda x, y: math.inf,))
    with pytest.raises(GradcheckError, match="tanh"):
        gradcheck(lambda x: wrong(x) * 2.0, [0.5], order=1)


# Python's choices, numbers taken out, detached ones.


def leaky(x):
    return x * 1.0 if x > 0 else x * 0.01


@pytest.mark.parametrize(
    ("f", "inputs", "kinks"),
    [
        (leaky, [0.0], {0}),
        (lambda x: x if x > 0 else x * 0.0, [0.0], {0}),
        (lambda x: x if x > 0 else -x, [0.0], {0}),
        (lambda a, b: max(a, b) * 2.0, [1.0, 1.0], {0, 1}),
        (lambda a, b: min(a, b) * 3.0, [1.0, 1.0], {0, 1}),
        (lambda a, b, c: max([a, b, c]), [2.0, 2.0, 1.0], {0, 1}),
        (lambda a, b: sorted([a, b])[0], [2.0, 2.0], {0, 1}),
        (lambda x: x * 2.0 if x * x > 4.0 else x * 5.0, [2.0], {0}),
    ],
)
def test_a_comparison_that_comes_out_otherwise_on_the_other_side_is_a_kink(f, inputs, kinks):
    found = list(verdicts(gradcheck(f, inputs, order=1)).values())
    assert {k for k, verdict in enumerate(found) if verdict == "kink crossed"} == kinks
    assert set(found) <= {"kink crossed", "ok"}
    assert gradcheck(f, inputs).ok


@given(x=st.floats(0.01, 3.0), sign=st.sampled_from([-1.0, 1.0]))
def test_a_comparison_that_comes_out_alike_nearby_hides_nothing(x, sign):
    assert verdicts(gradcheck(leaky, sign * x, order=1)) == {"∂f/∂x": "ok"}
    wrong = failed(lambda x: negated(x) if x > 0 else negated(x * 3.0), sign * x, order=1)
    assert verdicts(wrong) == {"∂f/∂x": "wrong"}


def test_a_number_taken_out_of_the_graph_is_named_where_a_derivative_is_wrong():
    def f(x, w):
        inner = x * w
        inner.label = "z"
        return inner * math.sin(inner) + float(w)

    report = failed(f, [0.7, 2.0], order=1)
    assert (report.reads, report.culprits) == (("z", "w"), ())
    assert "the number of z, w, taken by float(v)" in str(report)
    assert pickle.loads(pickle.dumps(report.reads)) == report.reads


def test_a_number_taken_out_for_a_look_is_no_fault():
    seen = []
    assert gradcheck(lambda x: seen.append(float(x)) or x * x, 2.0).ok
    assert gradcheck(lambda x: x * x if x.data > 0.0 else -x, 2.0).ok


def test_where_a_gradient_is_stopped_the_report_says_so():
    found = verdicts(gradcheck(lambda x, w: x.detach() * x * w, [2.0, 3.0]))
    assert found["∂f/∂x"] == found["∂²f/∂w∂x"] == "gradient stopped"
    assert found["∂f/∂w"] == "ok"


def test_a_wrong_derivative_beside_a_stopped_one_is_found():
    assert verdicts(failed(lambda x, w: x.detach() * negated(w), [2.0, 3.0], order=1))["∂f/∂w"] == "wrong"


# Steep functions.

steep = [
    (lambda x: (5e8 * x).sin(), 1.0),
    (lambda x: (5e8 * x).sin(), -0.67),
    (lambda x: x * (4e7 * x).sin(), 1.0),
    (lambda x: (-((4e8 * x) ** 2)).exp(), 0.0),
    (lambda x: x * (1e9 * x).sin(), 0.0),
]


@pytest.mark.parametrize(("f", "x"), steep)
def test_what_changes_faster_than_the_usual_steps_is_not_called_wrong(f, x):
    assert set(verdicts(gradcheck(f, x)).values()) <= {"ok", "inconclusive"}


@pytest.mark.parametrize(("f", "x"), steep[:3])
def test_a_wrong_derivative_of_a_steep_function_is_found(f, x):
    report = failed(lambda x: negated(f(x)), x, order=1)
    assert report.culprits[0].primitive is negated


# Arrays, and many inputs.


@few
@given(data=st.data())
def test_arrays_reach_the_function_as_arrays_and_are_checked_number_by_number(data):
    w = data.draw(arrays.arrays(np.float64, (2, 3), elements=st.floats(-2.0, 2.0)))
    x = np.array([0.5, -0.25, 0.75])
    report = gradcheck(lambda w, x: (w @ x).sum() * w.shape[0], [w, x], order=1)
    assert [check.name for check in report.checks] == [
        *(f"∂f/∂w[{i}][{j}]" for i in range(2) for j in range(3)),
        *(f"∂f/∂x[{j}]" for j in range(3)),
    ]
    assert [check.analytic for check in report.checks] == pytest.approx([*x * 2, *x * 2, *w.sum(axis=0) * 2])


def test_an_array_of_arguments_and_a_function_that_gives_an_array_are_taken():
    report = gradcheck(lambda x, y: np.array([x * y, x + y]), np.array([1.0, 2.0]), order=1)
    assert {check.name: check.analytic for check in report.checks} == {
        "∂f[0]/∂x": 2.0,
        "∂f[0]/∂y": 1.0,
        "∂f[1]/∂x": 1.0,
        "∂f[1]/∂y": 1.0,
    }


def test_a_dictionary_of_parameters_is_an_argument():
    report = gradcheck(lambda p: p["w"][0] * p["b"], {"w": [2.0], "b": 3.0}, order=1)
    assert {check.name: check.analytic for check in report.checks} == {"∂f/∂p['w'][0]": 3.0, "∂f/∂p['b']": 2.0}


def many(count):
    weights = [1.0 + k / count for k in range(count)]
    return (lambda *xs: sum((w * x).sin() for w, x in zip(weights, xs)) * xs[0]), [0.3 + 0.1 * k for k in range(count)]


def test_the_second_derivatives_of_many_inputs_are_checked_along_random_directions_and_the_report_says_so():
    f, inputs = many(17)
    report = gradcheck(f, inputs)
    assert len(report.checks) == 17 + 17 * 3
    assert set(verdicts(report).values()) == {"ok"}
    assert "along 3 random directions, not by each of 17 inputs" in str(report)
    f, inputs = many(4)
    assert (len(gradcheck(f, inputs).checks), gradcheck(f, inputs).notes) == (4 + 4 * 4, ())


@few
@given(seed=st.integers(0, 1000))
def test_a_wrong_derivative_is_found_along_random_directions_too(seed):
    place = seed % 5
    f, inputs = many(5)
    report = failed(lambda *xs: f(*xs) + negated(xs[place] * 2.0), inputs, order=1, each=False)
    assert {culprit.primitive for culprit in report.culprits} == {negated}
    assert len(report.checks) == 20
    sine = replace(autograd.exp, name="sine", value=math.sin, partials=(lambda x, y: math.cos(x),))
    with pytest.raises(GradcheckError, match="second derivative"):
        gradcheck(lambda *xs: f(*xs) + sine(xs[place]), inputs, each=False)


def test_each_input_may_be_asked_for_and_none():
    f, inputs = many(17)
    linear = lambda *xs: sum(xs)  # noqa: E731 - one line, used once
    assert len(gradcheck(linear, inputs, each=True, order=2).checks) == 17 + 17 * 17
    assert len(gradcheck(f, inputs[:3], each=False, order=1).checks) == 20
