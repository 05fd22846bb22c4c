"""Computing without a graph: what `no_grad` gives, for how long, and to whom."""

import copy
import pickle
import threading

import pytest
from hypothesis import given

import autograd
from autograd import Constant, Value, grad, no_grad, value
from autograd.strategies import expressions


@given(expression=expressions())
def test_the_numbers_are_those_of_the_graph_and_nothing_leads_back(expression):
    recorded, leaves = expression.graph()
    with no_grad():
        result = expression(*leaves)
    assert (result.data, result.is_constant, result.operands) == (recorded.data, True, ())


def test_what_is_computed_afterwards_is_recorded_again():
    x = Value(3.0)
    with no_grad():
        constant = x * x
    y = constant * x
    y.backward()
    assert x.grad == 9.0


@pytest.mark.parametrize("failing", [False, True])
def test_outside_of_every_block_nothing_is_left_of_it(failing):
    before = dict(vars(Value)), value._made
    with pytest.raises(RuntimeError) if failing else no_grad(), no_grad():
        if failing:
            raise RuntimeError
    assert (dict(vars(Value)), value._made) == before


def test_blocks_nest():
    x = Value(2.0)
    with no_grad():
        with no_grad():
            pass
        assert (x * x).is_constant
    assert not (x * x).is_constant


def test_other_threads_record_on():
    x, kinds = Value(2.0), []
    with no_grad():
        thread = threading.Thread(target=lambda: kinds.append(type(x * x)))
        thread.start()
        thread.join()
    assert kinds == [Value]


def test_a_function_may_be_decorated():
    @no_grad()
    def doubled(x):
        return x * 2.0

    assert doubled(Value(1.0)).is_constant
    assert doubled(Value(1.0)).is_constant


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (lambda w: w.__iadd__(0.5), 2.5),
        (lambda w: w.__isub__(0.5), 1.5),
        (lambda w: w.__imul__(0.5), 1.0),
        (lambda w: w.__itruediv__(0.5), 4.0),
    ],
)
def test_an_update_in_place_moves_the_leaf_itself(move, expected):
    w = Value(2.0, label="w")
    with no_grad():
        moved = move(w)
    assert moved is w
    assert w.data == expected
    assert move(w).primitive is not None  # outside it is an operation
    assert w.data == expected


def test_an_update_as_people_write_it_descends():
    parameters = [Value(2.0), Value(-1.0)]
    for _ in range(2):
        loss = parameters[0] ** 2 + parameters[1] ** 2
        for parameter in parameters:
            parameter.grad = None
        loss.backward()
        with no_grad():
            for parameter in parameters:
                parameter -= 0.25 * parameter.grad  # noqa: PLW2901 - in place
    assert [parameter.data for parameter in parameters] == [0.5, -0.25]


def test_in_place_operators_of_anything_but_leaves_make_new_values():
    x = Value(2.0)
    y = result = x * x
    with no_grad():
        result += 1.0
        constant = shared = x * 1.0
        constant += 1.0
    assert (y.data, result.data, result.is_constant) == (4.0, 5.0, True)
    assert (shared.data, constant.data) == (2.0, 3.0)


def test_derivatives_taken_inside_record_what_they_need():
    with no_grad():
        assert grad(lambda x: x**3)(2.0) == 12.0
        assert grad(grad(lambda x: x**3))(2.0) == 12.0
        assert grad(lambda x: x**3)(Value(2.0)).is_constant
        assert autograd.gradcheck(lambda x: x**3, 2.0).ok


def test_a_backward_pass_from_a_constant_is_refused():
    x = Value(2.0, label="x")
    with no_grad():
        loss = x * x
    with pytest.raises(ValueError, match=r"^Unrecorded\(4.0\) was computed within no_grad"):
        loss.backward()
    assert loss.grad is None


def test_a_graph_recorded_before_is_recomputed_as_a_graph():
    x = Value(2.0)
    y = x * x
    x.data = 3.0
    with no_grad():
        y.recompute()
        assert type(copy.deepcopy(y)) is type(pickle.loads(pickle.dumps(y))) is Value
    assert (y.data, y.operands) == (9.0, (x, x))
    assert not isinstance(y, Constant)


@pytest.mark.needs("llvmlite")
def test_a_program_compiled_inside_computes_what_one_compiled_outside_does():
    with no_grad():
        program = autograd.compile(lambda x: x * x, 0.0)
        assert program.value_and_grad([3.0]) == autograd.compile(lambda x: x * x, 0.0).value_and_grad([3.0])
        assert list(program([3.0])) == [9.0]


def test_a_block_changes_no_class():
    """From some thousand changes on, Python reads a class's attributes slowly, for as long as the program runs."""
    before = dict(vars(Value))
    with no_grad():
        inside = dict(vars(Value))
    assert inside.keys() == before.keys() == vars(Value).keys()
    assert all(inside[name] is before[name] is vars(Value)[name] for name in before)


def test_in_place_operators_make_nodes_outside_and_move_leaves_inside():
    w = leaf = Value(2.0)
    w *= 3.0
    w += leaf
    w.backward()
    assert (w.data, leaf.data, leaf.grad) == (8.0, 2.0, 4.0)
    with no_grad():
        leaf -= 0.5
        leaf /= 3.0
    assert (leaf.data, leaf.primitive) == (0.5, None)
