"""Students' backpropagation: what is wrong with each of the zoo is named, and no right one is accused."""

import copy
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import GradcheckError, Value, grad, gradcheck
from oracles import few
from tests.autograd.checking.black_box.students import ACTIVATIONS, OUTPUTS, Student, zoo


def named(student):
    """The loss and the gradient with arguments that have names, as a student's have."""
    names = [*(f"{letter}{k}" for k in range(1, len(student.widths)) for letter in "Wb"), "X", "y"]
    scope = {"student": student}
    arguments = ", ".join(names)
    return [eval(f"lambda {arguments}: student.{what}({arguments})", scope) for what in ("loss", "gradient")]


def checked(student, samples=5, seed=0, **options):
    parameters, X, y = student.data(samples, seed)
    loss, gradient = named(student)
    count = len(parameters)
    return gradcheck(loss, [*parameters, X, y], gradient=gradient, argnums=range(count), **options)


def report_of(student, **options):
    with pytest.raises(GradcheckError) as caught:
        checked(student, **options)
    return caught.value.report


@pytest.mark.parametrize("name", zoo())
def test_each_bug_of_the_zoo_is_named_with_the_arrays_that_show_it_and_nothing_else_is(name):
    bug = zoo()[name]
    report = report_of(bug.student)
    assert {explanation.kind for explanation in report.explanations} == {bug.kind}, str(report)
    assert re.search(bug.words, str(report)), str(report)
    if bug.arrays is not None:
        assert {array for each in report.explanations for array in each.arrays} == set(bug.arrays)


students = st.builds(
    Student,
    widths=st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    output=st.sampled_from(sorted(OUTPUTS)),
    penalty=st.sampled_from([0.0, 0.01, 1.0]),
    by_columns=st.booleans(),
)


@given(student=students, samples=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_no_right_backpropagation_is_accused(student, samples, seed):
    report = checked(student, samples=samples, seed=seed)
    assert report.ok
    assert report.explanations == ()


@few
@given(student=students, seed=st.integers(0, 2**32 - 1), scale=st.sampled_from([1e-8, 1e-3, 1e3, 1e6]))
def test_nor_at_inputs_of_another_size(student, seed, scale):
    parameters, X, y = student.data(4, seed)
    loss, gradient = named(student)
    inputs = [*(scale * each for each in parameters), X, y]
    with np.errstate(all="ignore"):
        if np.isfinite(loss(*inputs)):
            assert gradcheck(loss, inputs, gradient=gradient, argnums=range(len(parameters))).ok


@given(student=students, seed=st.integers(0, 2**32 - 1), data=st.data())
def test_a_right_derivative_with_one_number_changed_is_wrong_there_and_nowhere_else(student, seed, data):
    parameters, X, y = student.data(4, seed)
    loss, gradient = named(student)
    count = len(parameters)
    place = data.draw(st.integers(0, count - 1))
    k = data.draw(st.integers(0, parameters[place].size - 1))

    def changed(*arguments):
        found = gradient(*arguments)
        found[place].flat[k] += 0.01 * (1.0 + np.abs(found[place]).max())
        return found

    try:
        gradcheck(loss, [*parameters, X, y], gradient=changed, argnums=range(count))
        wrong = []
    except GradcheckError as error:
        wrong = [check.name for check in error.report.checks if check.is_wrong]
    index = ", ".join(map(str, np.unravel_index(k, parameters[place].shape)))
    assert wrong == [f"∂f/∂{('Wb'[place % 2])}{place // 2 + 1}[{index}]"]


@few
@given(student=students.filter(lambda s: s.activation != "relu"), seed=st.integers(0, 2**32 - 1))
def test_the_differences_are_the_derivatives_of_the_engine(student, seed):
    """Of the same code, run on Values: the students' own gradient has no part in it."""
    parameters, X, y = student.data(3, seed)
    if student.output != "squares":
        student = Student(student.widths, student.activation, "squares")
        parameters, X, y = student.data(3, seed)
    loss, _ = named(student)
    report = checked(student, samples=3, seed=seed)
    right = [x for each in grad(lambda *p: loss(*p, X, y))(*parameters) for x in np.ravel(each)]
    for check, derivative in zip(report.checks, right):
        assert abs(check.numeric - derivative) <= check.bound


def test_zero_weights_of_relus_are_at_a_kink_and_nobody_is_accused():
    student = Student((2, 3, 1), "relu")
    loss, gradient = named(student)
    parameters, X, y = student.data(4, 0)
    parameters = [0.0 * each for each in parameters]
    X = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
    parameters[2] = parameters[2] + 1.0
    report = gradcheck(loss, [*parameters, X, y], gradient=gradient, argnums=range(4))
    assert "kink crossed" in {check.verdict for check in report.checks}


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_numbers_of_single_precision_are_checked_to_what_they_can_tell(kind, activation):
    student = Student((3, 4, 2), activation)
    loss, gradient = named(student)
    parameters, X, y = student.data(5, 1)
    inputs = [each.astype(kind) for each in (*parameters, X, y)]
    assert gradcheck(loss, inputs, gradient=gradient, argnums=range(4)).ok
    with pytest.raises(GradcheckError, match="the sign is wrong"):
        gradcheck(loss, inputs, gradient=lambda *a: [-each for each in gradient(*a)], argnums=range(4))


def test_two_bugs_in_different_arrays_are_both_named():
    bug = Student((3, 4, 2), changes={"returned": lambda found, *_: [-found[0], found[1], found[2], 5 * found[3]]})
    kinds = {(each.kind, each.arrays) for each in report_of(bug).explanations}
    assert kinds == {("sign", ("W1",)), ("count", ("b2",))}


def test_what_fits_nothing_is_said_to_be_wrong_and_not_explained():
    noise = np.random.default_rng(3).normal(size=(3, 4))
    bug = Student((3, 4, 2), changes={"returned": lambda found, *_: [found[0] + noise, *found[1:]]})
    report = report_of(bug)
    assert report.explanations == ()
    assert "Right: b1, W2 and b2. Not explained: W1." in str(report)


def test_without_data_among_the_arguments_the_report_says_that_more_could_be_told():
    student = zoo()["activation missing"].student
    parameters, X, y = student.data(5, 0)
    with pytest.raises(GradcheckError) as caught:
        gradcheck(lambda *p: student.loss(*p, X, y), parameters, gradient=lambda *p: student.gradient(*p, X, y))
    assert caught.value.report.explanations == ()
    assert "if f took its data as arguments" in str(caught.value)


def test_the_arguments_are_afterwards_what_they_were():
    bug = zoo()["inputs changed"].student
    parameters, X, y = bug.data(5, 0)
    before = copy.deepcopy(parameters)
    loss, gradient = named(bug)
    with pytest.raises(GradcheckError):
        gradcheck(loss, [*parameters, X, y], gradient=gradient, argnums=range(6))
    assert all(np.array_equal(a, b) for a, b in zip(parameters, before))


def test_a_function_of_values_is_told_to_do_without():
    with pytest.raises(TypeError, match="expected numbers in w, as f and gradient are functions of plain numbers"):
        gradcheck(lambda w: w * w, [Value(2.0)], gradient=lambda w: 2 * w)
