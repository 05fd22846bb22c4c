"""The zoo: each bug is as described, runs on any graph, and is caught; and the right operation is blamed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import DomainError, GradcheckError, Value, gradcheck, maximum, topological_order
from autograd.strategies import expressions
from autograd.zoo import BUGS, Bug
from oracles import few

every_bug = pytest.mark.parametrize("bug", BUGS.values(), ids=lambda bug: bug.name)

OF_THE_PASS_AS_A_WHOLE = {"no_seed", "interior_kept", "leaves_reset", "stale"}
"""Bugs that no operation shows by itself and no first gradient either: faults that the report puts in words."""


def caught(bug):
    with pytest.raises(GradcheckError) as error:
        gradcheck(bug.function, bug.inputs(), backward=bug.backward)
    return error.value.report


def test_there_are_a_dozen_bugs_and_more_each_under_its_name():
    assert len(BUGS) >= 12
    assert all(bug.name == name for name, bug in BUGS.items())


@every_bug
def test_gradcheck_catches_it_and_names_the_operation_at_fault(bug):
    report = caught(bug)
    assert {culprit.primitive for culprit in report.culprits} == ({bug.culprit} if bug.culprit else set())
    assert bool(report.faults) == (bug.name in OF_THE_PASS_AS_A_WHOLE)


@every_bug
def test_the_right_pass_is_right_on_its_graph(bug):
    assert gradcheck(bug.function, bug.inputs()).ok


@every_bug
def test_its_graph_is_small_and_labelled(bug):
    y = bug.graph()
    nodes = topological_order(y)
    assert len(nodes) <= 7
    leaves = [node for node in nodes if node.primitive is None and not node.is_constant]
    assert {leaf.label: leaf.data for leaf in leaves} == bug.point
    assert all(node.grad is None for node in nodes)
    assert bug.graph() is not y


@every_bug
def test_a_smaller_graph_of_one_operation_does_not_show_a_bug_of_the_pass(bug):
    """Where the pass itself is wrong, one operation on different leaves comes out right."""
    if bug.culprit or bug.name in OF_THE_PASS_AS_A_WHOLE:
        return
    assert gradcheck(lambda a, b: a * b, [3.0, 5.0], backward=bug.backward).ok


@every_bug
def test_it_is_described_in_one_line(bug):
    assert bug.what.endswith(".")
    assert "\n" not in bug.what


@every_bug
@few
@given(expression=expressions(most_inputs=3, most_steps=4))
def test_it_runs_on_any_graph_and_changes_nothing_but_grads(bug, expression):
    output, _ = expression.graph()
    nodes = topological_order(output)
    before = [(node.data, node.operands, node.label) for node in nodes]
    try:
        bug.backward(output)
    except (DomainError, OverflowError, ZeroDivisionError):
        assert bug.culprit is not None
    assert [(node.data, node.operands, node.label) for node in nodes] == before
    assert all(node.grad is None for node in nodes if node.is_constant)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("overwritten", {"x": 3.0}, {"x": 6.0}),
        ("depth_first", {"x": 1.0}, {"x": 1.0 + math.e}),
        ("once_a_path", {"x": 4.0}, {"x": 2.0}),
        ("operands_first", {"x": 0.0}, {"x": math.e}),
        ("no_seed", {"x": 0.0}, {"x": 1.0}),
        ("operands_as_a_set", {"x": 3.0}, {"x": 6.0}),
        ("forgotten_factor", {"x1": 1.0, "x2": 3.0}, {"x1": 5.0, "x2": 3.0}),
        ("swapped", {"x1": 3.0, "x2": 5.0}, {"x1": 5.0, "x2": 3.0}),
        ("sign_of_subtraction", {"a": 1.0, "b": 1.0}, {"a": 1.0, "b": -1.0}),
        ("denominator_not_squared", {"a": 0.2, "b": -0.6}, {"a": 0.2, "b": -0.12}),
        ("exponent_kept", {"x": 24.0}, {"x": 12.0}),
        ("exponential_as_power", {"x": 2.0 * math.e}, {"x": math.e**2}),
        ("logarithm_of_the_result", {"x": 1.0 / math.log(2.0)}, {"x": 0.5}),
        ("relu_always_on", {"x": 1.0}, {"x": 0.0}),
        ("tie", {"x": 2.0}, {"x": 1.0}),
        ("mean_not_divided", {"a": 1.0, "b": 1.0}, {"a": 0.5, "b": 0.5}),
        ("bias_forgotten", {"b": 0.0}, {"b": 1.0}),
    ],
)
def test_it_gives_the_numbers_worked_out_by_hand(name, wrong, right):
    bug = BUGS[name]

    def gradients(backward):
        leaves = bug.inputs()
        backward(bug.function(*leaves))
        return {leaf.label: leaf.grad for leaf in leaves}

    assert gradients(bug.backward) == pytest.approx(wrong)
    assert gradients(Value.backward) == pytest.approx(right)


def test_faults_of_the_pass_as_a_whole_are_put_in_words():
    assert "gives the output itself the gradient 0.0, not 1" in str(caught(BUGS["no_seed"]))
    for name in ("interior_kept", "leaves_reset"):
        assert caught(BUGS[name]).faults == ("a second one does not add the same gradients again",)
    [fault] = caught(BUGS["stale"]).faults
    assert fault.startswith("once a leaf's data has changed, it differentiates at another point")


def test_at_a_tie_a_bug_of_the_pass_is_not_blamed_on_the_operation():
    with pytest.raises(GradcheckError, match="Each operation is right by itself") as error:
        gradcheck(lambda x: maximum(x, x), 3.0, backward=BUGS["overwritten"].backward)
    assert error.value.report.culprits == ()


@few
@given(x=st.floats(-4.0, -0.5), p=st.integers(2, 4))
def test_a_constant_exponent_treated_as_a_variable_shows_at_negative_bases(x, p):
    report = None
    try:
        gradcheck(lambda base: base**p, x, backward=BUGS["constant_exponent"].backward, order=1)
    except GradcheckError as error:
        report = error.report
    assert report is not None
    assert math.isnan(report.checks[0].analytic)


def test_a_bug_is_frozen():
    bug = BUGS["swapped"]
    assert isinstance(bug, Bug)
    with pytest.raises(AttributeError):
        bug.name = "another"
