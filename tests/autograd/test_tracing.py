"""What is noted while a graph is recorded, and what a program does about it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

import autograd
from autograd import ControlFlowError, Value
from autograd.tracing import recording


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


def test_a_comparison_that_comes_out_otherwise_for_a_sample_is_reported():
    program = autograd.compile(lambda x: absolute(x * 2.0), 1.0)
    assert list(program([1.0, 3.0])) == [2.0, 6.0]
    message = "mul(…) > 0.0 was True when the graph was recorded, but for sample 2 it is False"
    with pytest.raises(ControlFlowError, match=re.escape(message)):
        program([1.0, 3.0, -1.0])
    with pytest.raises(ControlFlowError, match="for sample 9"):
        program.value_and_grad([*[1.0] * 9, -1.0])


def test_the_branch_taken_is_reported_before_what_goes_wrong_in_it():
    program = autograd.compile(lambda x: x.log() if x > 0.0 else -x, 1.0)
    with pytest.raises(ControlFlowError, match=re.escape("x > 0.0 was True")):
        program([-1.0])


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


@pytest.mark.parametrize("take", [float, lambda v: v.data, lambda v: max(0.0, float(v * 2.0))])
def test_a_number_taken_out_of_the_graph_is_refused(take):
    with pytest.raises(ControlFlowError, match="takes the number out of Value"):
        autograd.compile(lambda x: x - take(x), 1.0)


def test_a_number_of_something_that_does_not_change_may_be_taken():
    fixed = Value(3.0)
    program = autograd.compile(lambda x: x * float(fixed), 1.0, parameters=[])
    assert list(program([2.0])) == [6.0]
