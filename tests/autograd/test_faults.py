"""What goes wrong while a graph is built, run or differentiated: it is named, and it changes nothing."""

import math
import signal
import sys
import threading
import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, dot, first_nonfinite, gradients, topological_order, vector
from autograd.graph import data_changes
from autograd.strategies import expressions

# Where an infinity began.


def test_the_node_where_an_infinity_began_is_found():
    x = Value(1e200, label="x")
    big = x * x
    y = (big - big) + x
    assert math.isnan(y.data)
    assert first_nonfinite(y) is big


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_a_leaf_that_is_not_finite_is_found_alone_and_in_a_vector(number):
    leaf = Value(number, allow_nan=True)
    assert first_nonfinite(leaf) is leaf
    assert first_nonfinite(leaf * 2.0) is leaf
    assert first_nonfinite(dot([1.0, leaf], [3.0, 4.0]).relu()) is leaf


def test_a_constant_that_is_not_finite_is_found():
    y = Value(1.0) * math.inf
    assert first_nonfinite(y) is y.operands[1]


@given(expression=expressions())
def test_a_finite_graph_has_no_such_node(expression):
    assert first_nonfinite(expression.graph()[0]) is None


@given(expression=expressions(), data=st.data())
def test_all_below_the_node_found_is_finite(expression, data):
    output, leaves = expression.graph()
    leaf = data.draw(st.sampled_from(leaves))
    y = output + leaf * math.inf
    found = first_nonfinite(y)
    assert not math.isfinite(found.data)
    assert all(math.isfinite(node.data) for node in topological_order(found)[:-1])


@pytest.mark.parametrize("wrong", [None, 1.0, "y"])
def test_what_is_no_value_has_no_graph_to_look_through(wrong):
    with pytest.raises(TypeError, match=r"^expected output to be a Value, got "):
        first_nonfinite(wrong)


# Messages.


@pytest.mark.parametrize("name", ["log", "sqrt", "pow", "div", "exp", "binary_cross_entropy"])
def test_an_error_names_the_operation_and_each_operand_with_its_label_and_number(name):
    row = autograd.PRIMITIVES[name]
    errors = 0
    for numbers in product([-2.5, 0.0, 0.5, 1e3], repeat=row.arity):
        try:
            row(*[Value(number, label=f"v{k}") for k, number in enumerate(numbers)])
            continue
        except (DomainError, OverflowError) as raised:
            message = str(raised)
        where = ", ".join(f"v{k} = {number!r}" for k, number in enumerate(numbers))
        assert message in (f"{name} is not defined at {where}", f"{name} is too large for a float at {where}")
        errors += 1
    assert errors


def test_an_error_deep_in_a_graph_names_the_node_where_it_happened():
    x = Value(2.0, label="x")
    z = x - 3.0
    z.label = "z"
    with pytest.raises(DomainError, match=r"^log is not defined at z = -1.0$"):
        (z.log() * x).exp()


# Half-way.


def test_an_error_while_a_graph_is_built_leaves_every_grad_and_number_as_it_was():
    x, y = Value(2.0), Value(0.0)
    inner = x * x
    inner.backward()
    before = [(v.data, v.grad) for v in (x, y, inner)]
    huge = inner * 1e3
    for function, operands in [
        (autograd.div, (inner, y)),
        (autograd.exp, (huge,)),
        (dot, ([inner, x], [y])),
        (autograd.add, (inner, "a")),
    ]:
        with pytest.raises((DomainError, OverflowError, ValueError, TypeError)):
            function(*operands)
    assert [(v.data, v.grad) for v in (x, y, inner)] == before


def interrupted_at(point, action):
    """Runs `action`, raising KeyboardInterrupt at one of the engine's bytecodes; whether it came that far."""
    left = [point]

    def trace(frame, event, argument):
        if not frame.f_globals.get("__name__", "").startswith("autograd."):
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # where Python 3.12.1 looks whether bytecodes are asked for
    sys.settrace(trace)
    try:
        action()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def graph_with_all_there_is():
    x, w = Value(0.5, label="x"), Value(-1.5, label="w")
    shared = vector([x, w.tanh(), 2.0])
    y = dot(shared, [w, x, x], w) * autograd.logsumexp(shared) + x**2
    for node in topological_order(y):
        node.grad = None if node.is_constant else 0.25
    return y, topological_order(y), (x, w)


def grads_of(nodes):
    return [node.grad for node in nodes]


@pytest.mark.slow
def test_ctrl_c_at_any_point_of_a_backward_pass_adds_all_gradients_or_none():
    y, nodes, _ = graph_with_all_there_is()
    y.backward()
    added = grads_of(nodes)
    came_between = {False: 0, True: 0}
    for point in range(1, 100_000):
        y, nodes, _ = graph_with_all_there_is()
        before = grads_of(nodes)
        if not interrupted_at(point, y.backward):
            break
        assert grads_of(nodes) in (before, added)
        came_between[grads_of(nodes) == added] += 1
    assert came_between[False] > 200
    assert grads_of(nodes) == added


@pytest.mark.slow
def test_ctrl_c_at_any_point_of_recompute_leaves_the_old_numbers_or_the_new():
    def moved():
        y, nodes, (x, _) = graph_with_all_there_is()
        x.data = 0.75
        return y, [node for node in nodes if node.primitive is not None]

    y, nodes = moved()
    old = [node._numbers() for node in nodes]
    y.recompute()
    new = [node._numbers() for node in nodes]
    reached = 0
    for point in range(1, 100_000):
        y, nodes = moved()
        if not interrupted_at(point, y.recompute):
            break
        reached += 1
        assert [node._numbers() for node in nodes] in (old, new)
        y.recompute()
        assert [node._numbers() for node in nodes] == new
    assert reached > 200


def test_ctrl_c_at_any_point_of_taking_gradients_changes_no_grad():
    for point in range(1, 100_000, 89):
        y, nodes, leaves = graph_with_all_there_is()
        before = grads_of(nodes)
        done = not interrupted_at(point, lambda y=y, leaves=leaves: gradients(y, leaves))
        assert grads_of(nodes) == before
        if done:
            break


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no interval timer on Windows")
def test_a_real_signal_during_a_long_backward_pass_adds_all_gradients_or_none():
    def interrupt(signum, frame):
        raise KeyboardInterrupt

    x = Value(1.0)
    y = x
    for _ in range(5_000):
        y = y * 1.0 + x * 0.0
    nodes = [node for node in topological_order(y) if not node.is_constant]
    started = time.perf_counter()
    y.backward()
    duration = time.perf_counter() - started
    once = grads_of(nodes)
    before = signal.signal(signal.SIGALRM, interrupt)
    times, interruptions = 1.0, 0
    try:
        for k in range(6):
            was = grads_of(nodes)
            signal.setitimer(signal.ITIMER_REAL, duration * (k + 0.5) / 5.0)
            try:
                y.backward()
                while True:
                    time.sleep(0.001)
            except KeyboardInterrupt:
                interruptions += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0.0)
            times += grads_of(nodes) != was
            assert grads_of(nodes) == [times * grad for grad in once]
    finally:
        signal.signal(signal.SIGALRM, before)
    assert interruptions == 6


# Threads.


def test_threads_that_build_separate_graphs_get_the_numbers_of_one():
    def results():
        found = []
        for k in range(60):
            x, w = Value(0.1 * k + 0.05), Value(-0.3)
            shared = vector([x, w])
            for step in range(5):
                y = dot(shared, [w, x], 0.5).tanh() + autograd.logsumexp(shared)
                y.zero_grad()
                y.backward()
                found.append((y.data, x.grad, w.grad))
                x.data = x.data - 0.01 * x.grad
                w.data = w.data - 0.01 * w.grad * step
        return found

    alone, together, interval = results(), [], sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=lambda: together.append(results())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert together == [alone] * 4


def test_no_change_of_data_is_ever_mistaken_for_an_earlier_one():
    """However two threads interleave, a vector that has read its numbers sees that they have changed."""
    x = Value(1.0)
    seen = set()
    for number in range(5):
        x.data = float(number)
        assert data_changes[0] not in seen
        seen.add(data_changes[0])
