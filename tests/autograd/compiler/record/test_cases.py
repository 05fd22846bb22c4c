"""One program for many cases, and for leaves that a function uses without being given them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import ControlFlowError, Value

NUMBERS = st.floats(-100.0, 100.0, allow_subnormal=False)


@given(
    weight=NUMBERS,
    samples=st.lists(st.tuples(NUMBERS, st.sampled_from("abc")), min_size=1, max_size=20),
    numbers=st.fixed_dictionaries({name: st.tuples(NUMBERS, NUMBERS) for name in "abc"}),
)
def test_each_sample_is_computed_with_the_numbers_of_its_case(weight, samples, numbers):
    w = Value(weight, "w")

    def of_sample(x):
        product = w * x

        def of_case(case):
            first, second = numbers[case]
            return (product - first) ** 2 + second * x

        return of_case

    X, cases = zip(*samples)
    result = autograd.compile(of_sample, 0.0, cases=cases, parameters=[w]).value_and_grad(X, cases, reduction="sum")
    expected = [(weight * x - numbers[c][0]) ** 2 + numbers[c][1] * x for x, c in samples]
    slope = math.fsum(2.0 * (weight * x - numbers[c][0]) * x for x, c in samples)
    assert list(result.outputs) == pytest.approx(expected, abs=1e-9)
    assert list(result.parameters) == pytest.approx([slope], abs=1e-6)


def test_a_case_may_be_a_row_a_word_or_a_number():
    for cases in ([[1.0, 0.0], [0.0, 1.0]], ["one", "two"], [1, 2], [None, True]):
        constants = {str(cases[0]): 10.0, str(cases[1]): 20.0}
        program = autograd.compile(lambda x: lambda case: x * constants[str(case)], 0.0, cases=cases)  # noqa: B023
        assert list(program([1.0, 2.0, 3.0], [cases[1], cases[0], cases[1]])) == [20.0, 20.0, 60.0]


def test_the_outer_function_is_called_once_and_the_inner_once_a_case():
    calls = []

    def of_sample(x):
        calls.append("sample")
        return lambda case: calls.append(case) or x * case

    autograd.compile(of_sample, 1.0, cases=[1, 2, 1, 2, 3])
    assert calls == ["sample", 1, 2, 3]


def test_cases_that_do_not_differ_need_no_input():
    program = autograd.compile(lambda x: lambda case: x * 3.0, 0.0, cases=["a", "b"])
    assert list(program([1.0, 2.0], ["b", "a"])) == [3.0, 6.0]


def test_a_comparison_within_a_case_is_checked_on_every_sample():
    program = autograd.compile(lambda x: lambda t: x - t if x > t else t - x, 5.0, cases=[1.0, 2.0])
    assert list(program([3.0, 3.0], [1.0, 2.0])) == [2.0, 1.0]
    with pytest.raises(ControlFlowError, match="for sample 1"):
        program([3.0, 1.5], [1.0, 2.0])


SHARED = autograd.vector([1.0, 2.0])


@pytest.mark.parametrize(
    ("function", "cases", "message"),
    [
        (lambda x: lambda t: x**2 if t else abs(x), [0, 1], "another way for the case 1 than for 0"),
        (lambda x: lambda t: x if t else x * 1.0, [0, 1], "another way"),
        (lambda x: lambda t: autograd.dot([x] * t, [1.0] * t), [1, 2], "another way"),
        (lambda x: lambda t: x if x > t else -x, [1, -1], "another way"),
        (lambda x: lambda t: x * t * float(x), [1.0, 2.0], "takes the number out of"),
        (lambda x: lambda t: x * SHARED[0] + (x * SHARED[0] if t else x * 5.0), [1, 0], "where they do not differ"),
    ],
)
def test_cases_that_differ_in_more_than_numbers_are_refused(function, cases, message):
    with pytest.raises(ControlFlowError, match=message):
        autograd.compile(function, 0.0, cases=cases)


def test_a_constant_that_stands_for_two_numbers_is_refused():
    def of_case(x, case):
        first = autograd.Constant(case[0])
        return x * first + x * (first if case[0] == case[1] else case[1])

    program = autograd.compile(lambda x: lambda case: of_case(x, case), 0.0, cases=[(1.0, 2.0), (3.0, 3.0)])
    assert list(program([1.0, 1.0], [(1.0, 2.0), (3.0, 3.0)])) == [3.0, 6.0]
    with pytest.raises(ControlFlowError, match="another way"):
        autograd.compile(lambda x: lambda case: of_case(x, case), 0.0, cases=[(3.0, 3.0), (1.0, 2.0)])


def test_a_case_that_was_not_recorded_is_named():
    program = autograd.compile(lambda x: lambda t: x * t, 0.0, cases=[1.0, 2.0])
    with pytest.raises(ValueError, match=r"expected one of the 2 cases recorded, got 3\.0"):
        program([1.0], [3.0])
    with pytest.raises(ValueError, match=r"got \{\}"):
        program([1.0], [{}])


def test_as_many_cases_as_samples_are_wanted():
    program = autograd.compile(lambda x: lambda t: x * t, 0.0, cases=[1.0, 2.0])
    with pytest.raises(ValueError, match="2 in x, 1 in cases"):
        program([1.0, 2.0], [1.0])


def test_a_function_that_gives_none_cannot_have_cases():
    with pytest.raises(TypeError, match="expected a function that gives a function of a case"):
        autograd.compile(lambda x: x * 2.0, 0.0, cases=[1])


@given(points=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=9))
def test_leaves_that_a_function_uses_may_differ_from_sample_to_sample(points):
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    program = autograd.compile(lambda: a * b + c, leaves=[[a, b], c])
    assert program.parameters == ()
    found = program([row[:2] for row in points], [row[2] for row in points])
    assert list(found) == [x * y + z for x, y, z in points]
    assert (a.data, b.data, c.data) == (1.0, 2.0, 3.0)


def test_leaves_follow_the_arguments():
    a = Value(1.0, "a")
    program = autograd.compile(lambda x: a - x, 0.0, leaves=[a])
    assert list(program([1.0, 2.0], [10.0, 20.0])) == [9.0, 18.0]
