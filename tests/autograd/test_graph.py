"""The recorded graph: its order, its size, its end."""

import copy
import gc
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, Vector, dot, first_nonfinite, gradients, topological_order, vector
from autograd.graph import changes, evaluation_order, number_used
from autograd.strategies import expressions
from oracles import few


@given(expression=expressions())
def test_the_topological_order_has_operands_before_results_each_once_and_the_output_last(expression):
    output, _ = expression.graph()
    order = topological_order(output)
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is output
    for node in order:
        assert all(place[operand] < place[node] for operand in node.operands)
    # Nothing that is not below the output: everything else is an operand of something.
    assert {operand for node in order for operand in node.operands} == set(order[:-1])


def test_the_topological_order_of_a_leaf_is_the_leaf():
    x = Value(1.0)
    [only] = topological_order(x)
    assert only is x


def test_the_evaluation_order_of_a_vector_is_what_it_depends_on_and_itself():
    x = Value(1.0)
    y = x * 2.0
    z = y * y
    mixed, leaves = vector([z, x, y]), vector([x, Value(2.0)])
    assert evaluation_order(mixed) == [y, z, mixed]
    assert evaluation_order(leaves) == [leaves]
    assert evaluation_order(x) == []


def test_a_wide_vector_of_wide_vectors_is_ordered():
    layers = [Value(0.01 * k) for k in range(50)]
    for _ in range(5):
        shared = vector(layers)
        layers = [dot([0.01] * 50, shared).tanh() for _ in range(50)]
    assert len(topological_order(autograd.sum(layers))) == 50 + 5 * 50 * (50 + 2) + 1


def chain(length):
    x = y = Value(1.0, label="x")
    for _ in range(length):
        y = y + x
    return x, y


@pytest.mark.slow
def test_a_chain_of_a_million_additions_is_differentiated_recomputed_and_freed():
    length = 1_000_000
    x, y = chain(length)
    assert y.data == length + 1.0
    y.backward()
    assert x.grad == length + 1.0
    x.data = 2.0
    y.recompute()
    assert y.data == 2.0 * (length + 1.0)


@pytest.mark.slow
def test_a_chain_two_hundred_times_as_long_as_python_recurses_is_copied_and_pickled():
    length = 200_000
    _, y = chain(length)
    copied = copy.deepcopy(y)
    del y
    loaded = pickle.loads(pickle.dumps(copied))
    assert loaded.data == copied.data == length + 1.0
    del copied
    loaded.recompute()
    assert loaded.data == length + 1.0


@pytest.mark.slow
@pytest.mark.parametrize("length", [20_000])
def test_gradients_as_graphs_of_a_long_chain_are_differentiated_and_freed(length):
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y * 1.0 + x * 0.0
    [first] = gradients(y, [x])
    first.backward()
    assert first.data == 1.0
    assert len(topological_order(first)) > length


def values_alive():
    # By type(): isinstance asks for `__class__`, at which some lazy objects of other packages wake up.
    return sum(issubclass(type(thing), (Value, Vector)) for thing in gc.get_objects())


@pytest.fixture
def without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def use_a_net():
    inputs = vector([Value(0.5), Value(-1.0)])
    hidden = vector([dot([Value(0.1), Value(0.2)], inputs, Value(0.3)).tanh() for _ in range(3)])
    loss = autograd.softmax_cross_entropy([dot([0.5, 0.6, 0.7], hidden) for _ in range(2)], [0.0, 1.0])
    loss.backward()
    loss.recompute()
    loss.zero_grad()
    gradients(gradients(loss, [hidden[0]])[0], [inputs[0]])
    autograd.grad(autograd.grad(lambda x: x**3 * x.exp()))(2.0)
    copy.deepcopy(loss)
    pickle.loads(pickle.dumps(loss))
    autograd.unfolded(loss)
    root = Value(0.0).sqrt() + loss
    with pytest.raises(autograd.DomainError):
        root.backward()


@pytest.mark.usefixtures("without_collector")
def test_a_dropped_graph_is_freed_without_the_garbage_collector():
    use_a_net()  # whatever is cached on first use is no leak
    before = values_alive()
    use_a_net()
    assert values_alive() == before


@pytest.mark.usefixtures("without_collector")
@few
@given(expression=expressions())
def test_no_random_graph_makes_a_reference_cycle(expression):
    before = values_alive()
    output, leaves = expression.graph()
    output.backward()
    for derivative in gradients(output, leaves):
        derivative.backward()
    output.recompute()
    del output, leaves, derivative
    assert values_alive() == before


def test_threads_that_share_leaves_get_the_numbers_of_one_thread():
    leaves = [Value(0.1 * k) for k in range(20)]
    shared = vector(leaves)

    def work(seed):
        results = []
        for k in range(200):
            weights = [((seed * 7 + k * 3 + j) % 11) / 11 for j in range(20)]
            y = dot(weights, shared).tanh() * leaves[k % 20].exp()
            results.append((y.data, [g.data for g in gradients(y, leaves)]))
        return results

    alone = list(map(work, range(4)))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == alone


def test_a_thread_that_changes_data_never_makes_another_read_a_mixture():
    leaves = [Value(0.0), Value(0.0)]
    other = Value(1.0)
    stop = threading.Event()

    def change():
        while not stop.is_set():
            other.data = other.data + 1.0

    thread = threading.Thread(target=change)
    thread.start()
    try:
        shared = vector(leaves)
        assert {autograd.sum(shared).data for _ in range(2000)} == {0.0}
    finally:
        stop.set()
        thread.join()


@few
@given(expression=expressions(), data=st.data())
def test_what_has_changed_is_what_its_users_say_is_not_current(expression, data):
    output, leaves = expression.graph()
    order = topological_order(output)
    before = {value: value.data for value in order}
    assert changes(order) == {}
    for k in data.draw(st.sets(st.integers(0, len(leaves) - 1))):
        leaves[k].data += data.draw(st.sampled_from([0.0, 1.5]))
    changed = changes(order)
    for value in order:
        if any(operand in changed for operand in value.operands):
            with pytest.raises(ValueError, match="have changed since"):
                value.check_current()
        else:
            value.check_current()
    assert {value: number_used(value, changed) for value in order} == before
    assert all((change.later, change.is_mixed) == ((value.data,), False) for value, change in changed.items())
    try:
        output.recompute()
    except (ArithmeticError, ValueError):  # where the leaves now are, something is not defined
        return
    assert changes(order) == {}


def test_a_value_used_before_and_after_a_change_is_mixed():
    x = Value(2.0)
    before = x * x
    x.data = 3.0
    order = topological_order(before + x)
    [change] = changes(order).values()
    assert (change.was, change.later, change.is_mixed) == (2.0, (3.0,), True)
    x.data = 5.0
    [change] = changes(order).values()
    assert (change.was, change.later, change.is_mixed) == (2.0, (3.0, 5.0), True)


def test_a_nan_that_stays_is_no_change():
    x = Value(float("nan"), allow_nan=True)
    y = dot([x], [x]) + x
    assert changes(topological_order(y)) == {}


# What is no graph.


@pytest.mark.parametrize("wrong", [3.0, None, "y", [Value(1.0)], vector([1.0])])
def test_what_is_no_value_has_no_graph_to_walk(wrong):
    for walk in (topological_order, first_nonfinite):
        with pytest.raises(TypeError, match=r"^expected output to be a Value, got "):
            walk(wrong)
    with pytest.raises(TypeError, match=r"^expected output to be a Value, got "):
        autograd.directional_derivative(wrong, {})
    with pytest.raises(TypeError, match=r"^expected value to be a Value that a fused operation computed, got "):
        autograd.unfolded(wrong)
    with pytest.raises(TypeError, match=r"^expected output to be a Value, got "):
        autograd.gradients(wrong, [])


@pytest.mark.parametrize(
    ("direction", "message"),
    [
        ([1.0], r"^expected direction to be a mapping from Values to their speeds, got \[1.0\]$"),
        (None, r"^expected direction to be a mapping from Values to their speeds, got None$"),
        ({"x": 1.0}, r"^expected direction to be a mapping from Values to their speeds, got the key 'x'$"),
        ({Value(1.0): "fast"}, r"^expected a Value or a real number, got 'fast' of type str$"),
        ({Value(1.0): None}, r"^expected a Value or a real number, got None of type NoneType$"),
    ],
)
def test_a_direction_that_is_none_is_refused(direction, message):
    with pytest.raises(TypeError, match=message):
        autograd.directional_derivative(Value(2.0) * 3.0, direction)


@pytest.mark.parametrize("wrong", [3.0, None])
def test_what_cannot_be_gone_through_is_no_vector(wrong):
    with pytest.raises(TypeError, match=r"^expected operands to be Values and numbers, got "):
        vector(wrong)
