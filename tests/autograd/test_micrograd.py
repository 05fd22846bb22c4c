"""The door for micrograd's programs: its Value's interface, and the cells of the lecture that builds it."""

import copy
import math
import operator
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, micrograd, primitive
from autograd.micrograd import Value, WrittenByHandError
from oracles import bare_micrograd, rows

small = st.floats(-3.0, 3.0)


# The lecture, cell by cell: each function is one cell, or a few, as a program of whatever engine it is given. What a
# reader would look at comes out as numbers.


def an_expression_with_labels(engine):
    a, b = engine.Value(2.0, label="a"), engine.Value(-3.0, label="b")
    c = engine.Value(10.0, label="c")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    f = engine.Value(-2.0, label="f")
    L = d * f
    L.label = "L"
    return [a, b, c, d, e, f, L]


def printed(engine):
    nodes = an_expression_with_labels(engine)
    L = nodes[-1]
    yield from (node.data for node in nodes)
    yield from (node.grad for node in nodes)
    yield "".join(node.label for node in nodes)
    yield sorted(child.label for child in L._prev), L._op
    yield [(node._op, len(node._prev)) for node in nodes]


def gradients_set_by_hand_and_a_step(engine):
    a, b, c, d, e, f, L = an_expression_with_labels(engine)
    L.grad = 1.0
    d.grad, f.grad = f.data * L.grad, d.data * L.grad
    c.grad = e.grad = 1.0 * d.grad
    a.grad, b.grad = b.data * e.grad, a.data * e.grad
    for leaf in (a, b, c, f):
        leaf.data += 0.01 * leaf.grad
    yield from (node.grad for node in (a, b, c, d, e, f, L))
    yield ((a * b + c) * f).data


def slopes_by_a_small_step(engine):
    def L(h, which):
        numbers = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
        a, b, c, f = (engine.Value(number + h * (name == which), label=name) for name, number in numbers.items())
        return ((a * b + c) * f).data

    for which in "abcf":
        yield round((L(1e-4, which) - L(0.0, which)) / 1e-4, 6)


def a_neuron(engine, squash):
    x1, x2 = engine.Value(2.0, label="x1"), engine.Value(0.0, label="x2")
    w1, w2 = engine.Value(-3.0, label="w1"), engine.Value(1.0, label="w2")
    b = engine.Value(6.8813735870195432, label="b")
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    n.label = "n"
    return squash(n), [n, x1w1x2w2, b, x2w2, x1w1], [x1, w1, x2, w2]


def each_backward_called_by_hand(engine):
    o, inner, leaves = a_neuron(engine, lambda n: n.tanh())
    o.grad = 1.0
    for node in (o, *inner):
        node._backward()
    yield from (node.grad for node in (o, *inner, *leaves))


def a_topological_sort_by_hand(engine):
    o, inner, leaves = a_neuron(engine, lambda n: n.tanh())
    topo, visited = [], set()

    def build_topo(v):
        if v not in visited:
            visited.add(v)
            for child in v._prev:
                build_topo(child)
            topo.append(v)

    build_topo(o)
    o.grad = 1.0
    for node in reversed(topo):
        node._backward()
    yield len(topo)
    yield topo[-1] is o
    yield from (node.grad for node in (*inner, *leaves))


def backward_itself(engine):
    o, inner, leaves = a_neuron(engine, lambda n: n.tanh())
    o.backward()
    yield from (node.grad for node in (o, *inner, *leaves))


def a_value_used_more_than_once(engine):
    a = engine.Value(3.0, label="a")
    b = a + a
    b.backward()
    yield a.grad
    a, b = engine.Value(-2.0, label="a"), engine.Value(3.0, label="b")
    d, e = a * b, a + b
    f = d * e
    f.backward()
    yield from (v.grad for v in (a, b, d, e, f))


def numbers_on_either_side(engine):
    a, b = engine.Value(2.0), engine.Value(4.0)
    for result in (a + 1, 2 * a, a * 2, a / b, a - b, 1 - a, 1 / b, a**3, a**-1, a**0.5, -a, 2 + a, sum([a, b, 1.5])):
        result.backward()
        yield result.data, a.grad, b.grad


def tanh_written_out(engine):
    def squash(n):
        e = (2 * n).exp()
        return (e - 1) / (e + 1)

    o, inner, leaves = a_neuron(engine, squash)
    o.backward()
    yield from (node.grad for node in (o, *inner, *leaves))


def an_operation_of_ones_own(engine):
    """As the lecture adds its tanh: a method that makes the node and writes its _backward."""

    def cube(self):
        out = engine.Value(self.data**3, (self,), "cube")

        def _backward():
            self.grad += 3 * self.data**2 * out.grad

        out._backward = _backward
        return out

    a, b = engine.Value(2.0, label="a"), engine.Value(0.5, label="b")
    c = cube(a * b) + a.tanh()
    d = cube(c) * b
    d.backward()
    yield c.data, d.data, a.grad, b.grad, c.grad, d.grad
    yield cube(a)._op, cube(a)._prev == {a}


def a_backward_patched_afterwards(engine):
    """Another derivative than the true one, on a node that the engine computed: straight through."""
    x = engine.Value(-2.0)
    h = x.relu()
    h._backward = lambda: setattr(x, "grad", x.grad + h.grad)
    y = h * 3 + x
    y.backward()
    yield y.data, x.grad, h.grad


class OwnNeuron:
    def __init__(self, engine, nin):
        self.w = [engine.Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = engine.Value(random.uniform(-1, 1))

    def __call__(self, x):
        return sum((wi * xi for wi, xi in zip(self.w, x)), self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


class OwnMLP:
    """The lecture's net: tanh everywhere, biases drawn too."""

    def __init__(self, engine, nin, nouts):
        self.layers = [[OwnNeuron(engine, before) for _ in range(after)] for before, after in zip([nin, *nouts], nouts)]

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0] if len(x) == 1 else x

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]


def the_training_of_the_lectures_net(engine):
    random.seed(42)
    n = OwnMLP(engine, 3, [4, 4, 1])
    yield len(n.parameters())
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    for _ in range(20):
        ypred = [n(x) for x in xs]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred))
        for p in n.parameters():
            p.grad = 0.0
        loss.backward()
        for p in n.parameters():
            p.data += -0.05 * p.grad
        yield loss.data
    yield from (y.data for y in ypred)
    yield n.layers[0][0].w[0].grad, n.layers[0][0].w[0].data


LECTURE = [
    printed,
    gradients_set_by_hand_and_a_step,
    slopes_by_a_small_step,
    each_backward_called_by_hand,
    a_topological_sort_by_hand,
    backward_itself,
    a_value_used_more_than_once,
    numbers_on_either_side,
    tanh_written_out,
    an_operation_of_ones_own,
    a_backward_patched_afterwards,
    the_training_of_the_lectures_net,
]


def flat(results):
    for result in results:
        if isinstance(result, (tuple, list)):
            yield from flat(result)
        else:
            yield result


@pytest.mark.parametrize("cell", LECTURE, ids=lambda cell: cell.__name__)
def test_the_cells_of_the_lecture_give_what_a_bare_value_gives(cell):
    found, expected = list(flat(cell(micrograd))), list(flat(cell(bare_micrograd)))
    assert len(found) == len(expected) > 0
    for number, true in zip(found, expected):
        assert number == (pytest.approx(true, rel=1e-12, abs=1e-12) if type(true) is float else true)


# The interface.


@given(a=small, b=small)
def test_whatever_is_computed_from_one_is_one(a, b):
    x, y, one = Value(a), Value(b), autograd.Value(1.0)
    results = [x + y, x + 1, 1 + x, x - 1, 1 - x, x * 2, 2 * x, x / 2, x**2, 2.0**x, -x, +x, abs(x), sum([x, y, 1])]
    results += [x + one, one + x, one * x, one - x, autograd.maximum(x, 0.0), autograd.dot([1.0, x], [y, 2.0], one)]
    results += [x.exp().tanh().relu(), autograd.sum([x, y]), x.maximum(y)]
    for result in results:
        assert type(result) is Value
        assert (result.grad, result.label) == (0.0, "")
        result.own = result.note = "an attribute"


@pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
def test_every_method_gives_one(row):
    operands = [Value(1.5), *map(Value, (0.5, 2.0)[: row.arity - len(row.defaults) - 1])]
    try:
        result = getattr(operands[0], row.name)(*operands[1:])
    except ValueError:
        operands[0] = Value(0.5)
        result = getattr(operands[0], row.name)(*operands[1:])
    assert type(result) is Value
    assert result.primitive is row
    result.backward()
    assert operands[0].grad == pytest.approx(result.local_derivatives()[0])


def test_a_row_of_ones_own_becomes_a_method_too(table):
    primitive("thrice", lambda x: 3.0 * x, (lambda x, y: 3.0,), latex="3{0}")
    y = Value(2.0).thrice()
    assert (type(y), y.data, y._op) == (Value, 6.0, "thrice")
    del PRIMITIVES["thrice"]
    with pytest.raises(KeyError):
        Value(2.0).thrice()


def test_numbers_become_values_with_a_gradient_and_exponents_do_not():
    x = Value(3.0)
    [two] = (x * 2)._prev - {x}
    assert (type(two), two.data, two.grad) == (Value, 2.0, 0.0)
    assert ((x**2)._prev, (x**2)._op, (x**-0.5)._op) == ({x}, "**2", "**-0.5")
    assert (x.log()._op, x._op, (x - 1)._op, (x / 2)._op) == ("log", "", "-", "/")


def test_the_constructor_is_micrograds():
    a, b = Value(1.0), Value(2.0)
    made = Value(5, (a, b), "?", "made")
    assert (made.data, made._prev, made._op, made.label, made.grad) == (5.0, {a, b}, "?", "made", 0.0)
    assert Value(5, {a, b}, _op="?").operands in [(a, b), (b, a)]
    assert repr(Value(2)) == "Value(data=2.0, grad=0.0)"
    with pytest.raises(TypeError, match="expected operands to be Values and numbers"):
        Value(1.0, ("a",), "+")
    with pytest.raises(TypeError, match="expected data to be a real number"):
        Value("a")


def test_two_values_of_one_number_are_two():
    a, b = Value(1.0), Value(1.0)
    for compare, outcome in ((operator.eq, False), (operator.ne, True)):
        assert compare(a, b) is compare(a, 1.0) is compare(1.0, a) is outcome
        assert compare(a, a) is not outcome
    assert [b, a].index(a) == 1
    assert a not in [b]
    assert (len({a, b}), a < 2.0, Value(0.3) == pytest.approx(0.3)) == (2, True, True)


def test_nothing_is_added_to_by_a_pass_that_does_not_reach_it():
    a, b = Value(1.0), Value(2.0)
    unused = a * b
    (a * 3).backward()
    assert (a.grad, b.grad, unused.grad) == (3.0, 0.0, 0.0)


def test_backward_twice_adds_twice_where_nothing_is_written_by_hand():
    x = Value(3.0)
    y = (x * x) * x
    y.backward()
    y.backward()
    assert x.grad == 2 * 27.0


def test_a_hand_written_step_without_backward_stops_the_gradient():
    x = Value(3.0)
    y = Value(x.data, (x,), "stop") * x
    y.backward()
    assert x.grad == 3.0


def test_a_missing_derivative_is_told_also_where_a_step_is_written_by_hand():
    x = Value(0.0)
    y = x.sqrt()
    with pytest.raises(autograd.DomainError, match=r"^sqrt has no derivative at 0\.0$"):
        y._backward()
    with pytest.raises(autograd.DomainError, match=r"^sqrt has no derivative at 0\.0$"):
        (Value(1.0, (y,), "own") + y).backward()
    assert x.grad == 0.0


def test_what_the_engine_cannot_do_with_a_step_written_by_hand_is_told():
    x = Value(2.0)
    y = Value(4.0, (x,), "square")
    for act in (y.recompute, lambda: autograd.gradients(y, [x])):
        with pytest.raises(WrittenByHandError, match="_backward was written by hand can be neither computed again nor"):
            act()
    assert y.data == 4.0


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_a_copy_is_the_same_graph_with_the_attributes_of_its_nodes(copied):
    x = Value(2.0, label="x")
    main = autograd.Value(3.0)
    h = x * main
    h.note = ["inner"]
    x.note = "leaf"
    y = h.tanh() + autograd.exp(main)
    y.backward()
    again = copied(y)
    assert [type(node) for node in autograd.topological_order(again)] == [
        type(node) for node in autograd.topological_order(y)
    ]
    h_again = again.operands[0].operands[0]
    assert (h_again.note, h_again.operands[0].note, h_again.operands[0].label) == (["inner"], "leaf", "x")
    assert h_again.operands[0].grad == x.grad
    assert h_again.note is not h.note


@given(numbers=st.lists(small, min_size=1, max_size=8))
def test_backward_by_hand_over_any_chain_is_backward(numbers):
    """Each node's own _backward, called from the result down, adds up to what the engine's pass gives."""

    def chain(x):
        y = x * 1.0
        for number in numbers:
            y = (y * number + x).tanh()
        return y

    x, z = Value(0.5), Value(0.5)
    chain(x).backward()
    y = chain(z)
    y.grad = 1.0
    for node in reversed(autograd.topological_order(y)):
        node._backward()
    assert z.grad == pytest.approx(x.grad, rel=1e-12, abs=1e-15)


def test_a_long_chain_is_differentiated_by_hand_without_recursion():
    x = Value(1.0)
    y = Value(x.data, (x,), "own")
    y._backward = lambda end=y: setattr(x, "grad", x.grad + end.grad)
    for _ in range(20_000):
        y = y + 1e-9
    y.backward()
    assert x.grad == 1.0
    assert math.isclose(y.data, 1.0 + 2e-5)
